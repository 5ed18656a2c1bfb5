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

    public TermSplit(Term term, Index[] free)
    {
        var groups = new List<(HashSet<Index> Summed, List<Factor> Factors)>();
        var scalars = new List<Factor>();
        foreach (var factor in term.Factors)
        {
            if (factor.Atom is DeltaAtom && factor.Indices.All(free.Contains))
            {
                Deltas.Add((factor.Indices[0], factor.Indices[1]));
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

        Scalars = new Term(term.Coefficient, [.. scalars]);
    }
}
