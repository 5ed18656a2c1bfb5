namespace Covector.Notation;

/// <summary>Rewritings of one term, each of which makes it shorter, until none applies.</summary>
internal sealed partial class TermRules
{
    private readonly AtomTable _table;
    private readonly Index[] _free;
    private readonly List<Factor> _factors;
    private Rational _coefficient;

    private TermRules(AtomTable table, Term term, Index[] free)
    {
        (_table, _free, _coefficient) = (table, free, term.Coefficient);
        _factors = [.. term.Factors];
    }

    /// <summary>The term in its shortest form; null if it is zero.</summary>
    public static Term? Normalize(AtomTable table, Term term, Index[] free)
    {
        var rules = new TermRules(table, term, free);
        while (!rules._coefficient.IsZero && rules.Step())
        {
        }

        return rules._coefficient.IsZero ? null : new Term(rules._coefficient, [.. rules._factors]);
    }

    private bool Step()
    {
        if (_table.Rewritten is not { } rewritten)
            return Deltas() || Units() || Powers() || Pairs() || Singles();
        var before = new Term(_coefficient, [.. _factors]);
        string? rule = Deltas() ? "δ(i,j) renames an index"
            : Units() ? "at a unit vector stands one entry"
            : Powers() ? "powers of one factor add"
            : Pairs() ? "two factors are one"
            : Singles() ? "identity of a function"
            : null;
        if (rule is null)
            return false;
        rewritten(rule, [before], [new Term(_coefficient, [.. _factors])], _free);
        return true;
    }

    private bool IsFree(Index index) => Array.IndexOf(_free, index) >= 0;

    private int Uses(Index index)
    {
        int uses = 0;
        foreach (var factor in _factors)
            uses += factor.Indices.Count(i => i == index);
        return uses;
    }

    /// <summary>A factor goes; a summed index that stood nowhere else leaves the number of its values.</summary>
    private void Remove(int at)
    {
        var factor = _factors[at];
        _factors.RemoveAt(at);
        foreach (var index in factor.Indices.Distinct())
        {
            if (!IsFree(index) && Uses(index) == 0)
                _factors.Add(_table.Length(index.Dimension, 1));
        }
    }

    private void Replace(Index old, Index by)
    {
        for (int k = 0; k < _factors.Count; k++)
        {
            if (_factors[k].Indices.Contains(old))
                _factors[k] = _factors[k] with { Indices = Array.ConvertAll(_factors[k].Indices, i => i == old ? by : i) };
        }
    }

    /// <summary>δ(i, j) renames a summed index. Between free indices it stays, and the other factors use the first.</summary>
    private bool Deltas()
    {
        for (int k = 0; k < _factors.Count; k++)
        {
            if (_factors[k].Atom is not DeltaAtom)
                continue;
            var (i, j) = (_factors[k].Indices[0], _factors[k].Indices[1]);
            if (i == j)
            {
                Remove(k);
                return true;
            }

            var (kept, gone) = !IsFree(j) ? (i, j)
                : !IsFree(i) ? (j, i)
                : Array.IndexOf(_free, i) < Array.IndexOf(_free, j) ? (i, j)
                : (j, i);
            var delta = _factors[k];
            if (!IsFree(gone))
            {
                _factors.RemoveAt(k);
                Replace(gone, kept);
                if (!IsFree(kept) && Uses(kept) == 0)
                    _factors.Add(_table.Length(kept.Dimension, 1));
                return true;
            }

            bool changes = _factors.Exists(f => !ReferenceEquals(f.Indices, delta.Indices) && f.Indices.Contains(gone)
                && !(f.Atom is DeltaAtom && f.Indices.Contains(kept)));
            if (!changes)
                continue;
            _factors.RemoveAt(k);
            Replace(gone, kept);
            _factors.Insert(k, delta with { Indices = [kept, gone] });
            return true;
        }

        return false;
    }

    /// <summary>Equal factors: their powers add.</summary>
    private bool Powers()
    {
        for (int a = 0; a < _factors.Count; a++)
        {
            for (int b = a + 1; b < _factors.Count; b++)
            {
                if (_factors[a].Atom != _factors[b].Atom || !SameIndices(_factors[a], _factors[b]))
                    continue;
                var power = _factors[a].Atom is DeltaAtom ? Rational.One : _factors[a].Power + _factors[b].Power;
                _factors[a] = _factors[a] with { Power = power };
                _factors.RemoveAt(b);
                if (power.IsZero)
                    Remove(a);
                return true;
            }
        }

        return false;
    }

