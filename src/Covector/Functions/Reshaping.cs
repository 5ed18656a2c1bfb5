namespace Covector;

public static partial class Functions
{
    /// <summary>The same elements in row-major order under another shape.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="shape">Lengths with the same product; one may be −1, which stands for what remains.</param>
    /// <exception cref="ShapeMismatchException">The number of elements differs.</exception>
    public static Tensor Reshape(Tensor x, params ReadOnlySpan<int> shape) =>
        Primitives.Reshape.Of(x, Resolve(Tensor.Require(x).Shape, shape));

    /// <summary>The axes in reverse order.</summary>
    public static Tensor Transpose(Tensor x) => Tensor.Require(x).Transpose();

    /// <summary>The axes in another order: axis i of the result is axis <c>axes[i]</c> of x.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">Each axis once; negative ones count from the end.</param>
    public static Tensor Transpose(Tensor x, params ReadOnlySpan<int> axes) => Tensor.Require(x).Transpose(axes);

    /// <summary>Repeated to a shape by NumPy's rule: axes align at the end, those of length 1 stretch. The derivative of x is a sum.</summary>
    /// <param name="x">A shape that broadcasts to the target.</param>
    /// <param name="shape">The target.</param>
    /// <exception cref="ShapeMismatchException">x does not broadcast to the shape.</exception>
    public static Tensor BroadcastTo(Tensor x, Shape shape)
    {
        if (Tensor.Require(x).Rank > shape.Rank || Operands.BroadcastShape(nameof(BroadcastTo), x.Shape, shape) != shape)
            throw Error.Shapes(nameof(BroadcastTo),
                $"{x.Shape} cannot become {shape}: only axes of length 1 stretch, and new axes come first.");
        return Primitives.Broadcast.Of(x, shape);
    }

    /// <summary>Without the axes of length 1.</summary>
    public static Tensor Squeeze(Tensor x)
    {
        var lengths = new List<int>(Tensor.Require(x).Rank);
        foreach (int n in x.Shape)
            if (n != 1)
                lengths.Add(n);
        return Primitives.Reshape.Of(x, lengths.ToArray());
    }

    /// <summary>Without one axis, of length 1.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <exception cref="ShapeMismatchException">The axis is longer.</exception>
    public static Tensor Squeeze(Tensor x, int axis)
    {
        int place = Operands.Axis(nameof(Squeeze), axis, Tensor.Require(x).Shape);
        if (x.Shape[place] != 1)
            throw Error.Shapes(nameof(Squeeze),
                $"axis {axis} of {x.Shape} has {x.Shape[place]} elements; only an axis of length 1 can be removed.");
        return Primitives.Reshape.Of(x, x.Shape.RemoveAt(place));
    }

    /// <summary>With one more axis, of length 1.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">Where the axis stands in the result; −1 is the last.</param>
    public static Tensor ExpandDims(Tensor x, int axis)
    {
        int place = axis < 0 ? axis + Tensor.Require(x).Rank + 1 : axis;
        if ((uint)place > (uint)Tensor.Require(x).Rank)
            throw Error.AxisOutOfRange(nameof(ExpandDims), axis, x.Shape.Insert(0, 1));
        return Primitives.Reshape.Of(x, x.Shape.Insert(place, 1));
    }

    /// <summary>The target of a reshape, with the length that −1 stands for.</summary>
    internal static Shape Resolve(Shape source, ReadOnlySpan<int> lengths)
    {
        foreach (int n in lengths)
            if (n < -1)
                throw Error.Shapes(
                    nameof(Reshape),
                    $"the length {n} in [{string.Join(", ", lengths.ToArray())}] is negative; expected 0 or more, or -1 once for what "
                    + "remains.");
        int open = lengths.IndexOf(-1);
        if (open < 0)
            return new Shape(lengths);
        if (lengths[(open + 1)..].Contains(-1))
            throw Error.Shapes(nameof(Reshape), $"[{string.Join(", ", lengths.ToArray())}] has more than one -1; only one length can follow from the others.");
        int[] result = lengths.ToArray();
        result[open] = 1;
        long rest = new Shape(result).Size;
        if (rest == 0 || source.Size % rest != 0)
            throw Error.Shapes(
                nameof(Reshape),
                $"{source} has {Error.Count(source.Size, "element")}, which cannot be divided into "
                + $"[{string.Join(", ", lengths.ToArray())}]: the other lengths make {rest}.");
        result[open] = Operands.Length(nameof(Reshape), source, source.Size / rest);
        return new Shape(result);
    }
}
