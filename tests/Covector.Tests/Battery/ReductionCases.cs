using Covector.Primitives;

namespace Covector.Tests.Battery;

/// <summary>Reductions and scans: over one axis, several, all, none; near the limits of the pairwise blocks; of nothing.</summary>
internal static class ReductionCases
{
    public static IEnumerable<PrimitiveCase> All =>
    [
        .. Over(a => new Sum(a), linear: [[0]]), .. Over(a => new Product(a), low: 0.5), .. Over(a => new ReduceMax(a), ofNothing: false),
        .. Over(a => new ReduceMin(a), ofNothing: false), .. Over(a => new Any(a), high: 1.4), .. Over(a => new All(a), low: 0.8),
        .. Along(axis => new ArgMax([axis]), ofNothing: false), .. Along(axis => new ArgMin([axis]), ofNothing: false),
        .. Along(axis => new CumulativeSum(axis, false), [[0]]), .. Along(axis => new CumulativeSum(axis, true), [[0]]),
        .. Along(axis => new CumulativeArgMax(axis)), .. Along(axis => new ArgSort(axis)),
        .. Recurrences(false), .. Recurrences(true),
    ];

    private static IEnumerable<PrimitiveCase> Over(
        Func<Axes, Primitive> make, double low = -2, double high = 2, bool ofNothing = true, int[][]? linear = null)
    {
        (Shape Shape, Axes Axes)[] layouts =
        [
            ([7], [0]), ([3, 5], [0]), ([3, 5], [1]), ([2, 3, 4], [1]), ([2, 3, 4], [0, 2]), ([2, 3, 4], [2, 0]), ([2, 3, 4], [0, 1, 2]), ([2, 300], [1]),
            ([300, 3], [0]), ([0, 3], [1]),
        ];
        foreach (var (shape, axes) in ofNothing ? [.. layouts, ([0, 3], [0]), ([3, 0], [0, 1])] : layouts)
            yield return new(make(axes), new OperandSample(shape, low, high)) { Linear = linear ?? [] };
    }

    private static IEnumerable<PrimitiveCase> Along(Func<int, Primitive> make, int[][]? linear = null, bool ofNothing = true)
    {
        (Shape Shape, int Axis)[] layouts = [([7], 0), ([3, 5], 0), ([3, 5], 1), ([2, 3, 4], 1), ([2, 130], 1), ([0, 3], 1)];
        foreach (var (shape, axis) in ofNothing ? [.. layouts, ([0, 3], 0)] : layouts)
            yield return new(make(axis), new OperandSample(shape, -9, 9)) { Linear = linear ?? [] };
    }

    private static IEnumerable<PrimitiveCase> Recurrences(bool fromEnd)
    {
        (Shape Shape, int Axis)[] layouts = [([7], 0), ([1], 0), ([3, 5], 0), ([3, 5], 1), ([2, 3, 4], 1), ([0], 0), ([0, 3], 1)];
        foreach (var (shape, axis) in layouts)
            yield return new(new LinearRecurrence(axis, fromEnd), new OperandSample(shape, -1, 1), new OperandSample(shape)) { Linear = [[1]] };
    }
}
