namespace Covector;

/// <summary>Reading a tensor at indices: a view for numbers and ranges, one gather for places.</summary>
internal static class Indexed
{
    public static Tensor Read(Tensor x, ReadOnlySpan<Slice> index)
    {
        var plan = IndexPlan.Of(x.Shape, index);
        var view = plan.ViewOf(x);
        return plan.Advanced.Length == 0 ? view : Gather(view, plan);
    }

    private static Tensor Gather(Tensor view, IndexPlan plan)
    {
        int count = plan.Advanced.Length;
        var at = new int[count];
        for (int i = 0; i < count; i++)
            at[i] = Array.IndexOf(plan.ViewAxes, plan.Advanced[i].Axis);
        int first = at[0];
        if (at[^1] - first != count - 1)
        {
            // The axes with places are not neighbours: they become the first ones.
            view = Permute.Of(view, [.. at, .. new Axes(at).Complement(view.Rank).AsSpan()]);
            first = 0;
        }

        Shape merged = [.. view.Shape.AsSpan()[..first], Merged(plan), .. view.Shape.AsSpan()[(first + count)..]];
        var places = Places(plan);
        var y = IndexTensor.Gather(Primitives.Reshape.Of(view, merged), places, first);
        if (!plan.ToFront || first == 0)
            return y;
        var front = Axes.Range(first, places.Rank);
        return Permute.Of(y, [.. front.AsSpan(), .. front.Complement(y.Rank).AsSpan()]);
    }

    /// <summary>The places in the axes with places taken as one.</summary>
    private static Tensor Places(IndexPlan plan)
    {
        if (plan.Advanced.Length == 1)
            return plan.Advanced[0].Places;
        var shape = plan.PlacesShape;
        Tensor? flat = null, outside = null;
        foreach (var (axis, places) in plan.Advanced)
        {
            var own = Broadcast.Of(places, shape);
            flat = flat is null ? own : flat * plan.Source[axis] + own;
            if (places.IsConcrete)
                continue;

            // Unknown places are checked when they are used; outside of their own axis they must not come to lie within the merged one.
            var wrong = (own < 0) | (own >= plan.Source[axis]);
            outside = outside is null ? wrong : outside | wrong;
        }

        return outside is null ? flat! : Functions.Where(outside, IndexTensor.Outside, flat!);
    }

    private static int Merged(IndexPlan plan)
    {
        Int128 length = 1;
        foreach (var (axis, _) in plan.Advanced)
            length *= plan.Source[axis];
        return Operands.Length("Index", plan.Source, length);
    }
}
