namespace Covector.Notation;

/// <summary>No value was found for which a formula has a finite one: the logarithm of a negative number, say.</summary>
internal sealed class NoSampleException : Exception;

/// <summary>
/// The atoms of one formula and its derivatives, one of each value, and the constructors of terms that keep small identities: inverses of
/// products, determinants of products, powers of powers.
/// </summary>
internal sealed class AtomTable(int attempt = 0, IReadOnlyDictionary<Dimension, int>? lengths = null)
{
    private readonly List<Atom> _atoms = [];
    private readonly Instance[] _instances = [new(0, attempt, lengths), new(1, attempt, lengths)];
    private readonly Dictionary<string, VariableAtom> _variables = [];

    public IReadOnlyList<Atom> Atoms => _atoms;

    /// <summary>Told of every rewriting: its rule, the term before and after, and the free indices.</summary>
    public Action<string, Term[], Term[], Index[]>? Rewritten { get; set; }

    public IReadOnlyList<Instance> Instances => _instances;

    /// <summary>
    /// Instances of the same lengths as the first, with numbers of both signs and two sizes: on all sides of kinks at zero.
    /// </summary>
    public IEnumerable<(Instance Instance, double Size)> Around()
    {
        foreach (double size in (double[])[1, 4])
        {
            yield return (new Instance(0, attempt, lengths, new SampleRange([size], 0.7, SampleSigns.Mixed, seed: 5)), size);
            yield return (new Instance(0, attempt, lengths, new SampleRange([size], 0.7, SampleSigns.Mirrored, seed: 5)), size);
        }
    }

    public VariableAtom Variable(Unknown unknown)
    {
        if (!_variables.TryGetValue(unknown.Name, out var atom))
            _variables[unknown.Name] = atom = Intern(new VariableAtom(unknown));
        return atom;
    }

    public Factor Delta(Index i, Index j) => new(Intern(new DeltaAtom(i.Dimension)), i, j);

    public Factor Unit(Index index, int place) => new(Intern(new UnitAtom(index.Dimension, place)), index);

    public Factor Section(Index part, Index whole, int start) =>
        new(Intern(new SectionAtom(part.Dimension, whole.Dimension, start)), part, whole);

    public Factor Stack(Index whole, Index row, Index column) =>
        new(Intern(new StackAtom(whole.Dimension, row.Dimension, column.Dimension)), whole, row, column);

    public Factor Length(Dimension dimension, Rational power) => new(Intern(new DimensionAtom(dimension)), [], power);

    public IndexExpression Constant(string name, double value) => new([], new Term(1, new Factor(Intern(new ConstantAtom(name, value)))));

    public double[][] Values(IndexExpression expression)
    {
        double[][] values = new double[_instances.Length][];
        for (int i = 0; i < values.Length; i++)
            values[i] = Contraction.Evaluate(expression, _instances[i], i);
        return values;
    }

    /// <summary>The value of a term without its coefficient.</summary>
    public double[][] Values(Term term, Index[] free)
    {
        var bare = new Term(1, term.Factors);
        double[][] values = new double[_instances.Length][];
        for (int i = 0; i < values.Length; i++)
            values[i] = Contraction.Evaluate(bare, free, _instances[i], i);
        return values;
    }

    public T Intern<T>(T atom) where T : Atom
    {
        double[][][] arguments = [.. atom.Arguments.Select(Values)];
        double[][] values = new double[_instances.Length][];
        for (int i = 0; i < values.Length; i++)
            values[i] = atom.Evaluate(_instances[i], [.. arguments.Select(a => a[i])]);
        if (values.Any(v => v.Any(x => !double.IsFinite(x))))
            throw new NoSampleException();
        string kind = atom.Kind;
        foreach (var other in _atoms)
        {
            if (other.Kind == kind && other.Dimensions.SequenceEqual(atom.Dimensions)
                && Proportion.IsOne(other.Values, values) && SameArguments(other.ArgumentValues, arguments))
                return (T)other;
        }

        atom.Order = _atoms.Count;
        (atom.Values, atom.ArgumentValues) = (values, arguments);
        atom.IsSymmetric = IsSymmetric(atom);
        _atoms.Add(atom);
        return atom;
    }

