using Covector.Primitives;

namespace Covector.Tests.Battery;

/// <summary>Products of every layout: inner, outer, batched, several contracted axes in different orders, of nothing.</summary>
internal static class ContractionCases
{
    public static IEnumerable<PrimitiveCase> All =>
    [
        Dot([3], [3], [0], [0]), Dot([], [], [], []), Dot([3], [], [], []), Dot([2], [3], [], []), Dot([2, 3], [3], [1], [0]), Dot([3], [3, 4], [0], [0]),
        Dot([2, 3], [3, 4], [1], [0]), Dot([3, 2], [3, 4], [0], [0]), Dot([2, 3], [4, 3], [1], [1]), Dot([2, 3, 4], [4, 5, 3], [1, 2], [2, 0]),
        Dot([2, 3, 4], [4, 3, 5], [2, 1], [0, 1]),
        Dot([5, 2, 3], [5, 3, 4], [2], [1], [0], [0]), Dot([2, 5, 3], [3, 4, 5], [2], [0], [1], [2]), Dot([5, 3], [5, 3], [1], [1], [0], [0]),
        Dot([5, 3], [3, 5], [], [], [0, 1], [1, 0]),
        Dot([40, 33], [33, 50], [1], [0]), Dot([2, 0], [0, 3], [1], [0]), Dot([0, 2], [2, 3], [1], [0]), Dot([0, 2, 3], [0, 3, 2], [2], [1], [0], [0]),
    ];

    private static PrimitiveCase Dot(Shape a, Shape b, Axes left, Axes right, Axes leftBatch = default, Axes rightBatch = default) =>
        new(new DotGeneral(left, right, leftBatch, rightBatch), new OperandSample(a), new OperandSample(b)) { Linear = [[0], [1]] };
}
