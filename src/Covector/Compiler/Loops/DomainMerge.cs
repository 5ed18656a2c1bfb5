namespace Covector.Compiler;

/// <summary>
/// Fewer, longer loops: axes of length 1 are dropped, and neighbours that every access steps through as one run become one axis. An
/// innermost axis that is shorter than a vector gives its place to one whose points lie close together.
/// </summary>
internal static class DomainMerge
{
    /// <summary>In bytes: elements that lie farther apart are no cheaper to reach.</summary>
    private const long CacheLine = 64;

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
        int chosen = LaneAxis(lengths, strides, all, kernel.Lanes);
        if (chosen >= 0)
        {
            lengths.Add(lengths[chosen]);
            strides.Add(strides[chosen]);
            lengths.RemoveAt(chosen);
            strides.RemoveAt(chosen);
            outermost = chosen == 0 ? lengths.Count - 1 : 0;
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

    /// <summary>
    /// The axis, at least as long as a vector, of which a vector touches the least memory, the last one computed again included; the
    /// longest of several; −1 if none is so long.
    /// </summary>
    private static int LaneAxis(List<int> lengths, List<nint[]> strides, Access[] accesses, int lanes)
    {
        int best = -1;
        double least = double.PositiveInfinity;
        for (int axis = 0; axis < lengths.Count; axis++)
        {
            if (lengths[axis] < lanes)
                continue;
            long bytes = 0;
            for (int i = 0; i < accesses.Length; i++)
                bytes += Math.Min(CacheLine, Math.Abs((long)strides[axis][i]) * accesses[i].Type.Size);
            double perPoint = (double)bytes * ((lengths[axis] + lanes - 1) / lanes * lanes) / lengths[axis];
            if (best < 0 || perPoint < least || (perPoint == least && lengths[axis] > lengths[best]))
                (best, least) = (axis, perPoint);
        }

        return best;
    }

    private static bool Follows(nint[] outer, nint[] inner, int length)
    {
        for (int i = 0; i < outer.Length; i++)
            if (outer[i] != inner[i] * length)
                return false;
        return true;
    }
}
