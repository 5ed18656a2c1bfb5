namespace Covector.Compiler;

/// <summary>Reductions of few elements each, of which there are many: lanes of vectors take one reduction each.</summary>
internal static class ShortReduction
{
    private const int MostElements = 32;
    private const int FewestResults = 32;

    /// <summary>A kernel for the reduction, with the bits that <see cref="FoldLoops"/> computes; null if it is not of this kind.</summary>
    /// <param name="reduction">The primitive.</param>
    /// <param name="x">The operand.</param>
    /// <param name="axes">The axes that are reduced, neighbours, in order.</param>
    /// <param name="output">The result.</param>
    public static KernelStep? Of(Reduction reduction, View x, int[] axes, Variable output)
    {
        int first = axes[0], last = axes[^1];
        long count = 1, inner = 1;
        for (int i = first; i < x.Shape.Rank; i++)
            if (i <= last)
                count *= x.Shape[i];
            else
                inner *= x.Shape[i];
        if (reduction.Kind is not { } kind || !x.Root.Type.DType.IsFloating || inner != 1 || count > MostElements || x.Shape.Size / count < FewestResults)
            return null;
        var kept = new List<nint>();
        for (int i = 0; i < first; i++)
            kept.Add(x.Strides[i]);
        for (int i = last + 1; i < x.Shape.Rank; i++)
            kept.Add(x.Strides[i]);
        var strides = new Strides([.. kept]);
        var views = new View[count];
        var parts = new List<Expr>();
        for (int element = 0; element < views.Length; element++)
        {
            long offset = x.Offset;
            int rest = element;
            for (int i = last; i >= first; i--)
            {
                offset += rest % x.Shape[i] * (long)x.Strides[i];
                rest /= x.Shape[i];
            }

            views[element] = new View(x.Root, output.Type.Shape, offset, strides);
            parts.Add(Expr.Input(element, x.Root.Type.DType));
        }

        return new KernelStep(output.Type.Shape, views, [View.Of(output)], [LaneFolds.AsVectors(kind, parts)]);
    }
}
