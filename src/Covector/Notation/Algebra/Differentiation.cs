namespace Covector.Notation;

/// <summary>
/// Derivatives of index expressions. Reverse: cotangents of atoms, from the root to the variable. Forward: the differential, with dX in the
/// place of X. Both rest on one rule: to differentiate a product, delete one factor after the other.
/// </summary>
internal sealed class Differentiation(AtomTable table)
{
    /// <summary>What was found about each atom on the way from the root to the variable, for those who write the derivation down.</summary>
    public List<(Atom Atom, IndexExpression Cotangent)> Cotangents { get; } = [];

    /// <summary>The names of error signals: the cotangent of an atom that has one is a factor with that name from then on.</summary>
    public Func<Atom, IndexExpression, string?>? SignalName { get; init; }

    /// <summary>Atoms that are held fixed, as the partial derivative of one named value by another holds the rest.</summary>
    public Func<Atom, bool> IsFixed { get; init; } = _ => false;

    private Index[] _outputs = [];
    private Atom? _variable;

    /// <summary>∂F/∂X: the free indices of F, then those of X.</summary>
    public IndexExpression Derivative(IndexExpression root, Atom variable)
    {
        var collected = new SortedDictionary<int, (Atom Atom, Index[] At, List<Term> Terms)>();
        Index[] outputs = _outputs = root.Free;
        _variable = variable;

        void Add(Term term, int deleted, Term before)
        {
            var factor = term.Factors[deleted];
            var atom = factor.Atom;
            if (!collected.TryGetValue(atom.Order, out var entry))
                collected[atom.Order] = entry = (atom, Index.For(atom.Dimensions), []);
            var rest = before.Times(term.Without(deleted)).Times(factor.Power);
            if (!factor.Power.IsOne)
                rest = rest.Times(factor with { Power = factor.Power - 1 });
            for (int i = 0; i < factor.Indices.Length; i++)
                rest = rest.Times(table.Delta(entry.At[i], factor.Indices[i]));
            entry.Terms.Add(rest);
        }

        // The derivative of a sum of terms, each multiplied with what stands before it. Indices in `at` that no factor has are counted.
        void Push(IndexExpression expression, Index[] at, Term before)
        {
            foreach (var term in expression.TermsAt(at))
            {
                var scale = before;
                foreach (var index in at)
                {
                    if (!outputs.Contains(index) && !before.Has(index) && !term.Has(index))
                        scale = scale.Times(table.Length(index.Dimension, 1));
                }

                for (int k = 0; k < term.Factors.Length; k++)
                {
                    if (term.Factors[k].Atom.DependsOn(variable))
                        Add(term, k, scale);
                }
            }
        }

        Push(root, root.Free, Term.One);
        while (collected.Count > 0)
        {
            var (order, (atom, at, terms)) = collected.Last();
            collected.Remove(order);
            Index[] free = [.. outputs, .. at];
            var cotangent = Expansion.Shortest(table, Simplifier.Simplify(table, new IndexExpression(free, [.. terms])));
            if (atom != variable || !cotangent.IsZero)
                Cotangents.Add((atom, cotangent));
            if (atom == variable)
                return cotangent;
            if (IsFixed(atom))
                continue;
            if (!cotangent.IsZero && SignalName?.Invoke(atom, cotangent) is { } name)
            {
                Pull(atom, at, new Term(1, table.Named(name, cotangent, free, isRow: free.Length == 1)), Push);
                continue;
            }

            foreach (var signal in AsSignals(cotangent))
                Pull(atom, at, signal, Push);
        }

        return new IndexExpression([.. outputs, .. Index.For(variable.Dimensions)]);
    }

    /// <summary>
    /// A sum of two or more terms is one factor from here on: the error signal of an atom. Tensors of higher order stay apart.
    /// </summary>
    private Term[] AsSignals(IndexExpression cotangent)
    {
        cotangent = Simplifier.Simplify(table, cotangent);
        return cotangent.Terms.Length > 1 && cotangent.Free.Length <= 2 ? [table.Sum(cotangent, cotangent.Free)] : cotangent.Terms;
    }

