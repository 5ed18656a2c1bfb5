namespace Covector;

/// <summary>
/// The computation behind <c>AssociativeScan</c>: neighbours are combined in pairs, the pairs are scanned, which gives every second
/// result, and the others take one more element each.
/// </summary>
internal sealed class PrefixCombination<X>
{
    private const string Name = nameof(Transforms.AssociativeScan);

    private readonly TreeStructure structure;
    private readonly Func<X, X, X> combine;

    public PrefixCombination(Func<X, X, X> combine, TreeStructure structure)
    {
        this.structure = structure;
        this.combine = Transforms.Vmap<X, X, X>(
            (a, b) =>
            {
                var result = combine(a, b);
                Tree.RequireSame(structure, Tree.StructureOf(result, "the combination"), $"{Name}: the combination", "elements");
                CheckTypes(TreeLeaves.Of(a), TreeLeaves.Of(result));
                return result;
            },
            (0, 0));
    }

    public Tensor[] Run(Tensor[] elements, int axis, bool reverse)
    {
        if (elements.Length == 0)
            return elements;
        var axes = new int[elements.Length];
        var moved = new Tensor[elements.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            axes[i] = Operands.Axis(Name, axis, elements[i].Shape);
            moved[i] = Batching.MoveAxis(elements[i], axes[i], 0);
            if (reverse)
                moved[i] = Functions.Flip(moved[i], 0);
            if (moved[i].Shape[0] != moved[0].Shape[0])
                throw Error.Shapes(
                    Name, $"'{structure.LeafPath(i, "elements")}' {elements[i].Type} has {moved[i].Shape[0]} elements along axis {axis} and "
                    + $"'{structure.LeafPath(0, "elements")}' {elements[0].Type} has {moved[0].Shape[0]}; they must be equal.");
        }

        moved = Scan(moved);
        for (int i = 0; i < moved.Length; i++)
            moved[i] = Batching.MoveAxis(reverse ? Functions.Flip(moved[i], 0) : moved[i], 0, axes[i]);
        return moved;
    }

    private Tensor[] Scan(Tensor[] x)
    {
        int n = x[0].Shape[0];
        if (n < 2)
            return x;
        var odd = Scan(Combine(Take(x, 0, n / 2, 2), Take(x, 1, n / 2, 2)));
        int further = (n - 1) / 2;
        if (further == 0)
            return Join(Take(x, 0, 1), odd);
        var rest = Combine(Take(odd, 0, further), Take(x, 2, further, 2));
        return Interleave(Join(Take(x, 0, 1), rest), odd);
    }

    private Tensor[] Combine(Tensor[] a, Tensor[] b) =>
        TreeLeaves.Of(combine(Tree.Unflatten<X>(structure, a), Tree.Unflatten<X>(structure, b)));

    private static Tensor[] Take(Tensor[] x, int start, int count, int step = 1) => Array.ConvertAll(x, t =>
    {
        var (starts, steps) = (new int[t.Rank], new int[t.Rank]);
        Array.Fill(steps, 1);
        (starts[0], steps[0]) = (start, step);
        return StridedSlice.Of(t, new Axes(starts), t.Shape.With(0, count), new Axes(steps));
    });

    private static Tensor[] Join(Tensor[] a, Tensor[] b)
    {
        var result = new Tensor[a.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = Concatenate.Of([a[i], b[i]], 0);
        return result;
    }

    /// <summary>One of each in turn; there may be one more of the first.</summary>
    private static Tensor[] Interleave(Tensor[] even, Tensor[] odd)
    {
        int pairs = odd[0].Shape[0];
        var (first, last) = (Take(even, 0, pairs), Take(even, pairs, even[0].Shape[0] - pairs));
        var result = new Tensor[even.Length];
        for (int i = 0; i < result.Length; i++)
        {
            var shape = first[i].Shape;
            var pair = Concatenate.Of([Reshape.Of(first[i], shape.Insert(1, 1)), Reshape.Of(odd[i], shape.Insert(1, 1))], 1);
            result[i] = Reshape.Of(pair, shape.With(0, 2 * pairs));
        }

        return last[0].Shape[0] == 0 ? result : Join(result, last);
    }

    private void CheckTypes(Tensor[] expected, Tensor[] actual)
    {
        for (int i = 0; i < actual.Length; i++)
        {
            string path = structure.LeafPath(i, "elements");
            string message = $"the combination of two elements of '{path}' is {actual[i].Type}; expected {expected[i].Type}, the type of an element.";
            if (actual[i].Shape != expected[i].Shape)
                throw Error.Shapes(Name, message);
            if (actual[i].DType != expected[i].DType)
                throw Error.DTypeMessage(Name, message);
        }
    }
}
