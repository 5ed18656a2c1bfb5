using System.Diagnostics;
using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Covector.Compiler;

/// <summary>
/// The methods that vector code calls for the operations of the scalar language. Looked up when needed: a table of all takes long to build.
/// Operators and the instructions of the machine come before methods of <see cref="Vector256"/> that do the same: these are generic, and a
/// call of one takes the JIT four times as long.
/// </summary>
internal static class VectorMethods
{
    private const int Types = (int)DType.Float64 + 1;

    private static readonly MethodInfo?[] found = new MethodInfo?[((int)Op.Rare + 1) * Types];

    public static Type VectorOf(DType type) => type switch
    {
        DType.Float32 => typeof(Vector256<float>),
        DType.Float64 => typeof(Vector256<double>),
        DType.Int32 => typeof(Vector256<int>),
        DType.Int64 => typeof(Vector256<long>),
        _ => typeof(Vector256<sbyte>),
    };

    /// <summary>The type whose lanes a mask of this many bytes fills.</summary>
    public static DType MaskType(int width) => width switch { 4 => DType.Int32, 8 => DType.Int64, _ => DType.Bool };

    /// <summary>An operation on vectors of one type; <paramref name="type"/> is that of the operands.</summary>
    public static MethodInfo Get(Op op, DType type) => found[(int)op * Types + (int)type] ??= Find(op, type);

    private static MethodInfo Find(Op op, DType type) => type switch
    {
        DType.Float32 => Operator(op, typeof(Vector256<float>)) ?? Single(op) ?? Of<float>(op),
        DType.Float64 => Operator(op, typeof(Vector256<double>)) ?? Double(op) ?? Of<double>(op),
        DType.Int32 => Operator(op, typeof(Vector256<int>)) ?? Of<int>(op),
        DType.Int64 => Operator(op, typeof(Vector256<long>)) ?? Of<long>(op),
        _ => Operator(op, typeof(Vector256<sbyte>)) ?? Of<sbyte>(op),
    };

    /// <summary>The operator of a type of vectors; null if it has none for the operation.</summary>
    public static MethodInfo? Operator(Op op, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type vector)
    {
        string? name = op switch
        {
            Op.Add => "op_Addition",
            Op.Subtract => "op_Subtraction",
            Op.Multiply => "op_Multiply",
            Op.Divide => "op_Division",
            Op.Negate => "op_UnaryNegation",
            Op.And => "op_BitwiseAnd",
            Op.Or => "op_BitwiseOr",
            Op.Xor => "op_ExclusiveOr",
            Op.Not => "op_OnesComplement",
            Op.ShiftLeft => "op_LeftShift",
            Op.ShiftRightArithmetic => "op_RightShift",
            Op.ShiftRightLogical => "op_UnsignedRightShift",
            _ => null,
        };
        return name is null ? null : op switch
        {
            Op.Negate or Op.Not => vector.GetMethod(name, [vector]),
            Op.ShiftLeft or Op.ShiftRightArithmetic or Op.ShiftRightLogical => vector.GetMethod(name, [vector, typeof(int)]),
            _ => vector.GetMethod(name, [vector, vector]),
        };
    }

    private static MethodInfo? Single(Op op)
    {
        Delegate? method = op switch
        {
            Op.FusedMultiplyAdd => Fma.IsSupported ? new Ternary<float>(Fma.MultiplyAdd) : new Ternary<float>(Vector256.FusedMultiplyAdd),
            Op.Floor => new Unary<float>(Vector256.Floor),
            Op.Ceiling => new Unary<float>(Vector256.Ceiling),
            Op.Round => new Unary<float>(Vector256.Round),
            Op.Truncate => new Unary<float>(Vector256.Truncate),
            _ when !Avx.IsSupported => null,
            Op.Sqrt => new Unary<float>(Avx.Sqrt),
            Op.MinimumNative => new Binary<float>(Avx.Min),
            Op.MaximumNative => new Binary<float>(Avx.Max),
            Op.Less => new Binary<float>(Avx.CompareLessThan),
            Op.LessOrEqual => new Binary<float>(Avx.CompareLessThanOrEqual),
            Op.Equal or Op.NotEqual => new Binary<float>(Avx.CompareEqual),
            _ => null,
        };
        return method?.Method;
    }

