using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Covector.Compiler;

/// <summary>The methods that vector code calls for the operations of the scalar language. Looked up when needed: a table of all takes long to build.</summary>
internal static class VectorMethods
{
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
    public static MethodInfo Get(Op op, DType type) => type switch
    {
        DType.Float32 => Of<float>(op) ?? Real<float>(op),
        DType.Float64 => Of<double>(op) ?? Real<double>(op),
        DType.Int32 => Of<int>(op) ?? Shift32(op),
        DType.Int64 => Of<long>(op) ?? Shift64(op),
        _ => Of<sbyte>(op) ?? throw Missing(op),
    };

    public static MethodInfo Load(DType type) => type switch
    {
        DType.Float32 => LoadOf<float>(),
        DType.Float64 => LoadOf<double>(),
        DType.Int32 => LoadOf<int>(),
        _ => LoadOf<long>(),
    };

    public static MethodInfo Store(DType type) => type switch
    {
        DType.Float32 => StoreOf<float>(),
        DType.Float64 => StoreOf<double>(),
        DType.Int32 => StoreOf<int>(),
        _ => StoreOf<long>(),
    };

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

    /// <summary>The same bits as another type.</summary>
    [RequiresDynamicCode("Makes a generic method.")]
    public static MethodInfo As(DType from, DType to) =>
        typeof(Vector256).GetMethod(nameof(Vector256.As))!.MakeGenericMethod(Element(from), Element(to));

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
        ? new Func<ScalarFunction, Vector256<int>, Vector256<float>, Vector256<float>, Vector256<float>, Vector256<float>>(RareLanes.Recompute).Method
        : new Func<ScalarFunction, Vector256<long>, Vector256<double>, Vector256<double>, Vector256<double>, Vector256<double>>(RareLanes.Recompute).Method;

    private static MethodInfo? Of<T>(Op op)
    {
        Delegate? method = op switch
        {
            Op.Add => new Binary<T>(Vector256.Add),
            Op.Subtract => new Binary<T>(Vector256.Subtract),
            Op.Multiply => new Binary<T>(Vector256.Multiply),
            Op.Divide => new Binary<T>(Vector256.Divide),
            Op.Negate => new Unary<T>(Vector256.Negate),
            Op.Abs => new Unary<T>(Vector256.Abs),
            Op.Minimum => new Binary<T>(Vector256.Min),
            Op.Maximum => new Binary<T>(Vector256.Max),
            Op.MinimumNative => new Binary<T>(Vector256.MinNative),
            Op.MaximumNative => new Binary<T>(Vector256.MaxNative),
            Op.Less => new Binary<T>(Vector256.LessThan),
            Op.LessOrEqual => new Binary<T>(Vector256.LessThanOrEqual),
            Op.Equal or Op.NotEqual => new Binary<T>(Vector256.Equals),
            Op.And => new Binary<T>(Vector256.BitwiseAnd),
            Op.Or => new Binary<T>(Vector256.BitwiseOr),
            Op.Xor => new Binary<T>(Vector256.Xor),
            Op.Not => new Unary<T>(Vector256.OnesComplement),
            Op.Select => new Ternary<T>(Vector256.ConditionalSelect),
            _ => null,
        };
        return method?.Method;
    }

    private static MethodInfo Real<T>(Op op)
    {
        var parameters = Enumerable.Repeat(typeof(Vector256<T>), op == Op.FusedMultiplyAdd ? 3 : 1).ToArray();
        return op switch
        {
            Op.Sqrt => new Unary<T>(Vector256.Sqrt).Method,
            Op.FusedMultiplyAdd or Op.Floor or Op.Ceiling or Op.Round or Op.Truncate =>
                typeof(Vector256).GetMethod(op.ToString(), parameters) ?? throw Missing(op),
            _ => throw Missing(op),
        };
    }

    private static MethodInfo Shift32(Op op) => op switch
    {
        Op.ShiftLeft => new Func<Vector256<int>, int, Vector256<int>>(Vector256.ShiftLeft).Method,
        Op.ShiftRightArithmetic => new Func<Vector256<int>, int, Vector256<int>>(Vector256.ShiftRightArithmetic).Method,
        Op.ShiftRightLogical => new Func<Vector256<int>, int, Vector256<int>>(Vector256.ShiftRightLogical).Method,
        _ => throw Missing(op),
    };

    private static MethodInfo Shift64(Op op) => op switch
    {
        Op.ShiftLeft => new Func<Vector256<long>, int, Vector256<long>>(Vector256.ShiftLeft).Method,
        Op.ShiftRightLogical => new Func<Vector256<long>, int, Vector256<long>>(Vector256.ShiftRightLogical).Method,
        _ => throw Missing(op),
    };

    private static unsafe MethodInfo LoadOf<T>()
        where T : unmanaged => new Loader<T>(Vector256.Load).Method;

    private static unsafe MethodInfo StoreOf<T>()
        where T : unmanaged => new Storer<T>(Vector256.Store).Method;

    private static unsafe MethodInfo StoreElementOf<T>()
        where T : unmanaged => new Storer<T>(LaneMemory.StoreElement).Method;

    private static Type Element(DType type) => type switch
    {
        DType.Float32 => typeof(float),
        DType.Float64 => typeof(double),
        DType.Int32 => typeof(int),
        DType.Int64 => typeof(long),
        _ => typeof(sbyte),
    };

    private static ArgumentException Missing(Op op) => new($"{op} has no vector form.");

    private delegate Vector256<double> Pairing(Vector256<double> x, Vector256<double> y);

    private unsafe delegate void ThreeStore(double* target, Vector256<double> vector);

    private delegate Vector256<T> Unary<T>(Vector256<T> x);

    private delegate Vector256<T> Binary<T>(Vector256<T> x, Vector256<T> y);

    private delegate Vector256<T> Ternary<T>(Vector256<T> x, Vector256<T> y, Vector256<T> z);

    private unsafe delegate Vector256<T> Loader<T>(T* source)
        where T : unmanaged;

    private unsafe delegate void Storer<T>(Vector256<T> vector, T* target)
        where T : unmanaged;

    private unsafe delegate Vector256<T> MaskLoad<T>(byte* source);

    private unsafe delegate void MaskStore<T>(byte* target, Vector256<T> mask);
}
