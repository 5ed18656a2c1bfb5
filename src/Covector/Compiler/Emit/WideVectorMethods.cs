using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Covector.Compiler;

/// <summary>The same as <see cref="VectorMethods"/> for vectors of 512 bits, in so far as loops over neighbours need them.</summary>
internal static class WideVectorMethods
{
    private const int Types = (int)DType.Float64 + 1;

    private static readonly MethodInfo?[] found = new MethodInfo?[((int)Op.Rare + 1) * Types];

    /// <summary>Whether this machine has such vectors, and is not slowed down by them.</summary>
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Avx512DQ.IsSupported;

    public static Type VectorOf(DType type) => type switch
    {
        DType.Float32 => typeof(Vector512<float>),
        DType.Float64 => typeof(Vector512<double>),
        DType.Int32 => typeof(Vector512<int>),
        _ => typeof(Vector512<long>),
    };

    /// <inheritdoc cref="VectorMethods.Get"/>
    public static MethodInfo Get(Op op, DType type) => found[(int)op * Types + (int)type] ??= Find(op, type);

    /// <inheritdoc cref="VectorMethods.Create"/>
    public static MethodInfo Create(DType type) => type switch
    {
        DType.Float32 => new Func<float, Vector512<float>>(Vector512.Create).Method,
        DType.Float64 => new Func<double, Vector512<double>>(Vector512.Create).Method,
        DType.Int32 => new Func<int, Vector512<int>>(Vector512.Create).Method,
        _ => new Func<long, Vector512<long>>(Vector512.Create).Method,
    };

    /// <summary>A wide vector of two others.</summary>
    public static MethodInfo Join(DType type) => type switch
    {
        DType.Float32 => new Func<Vector256<float>, Vector256<float>, Vector512<float>>(Vector512.Create).Method,
        DType.Float64 => new Func<Vector256<double>, Vector256<double>, Vector512<double>>(Vector512.Create).Method,
        DType.Int32 => new Func<Vector256<int>, Vector256<int>, Vector512<int>>(Vector512.Create).Method,
        _ => new Func<Vector256<long>, Vector256<long>, Vector512<long>>(Vector512.Create).Method,
    };

    /// <summary>The first half of a wide vector, or the second.</summary>
    public static MethodInfo Half(DType type, bool upper) => type switch
    {
        DType.Float32 => HalfOf<float>(upper),
        DType.Float64 => HalfOf<double>(upper),
        DType.Int32 => HalfOf<int>(upper),
        _ => HalfOf<long>(upper),
    };

    /// <inheritdoc cref="VectorMethods.AndNot"/>
    public static MethodInfo AndNot(DType type) => type switch
    {
        DType.Float32 => new Binary<float>(Avx512DQ.AndNot).Method,
        DType.Float64 => new Binary<double>(Avx512DQ.AndNot).Method,
        DType.Int32 => new Binary<int>(Avx512F.AndNot).Method,
        _ => new Binary<long>(Avx512F.AndNot).Method,
    };

    /// <inheritdoc cref="VectorMethods.Blend"/>
    public static MethodInfo Blend(DType type) => type switch
    {
        DType.Float32 => new Ternary<float>(Avx512F.BlendVariable).Method,
        DType.Float64 => new Ternary<double>(Avx512F.BlendVariable).Method,
        DType.Int32 => new Ternary<int>(Avx512F.BlendVariable).Method,
        _ => new Ternary<long>(Avx512F.BlendVariable).Method,
    };

    /// <inheritdoc cref="VectorMethods.As"/>
    [RequiresDynamicCode("Makes a generic method.")]
    public static MethodInfo As(DType from, DType to) =>
        typeof(Vector512).GetMethod(nameof(Vector512.As))!.MakeGenericMethod(VectorMethods.ElementOf(from), VectorMethods.ElementOf(to));

    /// <inheritdoc cref="VectorMethods.Widen"/>
    public static MethodInfo Widen(DType from, bool upper) => from == DType.Float32
        ? (upper ? new Func<Vector512<float>, Vector512<double>>(Vector512.WidenUpper) : Vector512.WidenLower).Method
        : (upper ? new Func<Vector512<int>, Vector512<long>>(Vector512.WidenUpper) : Vector512.WidenLower).Method;

    /// <inheritdoc cref="VectorMethods.Narrow"/>
    public static MethodInfo Narrow(DType from) => from == DType.Float64
        ? new Func<Vector512<double>, Vector512<double>, Vector512<float>>(Vector512.Narrow).Method
        : new Func<Vector512<long>, Vector512<long>, Vector512<int>>(Vector512.Narrow).Method;

    public static MethodInfo Float32ToInt32 => new Func<Vector512<float>, Vector512<int>>(Vector512.ConvertToInt32).Method;

