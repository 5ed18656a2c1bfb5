using Covector.Primitives;

namespace Covector.Tests.Battery;

/// <summary>Primitives that make, move, repeat and cut elements.</summary>
internal static class StructuralCases
{
    public static IEnumerable<PrimitiveCase> All =>
    [
        Linear(new Broadcast([3], []), []), Linear(new Broadcast([2, 3], [1]), [3]), Linear(new Broadcast([2, 3], [0]), [2]),
        Linear(new Broadcast([4, 2, 3], [0, 2]), [4, 3]), Linear(new Broadcast([4, 3], [0, 1]), [4, 1]), Linear(new Broadcast([4, 3], [0, 1]), [1, 1]),
        Linear(new Broadcast([2, 0], [0]), [2]), Linear(new Broadcast([0, 3], [1]), [3]), Linear(new Broadcast([5, 1, 3], [2]), [1]),
        Linear(new Reshape([6]), [2, 3]), Linear(new Reshape([3, 1, 2]), [2, 3]), Linear(new Reshape([]), [1, 1]), Linear(new Reshape([1, 1]), []),
        Linear(new Reshape([0, 7]), [3, 0]),
        Linear(new Permute([1, 0]), [2, 3]), Linear(new Permute([2, 0, 1]), [2, 3, 4]), Linear(new Permute([1, 0]), [0, 3]),
        Linear(new Reverse([0]), [5]), Linear(new Reverse([0, 2]), [2, 3, 4]), Linear(new Reverse([1]), [2, 0]),
        Linear(new StridedSlice([1, 0], [2, 3], [1, 1]), [4, 3]), Linear(new StridedSlice([1], [3], [2]), [6]),
        Linear(new StridedSlice([0, 1], [2, 2], [2, 3]), [3, 6]), Linear(new StridedSlice([1], [0], [1]), [3]), Linear(new StridedSlice([0, 0], [0, 2], [1, 2]), [0, 4]),
        Linear(new Pad([1, 0], [4, 3], [0, 0]), [2, 3]), Linear(new Pad([1], [8], [2]), [3]), Linear(new Pad([0, 2], [3, 7], [1, 1]), [2, 3]),
        Linear(new Pad([0], [4], [0]), [0]), Linear(new Pad([0, 1], [0, 4], [0, 0]), [0, 3]),
        Linear(new Windows([3], [1], [1]), [7]), Linear(new Windows([2], [2], [2]), [2, 9]), Linear(new Windows([2, 2], [1, 2], [1, 1]), [2, 4, 5]),
        Linear(new WindowSum([1], [1], [7]), [5, 3]), Linear(new WindowSum([2], [2], [9]), [2, 4, 2]), Linear(new WindowSum([1, 2], [1, 1], [4, 5]), [2, 3, 2, 2, 2]),
        Joined(0, [2, 3], [1, 3], [4, 3]), Joined(1, [2, 3], [2, 0], [2, 1]), Joined(0, [0], [3]),
        new(StopGradient.Instance, new OperandSample([2, 3])) { HasTrueDerivative = false },
        new(StopGradient.Instance, new OperandSample([])) { HasTrueDerivative = false },
        .. Enum.GetValues<DType>().SelectMany(Constants),
    ];

    private static PrimitiveCase Linear(Primitive primitive, Shape shape) => new(primitive, new OperandSample(shape)) { Linear = [[0]] };

    private static PrimitiveCase Joined(int axis, params Shape[] shapes) =>
        new(new Concatenate(axis), [.. shapes.Select(s => new OperandSample(s))])
        {
            Linear = [.. Enumerable.Range(0, shapes.Length).Select(i => new[] { i }), [.. Enumerable.Range(0, shapes.Length)]],
        };

    private static IEnumerable<PrimitiveCase> Constants(DType dtype)
    {
        Shape[] shapes = [[], [2, 3], [0, 4]];
        foreach (var shape in shapes)
            yield return new($"{dtype}", new Fill(dtype, shape, Fill.ToBits(dtype, 1)));
        yield return new($"{dtype} along 1", new Iota(dtype, [2, dtype == DType.Bool ? 2 : 5], 1));
        yield return new($"{dtype} of none", new Iota(dtype, [0, 3], 0));
    }
}
