namespace Covector.Notation;

/// <summary>The parts of a term that share no summed index, by the free indices that they have.</summary>
internal sealed class TermSplit
{
    /// <summary>The scalar part: the coefficient and the factors without free indices.</summary>
    public Term Scalars { get; }

    /// <summary>δ between free indices.</summary>
    public List<(Index First, Index Second)> Deltas { get; } = [];

    /// <summary>Everything else; parts with the same free indices are one.</summary>
    public List<(Index[] Free, Term Term)> Parts { get; } = [];

    /// <summary>Is a factor δ of two indices, in either order?</summary>
    public static bool IsDelta(Factor factor, Index i, Index j) =>
        factor.Atom is DeltaAtom && (factor.Indices is [var a, var b]) && ((a == i && b == j) || (a == j && b == i));

    public TermSplit(Term term, Index[] free)
    {
        var groups = new List<(HashSet<Index> Summed, List<Factor> Factors)>();
        var scalars = new List<Factor>();
        foreach (var factor in term.Factors)
        {
            if (factor.Atom is DeltaAtom && factor.Indices.All(free.Contains))
            {
                bool ordered = Array.IndexOf(free, factor.Indices[0]) < Array.IndexOf(free, factor.Indices[1]);
                Deltas.Add(ordered ? (factor.Indices[0], factor.Indices[1]) : (factor.Indices[1], factor.Indices[0]));
                continue;
            }

            var summed = factor.Indices.Where(i => !free.Contains(i)).ToHashSet();
            var factors = new List<Factor> { factor };
            foreach (var group in groups.FindAll(g => g.Summed.Overlaps(summed)))
            {
                groups.Remove(group);
                summed.UnionWith(group.Summed);
                factors.InsertRange(0, group.Factors);
            }

            groups.Add((summed, factors));
        }

        foreach (var (_, factors) in groups)
        {
            Index[] own = [.. free.Where(i => factors.Exists(f => f.Indices.Contains(i)))];
            if (own.Length == 0)
            {
                scalars.AddRange(factors);
                continue;
            }

            int same = Parts.FindIndex(p => p.Free.AsSpan().SequenceEqual(own));
            if (same < 0)
                Parts.Add((own, new Term(1, [.. factors])));
            else
                Parts[same] = (own, Parts[same].Term.Times([.. factors]));
        }

        Deltas.Sort((a, b) => (Array.IndexOf(free, a.First), Array.IndexOf(free, a.Second)).CompareTo(
            (Array.IndexOf(free, b.First), Array.IndexOf(free, b.Second))));
        Scalars = new Term(term.Coefficient, [.. scalars]);
    }
}
