namespace Covector.Compiler;

/// <summary>
/// Fewer, longer loops: axes of length 1 are dropped, and neighbours that every access steps through as one run become one axis. An
/// innermost axis that is shorter than a vector gives its place to a long one, along which operands lie close together.
/// </summary>
internal static class DomainMerge
{
    /// <summary>How many times shorter than the longest the innermost axis may be.</summary>
    private const int MostShorter = 4;

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
        int inner = Innermost(lengths, strides);
        if (lengths[inner] >= kernel.Lanes)
        {
            lengths.Add(lengths[inner]);
            strides.Add(strides[inner]);
            lengths.RemoveAt(inner);
            strides.RemoveAt(inner);
            outermost = inner == 0 ? lengths.Count - 1 : 0;
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
    /// The longest axis, or one of similar length along which fewer lines of the cache are touched: of two long axes, one steps through
    /// rows and one from row to row.
    /// </summary>
    private static int Innermost(List<int> lengths, List<nint[]> strides)
    {
        int best = 0;
        for (int axis = 1; axis < lengths.Count; axis++)
            if (lengths[axis] > lengths[best])
                best = axis;
        int enough = lengths[best] / MostShorter;
        for (int axis = 0; axis < lengths.Count; axis++)
            if (lengths[axis] > enough && Distance(strides[axis]) < Distance(strides[best]))
                best = axis;
        return best;
    }

    /// <summary>How far apart neighbours are, at most a line of the cache for each access.</summary>
    private static nint Distance(nint[] strides)
    {
        nint distance = 0;
        foreach (nint stride in strides)
            distance += Math.Min(Math.Abs(stride), 8);
        return distance;
    }

    private static bool Follows(nint[] outer, nint[] inner, int length)
    {
        for (int i = 0; i < outer.Length; i++)
            if (outer[i] != inner[i] * length)
                return false;
        return true;
    }
}