    private static bool SameArguments(double[][][] known, double[][][] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            if (!Proportion.IsOne(known[i], arguments[i]))
                return false;
        }

        return true;
    }

    private bool IsSymmetric(Atom atom)
    {
        if (atom.Dimensions.Count != 2 || atom.Dimensions[0] != atom.Dimensions[1])
            return false;
        double[][] transposed = new double[_instances.Length][];
        for (int i = 0; i < transposed.Length; i++)
        {
            int n = _instances[i].Size(atom.Dimensions[0]);
            transposed[i] = SmallMatrices.Transposed(atom.Values[i], n, n);
        }

        return Proportion.IsOne(atom.Values, transposed);
    }

    /// <summary>An expression as one factor, or as the factors of its only term.</summary>
    public Term Wrap(IndexExpression expression, Index[] at)
    {
        expression = Simplifier.Simplify(this, expression);
        return expression.Terms.Length switch
        {
            0 => new Term(0),
            1 => expression.TermsAt(at)[0],
            _ => Sum(expression, at),
        };
    }

    /// <summary>An expression as one factor with a name: an intermediate value, an error signal.</summary>
    public Factor Named(string name, IndexExpression expression, Index[] at, bool isRow)
    {
        var atom = Intern(new SumAtom(expression));
        if (atom.Name is null)
            (atom.Name, atom.IsRow) = (name, isRow);
        return new Factor(atom, at);
    }

    /// <summary>A sum as a factor. What all terms have in common stands before it: numbers, scalars, a diagonal.</summary>
    public Term Sum(IndexExpression expression, Index[] at)
    {
        if (at.Length == 2 && at[0].Dimension == at[1].Dimension && WithoutDelta(expression) is { } diagonal)
            return Wrap(diagonal, [at[0]]).Times(Delta(at[0], at[1]));

        var (common, rest) = CommonFactors.Split(expression);
        var renamed = expression.Free.Zip(at).ToDictionary(pair => pair.First, pair => pair.Second);
        common = common.At(renamed);
        // An index that only the common factors have is theirs.
        at = Array.ConvertAll(rest.Free, i => renamed[i]);
        double[][] values = Values(rest);
        foreach (var other in _atoms)
        {
            if (other is SumAtom && other.Dimensions.SequenceEqual(rest.Dimensions) && Proportion.Of(other.Values, values) is { } ratio)
                return common.Times(ratio).Times(new Factor(other, at));
        }

        return common.Times(new Factor(Intern(new SumAtom(rest)), at));
    }

    /// <summary>The diagonal of a square matrix all of whose terms have the factor δ(i, j).</summary>
    private static IndexExpression? WithoutDelta(IndexExpression expression)
    {
        var terms = new List<Term>();
        foreach (var term in expression.Terms)
        {
            int delta = Array.FindIndex(term.Factors, f => f.Atom is DeltaAtom && f.Indices.All(expression.Free.Contains));
            if (delta < 0)
                return null;
            terms.Add(term.Without(delta));
        }

        return terms.Count == 0 ? null : new IndexExpression([expression.Free[0]], [.. terms]);
    }

    /// <summary>f(E), entry by entry.</summary>
    public Term Apply(string function, IndexExpression argument, Index[] at)
    {
        argument = Simplifier.Simplify(this, argument);
        if (Undone(function, argument, at) is { } known)
            return known;
        return new Term(1, new Factor(Intern(new FunctionAtom(ElementwiseFunction.Get(function), argument)), at));
    }

    /// <summary>
    /// exp(p log u) = u^p, log(exp u) = u, sin(arcsin u) = u: one function undoes another at all values that the other has. Those of the
    /// other order hold in one period only.
    /// </summary>
    private Term? Undone(string function, IndexExpression argument, Index[] at)
    {
        if (function == "abs" && Signs.IsNonNegative(argument))
            return Wrap(argument, at);
        if (argument.Terms is not [{ Factors: [{ Atom: FunctionAtom { Name: null } inner } factor] } only]
            || !factor.Indices.AsSpan().SequenceEqual(argument.Free))
            return null;
        return (function, inner.Function.Name) switch
        {
            ("exp", "log") when factor.Power.IsOne => Power(inner.Argument, at, only.Coefficient),
            ("log", "exp") when only.Coefficient.IsOne => Wrap(inner.Argument, at).Times(factor.Power),
            ("sin", "arcsin") or ("cos", "arccos") or ("tan", "arctan") when only.Coefficient.IsOne && factor.Power.IsOne =>
                Wrap(inner.Argument, at),
            _ => null,
        };
    }

    public static IndexExpression Plus(IndexExpression expression, Rational number) =>
        new(expression.Free, [.. expression.Terms, new Term(number)]);

    /// <summary>1 + c·f for a factor f.</summary>
    public Term OnePlus(Rational number, Factor factor)
    {
        var free = Index.For(Array.ConvertAll(factor.Indices, i => i.Dimension));
        return Wrap(new IndexExpression(free, Term.One, new Term(number, factor with { Indices = free })), factor.Indices);
    }

    /// <summary>(1 + c·E²)^p, entry by entry.</summary>
    public Term OnePlusSquare(Rational number, IndexExpression expression, Index[] at, Rational power)
    {
        var square = Power(expression, expression.Free, 2).Times(number);
        return Power(new IndexExpression(expression.Free, Term.One, square), at, power);
    }

    /// <summary>E^p, entry by entry. A product without sums is raised factor by factor.</summary>
    public Term Power(IndexExpression expression, Index[] at, Rational power)
    {
        if (power.IsZero)
            return Term.One;
        expression = Simplifier.Simplify(this, expression);
        if (power.IsOne)
            return Wrap(expression, at);
        if (expression.IsZero)
            return power.Sign > 0
                ? new Term(Rational.Zero)
                : throw new FormulaException("A denominator is zero: the formula has no value anywhere, and no derivative.", -1);
        bool whole = power.IsInteger;
        if (expression.Terms is [var only] && only.Factors.All(f => f.Indices.All(expression.Free.Contains)))
        {
            var term = expression.TermsAt(at)[0];
            return whole
                ? new Term(term.Coefficient.Pow((int)power.Numerator), Array.ConvertAll(term.Factors, f => f with { Power = f.Power * power }))
                : Roots.Of(this, term, expression, at, power);
        }

        if (!whole)
            return new Term(1, new Factor(Intern(new SumAtom(expression)), at, power));
        var sum = Sum(expression, at);
        return new Term(sum.Coefficient.Pow((int)power.Numerator), Array.ConvertAll(sum.Factors, f => f with { Power = f.Power * power }));
    }

    /// <summary>E^p with a p that is not a number: a scalar, or one for each entry.</summary>
    public Term Power(IndexExpression expression, Index[] at, IndexExpression exponent)
    {
        exponent = Simplifier.Simplify(this, exponent);
        if (exponent.Terms is [] or [{ Factors.Length: 0 }])
            return Power(expression, at, exponent.IsZero ? Rational.Zero : exponent.Terms[0].Coefficient);
        expression = Simplifier.Simplify(this, expression);
        return expression.Terms is [{ Coefficient.IsOne: true, Factors.Length: 0 }]
            ? Term.One
            : new Term(1, new Factor(Intern(new PowerAtom(expression, exponent)), at));
    }

    /// <summary>‖E‖; ‖c·E‖ = |c| ‖E‖ for a number c.</summary>
    public Term Norm(IndexExpression argument)
    {
        argument = Simplifier.Simplify(this, argument);
        return argument.Terms is [{ Coefficient.IsOne: false } only]
            ? Scalar(ScalarFunction.Norm, new IndexExpression(argument.Free, new Term(1, only.Factors))).Times(Rational.Abs(only.Coefficient))
            : Scalar(ScalarFunction.Norm, argument);
    }

    public Term Scalar(ScalarFunction function, IndexExpression argument) =>
        new(1, new Factor(Intern(new ScalarAtom(function, argument))));

    public Term Softmax(IndexExpression argument, Index[] at) => new(1, new Factor(Intern(new SoftmaxAtom(argument)), at));

    /// <summary>The inverse: of a product of square matrices factor by factor, of a diagonal matrix entry by entry.</summary>
    public Term Inverse(IndexExpression matrix, Index[] at)
    {
        var term = Wrap(matrix, matrix.Free);
        var result = new Term(1 / term.Coefficient);
        if (SquareChain.Of(term, matrix.Free) is not { } chain)
            return new Term(1, new Factor(Intern(new InverseAtom(Simplifier.Simplify(this, matrix))), at));
        foreach (var scalar in chain.Scalars)
            result = result.Times(scalar with { Power = -scalar.Power });
        if (chain.IsDiagonal)
        {
            foreach (var entry in chain.Pendants)
                result = result.Times(new Factor(entry.Atom, [at[0]], -entry.Power));
            return result.Times(Delta(at[0], at[1]));
        }

        var from = at[0];
        for (int i = chain.Links.Count - 1; i >= 0; i--)
        {
            var to = i == 0 ? at[1] : new Index(at[0].Dimension);
            result = result.Times(InverseOf(chain.Links[i], from, to));
            from = to;
        }

        return result;
    }

    private Factor InverseOf((Atom Matrix, bool Transposed) link, Index from, Index to)
    {
        if (link.Matrix is InverseAtom { Base: { } original })
            return link.Transposed != original.Transposed ? new(original.Matrix, to, from) : new(original.Matrix, from, to);
        var free = Index.For(link.Matrix.Dimensions);
        var matrix = new IndexExpression(free, new Term(1, new Factor(link.Matrix, free)));
        var inverse = Intern(new InverseAtom(matrix) { Base = (link.Matrix, false) });
        return link.Transposed ? new(inverse, to, from) : new(inverse, from, to);
    }

    /// <summary>The determinant: of a product of square matrices factor by factor.</summary>
    public Term Determinant(IndexExpression matrix)
    {
        var term = Wrap(matrix, matrix.Free);
        // The determinant of a product of different matrices stays one: det(AXB) is shorter than its factors.
        if (SquareChain.Of(term, matrix.Free) is not { IsDiagonal: false } chain
            || !chain.Links.TrueForAll(l => l.Matrix == chain.Links[0].Matrix))
            return Scalar(ScalarFunction.Determinant, Simplifier.Simplify(this, matrix));
        var n = new IndexExpression([], new Term(1, Length(matrix.Free[0].Dimension, 1)));
        var scale = new IndexExpression([], new Term(term.Coefficient, [.. chain.Scalars]));
        var result = Power(scale, [], n);
        foreach (var (factor, _) in chain.Links)
        {
            if (factor is InverseAtom { Base: { } original })
            {
                result = result.Times(DeterminantOf(original.Matrix, -1));
                continue;
            }

            result = result.Times(DeterminantOf(factor, 1));
        }

        return result;
    }

    private Factor DeterminantOf(Atom matrix, Rational power)
    {
        var free = Index.For(matrix.Dimensions);
        var argument = new IndexExpression(free, new Term(1, new Factor(matrix, free)));
        return new Factor(Intern(new ScalarAtom(ScalarFunction.Determinant, argument)), [], power);
    }
}