    /// <summary>The cotangents of the arguments of an atom, from its own.</summary>
    private void Pull(Atom atom, Index[] at, Term signal, Action<IndexExpression, Index[], Term> push)
    {
        switch (atom)
        {
            case SumAtom sum:
                push(sum.Value, at, signal);
                break;
            case FunctionAtom function:
                push(function.Argument, at, signal.Times(function.Function.Derivative(table, function, at)));
                break;
            case PowerAtom power:
                push(power.Base, at, signal.Times(PowerByBase(power, at)));
                // A fixed exponent, as the length in det(A)^n, asks for no logarithm of the base, which may be negative.
                if (power.Exponent.DependsOn(_variable!))
                    push(power.Exponent, power.ExponentAt(at), signal.Times(new Factor(power, at)).Times(LogOfBase(power, at)));
                break;
            case InverseAtom inverse:
                var (k, l) = (new Index(at[0].Dimension), new Index(at[1].Dimension));
                push(inverse.Matrix, [k, l], signal.Times(new Factor(inverse, at[0], k), new Factor(inverse, l, at[1])).Times(-1));
                break;
            case ScalarAtom scalar:
                var indices = Index.For(scalar.Argument.Dimensions);
                push(scalar.Argument, indices, signal.Times(GradientOf(scalar, indices)));
                break;
            case SoftmaxAtom softmax:
                // s_j (ā_j − Σ_i s_i ā_i) at j, as one factor.
                var j = new Index(at[0].Dimension);
                var scaled = WithoutConstants(signal, at[0]).Times(new Factor(softmax, at));
                var moved = scaled.At(new Dictionary<Index, Index> { [at[0]] = j });
                var away = scaled.Times(new Factor(softmax, j)).Times(-1);
                foreach (var term in AsSignals(new IndexExpression([.. _outputs, j], moved, away)))
                    push(softmax.Argument, [j], term);
                break;
            default:
                throw new NotSupportedException(
                    $"The cotangent of {atom.Kind} has no formula in matrix notation; ask for the linear map.");
        }
    }

    /// <summary>What is added to all entries of a signal alike changes no softmax.</summary>
    private Term WithoutConstants(Term signal, Index at)
    {
        if (signal.Factors is not [{ Atom: SumAtom { Name: null } sum, Power.IsOne: true } factor])
            return signal;
        // What is the same for all entries is another matter.
        if (Array.IndexOf(factor.Indices, at) is not (>= 0 and var place))
            return signal;
        var own = sum.Value.Free[place];
        var terms = Array.FindAll(sum.Value.Terms, t => t.Has(own));
        return terms.Length is 0 || terms.Length == sum.Value.Terms.Length
            ? signal
            : table.Wrap(new IndexExpression(sum.Value.Free, terms), factor.Indices).Times(signal.Coefficient);
    }

    private Term PowerByBase(PowerAtom power, Index[] at)
    {
        var less = AtomTable.Plus(power.Exponent, Rational.MinusOne);
        return table.Wrap(power.Exponent, power.ExponentAt(at)).Times(table.Power(power.Base, at, less));
    }

    /// <summary>The logarithm of the base; of one number for all entries, that of the number.</summary>
    private Term LogOfBase(PowerAtom power, Index[] at) => power.HasScalarBase
        ? table.Apply("log", new IndexExpression([], power.Base.Terms), [])
        : table.Apply("log", power.Base, at);

    private Term GradientOf(ScalarAtom scalar, Index[] at) => scalar.Function switch
    {
        ScalarFunction.Norm => table.Wrap(scalar.Argument, at).Times(new Factor(scalar, [], -1)),
        ScalarFunction.LogSumExp => table.Softmax(scalar.Argument, at),
        ScalarFunction.LogDeterminant => table.Inverse(scalar.Argument, [at[1], at[0]]),
        ScalarFunction.Maximum => WhereEqual(scalar, at, 1),
        ScalarFunction.Minimum => WhereEqual(scalar, at, -1),
        _ => table.Inverse(scalar.Argument, [at[1], at[0]]).Times(new Factor(scalar)),
    };

