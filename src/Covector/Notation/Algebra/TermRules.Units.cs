namespace Covector.Notation;

/// <summary>Rewritings of products with unit vectors.</summary>
internal sealed partial class TermRules
{
    /// <summary>e_i v_i = e_i (Σ_j e_j v_j): the unit vector stands alone, and what stood beside it is its entry, a number.</summary>
    private bool Units()
    {
        for (int k = 0; k < _factors.Count; k++)
        {
            // Entries that are 0 and 1 are their own powers.
            if (_factors[k] is { Atom: SectionAtom, Power: { IsOne: false, Sign: > 0 } })
            {
                _factors[k] = _factors[k] with { Power = 1 };
                return true;
            }

            if (_factors[k].Atom is not UnitAtom unit)
                continue;
            var index = _factors[k].Indices[0];
            if (!_factors[k].Power.IsOne)
            {
                _factors[k] = _factors[k] with { Power = 1 };
                return true;
            }

            int[] others = [.. Enumerable.Range(0, _factors.Count).Where(m => m != k && _factors[m].Indices.Contains(index))];
            if (others.Any(m => _factors[m].Atom is UnitAtom other && other.Place != unit.Place))
            {
                _coefficient = Rational.Zero;
                return true;
            }

            // The sum of its entries is 1, and beside one factor only it is the entry.
            if (!IsFree(index) && others.Length == 0)
            {
                _factors.RemoveAt(k);
                return true;
            }

            if (others.Length < (IsFree(index) ? 1 : 2) || others.Any(m => _factors[m].Atom is UnitAtom))
                continue;
            foreach (int m in others)
            {
                var own = new Index(index.Dimension);
                _factors[m] = _factors[m] with { Indices = Array.ConvertAll(_factors[m].Indices, i => i == index ? own : i) };
                _factors.Add(_table.Unit(own, unit.Place));
            }

            return true;
        }

        return false;
    }
}
