namespace Covector;

/// <summary>Making tensors from C# values.</summary>
public sealed partial class Tensor
{
    /// <summary>A tensor with a copy of the values in row-major order; without a shape, a vector.</summary>
    /// <typeparam name="T">bool, int, long, float or double.</typeparam>
    /// <exception cref="ShapeMismatchException">The shape has another number of elements.</exception>
    public static unsafe Tensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        var s = shape.IsEmpty ? new Shape(values.Length) : new Shape(shape);
        if (s.Size != values.Length)
            throw new ShapeMismatchException(
                $"Tensor.From: {Error.Count(values.Length, "value does", "values do")} not fill the shape {s}, which has "
                + $"{Error.Count(s.Size, "element")}.");
        var result = Allocate(DTypes.Of<T>(), s);
        fixed (byte* destination = &result.FirstElement)
            values.CopyTo(new Span<T>(destination, values.Length));
        return result;
    }

    /// <inheritdoc cref="From{T}(ReadOnlySpan{T}, ReadOnlySpan{int})"/>
    public static Tensor From<T>(T[] values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        return From((ReadOnlySpan<T>)values, shape);
    }

    /// <summary>A matrix with a copy of the values.</summary>
    public static Tensor From<T>(T[,] values)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        var span = MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);
        return From(span, values.GetLength(0), values.GetLength(1));
    }

    /// <summary>All elements equal to <paramref name="value"/>. Takes the memory of one element, whatever the shape.</summary>
    /// <exception cref="DTypeMismatchException">An integer type cannot hold the value.</exception>
    public static Tensor Full(Shape shape, double value, DType dtype = DType.Float64) =>
        DTypes.Require(dtype).IsInteger && !Fits(value, dtype)
            ? throw Error.DTypeMessage("Tensor.Full", FormattableString.Invariant(
                $"the value {value} is no {dtype}; expected a whole number in its range, or DType.Float64."))
            : Fill.Of(shape, dtype, value);

    /// <summary>Zeros in memory of their own, to be written over: for <see cref="CompiledFunctions.Into{X, Y}(Func{X, Y}, Y)"/>.</summary>
    /// <param name="shape">The lengths of the axes.</param>
    /// <param name="dtype">The element type.</param>
    public static unsafe Tensor Empty(Shape shape, DType dtype = DType.Float64)
    {
        var result = Allocate(DTypes.Require(dtype), shape);
        fixed (byte* first = &result.FirstElement)
            NativeMemory.Clear(first, (nuint)(shape.Size * dtype.Size));
        return result;
    }

    /// <summary>All elements 0. Takes the memory of one element, whatever the shape.</summary>
    public static Tensor Zeros(Shape shape, DType dtype = DType.Float64) => Fill.Of(shape, DTypes.Require(dtype), 0);

    /// <summary>All elements 1. Takes the memory of one element, whatever the shape.</summary>
    public static Tensor Ones(Shape shape, DType dtype = DType.Float64) => Fill.Of(shape, DTypes.Require(dtype), 1);

    /// <summary>Zeros of the shape and element type of <paramref name="x"/>.</summary>
    public static Tensor ZerosLike(Tensor x) => Zeros(Require(x).Shape, x.DType);

    /// <summary>Ones of the shape and element type of <paramref name="x"/>.</summary>
    public static Tensor OnesLike(Tensor x) => Ones(Require(x).Shape, x.DType);

    /// <summary>The n×n identity matrix.</summary>
    /// <exception cref="ShapeMismatchException">n is negative.</exception>
    public static Tensor Eye(int n, DType dtype = DType.Float64)
    {
        if (n < 0)
            throw Error.NegativeCount("Tensor.Eye", "size", n);
        return Primitives.Convert.Of(Equal.Of(Iota.Of([n, n], 0, DType.Int64), Iota.Of([n, n], 1, DType.Int64)), DTypes.Require(dtype));
    }

    /// <summary>start, start + step, … up to but without stop; Float64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is 0, a number is not finite, or there are more than 2³¹ − 1 numbers.</exception>
    public static Tensor Arange(double start, double stop, double step = 1)
    {
        if (step == 0 || !double.IsFinite(start) || !double.IsFinite(stop) || !double.IsFinite(step))
            throw NoRange(FormattableString.Invariant($"Arange({start}, {stop}, {step})"), "the numbers must be finite and the step not 0");
        double n = Math.Max(0, Math.Ceiling((stop - start) / step));
        if (n > int.MaxValue)
            throw NoRange(FormattableString.Invariant($"Arange({start}, {stop}, {step})"), TooMany);
        return Iota.Of([(int)n], 0, DType.Float64) * step + start;
    }

    /// <summary>start, start + step, … up to but without stop; Int64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is 0, or there are more than 2³¹ − 1 numbers.</exception>
    public static Tensor Arange(int start, int stop, int step = 1)
    {
        if (step == 0)
            throw NoRange($"Arange({start}, {stop}, 0)", "the step must not be 0");
        long distance = (long)stop - start, n = Math.Max(0, (distance + step - Math.Sign(step)) / step);
        if (n > int.MaxValue)
            throw NoRange($"Arange({start}, {stop}, {step})", TooMany);
        return Iota.Of([(int)n], 0, DType.Int64) * step + start;
    }

    /// <summary>0, 1, … n − 1; Int64.</summary>
    public static Tensor Arange(int n) => Arange(0, n);

    /// <summary>Evenly spaced numbers from start to stop, both included; Float64. Exact at both ends.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative, or a number is not finite.</exception>
    public static Tensor Linspace(double start, double stop, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (!double.IsFinite(start) || !double.IsFinite(stop))
            throw NoRange(FormattableString.Invariant($"Linspace({start}, {stop}, {count})"), "the ends must be finite");
        if (count == 1)
            return From([start]);
        var t = Iota.Of([count], 0, DType.Float64) / Math.Max(1, count - 1);
        return start * (1 - t) + stop * t;
    }

    /// <summary>A number; it takes the element type of the tensor it meets.</summary>
    public static implicit operator Tensor(double value) => Scalar(value, LiteralKind.Number);

    /// <inheritdoc cref="op_Implicit(double)"/>
    public static implicit operator Tensor(float value) => Scalar(value, LiteralKind.Number);

    /// <inheritdoc cref="op_Implicit(double)"/>
    public static implicit operator Tensor(int value) => Scalar(value, LiteralKind.Number);

    /// <inheritdoc cref="op_Implicit(double)"/>
    public static implicit operator Tensor(long value) => Scalar(value, LiteralKind.Number);

    /// <summary>A truth value; it takes the element type of the tensor it meets.</summary>
    public static implicit operator Tensor(bool value) => Scalar(value, LiteralKind.Number);

    /// <summary>A vector with a copy of the values.</summary>
    public static implicit operator Tensor(double[] values) => From(values);

    /// <summary>A vector with a copy of the values.</summary>
    public static implicit operator Tensor(float[] values) => From(values);

    /// <summary>A tensor of rank 0 from a C# value.</summary>
    internal static Tensor Scalar<T>(T value, LiteralKind literal)
        where T : unmanaged
    {
        var array = new byte[Padding];
        Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)) = value;
        return new Tensor(DTypes.Of<T>(), default, array, null, 0, literal);
    }

    /// <summary>A tensor of rank 0 and the given element type, from a number exactly representable in it.</summary>
    internal static Tensor Scalar(DType dtype, double value, LiteralKind literal = LiteralKind.None) => dtype switch
    {
        DType.Bool => Scalar(value != 0, literal),
        DType.Int32 => Scalar((int)value, literal),
        DType.Int64 => Scalar((long)value, literal),
        DType.Float32 => Scalar((float)value, literal),
        _ => Scalar(value, literal),
    };

    /// <summary>Stacks concrete literals of one shape along a new first axis.</summary>
    internal static unsafe Tensor Literals(ReadOnlySpan<Tensor> rows, DType dtype, LiteralKind literal)
    {
        var stacked = Allocate(dtype, rows[0].Shape.Insert(0, rows.Length));
        nint rowBytes = (nint)(rows[0].Size * dtype.Size);
        fixed (byte* destination = &stacked.FirstElement)
            for (int i = 0; i < rows.Length; i++)
            {
                var row = ElementwiseEvaluator.Convert(rows[i], dtype).Packed();
                fixed (byte* source = &row.FirstElement)
                    System.Buffer.MemoryCopy(source, destination + i * rowBytes, rowBytes, rowBytes);
                GC.KeepAlive(row);
            }

        return new Tensor(dtype, stacked.shape, stacked.storage, null, 0, literal);
    }

    private const string TooMany = "there would be more than 2147483647 numbers, the longest that an axis can be";

    private static ArgumentOutOfRangeException NoRange(string call, string why) => new(null, $"{call}: {why}.");

    /// <summary>Whether an integer type has this very number.</summary>
    private static bool Fits(double value, DType dtype)
    {
        double end = dtype == DType.Int32 ? 2147483648.0 : 9223372036854775808.0;
        return value == Math.Floor(value) && value >= -end && value < end;
    }

    internal static Tensor Require(Tensor? x, [CallerArgumentExpression(nameof(x))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(x, name);
        return x;
    }
}
