namespace Covector;

public static partial class Functions
{
    /// <summary>Sums of products by Einstein's notation: <c>Einsum("ij,jk->ik", a, b)</c> is the matrix product.</summary>
    /// <remarks>
    /// A label names an axis; axes with one label go together, a label that repeats within a term takes the diagonal, and labels that the
    /// result lacks are summed over. <c>...</c> stands for the remaining axes, which broadcast. Without <c>-></c> the result has the ellipsis,
    /// then the labels that occur once, in alphabetical order. More than two operands are multiplied in pairs, smallest results first.
    /// </remarks>
    /// <param name="subscripts">One term for each operand, separated by commas; then, after <c>-></c>, that of the result.</param>
    /// <param name="operands">At least one; element types are promoted.</param>
    /// <exception cref="ShapeMismatchException">The subscripts are malformed or do not fit the operands.</exception>
    public static Tensor Einsum(string subscripts, params ReadOnlySpan<Tensor> operands)
    {
        ArgumentNullException.ThrowIfNull(subscripts);
        var tensors = SameType(nameof(Einsum), operands);
        var terms = new Subscripts(subscripts, Array.ConvertAll(tensors, t => t.Shape));
        var parts = new List<Labelled>(tensors.Length);
        for (int i = 0; i < tensors.Length; i++)
            parts.Add(Einstein.Distinct(new Labelled(Operands.Numeric(tensors[i]), terms.Inputs[i]), terms));
        return Einstein.Multiply(parts, terms.Output).InOrder(terms.Output);
    }
}

/// <summary>The steps of <c>Einsum</c>.</summary>
internal static class Einstein
{
    /// <summary>Diagonals of labels that repeat, and without axes of an ellipsis that would be repeated to a longer one.</summary>
    public static Labelled Distinct(Labelled x, Subscripts terms)
    {
        var (labels, lengths) = (new List<int>(), new List<int>());
        for (int i = 0; i < x.Labels.Length; i++)
            if (x.Tensor.Shape[i] == terms.Length(x.Labels[i]))
            {
                labels.Add(x.Labels[i]);
                lengths.Add(x.Tensor.Shape[i]);
            }

        var tensor = Primitives.Reshape.Of(x.Tensor, lengths.ToArray());
        for (int i = 0; i < labels.Count; i++)
        {
            for (int j = labels.IndexOf(labels[i], i + 1); j > 0; j = labels.IndexOf(labels[i], i + 1))
            {
                // The diagonal of axes i and j becomes the last axis.
                Axes pair = [i, j];
                tensor = Diagonals.Of(Permute.Of(tensor, [.. pair.Complement(labels.Count).AsSpan(), i, j]), 0);
                int label = labels[i];
                labels.RemoveAt(j);
                labels.RemoveAt(i);
                labels.Add(label);
            }
        }

        return new Labelled(tensor, [.. labels]);
    }

    /// <summary>Sums each label as early as possible and multiplies in pairs, each time the pair that leaves the least behind.</summary>
    public static Labelled Multiply(List<Labelled> parts, int[] output)
    {
        for (int i = 0; i < parts.Count; i++)
            parts[i] = SumOwn(parts, i, output);
        while (parts.Count > 1)
        {
            var (left, right) = Cheapest(parts, output);
            var (a, b) = (parts[left], parts[right]);
            parts.RemoveAt(right);
            parts.RemoveAt(left);
            parts.Insert(0, Pair.Contract(a, b, label => IsNeeded(label, parts, output)));
        }

        return parts[0];
    }

    private static Labelled SumOwn(List<Labelled> parts, int index, int[] output)
    {
        var own = new List<int>();
        foreach (int label in parts[index].Labels)
        {
            bool isNeeded = Array.IndexOf(output, label) >= 0;
            for (int i = 0; i < parts.Count && !isNeeded; i++)
                isNeeded = i != index && Array.IndexOf(parts[i].Labels, label) >= 0;
            if (!isNeeded)
                own.Add(label);
        }

        return parts[index].Without(CollectionsMarshal.AsSpan(own));
    }

    private static (int Left, int Right) Cheapest(List<Labelled> parts, int[] output)
    {
        var best = (0, 1);
        double least = double.PositiveInfinity;
        for (int i = 0; i < parts.Count && parts.Count > 2; i++)
            for (int j = i + 1; j < parts.Count; j++)
            {
                double size = ResultSize(parts, i, j, output) - parts[i].Tensor.Size - parts[j].Tensor.Size;
                if (size < least)
                    (least, best) = (size, (i, j));
            }

        return best;
    }

    private static double ResultSize(List<Labelled> parts, int left, int right, int[] output)
    {
        var others = new List<Labelled>(parts);
        others.RemoveAt(right);
        others.RemoveAt(left);
        double size = 1;
        var (a, b) = (parts[left], parts[right]);
        for (int i = 0; i < a.Labels.Length; i++)
            if (Array.IndexOf(b.Labels, a.Labels[i]) < 0 || IsNeeded(a.Labels[i], others, output))
                size *= a.Tensor.Shape[i];
        for (int i = 0; i < b.Labels.Length; i++)
            if (Array.IndexOf(a.Labels, b.Labels[i]) < 0)
                size *= b.Tensor.Shape[i];
        return size;
    }

    private static bool IsNeeded(int label, List<Labelled> others, int[] output)
    {
        if (Array.IndexOf(output, label) >= 0)
            return true;
        foreach (var other in others)
            if (Array.IndexOf(other.Labels, label) >= 0)
                return true;
        return false;
    }
}