    private static bool SameIndices(Factor a, Factor b) =>
        a.Indices.AsSpan().SequenceEqual(b.Indices)
        || (a.Atom.IsSymmetric && a.Indices[0] == b.Indices[1] && a.Indices[1] == b.Indices[0]);

    private bool Pairs()
    {
        for (int a = 0; a < _factors.Count; a++)
        {
            for (int b = 0; b < _factors.Count; b++)
            {
                if (a != b && Pair(a, b))
                    return true;
            }
        }

        return false;
    }

    private bool Pair(int a, int b) => (_factors[a], _factors[b]) switch
    {
        ({ Atom: StackAtom first }, { Atom: StackAtom second })
            when a < b && first.Dimensions.Skip(1).SequenceEqual(second.Dimensions.Skip(1)) => SamePlace(a, b),
        ({ Atom: PowerAtom power, Power.IsOne: true }, { Power.IsInteger: true }) => Lowers(a, b, power),
        ({ Atom: InverseAtom inverse, Power.IsOne: true }, { Power.IsOne: true, Indices.Length: 2 }) => Cancels(a, b, inverse),
        ({ Atom: VariableAtom { Unknown.Properties: var p } }, { Indices.Length: 2 }) when (p & Properties.Orthogonal) != 0 =>
            Orthogonal(a, b),
        ({ Atom: SumAtom { Value.Terms: [{ Factors.Length: > 0 } only] }, Power.Sign: < 0 }, _) when b == (a == 0 ? 1 : 0) =>
            Folds(a, only),
        ({ Atom: ScalarAtom { Function: ScalarFunction.Norm } norm }, { Power: var power, Indices.Length: > 0 }) when power == 2 =>
            NormSquared(a, b, norm),
        ({ Atom: FunctionAtom { Function.Name: "exp" } exp }, { Atom: SumAtom sum, Power.Sign: < 0 }) => Logistic(a, b, exp, sum),
        ({ Atom: FunctionAtom { Function.Name: "exp" } exp, Power.IsOne: true },
            { Atom: FunctionAtom { Function.Name: "sigmoid" } sigmoid, Power.Sign: > 0 }) =>
            Mirrors(a, b, exp, sigmoid),
        ({ Atom: FunctionAtom { Function.Name: "sigmoid" } sigmoid, Power.IsOne: true }, { Power.IsOne: true }) => Turns(a, b, sigmoid),
        ({ Atom: FunctionAtom { Function.Name: "sinh" } sinh }, { Atom: FunctionAtom { Function.Name: "cosh" }, Power.Sign: < 0 }) =>
            Merges(a, b, sinh, "tanh"),
        ({ Atom: FunctionAtom { Function.Name: "relu" } }, { Atom: FunctionAtom { Function.Name: "step" } step }) => Absorbs(a, b, step),
        ({ Atom: FunctionAtom { Function.Name: "abs" } }, { Atom: FunctionAtom { Function.Name: "sign" } sign }) =>
            Absorbs(a, b, sign, sign.Argument),
        _ => false,
    };

    /// <summary>One place of a stacked vector is one row and one column.</summary>
    private bool SamePlace(int a, int b)
    {
        var (kept, gone) = (_factors[a].Indices, _factors[b].Indices);
        if (kept[1] == gone[1] && kept[2] == gone[2] && kept[0] != gone[0])
        {
            _factors[b] = _table.Delta(kept[0], gone[0]);
            return true;
        }

        if (kept[0] != gone[0])
            return false;
        Factor[] deltas = [_table.Delta(kept[1], gone[1]), _table.Delta(kept[2], gone[2])];
        _factors.RemoveAt(b);
        if (!IsFree(kept[0]) && Uses(kept[0]) == 1)
            _factors.RemoveAt(a);
        _factors.AddRange(deltas);
        return true;
    }

    /// <summary>x^b · x^k = x^(b + k).</summary>
    private bool Lowers(int a, int b, PowerAtom power)
    {
        var (factor, other) = (_factors[a], _factors[b]);
        if (power.Base.Terms is not [{ Coefficient.IsOne: true, Factors: [{ Power.IsOne: true } only] }] || only.Atom != other.Atom
            || !only.Indices.AsSpan().SequenceEqual(power.Base.Free) || !factor.Indices.AsSpan().SequenceEqual(other.Indices))
            return false;
        var exponent = AtomTable.Plus(power.Exponent, other.Power);
        var merged = _table.Power(power.Base, factor.Indices, exponent);
        RemoveBoth(a, b);
        _factors.InsertRange(Math.Min(a, b), merged.Factors);
        _coefficient *= merged.Coefficient;
        return true;
    }

