using System.Numerics;
using System.Reflection;
using System.Runtime.Intrinsics;

namespace Covector.Compiler;

/// <summary>The methods that vector code calls to fold.</summary>
/// <param name="Fold">Folds a vector onto another.</param>
/// <param name="FoldWide">The same of vectors of twice the width.</param>
/// <param name="Lanes">Folds the lanes of a vector.</param>
/// <param name="Rest">Folds the lanes of a vector, and onto that lanes of another from one number to another.</param>
internal sealed record FoldMethods(MethodInfo Fold, MethodInfo FoldWide, MethodInfo Lanes, MethodInfo Rest)
{
    public static FoldMethods Of(FoldKind kind, DType type) => type switch
    {
        DType.Float32 => Of<float>(kind),
        DType.Float64 => Of<double>(kind),
        DType.Int32 => Of<int>(kind),
        _ => Of<long>(kind),
    };

    /// <summary>What a fold may begin with: it changes nothing. (For sums −0: adding 0 would make 0 of −0.)</summary>
    public static Instruction Identity(FoldKind kind, DType type)
    {
        double value = (kind, type.IsFloating) switch
        {
            (FoldKind.Sum, true) => -0.0,
            (FoldKind.Sum, false) => 0,
            (FoldKind.Product, _) => 1,
            (FoldKind.Max, true) => double.NegativeInfinity,
            (FoldKind.Min, true) => double.PositiveInfinity,
            _ => double.NaN,
        };
        var constant = double.IsNaN(value)
            ? Expr.ConstantBits(type, (kind, type) switch
            {
                (FoldKind.Max, DType.Int32) => int.MinValue,
                (FoldKind.Max, _) => long.MinValue,
                (_, DType.Int32) => int.MaxValue,
                _ => long.MaxValue,
            })
            : Expr.Constant(type, value);
        return new Instruction(Op.Constant, type, constant.Payload, []);
    }

    private static FoldMethods Of<T>(FoldKind kind)
        where T : unmanaged, INumber<T>, IMinMaxValue<T> => kind switch
        {
            FoldKind.Sum => Of<T, AddFold<T>>(),
            FoldKind.Product => Of<T, MultiplyFold<T>>(),
            FoldKind.Max => Of<T, MaxFold<T>>(),
            _ => Of<T, MinFold<T>>(),
        };

    private static FoldMethods Of<T, TFold>()
        where T : unmanaged
        where TFold : IFold<T> => new(
            new Func<Vector256<T>, Vector256<T>, Vector256<T>>(TFold.Fold).Method,
            new Func<Vector512<T>, Vector512<T>, Vector512<T>>(TFold.Fold).Method,
            new Func<Vector256<T>, T>(FoldLoops.Lanes<T, TFold>).Method,
            new Func<Vector256<T>, Vector256<T>, nint, nint, T>(FoldLoops.LanesAndRest<T, TFold>).Method);
}
