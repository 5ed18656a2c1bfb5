namespace Covector.Compiler;

/// <summary>
/// Fewer, longer loops: axes of length 1 are dropped, and neighbours that every access steps through as one run become one axis. An
/// innermost axis that is shorter than a vector gives its place to the longest one.
/// </summary>
internal static class DomainMerge
{
    public static LoopKernel Apply(Shape domain, Access[] loads, Access[] stores, Expr[] values, FoldKind?[] folds, bool mayOverrun)
    {
        Access[] all = [.. loads, .. stores];
        var lengths = new List<int>();
        var strides = new List<nint[]>();
        for (int axis = 0; axis < domain.Rank; axis++)
        {
            if (domain[axis] == 1)
                continue;
            var step = new nint[all.Length];
            for (int i = 0; i < all.Length; i++)
                step[i] = all[i].Strides[axis];
            if (lengths.Count > 0 && (long)lengths[^1] * domain[axis] <= int.MaxValue && Follows(strides[^1], step, domain[axis]))
            {
                lengths[^1] *= domain[axis];
                strides[^1] = step;
            }
            else
            {
                lengths.Add(domain[axis]);
                strides.Add(step);
            }
        }

        int outermost = 0;
        var kernel = Make();
        if (kernel.IsVectorizable || kernel.HasFolds)
            return kernel;
        int longest = 0;
        for (int axis = 1; axis < lengths.Count; axis++)
            if (lengths[axis] > lengths[longest])
                longest = axis;
        if (lengths[longest] >= kernel.Lanes)
        {
            lengths.Add(lengths[longest]);
            strides.Add(strides[longest]);
            lengths.RemoveAt(longest);
            strides.RemoveAt(longest);
            outermost = longest == 0 ? lengths.Count - 1 : 0;
        }
        else
        {
            // One point at a time.
            lengths.Add(1);
            strides.Add(new nint[all.Length]);
        }

        return Make();

        LoopKernel Make()
        {
            if (lengths.Count == 0)
            {
                lengths.Add(1);
                strides.Add(new nint[all.Length]);
            }

            for (int i = 0; i < all.Length; i++)
            {
                var own = new nint[strides.Count];
                for (int axis = 0; axis < own.Length; axis++)
                    own[axis] = strides[axis][i];
                all[i] = all[i] with { Strides = new Strides(own) };
            }

            return new LoopKernel([.. lengths], outermost, all[..loads.Length], all[loads.Length..], values, folds, mayOverrun);
        }
    }

    private static bool Follows(nint[] outer, nint[] inner, int length)
    {
        for (int i = 0; i < outer.Length; i++)
            if (outer[i] != inner[i] * length)
                return false;
        return true;
    }
}