    /// <summary>A⁻¹A = AA⁻¹ = I, in either order and transposed.</summary>
    private bool Cancels(int a, int b, InverseAtom inverse)
    {
        var (i, j) = (_factors[a].Indices[0], _factors[a].Indices[1]);
        var other = _factors[b];
        bool transposed;
        if (inverse.Base is { } matrix && matrix.Matrix == other.Atom)
            transposed = matrix.Transposed;
        else if (inverse.Base is null && other.Atom is SumAtom sum && SameValue(sum, inverse.Matrix))
            transposed = false;
        else
            return false;
        var (k, l) = transposed ? (other.Indices[1], other.Indices[0]) : (other.Indices[0], other.Indices[1]);
        bool symmetric = other.Atom.IsSymmetric;
        foreach (var (p, q, r, s) in ((Index, Index, Index, Index)[])[(i, j, k, l), (i, j, l, k)])
        {
            if (r == l && !symmetric && (r, s) != (k, l))
                continue;
            var (bound, left, right) = q == r ? (q, p, s) : p == s ? (p, r, q) : (null, null, null);
            if (bound is null || IsFree(bound) || Uses(bound) != 2 || left is null || right is null)
                continue;
            var delta = _table.Delta(left, right);
            RemoveBoth(a, b);
            _factors.Add(delta);
            return true;
        }

        return false;
    }

    private bool SameValue(Atom atom, IndexExpression expression) =>
        Proportion.IsOne(atom.Values, _table.Values(expression));

    /// <summary>QᵀQ = QQᵀ = I.</summary>
    private bool Orthogonal(int a, int b)
    {
        if (_factors[a].Atom != _factors[b].Atom || a > b)
            return false;
        for (int axis = 0; axis < 2; axis++)
        {
            var bound = _factors[a].Indices[axis];
            if (bound != _factors[b].Indices[axis] || IsFree(bound) || Uses(bound) != 2)
                continue;
            var delta = _table.Delta(_factors[a].Indices[1 - axis], _factors[b].Indices[1 - axis]);
            RemoveBoth(a, b);
            _factors.Add(delta);
            return true;
        }

        return false;
    }

    /// <summary>Σ_j A_ij x_j / (Σ_j A_ij x_j) = 1: the factors of a sum that stands in the denominator.</summary>
    private bool Folds(int a, Term only)
    {
        var sum = (SumAtom)_factors[a].Atom;
        var renamed = new Dictionary<Index, Index>();
        for (int i = 0; i < sum.Value.Free.Length; i++)
            renamed[sum.Value.Free[i]] = _factors[a].Indices[i];
        var used = new List<int>();
        if (!Match(only.Factors, 0, renamed, used, a))
            return false;
        // What is summed there must not stand anywhere else.
        foreach (var (from, to) in renamed)
        {
            if (!sum.Value.Free.Contains(from) && (IsFree(to) || Uses(to) != only.Factors.Sum(f => f.Indices.Count(i => i == from))))
                return false;
        }

        _coefficient /= only.Coefficient;
        _factors[a] = _factors[a] with { Power = _factors[a].Power + 1 };
        if (_factors[a].Power.IsZero)
            used.Add(a);
        foreach (int k in used.OrderDescending())
            _factors.RemoveAt(k);
        foreach (var index in sum.Value.Free.Select(f => renamed[f]).Distinct())
        {
            if (!IsFree(index) && Uses(index) == 0)
                _factors.Add(_table.Length(index.Dimension, 1));
        }

        return true;
    }

    private bool Match(Factor[] wanted, int next, Dictionary<Index, Index> renamed, List<int> used, int but)
    {
        if (next == wanted.Length)
            return true;
        for (int k = 0; k < _factors.Count; k++)
        {
            if (k == but || used.Contains(k) || _factors[k].Atom != wanted[next].Atom || _factors[k].Power != wanted[next].Power)
                continue;
            var trial = new Dictionary<Index, Index>(renamed);
            bool fits = true;
            for (int i = 0; i < wanted[next].Indices.Length && fits; i++)
            {
                var (from, to) = (wanted[next].Indices[i], _factors[k].Indices[i]);
                fits = trial.TryGetValue(from, out var known) ? known == to : !trial.ContainsValue(to);
                trial[from] = to;
            }

            if (!fits)
                continue;
            used.Add(k);
            if (Match(wanted, next + 1, trial, used, but))
            {
                foreach (var (from, to) in trial)
                    renamed[from] = to;
                return true;
            }

            used.RemoveAt(used.Count - 1);
        }

        return false;
    }