    private static MethodInfo? Double(Op op)
    {
        Delegate? method = op switch
        {
            Op.FusedMultiplyAdd => Fma.IsSupported ? new Ternary<double>(Fma.MultiplyAdd) : new Ternary<double>(Vector256.FusedMultiplyAdd),
            Op.Floor => new Unary<double>(Vector256.Floor),
            Op.Ceiling => new Unary<double>(Vector256.Ceiling),
            Op.Round => new Unary<double>(Vector256.Round),
            Op.Truncate => new Unary<double>(Vector256.Truncate),
            _ when !Avx.IsSupported => null,
            Op.Sqrt => new Unary<double>(Avx.Sqrt),
            Op.MinimumNative => new Binary<double>(Avx.Min),
            Op.MaximumNative => new Binary<double>(Avx.Max),
            Op.Less => new Binary<double>(Avx.CompareLessThan),
            Op.LessOrEqual => new Binary<double>(Avx.CompareLessThanOrEqual),
            Op.Equal or Op.NotEqual => new Binary<double>(Avx.CompareEqual),
            _ => null,
        };
        return method?.Method;
    }

    /// <summary>A vector of one element in all lanes.</summary>
    public static MethodInfo Create(DType type) => type switch
    {
        DType.Float32 => new Func<float, Vector256<float>>(Vector256.Create).Method,
        DType.Float64 => new Func<double, Vector256<double>>(Vector256.Create).Method,
        DType.Int32 => new Func<int, Vector256<int>>(Vector256.Create).Method,
        DType.Int64 => new Func<long, Vector256<long>>(Vector256.Create).Method,
        _ => new Func<sbyte, Vector256<sbyte>>(Vector256.Create).Method,
    };

    /// <summary>A mask between memory and lanes of this many bytes.</summary>
    public static unsafe MethodInfo LoadMask(int width) => width switch
    {
        4 => new MaskLoad<int>(VectorMask.Load32).Method,
        8 => new MaskLoad<long>(VectorMask.Load64).Method,
        _ => new MaskLoad<sbyte>(VectorMask.Load8).Method,
    };

    /// <inheritdoc cref="LoadMask"/>
    public static unsafe MethodInfo StoreMask(int width) => width switch
    {
        4 => new MaskStore<int>(VectorMask.Store32).Method,
        8 => new MaskStore<long>(VectorMask.Store64).Method,
        _ => new MaskStore<sbyte>(VectorMask.Store8).Method,
    };

    /// <summary>A mask between lanes of this many bytes and places at equal distances, whose distance is the last argument.</summary>
    public static unsafe MethodInfo GatherMask(int width) => width switch
    {
        4 => new MaskGather<int>(VectorMask.Gather32).Method,
        8 => new MaskGather<long>(VectorMask.Gather64).Method,
        _ => new MaskGather<sbyte>(VectorMask.Gather8).Method,
    };

    /// <inheritdoc cref="GatherMask"/>
    public static unsafe MethodInfo ScatterMask(int width) => width switch
    {
        4 => new MaskScatter<int>(VectorMask.Scatter).Method,
        8 => new MaskScatter<long>(VectorMask.Scatter).Method,
        _ => new MaskScatter<sbyte>(VectorMask.Scatter).Method,
    };

    /// <summary>One element in all lanes of a mask of this many bytes.</summary>
    public static unsafe MethodInfo BroadcastMask(int width) => width switch
    {
        4 => new MaskLoad<int>(LaneMemory.Mask32).Method,
        8 => new MaskLoad<long>(LaneMemory.Mask64).Method,
        _ => new MaskLoad<sbyte>(LaneMemory.Mask8).Method,
    };

    /// <summary>The first lane of a mask as one byte.</summary>
    public static unsafe MethodInfo StoreMaskElement(int width) => width switch
    {
        4 => new MaskStore<int>(LaneMemory.StoreMaskElement).Method,
        8 => new MaskStore<long>(LaneMemory.StoreMaskElement).Method,
        _ => new MaskStore<sbyte>(LaneMemory.StoreMaskElement).Method,
    };

    /// <summary>The first lane of a vector.</summary>
    public static MethodInfo StoreElement(DType type) => type switch
    {
        DType.Float32 => StoreElementOf<float>(),
        DType.Float64 => StoreElementOf<double>(),
        DType.Int32 => StoreElementOf<int>(),
        _ => StoreElementOf<long>(),
    };

