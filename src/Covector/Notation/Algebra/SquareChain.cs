namespace Covector.Notation;

/// <summary>
/// A product of square matrices of one size, scalars and at most a diagonal: what an inverse and a determinant go through.
/// </summary>
internal sealed class SquareChain
{
    public List<Factor> Scalars { get; } = [];

    public List<(Atom Matrix, bool Transposed)> Links { get; } = [];

    public List<Factor> Pendants { get; } = [];

    public bool IsDiagonal { get; private set; }

    public static SquareChain? Of(Term term, Index[] free)
    {
        var dimension = free[0].Dimension;
        if (free[1].Dimension != dimension || term.Coefficient.IsZero)
            return null;
        var chain = new SquareChain();
        var rest = new List<Factor>();
        foreach (var factor in term.Factors)
            (factor.Indices.Length == 0 ? chain.Scalars : rest).Add(factor);

        if (rest.FindIndex(f => f.Atom is DeltaAtom && f.Indices.All(free.Contains)) is var delta and >= 0)
        {
            rest.RemoveAt(delta);
            chain.IsDiagonal = true;
            chain.Pendants.AddRange(rest);
            return rest.TrueForAll(f => f.Indices is [var i] && free.Contains(i)) ? chain : null;
        }

        var at = free[0];
        while (rest.Count > 0)
        {
            int next = rest.FindIndex(f => f.Indices.Contains(at));
            if (next < 0 || rest[next] is not { Indices: [var i, var j], Power.IsOne: true } link || i == j)
                return null;
            var to = i == at ? j : i;
            rest.RemoveAt(next);
            // Another index of the same length, and nothing else that hangs on it.
            if (to.Dimension != dimension || rest.Exists(f => f.Indices.Contains(at)))
                return null;
            chain.Links.Add((link.Atom, to == i));
            at = to;
        }

        return at == free[1] && chain.Links.Count > 0 ? chain : null;
    }
}