    /// <summary>Σ E² = ‖E‖², where the norm stands beside it.</summary>
    private bool NormSquared(int a, int b, ScalarAtom norm)
    {
        var indices = _factors[b].Indices;
        if (!Array.TrueForAll(indices, i => !IsFree(i) && Uses(i) == 1))
            return false;
        var free = Index.For(_factors[b].Atom.Dimensions);
        var squared = new IndexExpression(free, new Term(1, new Factor(_factors[b].Atom, free)));
        if (!squared.Dimensions.SequenceEqual(norm.Argument.Dimensions)
            || Proportion.Of(_table.Values(norm.Argument), _table.Values(squared)) is not { } ratio)
            return false;
        _coefficient *= ratio * ratio;
        _factors[a] = _factors[a] with { Power = _factors[a].Power + 2 };
        _factors.RemoveAt(b);
        if (_factors[a < b ? a : a - 1].Power.IsZero)
            _factors.RemoveAt(a < b ? a : a - 1);
        return true;
    }

    /// <summary>exp(u) / (1 + exp(u)) = sigmoid(u); exp(u)_i / Σ_j exp(u)_j = softmax(u)_i.</summary>
    private bool Logistic(int a, int b, FunctionAtom exp, SumAtom sum)
    {
        if (!_factors[a].Power.IsOne)
            return false;
        Factor result;
        if (sum.Value.Terms is [{ Coefficient.IsOne: true, Factors: [{ Power.IsOne: true } only] }]
            && only.Atom == exp && sum.Dimensions.Count == 0 && exp.Dimensions.Count == 1)
            result = _table.Softmax(exp.Argument, _factors[a].Indices).Factors[0];
        else if (IsOnePlusExp(sum, out var inner) && inner == exp && SameIndices(_factors[a] with { Atom = sum }, _factors[b]))
            result = _table.Apply("sigmoid", exp.Argument, _factors[a].Indices).Factors[0];
        else
            return false;
        _factors[a] = result;
        _factors[b] = _factors[b] with { Power = _factors[b].Power + 1 };
        if (_factors[b].Power.IsZero)
            _factors.RemoveAt(b);
        return true;
    }

    /// <summary>exp(u)·sigmoid(−u) = sigmoid(u).</summary>
    private bool Mirrors(int a, int b, FunctionAtom exp, FunctionAtom sigmoid)
    {
        if (!_factors[a].Indices.AsSpan().SequenceEqual(_factors[b].Indices)
            || Proportion.Of(_table.Values(exp.Argument), _table.Values(sigmoid.Argument)) != Rational.MinusOne)
            return false;
        _factors[a] = _table.Apply("sigmoid", exp.Argument, _factors[a].Indices).Factors[0];
        _factors[b] = _factors[b] with { Power = _factors[b].Power - 1 };
        if (_factors[b].Power.IsZero)
            _factors.RemoveAt(b);
        return true;
    }

    /// <summary>σ(−u) (1 − σ(−u)) = σ(u) (1 − σ(u)).</summary>
    private bool Turns(int a, int b, FunctionAtom sigmoid)
    {
        if (Notation.Mirrors.Mirrored(_factors[b].Atom) != sigmoid || !_factors[a].Indices.AsSpan().SequenceEqual(_factors[b].Indices)
            || !Array.TrueForAll(sigmoid.Argument.Terms, t => t.Coefficient.Sign < 0))
            return false;
        var minus = new IndexExpression(sigmoid.Argument.Free, Array.ConvertAll(sigmoid.Argument.Terms, t => t.Times(-1)));
        if (_table.Apply("sigmoid", minus, _factors[a].Indices) is not { Coefficient.IsOne: true, Factors: [var mirrored] })
            return false;
        // The table may hold it with the other sign.
        var rest = _table.OnePlus(Rational.MinusOne, mirrored);
        if (rest.Factors is not [var complement])
            return false;
        (_factors[a], _factors[b]) = (mirrored, complement);
        _coefficient *= rest.Coefficient;
        return true;
    }

    private static bool IsOnePlusExp(SumAtom sum, out FunctionAtom? exp)
    {
        exp = null;
        if (sum.Value.Terms.Length != 2 || !Array.TrueForAll(sum.Value.Terms, t => t.Coefficient.IsOne))
            return false;
        var constant = Array.Find(sum.Value.Terms, t => t.Factors.Length == 0);
        var other = Array.Find(sum.Value.Terms, t => t.Factors.Length == 1);
        if (constant is null
            || other?.Factors[0] is not { Atom: FunctionAtom { Function.Name: "exp" } found, Power.IsOne: true, Indices: var indices }
            || !indices.AsSpan().SequenceEqual(sum.Value.Free))
            return false;
        exp = found;
        return true;
    }

