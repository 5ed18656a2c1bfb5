using Covector.Primitives;

namespace Covector.Tests.Battery;

/// <summary>Elementwise primitives with ranges in which they are smooth.</summary>
internal static class ElementwiseCases
{
    /// <summary>Shapes that reach each way of running: a number, nothing, one vector with a rest, several tiles with a rest.</summary>
    private static readonly Shape[] Shapes = [[], [0, 3], [2, 3], [3, 701]];

    public static IEnumerable<PrimitiveCase> Unary =>
    [
        .. On<Absolute>(-2, 2), .. On<Negate>(-2, 2, [[0]]), .. On<Sign>(-2, 2),
        .. On<Floor>(-3, 3), .. On<Ceiling>(-3, 3), .. On<Round>(-3, 3), .. On<Truncate>(-3, 3),
        .. On<Exp>(-2, 2), .. On<Expm1>(-2, 2), .. On<Logistic>(-4, 4),
        .. On<Log>(0.2, 4), .. On<Log1p>(-0.8, 3), .. On<Log2>(0.2, 4), .. On<Log10>(0.2, 4),
        .. On<Sin>(-7, 7), .. On<Cos>(-7, 7), .. On<Tan>(-1.2, 1.2), .. On<Asin>(-0.9, 0.9), .. On<Acos>(-0.9, 0.9), .. On<Atan>(-3, 3),
        .. On<Sinh>(-2, 2), .. On<Cosh>(-2, 2), .. On<Tanh>(-2, 2), .. On<Asinh>(-3, 3), .. On<Acosh>(1.3, 4), .. On<Atanh>(-0.9, 0.9),
        .. On<Sqrt>(0.3, 4), .. On<Rsqrt>(0.3, 4), .. On<Cbrt>(0.3, 4),
        .. On<Erf>(-2, 2), .. On<Erfc>(-2, 2), .. On<ErfInv>(-0.8, 0.8), .. On<LogNdtr>(-3, 3), .. On<InverseMills>(-3, 3),
        .. On<LogGamma>(0.4, 5), .. On<Digamma>(0.6, 5),
        .. On<IsNaN>(-2, 2), .. On<IsFinite>(-2, 2), .. On<Not>(0, 2),
    ];

    public static IEnumerable<PrimitiveCase> Binary =>
    [
        .. Pair<Add>([[0], [1], [0, 1]]), .. Pair<Subtract>([[0], [1], [0, 1]]), .. Pair<Multiply>([[0], [1]]),
        .. Pair<StrongMultiply>([[0], [1]]), .. Pair<Divide>([[0]], low: 1), .. Remainders, .. Pair<Power>([], 0.4),
        .. Pair<Maximum>([]), .. Pair<Minimum>([]), .. Pair<Atan2>([], 0.3), .. Pair<Hypot>([], 0.3), .. Pair<LogAddExp>([]),
        .. Pair<Equal>([]), .. Pair<NotEqual>([]), .. Pair<Less>([]), .. Pair<LessOrEqual>([]), .. Pair<Greater>([]), .. Pair<GreaterOrEqual>([]),
        .. Pair<And>([]), .. Pair<Or>([]), .. Pair<Xor>([]),
    ];

    public static IEnumerable<PrimitiveCase> Other =>
    [
        .. Shapes.SelectMany(s => new[] { -3, -1, 2, 3, 7 }.Select(n => new PrimitiveCase(new IntegerPower(n), new OperandSample(s, 0.5, 2)))),
        .. Shapes.SelectMany(s => new[] { 1, 2 }.Select(n => new PrimitiveCase(new Polygamma(n), new OperandSample(s, 0.6, 4)))),
        .. Shapes.SelectMany(s => Enum.GetValues<DType>().Select(Conversion(s))),
        .. Shapes.Select(s => new PrimitiveCase(Select.Instance, OperandSample.Bools(s), new(s), new(s)) { Linear = [[1], [2], [1, 2]] }),
    ];

    /// <summary>Quotients from 2.2 to 2.9, away from the jumps.</summary>
    private static IEnumerable<PrimitiveCase> Remainders =>
        Shapes.Select(s => new PrimitiveCase(Remainder.Instance, new OperandSample(s, 44.2, 48), new OperandSample(s, 17, 19.9)));

    private static Func<DType, PrimitiveCase> Conversion(Shape shape) => to => new(new Covector.Primitives.Convert(to), new OperandSample(shape))
    {
        Linear = to.IsFloating ? [[0]] : [],
    };

    private static IEnumerable<PrimitiveCase> On<T>(double low, double high, int[][]? linear = null)
        where T : UnaryElementwise<T>, new() =>
        Shapes.Select(s => new PrimitiveCase(UnaryElementwise<T>.Instance, new OperandSample(s, low, high)) { Linear = linear ?? [] });

    private static IEnumerable<PrimitiveCase> Pair<T>(int[][] linear, double low = -2)
        where T : BinaryElementwise<T>, new() =>
        Shapes.Select(s => new PrimitiveCase(BinaryElementwise<T>.Instance, new OperandSample(s, low, 3), new OperandSample(s, low, 3.5)) { Linear = linear });
}
