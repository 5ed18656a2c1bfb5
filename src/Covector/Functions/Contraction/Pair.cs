namespace Covector;

/// <summary>A tensor with a label for each axis: axes with one label belong together.</summary>
internal readonly record struct Labelled(Tensor Tensor, int[] Labels)
{
    /// <summary>The axes in the order of some labels, which are all that it has.</summary>
    public Tensor InOrder(ReadOnlySpan<int> labels)
    {
        var order = new int[labels.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = Array.IndexOf(Labels, labels[i]);
        return Permute.Of(Tensor, new Axes(order));
    }

    /// <summary>Without an axis, over which it is summed.</summary>
    public Labelled Without(ReadOnlySpan<int> labels)
    {
        if (labels.IsEmpty)
            return this;
        var (axes, rest) = (new List<int>(), new List<int>());
        for (int i = 0; i < Labels.Length; i++)
        {
            if (labels.Contains(Labels[i]))
                axes.Add(i);
            else
                rest.Add(Labels[i]);
        }

        return new Labelled(Sum.Of(Tensor, new Axes([.. axes])), [.. rest]);
    }
}

/// <summary>The product of two labelled tensors, summed over the labels that both have and the result lacks.</summary>
internal static class Pair
{
    /// <param name="a">The left operand; each of its labels is in b or kept.</param>
    /// <param name="b">The right operand; each of its labels is in a or kept.</param>
    /// <param name="isKept">Whether the result has a label.</param>
    public static Labelled Contract(Labelled a, Labelled b, Func<int, bool> isKept)
    {
        var (shared, contracted, leftFree, rightFree) = (new List<int>(), new List<int>(), new List<int>(), new List<int>());
        foreach (int label in a.Labels)
        {
            if (Array.IndexOf(b.Labels, label) < 0)
                leftFree.Add(label);
            else if (isKept(label))
                shared.Add(label);
            else
                contracted.Add(label);
        }

        foreach (int label in b.Labels)
            if (Array.IndexOf(a.Labels, label) < 0)
                rightFree.Add(label);

        // Products of matrices of one element each would be slow: they are an elementwise product, followed by a sum.
        if (shared.Count > 0 && (contracted.Count == 0 || leftFree.Count == 0 && rightFree.Count == 0))
            return Elementwise(a, b, [.. shared, .. leftFree, .. rightFree, .. contracted]).Without(CollectionsMarshal.AsSpan(contracted));
        var product = DotGeneral.Of(
            a.Tensor, b.Tensor, Places(a, contracted), Places(b, contracted), Places(a, shared), Places(b, shared));
        return new Labelled(product, [.. shared, .. leftFree, .. rightFree]);
    }

    private static Labelled Elementwise(Labelled a, Labelled b, int[] labels)
    {
        var lengths = new int[labels.Length];
        for (int i = 0; i < lengths.Length; i++)
        {
            int axis = Array.IndexOf(a.Labels, labels[i]);
            lengths[i] = axis >= 0 ? a.Tensor.Shape[axis] : b.Tensor.Shape[Array.IndexOf(b.Labels, labels[i])];
        }

        return new Labelled(Multiply.Of(Spread(a, labels, lengths), Spread(b, labels, lengths)), labels);
    }

    /// <summary>A tensor repeated along the labels that it lacks.</summary>
    private static Tensor Spread(Labelled x, int[] labels, Shape shape)
    {
        var axes = new int[x.Labels.Length];
        for (int i = 0; i < axes.Length; i++)
            axes[i] = Array.IndexOf(labels, x.Labels[i]);
        int[] ascending = [.. axes];
        Array.Sort(ascending);
        var order = Array.ConvertAll(ascending, axis => Array.IndexOf(axes, axis));
        return Broadcast.Of(Permute.Of(x.Tensor, new Axes(order)), shape, new Axes(ascending));
    }

    private static Axes Places(Labelled x, List<int> labels)
    {
        var axes = new int[labels.Count];
        for (int i = 0; i < axes.Length; i++)
            axes[i] = Array.IndexOf(x.Labels, labels[i]);
        return new Axes(axes);
    }
}