    /// <summary>f(u) / g(u) = h(u).</summary>
    private bool Merges(int a, int b, FunctionAtom function, string name)
    {
        if (!_factors[a].Power.IsOne || !_factors[a].Indices.AsSpan().SequenceEqual(_factors[b].Indices)
            || !SameArgument(function, (FunctionAtom)_factors[b].Atom))
            return false;
        _factors[a] = _table.Apply(name, function.Argument, _factors[a].Indices).Factors[0];
        _factors[b] = _factors[b] with { Power = _factors[b].Power + 1 };
        if (_factors[b].Power.IsZero)
            _factors.RemoveAt(b);
        return true;
    }

    /// <summary>relu(u)·step(u) = relu(u); |u|·sign(u) = u.</summary>
    private bool Absorbs(int a, int b, FunctionAtom jump, IndexExpression? by = null)
    {
        if (!_factors[b].Power.IsOne || !_factors[a].Indices.AsSpan().SequenceEqual(_factors[b].Indices)
            || !SameArgument((FunctionAtom)_factors[a].Atom, jump) || (by is not null && !_factors[a].Power.IsOne))
            return false;
        if (by is not null)
        {
            var term = _table.Wrap(by, _factors[a].Indices);
            RemoveBoth(a, b);
            _factors.AddRange(term.Factors);
            _coefficient *= term.Coefficient;
            return true;
        }

        _factors.RemoveAt(b);
        return true;
    }

    private bool SameArgument(FunctionAtom a, FunctionAtom b) =>
        Proportion.IsOne(_table.Values(a.Argument), _table.Values(b.Argument));

    private bool Singles()
    {
        for (int k = 0; k < _factors.Count; k++)
        {
            if (Single(k))
                return true;
        }

        return false;
    }

    private bool Single(int k)
    {
        var factor = _factors[k];
        switch (factor.Atom)
        {
            // 1 / (1 + exp(v)) = sigmoid(−v).
            case SumAtom sum when factor.Power.Sign < 0 && factor.Power.IsInteger && IsOnePlusExp(sum, out var exp):
                var minus = new IndexExpression(exp!.Argument.Free, Array.ConvertAll(exp.Argument.Terms, t => t.Times(-1)));
                _factors[k] = _table.Apply("sigmoid", minus, factor.Indices).Factors[0] with { Power = -factor.Power };
                return true;
            case FunctionAtom { Function.Name: "step" } when factor.Power.CompareTo(1) > 0:
                _factors[k] = factor with { Power = 1 };
                return true;
            case FunctionAtom { Function.Name: "sign" } when factor.Power.IsInteger && !factor.Power.IsOne:
                bool odd = !factor.Power.Numerator.IsEven;
                _factors[k] = factor with { Power = 1 };
                if (!odd)
                    Remove(k);
                return true;
            case FunctionAtom { Function.Name: "abs" } function when factor.Power.IsInteger && factor.Power.Numerator.IsEven:
                var power = _table.Power(function.Argument, factor.Indices, factor.Power);
                _factors.RemoveAt(k);
                _factors.InsertRange(k, power.Factors);
                _coefficient *= power.Coefficient;
                return true;
            // The entries of a point of the simplex add up to 1.
            case VariableAtom { Unknown.Properties: var p } when (p & Properties.Simplex) != 0 && factor.Power.IsOne
                && factor.Indices is [var i] && !IsFree(i) && Uses(i) == 1:
                _factors.RemoveAt(k);
                return true;
            // Every row and column has one place, and every place is in some row and column.
            case StackAtom when !IsFree(factor.Indices[0]) && Uses(factor.Indices[0]) == 1:
                _factors.RemoveAt(k);
                foreach (var index in factor.Indices[1..])
                {
                    if (!IsFree(index) && Uses(index) == 0)
                        _factors.Add(_table.Length(index.Dimension, 1));
                }

                return true;
            case StackAtom when Array.TrueForAll(factor.Indices[1..], index => !IsFree(index) && Uses(index) == 1):
                _factors.RemoveAt(k);
                return true;
            // A sum with one term is a product.
            case SumAtom { Name: null, Value.Terms: [var only] } when factor.Power.IsOne:
                var inlined = ((SumAtom)factor.Atom).Value.TermsAt(factor.Indices)[0];
                _factors.RemoveAt(k);
                _factors.InsertRange(k, inlined.Factors);
                _coefficient *= inlined.Coefficient;
                return true;
            default:
                return false;
        }
    }

    private void RemoveBoth(int a, int b)
    {
        _factors.RemoveAt(Math.Max(a, b));
        _factors.RemoveAt(Math.Min(a, b));
    }
}