    /// <summary>A vector of its elements.</summary>
    public static MethodInfo CreateFromElements(DType type) => type switch
    {
        DType.Float32 => new Func<float, float, float, float, float, float, float, float, Vector256<float>>(Vector256.Create).Method,
        DType.Float64 => new Func<double, double, double, double, Vector256<double>>(Vector256.Create).Method,
        DType.Int32 => new Func<int, int, int, int, int, int, int, int, Vector256<int>>(Vector256.Create).Method,
        _ => new Func<long, long, long, long, Vector256<long>>(Vector256.Create).Method,
    };

    /// <summary>The lane whose number is the second argument.</summary>
    public static MethodInfo GetElement(DType type) => type switch
    {
        DType.Float32 => new Func<Vector256<float>, int, float>(Vector256.GetElement).Method,
        DType.Float64 => new Func<Vector256<double>, int, double>(Vector256.GetElement).Method,
        DType.Int32 => new Func<Vector256<int>, int, int>(Vector256.GetElement).Method,
        _ => new Func<Vector256<long>, int, long>(Vector256.GetElement).Method,
    };

    /// <summary>The even (or odd) elements of two vectors, by turns.</summary>
    public static MethodInfo Unpack(bool odd) => (odd ? new Pairing(Avx.UnpackHigh) : Avx.UnpackLow).Method;

    /// <summary>Halves of two vectors.</summary>
    public static MethodInfo Halves => new Func<Vector256<double>, Vector256<double>, byte, Vector256<double>>(Avx.Permute2x128).Method;

    /// <summary>The first three elements of a vector.</summary>
    public static unsafe MethodInfo StoreThree => new ThreeStore(LaneMemory.StoreThree).Method;

    /// <summary>A store of a vector that goes past the caches.</summary>
    public static unsafe MethodInfo StoreStreamed(DType type) => type switch
    {
        DType.Float32 => new Streamer<float>(Avx.StoreAlignedNonTemporal).Method,
        DType.Float64 => new Streamer<double>(Avx.StoreAlignedNonTemporal).Method,
        DType.Int32 => new Streamer<int>(Avx.StoreAlignedNonTemporal).Method,
        DType.Int64 => new Streamer<long>(Avx.StoreAlignedNonTemporal).Method,
        _ => throw new UnreachableException(),
    };

    /// <summary>The bits of both.</summary>
    public static MethodInfo And(DType type) => Get(Op.And, type);

    /// <summary>The bits of the second that the first has not; null where the machine has no such operation.</summary>
    public static MethodInfo? AndNot(DType type) => type switch
    {
        DType.Float32 when Avx.IsSupported => new Binary<float>(Avx.AndNot).Method,
        DType.Float64 when Avx.IsSupported => new Binary<double>(Avx.AndNot).Method,
        DType.Int32 when Avx2.IsSupported => new Binary<int>(Avx2.AndNot).Method,
        DType.Int64 when Avx2.IsSupported => new Binary<long>(Avx2.AndNot).Method,
        DType.Bool when Avx2.IsSupported => new Binary<sbyte>(Avx2.AndNot).Method,
        _ => null,
    };

    /// <summary>
    /// Of two vectors the elements of the first, or where a mask is set of the second; null where the machine has no such operation.
    /// </summary>
    public static MethodInfo? Blend(DType type) => type switch
    {
        DType.Float32 when Avx.IsSupported => new Ternary<float>(Avx.BlendVariable).Method,
        DType.Float64 when Avx.IsSupported => new Ternary<double>(Avx.BlendVariable).Method,
        DType.Int32 when Avx2.IsSupported => new Ternary<int>(Avx2.BlendVariable).Method,
        DType.Int64 when Avx2.IsSupported => new Ternary<long>(Avx2.BlendVariable).Method,
        _ => null,
    };

    /// <summary>The same bits as another type.</summary>
    [RequiresDynamicCode("Makes a generic method.")]
    public static MethodInfo As(DType from, DType to) =>
        typeof(Vector256).GetMethod(nameof(Vector256.As))!.MakeGenericMethod(ElementOf(from), ElementOf(to));

