namespace Covector;

public static partial class Functions
{
    /// <summary>The elements in opposite order along all axes.</summary>
    public static Tensor Flip(Tensor x) => Reverse.Of(x, Axes.Range(0, Tensor.Require(x).Rank));

    /// <summary>The elements in opposite order along one axis.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    public static Tensor Flip(Tensor x, int axis) => Reverse.Of(x, [Operands.Axis(nameof(Flip), axis, Tensor.Require(x).Shape)]);

    /// <summary>Shifted along an axis toward its end; what leaves there comes in at the start.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="shift">By how many places; negative toward the start.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    public static Tensor Roll(Tensor x, int shift, int axis)
    {
        axis = Operands.Axis(nameof(Roll), axis, Tensor.Require(x).Shape);
        int n = x.Shape[axis];
        if (n == 0 || shift % n == 0)
            return x;
        int first = ((-shift % n) + n) % n;
        return Primitives.Concatenate.Of([Along.Part(x, axis, first, n - first), Along.Part(x, axis, 0, first)], axis);
    }

    /// <summary>The elements in row-major order, shifted as if they were one vector.</summary>
    /// <inheritdoc cref="Roll(Tensor, int, int)"/>
    public static Tensor Roll(Tensor x, int shift) =>
        Primitives.Reshape.Of(Roll(Tensor.Require(x).Reshape(-1), shift, 0), x.Shape);

    /// <summary>The tensor side by side with itself, as often as told along each axis.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="counts">How often, along the last axes; further axes are new and come first.</param>
    public static Tensor Tile(Tensor x, params ReadOnlySpan<int> counts)
    {
        int rank = Math.Max(Tensor.Require(x).Rank, counts.Length);
        var (spread, repeated, target) = (new int[2 * rank], new int[2 * rank], new int[rank]);
        for (int i = 1; i <= rank; i++)
        {
            int length = i <= x.Rank ? x.Shape[^i] : 1, count = i <= counts.Length ? counts[^i] : 1;
            if (count < 0)
                throw Error.NegativeCount(nameof(Tile), "count", count);
            spread[^(2 * i)] = 1;
            repeated[^(2 * i)] = count;
            spread[^(2 * i - 1)] = repeated[^(2 * i - 1)] = length;
            target[^i] = Operands.Length(nameof(Tile), x.Shape, (long)length * count);
        }

        return Primitives.Reshape.Of(Primitives.Broadcast.Of(Primitives.Reshape.Of(x, spread), repeated), target);
    }

    /// <summary>Each element along an axis several times in a row.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="count">How often.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    public static Tensor Repeat(Tensor x, int count, int axis)
    {
        axis = Operands.Axis(nameof(Repeat), axis, Tensor.Require(x).Shape);
        if (count < 0)
            throw Error.NegativeCount(nameof(Repeat), "count", count);
        int length = Operands.Length(nameof(Repeat), x.Shape, (long)x.Shape[axis] * count);
        var spread = x.Shape.Insert(axis + 1, 1);
        var repeated = Primitives.Broadcast.Of(Primitives.Reshape.Of(x, spread), spread.With(axis + 1, count));
        return Primitives.Reshape.Of(repeated, x.Shape.With(axis, length));
    }

    /// <summary>Within a margin of equal elements on all sides.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="width">How many elements before and after, along every axis.</param>
    /// <param name="value">The element of the margin.</param>
    public static Tensor Pad(Tensor x, int width, double value = 0)
    {
        var widths = new (int, int)[Tensor.Require(x).Rank];
        Array.Fill(widths, (width, width));
        return Pad(x, widths, value);
    }

    /// <summary>Within a margin of equal elements. The derivative of x is the part within.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="widths">How many elements before and after, for each axis.</param>
    /// <param name="value">The element of the margin.</param>
    /// <exception cref="ShapeMismatchException">There are not as many widths as axes, or one is negative.</exception>
    public static Tensor Pad(Tensor x, ReadOnlySpan<(int Before, int After)> widths, double value = 0)
    {
        if (widths.Length != Tensor.Require(x).Rank)
            throw Error.Shapes(nameof(Pad),
                $"{Error.Count(widths.Length, "pair of widths is", "pairs of widths are")} given for the shape {x.Shape}, which has "
                + $"{Error.Count(x.Rank, "axis", "axes")}.");
        var (low, target) = (new int[x.Rank], new int[x.Rank]);
        for (int i = 0; i < low.Length; i++)
        {
            var (before, after) = widths[i];
            if (before < 0 || after < 0)
                throw Error.Shapes(nameof(Pad), $"the widths ({before}, {after}) of axis {i} must not be negative; use indexing to cut.");
            low[i] = before;
            target[i] = Operands.Length(nameof(Pad), x.Shape, (long)before + x.Shape[i] + after);
        }

        Axes start = new(low), dense = new(new int[low.Length]);
        var padded = Primitives.Pad.Of(x, start, target, dense);
        if (value == 0 || padded.Shape == x.Shape)
            return padded;
        var within = Primitives.Pad.Of(Fill.Of(x.Shape, DType.Bool, 1), start, target, dense);
        return Select.Of(within, padded, Fill.Like(padded, value));
    }
}
