namespace Covector;

// Reading tensors into C# values.
public sealed partial class Tensor
{
    /// <summary>The only element as a number, which is a constant to every derivative.</summary>
    /// <remarks>
    /// <c>Grad(x => x * (double)x)(3.0)</c> is 3: where the derivative should go on, compute with the tensor itself, and with
    /// <c>Sin(x)</c> of <see cref="Functions"/> instead of <c>Math.Sin((double)x)</c>.
    /// </remarks>
    /// <exception cref="ShapeMismatchException">There is not exactly one element.</exception>
    /// <exception cref="ConcretizationException">The tensor is traced and has no value.</exception>
    public static explicit operator double(Tensor x) => Single(x, "(double)") switch
    {
        { DType: DType.Float64 } t => t.Read<double>(),
        { DType: DType.Float32 } t => t.Read<float>(),
        { DType: DType.Int64 } t => t.Read<long>(),
        { DType: DType.Int32 } t => t.Read<int>(),
        var t => t.Read<bool>() ? 1 : 0,
    };

    /// <summary>The only element as a number, rounded to single precision, which is a constant to every derivative.</summary>
    public static explicit operator float(Tensor x) => (float)(double)x;

    /// <summary>
    /// The only element as a whole number: exactly that of an integer, the whole part, toward zero, of any other, as in C#. It is a constant to
    /// every derivative.
    /// </summary>
    /// <exception cref="ShapeMismatchException">There is not exactly one element.</exception>
    /// <exception cref="OverflowException">It does not fit, or is NaN.</exception>
    /// <exception cref="ConcretizationException">The tensor is traced and has no value.</exception>
    public static explicit operator long(Tensor x) => Whole(x, "(long)", long.MinValue, long.MaxValue);

    /// <summary>
    /// The only element as a whole number: exactly that of an integer, the whole part, toward zero, of any other, as in C#. It is a constant to
    /// every derivative.
    /// </summary>
    /// <exception cref="OverflowException">It does not fit, or is NaN.</exception>
    public static explicit operator int(Tensor x) => (int)Whole(x, "(int)", int.MinValue, int.MaxValue);

    /// <summary>The only element as a truth value.</summary>
    /// <exception cref="DTypeMismatchException">The tensor is not Bool.</exception>
    /// <exception cref="ConcretizationException">The tensor is traced and has no value.</exception>
    public static explicit operator bool(Tensor x)
    {
        var t = Single(x, "(bool)");
        return t.DType == DType.Bool ? t.Read<bool>() : throw Error.DTypes("(bool)", t.DType, "a Bool tensor, such as x > 0");
    }

    /// <summary>The elements in row-major order, as a new array; they are constants to every derivative.</summary>
    /// <typeparam name="T">The C# type of the elements: no conversion takes place.</typeparam>
    /// <exception cref="DTypeMismatchException">The elements have another type.</exception>
    /// <exception cref="ConcretizationException">The tensor is traced and has no value.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        var array = Elements<T>("ToArray").ToArray();
        GC.KeepAlive(this);
        return array;
    }

    /// <summary>Writes the elements in row-major order over the beginning of some memory.</summary>
    /// <param name="destination">At least <see cref="Size"/> elements.</param>
    /// <inheritdoc cref="ToArray{T}"/>
    /// <exception cref="ArgumentException">The memory is too short.</exception>
    public void CopyTo<T>(Span<T> destination)
        where T : unmanaged
    {
        Elements<T>("CopyTo").CopyTo(destination);
        GC.KeepAlive(this);
    }

    /// <summary>The elements in row-major order: the tensor's own memory where it is contiguous, a copy otherwise.</summary>
    /// <remarks>
    /// The span does not keep the tensor alive, whose memory is used again when nothing refers to it. Keep the tensor in a variable and call
    /// <c>GC.KeepAlive(tensor)</c> after the last use of the span, since a variable that is not read again is no reference; the analyzer reports
    /// spans of temporaries (COV004). <see cref="ToArray{T}"/> and <see cref="CopyTo{T}"/> need no such care.
    /// </remarks>
    /// <inheritdoc cref="ToArray{T}"/>
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged => Elements<T>("AsSpan");

    private ReadOnlySpan<T> Elements<T>(string operation)
        where T : unmanaged
    {
        var value = Value(operation);
        if (DTypes.Of<T>() != DType)
            throw Error.DTypes($"{operation}<{typeof(T).Name}>", DType, $"{DTypes.Of<T>()}; convert with x.AsType(DType.{DTypes.Of<T>()})");
        if (value.Size > int.MaxValue)
            throw Error.Shapes(operation, $"an array or span cannot hold the {value.Size} elements of {Shape}.");
        if (!value.IsContiguous)
            value = value.Packed();

        // A packed copy lives in a plain array, which the span keeps alive, unless it is large: then the elements are copied once more.
        if (!ReferenceEquals(value, this) && value.storage is NativeBlock)
        {
            var copy = new T[value.Size];
            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref value.FirstElement), copy.Length).CopyTo(copy);
            GC.KeepAlive(value);
            return copy;
        }

        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref value.FirstElement), (int)value.Size);
    }

    /// <summary>The value of a literal number, exactly representable as a double unless it is a large Int64.</summary>
    internal double LiteralValue => (double)this;

    /// <summary>The concrete tensor that carries the value of this one; throws where only the type is known.</summary>
    internal Tensor Value(string purpose)
    {
        var tensor = this;
        while (tensor.Tracer is { } tracer)
        {
            Trace.CheckUsable(tensor, purpose);
            tensor = tracer.Concrete(purpose);
        }

        return tensor;
    }

    /// <summary>The concrete tensor that carries the value of this one, null where only the type is known.</summary>
    internal Tensor? KnownValue()
    {
        var tensor = this;
        while (tensor?.Tracer is { } tracer)
            tensor = tracer.Known;
        return tensor;
    }

    private static long Whole(Tensor x, string purpose, long least, long most)
    {
        var t = Single(x, purpose);
        if (t.DType == DType.Int64)
        {
            if (t.Read<long>() is var whole && whole >= least && whole <= most)
                return whole;
        }
        else if (Math.Truncate((double)t) is var real && real >= least && real < most + 1.0)
        {
            return (long)real;
        }

        throw new OverflowException($"{purpose}: {t} is outside of the range from {least} to {most}. Read it as (double).");
    }

    private static Tensor Single(Tensor x, string purpose)
    {
        if (Require(x).Size != 1)
            throw Error.Shapes(purpose, $"a tensor of shape {x.Shape} has {x.Size} elements; a number needs exactly one. Use indexing, Sum or ToArray.");
        return x.Value(purpose);
    }

    private T Read<T>()
        where T : unmanaged
    {
        var value = Unsafe.ReadUnaligned<T>(ref FirstElement);
        GC.KeepAlive(this);
        return value;
    }
}
