using Covector.Primitives;
using Covector.Runtime;

namespace Covector.Tests.Battery;

/// <summary>Gather and scatter: with repeated indices, with common batch axes, with rows, of nothing.</summary>
internal static class IndexingCases
{
    private static readonly (int Batch, Shape X, Shape Indices)[] Layouts =
    [
        (0, [5], [7]), (0, [5], []), (0, [4, 3], [6]), (0, [4, 3], [2, 2]), (1, [2, 5], [2, 4]), (1, [2, 4, 3], [2, 5]), (2, [2, 3, 4], [2, 3]),
        (0, [4], [0]), (0, [4, 0], [3]),
    ];

    public static IEnumerable<PrimitiveCase> All =>
    [
        .. Layouts.Select(l => new PrimitiveCase(new Gather(l.Batch), new OperandSample(l.X), OperandSample.Indices(l.Indices, l.X.ToArray()[l.Batch]))
        {
            Linear = [[0]],
        }),
        .. Enum.GetValues<ScatterKind>().SelectMany(Scatters),
    ];

    private static IEnumerable<PrimitiveCase> Scatters(ScatterKind kind)
    {
        bool isLinear = kind is ScatterKind.Set or ScatterKind.Add;
        foreach (var (batch, x, indices) in Layouts)
        {
            int[] rows = x.ToArray();
            Shape updates = [.. indices.ToArray(), .. rows[(batch + 1)..]];
            yield return new(new Scatter(kind, batch), new OperandSample(x), OperandSample.Indices(indices, rows[batch]), new OperandSample(updates))
            {
                Linear = isLinear ? [[0], [2], [0, 2]] : [],
                Refused = kind == ScatterKind.Multiply ? [2] : [],
            };
        }
    }
}