    public static MethodInfo Int32ToFloat32 => new Func<Vector512<int>, Vector512<float>>(Vector512.ConvertToSingle).Method;

    /// <inheritdoc cref="VectorMethods.AnyLane"/>
    public static MethodInfo AnyLane(DType mask) => mask == DType.Int32
        ? new Func<Vector512<int>, bool>(LaneMemory.Any).Method
        : new Func<Vector512<long>, bool>(LaneMemory.Any).Method;

    /// <inheritdoc cref="VectorMethods.Rare"/>
    public static MethodInfo Rare(DType type) => type == DType.Float32
        ? new Func<ScalarFunction, Vector512<int>, Vector512<float>, Vector512<float>, Vector512<float>, Vector512<float>>(
            RareLanes.Recompute).Method
        : new Func<ScalarFunction, Vector512<long>, Vector512<double>, Vector512<double>, Vector512<double>, Vector512<double>>(
            RareLanes.Recompute).Method;

    private static MethodInfo Find(Op op, DType type) => type switch
    {
        DType.Float32 => VectorMethods.Operator(op, typeof(Vector512<float>)) ?? Single(op) ?? Of<float>(op),
        DType.Float64 => VectorMethods.Operator(op, typeof(Vector512<double>)) ?? Double(op) ?? Of<double>(op),
        DType.Int32 => VectorMethods.Operator(op, typeof(Vector512<int>)) ?? Of<int>(op),
        _ => VectorMethods.Operator(op, typeof(Vector512<long>)) ?? Of<long>(op),
    };

    private static MethodInfo? Single(Op op)
    {
        Delegate? method = op switch
        {
            Op.FusedMultiplyAdd => new Ternary<float>(Avx512F.FusedMultiplyAdd),
            Op.Floor => new Unary<float>(Vector512.Floor),
            Op.Ceiling => new Unary<float>(Vector512.Ceiling),
            Op.Round => new Unary<float>(Vector512.Round),
            Op.Truncate => new Unary<float>(Vector512.Truncate),
            Op.Sqrt => new Unary<float>(Avx512F.Sqrt),
            Op.MinimumNative => new Binary<float>(Avx512F.Min),
            Op.MaximumNative => new Binary<float>(Avx512F.Max),
            Op.Less => new Binary<float>(Avx512F.CompareLessThan),
            Op.LessOrEqual => new Binary<float>(Avx512F.CompareLessThanOrEqual),
            Op.Equal or Op.NotEqual => new Binary<float>(Avx512F.CompareEqual),
            _ => null,
        };
        return method?.Method;
    }

    private static MethodInfo? Double(Op op)
    {
        Delegate? method = op switch
        {
            Op.FusedMultiplyAdd => new Ternary<double>(Avx512F.FusedMultiplyAdd),
            Op.Floor => new Unary<double>(Vector512.Floor),
            Op.Ceiling => new Unary<double>(Vector512.Ceiling),
            Op.Round => new Unary<double>(Vector512.Round),
            Op.Truncate => new Unary<double>(Vector512.Truncate),
            Op.Sqrt => new Unary<double>(Avx512F.Sqrt),
            Op.MinimumNative => new Binary<double>(Avx512F.Min),
            Op.MaximumNative => new Binary<double>(Avx512F.Max),
            Op.Less => new Binary<double>(Avx512F.CompareLessThan),
            Op.LessOrEqual => new Binary<double>(Avx512F.CompareLessThanOrEqual),
            Op.Equal or Op.NotEqual => new Binary<double>(Avx512F.CompareEqual),
            _ => null,
        };
        return method?.Method;
    }

    private static MethodInfo Of<T>(Op op)
    {
        Delegate method = op switch
        {
            Op.Abs => new Unary<T>(Vector512.Abs),
            Op.Minimum => new Binary<T>(Vector512.Min),
            Op.Maximum => new Binary<T>(Vector512.Max),
            Op.MinimumNative => new Binary<T>(Vector512.MinNative),
            Op.MaximumNative => new Binary<T>(Vector512.MaxNative),
            Op.Less => new Binary<T>(Vector512.LessThan),
            Op.LessOrEqual => new Binary<T>(Vector512.LessThanOrEqual),
            Op.Equal or Op.NotEqual => new Binary<T>(Vector512.Equals),
            _ => throw new ArgumentException($"{op} has no vector form."),
        };
        return method.Method;
    }

    private static MethodInfo HalfOf<T>(bool upper) =>
        (upper ? new Func<Vector512<T>, Vector256<T>>(Vector512.GetUpper) : Vector512.GetLower).Method;

    private delegate Vector512<T> Unary<T>(Vector512<T> x);

    private delegate Vector512<T> Binary<T>(Vector512<T> x, Vector512<T> y);

    private delegate Vector512<T> Ternary<T>(Vector512<T> x, Vector512<T> y, Vector512<T> z);
}