    /// <summary>1 at the entry that is the largest (1) or the smallest (−1), else 0: 1 − step(max(x) − x_i).</summary>
    private Term WhereEqual(ScalarAtom extremum, Index[] at, Rational sign)
    {
        Term[] distance = [new Term(sign, new Factor(extremum)), .. extremum.Argument.TermsAt(at).Select(t => t.Times(-sign))];
        var below = table.Apply("step", new IndexExpression(at, distance), at);
        if (below.Factors is [{ Atom: FunctionAtom step }])
            step.Extremum = extremum;
        return table.Wrap(new IndexExpression(at, Term.One, below.Times(-1)), at);
    }

    /// <summary>dF, linear in the differential of the variable.</summary>
    public IndexExpression Differential(IndexExpression expression, Atom variable, Atom differential)
    {
        var terms = new List<Term>();
        foreach (var term in expression.Terms)
        {
            for (int k = 0; k < term.Factors.Length; k++)
            {
                var factor = term.Factors[k];
                if (!factor.Atom.DependsOn(variable))
                    continue;
                var rest = term.Without(k).Times(factor.Power);
                if (!factor.Power.IsOne)
                    rest = rest.Times(factor with { Power = factor.Power - 1 });
                var change = Differential(factor.Atom, factor.Indices, variable, differential);
                foreach (var part in change)
                    terms.Add(InPlace(term, k, rest, part));
            }
        }

        return Simplifier.Simplify(table, new IndexExpression(expression.Free, [.. terms]));
    }

    /// <summary>The factors in the order of the product that they come from.</summary>
    private static Term InPlace(Term term, int at, Term rest, Term part) =>
        new(rest.Coefficient * part.Coefficient, [.. term.Factors[..at], .. part.Factors, .. rest.Factors[at..]]);

    private List<Term> Differential(Atom atom, Index[] at, Atom variable, Atom differential)
    {
        Term Of(IndexExpression argument, Index[] indices) => table.Wrap(Differential(argument, variable, differential), indices);

        switch (atom)
        {
            case VariableAtom:
                return [new Term(1, new Factor(differential, at))];
            case SumAtom sum:
                return [Of(sum.Value, at)];
            case FunctionAtom function:
                return [function.Function.Derivative(table, function, at).Times(Of(function.Argument, at))];
            case PowerAtom power:
                var byBase = PowerByBase(power, at).Times(Of(power.Base, at));
                if (!power.Exponent.DependsOn(variable))
                    return [byBase];
                return
                [
                    byBase,
                    new Term(1, new Factor(power, at)).Times(LogOfBase(power, at)).Times(Of(power.Exponent, power.ExponentAt(at))),
                ];
            case InverseAtom inverse:
                var (k, l) = (new Index(at[0].Dimension), new Index(at[1].Dimension));
                return [new Term(-1, new Factor(inverse, at[0], k)).Times(Of(inverse.Matrix, [k, l])).Times(new Factor(inverse, l, at[1]))];
            case ScalarAtom scalar:
                var indices = Index.For(scalar.Argument.Dimensions);
                return [GradientOf(scalar, indices).Times(Of(scalar.Argument, indices))];
            case SoftmaxAtom softmax:
                var j = new Index(at[0].Dimension);
                return
                [
                    new Term(1, new Factor(softmax, at)).Times(Of(softmax.Argument, at)),
                    new Term(-1, new Factor(softmax, at), new Factor(softmax, j)).Times(Of(softmax.Argument, [j])),
                ];
            default:
                throw new NotSupportedException($"{atom.Kind} has no differential as a formula.");
        }
    }
}