    /// <summary>The lower or upper half of narrow lanes in wide ones.</summary>
    public static MethodInfo Widen(DType from, bool upper) => from == DType.Float32
        ? (upper ? new Func<Vector256<float>, Vector256<double>>(Vector256.WidenUpper) : Vector256.WidenLower).Method
        : (upper ? new Func<Vector256<int>, Vector256<long>>(Vector256.WidenUpper) : Vector256.WidenLower).Method;

    /// <summary>Two vectors of wide lanes in one of narrow lanes.</summary>
    public static MethodInfo Narrow(DType from) => from == DType.Float64
        ? new Func<Vector256<double>, Vector256<double>, Vector256<float>>(Vector256.Narrow).Method
        : new Func<Vector256<long>, Vector256<long>, Vector256<int>>(Vector256.Narrow).Method;

    public static MethodInfo Float32ToInt32 => new Func<Vector256<float>, Vector256<int>>(Vector256.ConvertToInt32).Method;

    public static MethodInfo Int32ToFloat32 => new Func<Vector256<int>, Vector256<float>>(Vector256.ConvertToSingle).Method;

    /// <summary>Whether some lane of a mask is set.</summary>
    public static MethodInfo AnyLane(DType mask) => mask == DType.Int32
        ? new Func<Vector256<int>, bool>(LaneMemory.Any).Method
        : new Func<Vector256<long>, bool>(LaneMemory.Any).Method;

    /// <summary>The scalar function for the lanes of a mask.</summary>
    public static MethodInfo Rare(DType type) => type == DType.Float32
        ? new Func<ScalarFunction, Vector256<int>, Vector256<float>, Vector256<float>, Vector256<float>, Vector256<float>>(
            RareLanes.Recompute).Method
        : new Func<ScalarFunction, Vector256<long>, Vector256<double>, Vector256<double>, Vector256<double>, Vector256<double>>(
            RareLanes.Recompute).Method;

    private static MethodInfo Of<T>(Op op)
    {
        Delegate method = op switch
        {
            Op.Abs => new Unary<T>(Vector256.Abs),
            Op.Minimum => new Binary<T>(Vector256.Min),
            Op.Maximum => new Binary<T>(Vector256.Max),
            Op.MinimumNative => new Binary<T>(Vector256.MinNative),
            Op.MaximumNative => new Binary<T>(Vector256.MaxNative),
            Op.Less => new Binary<T>(Vector256.LessThan),
            Op.LessOrEqual => new Binary<T>(Vector256.LessThanOrEqual),
            Op.Equal or Op.NotEqual => new Binary<T>(Vector256.Equals),
            Op.Select => new Ternary<T>(Vector256.ConditionalSelect),
            Op.Sqrt => new Unary<T>(Vector256.Sqrt),
            _ => throw new ArgumentException($"{op} has no vector form."),
        };
        return method.Method;
    }

    private static unsafe MethodInfo StoreElementOf<T>()
        where T : unmanaged => new Storer<T>(LaneMemory.StoreElement).Method;

    public static Type ElementOf(DType type) => type switch
    {
        DType.Float32 => typeof(float),
        DType.Float64 => typeof(double),
        DType.Int32 => typeof(int),
        DType.Int64 => typeof(long),
        _ => typeof(sbyte),
    };

    private delegate Vector256<double> Pairing(Vector256<double> x, Vector256<double> y);

    private unsafe delegate void ThreeStore(double* target, Vector256<double> vector);

    private unsafe delegate void Streamer<T>(T* target, Vector256<T> vector)
        where T : unmanaged;

    private delegate Vector256<T> Unary<T>(Vector256<T> x);

    private delegate Vector256<T> Binary<T>(Vector256<T> x, Vector256<T> y);

    private delegate Vector256<T> Ternary<T>(Vector256<T> x, Vector256<T> y, Vector256<T> z);

    private unsafe delegate void Storer<T>(Vector256<T> vector, T* target)
        where T : unmanaged;

    private unsafe delegate Vector256<T> MaskLoad<T>(byte* source);

    private unsafe delegate void MaskStore<T>(byte* target, Vector256<T> mask);

    private unsafe delegate Vector256<T> MaskGather<T>(byte* source, nint stride);

    private unsafe delegate void MaskScatter<T>(byte* target, Vector256<T> mask, nint stride);
}
