using Covector.Primitives;

namespace Covector.Tests.Battery;

/// <summary>The same elements in memory in different ways, as views leave them.</summary>
internal static class Layouts
{
    public static readonly (string Name, Func<Tensor, Tensor> Make)[] All =
    [
        ("transposed", Transposed), ("sliced with steps", Sliced), ("at an odd offset", Shifted), ("reversed", Reversed),
    ];

    /// <summary>In column-major order.</summary>
    private static Tensor Transposed(Tensor x)
    {
        var order = Enumerable.Range(0, x.Rank).Reverse().ToArray();
        return Permute.Of(Permute.Of(x, new Axes(order)).Packed(), new Axes(order));
    }

    /// <summary>Every second element of a larger tensor along every axis.</summary>
    private static Tensor Sliced(Tensor x)
    {
        if (x.Rank == 0)
            return x;
        Shape larger = x.Shape.ToArray().Select(n => 2 * n + 1).ToArray();
        var ones = new Axes(Enumerable.Repeat(1, x.Rank).ToArray());
        var twos = new Axes(Enumerable.Repeat(2, x.Rank).ToArray());
        return StridedSlice.Of(Pad.Of(x, ones, larger, ones), ones, x.Shape, twos);
    }

    /// <summary>Contiguous, but not at the start of its memory, and without room after the last element.</summary>
    private static Tensor Shifted(Tensor x)
    {
        var line = Reshape.Of(x, [checked((int)x.Size)]);
        var longer = Concatenate.Of([StridedSlice.Of(line, 0, 0, Math.Min(1, line.Shape[0])), line], 0);
        return Reshape.Of(StridedSlice.Of(longer, 0, longer.Shape[0] - line.Shape[0], line.Shape[0]), x.Shape);
    }

    /// <summary>From the last element to the first.</summary>
    private static Tensor Reversed(Tensor x)
    {
        var all = Axes.Range(0, x.Rank);
        return x.Rank == 0 ? x : Reverse.Of(Reverse.Of(x, all).Packed(), all);
    }
}
