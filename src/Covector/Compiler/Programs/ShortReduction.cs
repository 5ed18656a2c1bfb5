namespace Covector.Compiler;

/// <summary>Reductions of few elements each, of which there are many: lanes of vectors take one reduction each.</summary>
internal static class ShortReduction
{
    private const int MostElements = 32;
    private const int FewestResults = 32;

    /// <summary>Whether a reduction is of this kind.</summary>
    /// <param name="reduction">The primitive; its axes are neighbours, in order.</param>
    /// <param name="x">The type of the operand.</param>
    public static bool Takes(Reduction reduction, TensorType x)
    {
        long count = 1;
        foreach (int axis in reduction.Axes)
            count *= x.Shape[axis];
        // What follows the reduced axes has the length 1.
        for (int i = reduction.Axes[reduction.Axes.Count - 1] + 1; i < x.Shape.Rank; i++)
            if (x.Shape[i] != 1)
                return false;
        return reduction.Kind is not null && x.DType.IsFloating && count is > 0 and <= MostElements
            && x.Shape.Size / count >= FewestResults;
    }

    /// <summary>A kernel for a reduction that <see cref="Takes"/> takes, with the bits that <see cref="FoldLoops"/> computes.</summary>
    /// <param name="kind">What it folds with.</param>
    /// <param name="x">The operand.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="axes">The axes that are reduced, neighbours, in order.</param>
    /// <param name="output">The result.</param>
    public static KernelStep Of(FoldKind kind, ViewExpression x, Shape shape, int[] axes, Variable output)
    {
        var views = new List<View>();
        var loads = new Dictionary<View, Expr>();
        long count = 1;
        foreach (int axis in axes)
            count *= shape[axis];
        var parts = new List<Expr>();
        for (long element = 0; element < count; element++)
            parts.Add(x.Map(view => Load(At(view, axes, element, output.Type.Shape))));
        return new KernelStep(output.Type.Shape, views, [View.Of(output)], [LaneFolds.AsVectors(kind, parts)]);

        Expr Load(View view)
        {
            if (!loads.TryGetValue(view, out var load))
            {
                loads.Add(view, load = Expr.Input(views.Count, view.Root.Type.DType));
                views.Add(view);
            }

            return load;
        }
    }

    /// <summary>One of the elements that are reduced, for each of the results.</summary>
    private static View At(View x, int[] axes, long element, Shape results)
    {
        long offset = x.Offset;
        for (int i = axes.Length - 1; i >= 0; i--)
        {
            offset += element % x.Shape[axes[i]] * x.Strides[axes[i]];
            element /= x.Shape[axes[i]];
        }

        var kept = new List<nint>();
        for (int i = 0; i < x.Shape.Rank; i++)
            if (i < axes[0] || i > axes[^1])
                kept.Add(x.Strides[i]);
        return new View(x.Root, results, offset, new Strides([.. kept]));
    }
}
