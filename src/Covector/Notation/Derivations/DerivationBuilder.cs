namespace Covector.Notation;

/// <summary>
/// Writes down how a derivative comes about: names for the intermediate values, the derivative of each by those before it, the chain rule
/// from the result to the variable, the result. Rows are derivatives of scalars here: the chain rule reads from left to right.
/// </summary>
internal sealed class DerivationBuilder
{
    /// <summary>Difference quotients have about ten digits.</summary>
    public const double Tolerance = 1e-5;

    private readonly ShapedFormula _shaped;
    private readonly string _variable;
    private readonly string _root;
    private readonly Formula _program;
    private readonly Calculus _calculus;
    private readonly ProgramSamples _samples;
    private readonly AtomNames _names = new();
    private readonly List<DerivationLine> _steps = [];
    private readonly List<(int Cotangent, DerivationLine Line)> _rewrites = [];
    private readonly Dictionary<string, string> _signals = [];
    private bool _everyRewrite;

    private DerivationBuilder(ShapedFormula shaped, string variable, Formula program, string root)
    {
        (_shaped, _variable, _program, _root) = (shaped, variable, program, root);
        _calculus = Calculus.Of(ShapeInference.Infer(_program, shaped.Unknowns));
        _samples = new ProgramSamples(_program, shaped, _calculus.Table);
    }

    private AtomTable Table => _calculus.Table;

    private IndexExpression Root => _calculus.Value.Expression;

    private bool IsScalar => Root.Free.Length == 0;

    /// <summary>
    /// The steps to the derivative of a formula by a variable, the single rewritings among them, and the derivative in full. Names that do
    /// not stand for values of their own are given up: where y + x is named t, x + y is t, too, for the table, and the derivative by t not that of
    /// what is written.
    /// </summary>
    public static (IReadOnlyList<DerivationLine> Steps, DerivedFormula Derivative, IReadOnlyList<Unknown> Names) Build(
        ShapedFormula shaped, string variable, DerivativeForm kind, string? root, bool everyRewrite)
    {
        shaped = shaped.Varied(variable);
        var whole = Calculus.Of(shaped);
        var derivative = whole.Derive(variable, kind);
        double? alongDirection = IsByEntries(derivative.Kind)
            ? null : QuotientCheck.Deviation(shaped, whole.Table, whole.Variable(variable), derivative);
        var plain = whole.Plain(variable);
        var (program, name) = NamedProgram.Of(plain, variable, root);
        while (true)
        {
            var builder = new DerivationBuilder(plain, variable, program, name);
            try
            {
                builder.Write(derivative, alongDirection, everyRewrite);
                return (builder._steps, derivative, builder.NamedValues());
            }
            catch (MergedNameException merged) when (program.Definitions.Count > 0)
            {
                string[] names = [.. merged.Names.Intersect(program.Definitions.Select(d => d.Name))];
                program = NamedProgram.Without(program, names.Length > 0 ? names : [.. program.Definitions.Select(d => d.Name)]);
            }
        }
    }

    private void Write(DerivedFormula derivative, double? alongDirection, bool everyRewrite)
    {
        Names();
        int named = _steps.Count;
        try
        {
            Locals();
            Chain(everyRewrite);
        }
        catch (NoMatrixFormException)
        {
            // Stacked vectors have no entries in this notation: between the names and the result nothing can be written.
            _steps.RemoveRange(named, _steps.Count - named);
            _rewrites.Clear();
        }

        Finish(derivative, alongDirection);
    }

    private void Names()
    {
        foreach (var definition in _program.Definitions)
            _steps.Add(new DerivationLine(
                StepKind.Name, [new Symbol(definition.Name), definition.Value], "",
                AtomOf(definition.Name).Dimensions as IReadOnlyList<Dimension> ?? [], null));
        _steps.Add(new DerivationLine(StepKind.Name, [new Symbol(_root), _program.Body], "", Root.Dimensions, null));
    }

    /// <summary>The variables and all that has a name in the steps, with their axes.</summary>
    private IReadOnlyList<Unknown> NamedValues() =>
    [
        .. _shaped.Unknowns,
        .. _program.Definitions.Select(d => new Unknown(d.Name, [.. AtomOf(d.Name).Dimensions])),
    ];

    /// <summary>The axes of a derivative of a scalar by a vector, which is a row here.</summary>
    private static Dimension[] AsRow(int rank, Dimension[] axes) => rank == 0 && axes.Length == 1 ? [Dimension.One, axes[0]] : axes;

    private Atom AtomOf(string name) => Table.Atoms.FirstOrDefault(a => a.Name == name)
        ?? Table.Atoms.OfType<VariableAtom>().FirstOrDefault(a => a.Unknown.Name == name)
        ?? throw new MergedNameException($"{name} has the value of something else.", [name]);

    private IndexExpression ValueOf(string name)
    {
        if (name == _root)
            return Root;
        var atom = AtomOf(name);
        if (atom is SumAtom sum)
            return sum.Value;
        var free = Index.For(atom.Dimensions);
        return new IndexExpression(free, new Term(1, new Factor(atom, free)));
    }

    /// <summary>The named values, and the result, in whose definition a name stands.</summary>
    private IEnumerable<string> Users(string name)
    {
        foreach (var definition in _program.Definitions)
        {
            if (Mentions(definition.Value, name))
                yield return definition.Name;
        }

        if (Mentions(_program.Body, name))
            yield return _root;
    }

    private Expression DefinitionOf(string name) =>
        name == _root ? _program.Body : _program.Definitions.First(d => d.Name == name).Value;

    private static bool Mentions(Expression expression, string name) =>
        expression is Symbol symbol ? symbol.Name == name : expression.Children().Any(c => Mentions(c, name));

    private IEnumerable<string> Path()
    {
        for (int i = _program.Definitions.Count - 1; i >= 0; i--)
        {
            if (AtomOf(_program.Definitions[i].Name).DependsOn(AtomOf(_variable)))
                yield return _program.Definitions[i].Name;
        }

        yield return _variable;
    }

    private void Locals()
    {
        foreach (string name in Path())
        {
            foreach (string user in Users(name))
                Local(user, name);
        }
    }

    /// <summary>The derivative by a name with the other named values held fixed.</summary>
    private IndexExpression Partial(string of, string by) =>
        new Differentiation(Table) { IsFixed = a => a.Name is not null && a.Name != by && a.Name != of }.Derivative(
            ValueOf(of), AtomOf(by));

    private void Local(string of, string by)
    {
        var value = ValueOf(of);
        // An identity may have left nothing of a name: in exp(a)/(1 + exp(a)) = σ(a) there is no h = exp(a).
        if (!value.DependsOn(AtomOf(by)))
            return;
        var derivative = Partial(of, by);
        int rank = value.Free.Length;
        var axes = derivative.Dimensions;
        if (derivative.Free.Length <= 2 && Matrix(derivative, rank) is { } written)
        {
            double? error = _samples.Deviation(s => s.Evaluate(written), s => s.Differences(by, DefinitionOf(of)), Tolerance);
            Add(new DerivationLine(StepKind.Local, [new Partial(of, by), written], Reason(of, by), AsRow(rank, axes), error), of, by);
            return;
        }

        var letters = EntryForm.IndexNames(axes.Length);
        var partial = new Partial(of, [.. letters.Take(rank)], by, [.. letters.Skip(rank)]);
        var entries = EntryForm.Write(derivative, _names);
        double? deviation =
            _samples.Deviation(s => s.EvaluateEntries(entries, letters, axes), s => s.Differences(by, DefinitionOf(of)), Tolerance);
        Add(new DerivationLine(StepKind.Local, [partial, entries], Reason(of, by), axes, deviation), of, by);
    }

    /// <summary>
    /// A derivative as a matrix: rows of the value, columns of the variable; of a scalar by a matrix, in the shape of the matrix.
    /// </summary>
    private Expression? Matrix(IndexExpression derivative, int rank)
    {
        var layout = (derivative.Free.Length, rank) switch
        {
            (0, _) => Layout.Scalar,
            (1, 0) => Layout.Row,
            (1, _) => Layout.Column,
            _ => Layout.Matrix,
        };
        try
        {
            return MatrixForm.Write(derivative, layout, _names, jacobian: rank > 0);
        }
        catch (NoMatrixFormException)
        {
            return null;
        }
    }

    private string Reason(string of, string by) => DefinitionOf(of) switch
    {
        Call { Function: "softmax" } => "softmax",
        Call call when ElementwiseFunction.Find(call.Function) is not null && AtomOf(by).Dimensions.Count > 0 =>
            $"elementwise layer: diag({call.Function}′)",
        Call call => call.Function,
        Product { Factors: [Transpose { Operand: Symbol }, Symbol] } when of == _root || AtomOf(of).Dimensions.Count == 0 =>
            "dot product: the derivative is a covector",
        _ when AtomOf(by).Dimensions.Count == 2 && of != _root => "linear layer",
        _ => "",
    };

    private void Chain(bool everyRewrite)
    {
        var differentiation = new Differentiation(Table) { SignalName = SignalName };
        _everyRewrite = everyRewrite;
        if (everyRewrite)
            Table.Rewritten = (rule, before, after, free) => Rewrite(differentiation.Cotangents.Count, rule, before, after, free);
        differentiation.Derivative(Root, AtomOf(_variable));
        Table.Rewritten = null;
        int shown = 0;
        for (int k = 0; k < differentiation.Cotangents.Count; k++)
        {
            var (atom, cotangent) = differentiation.Cotangents[k];
            string? name = atom.Name ?? (atom as VariableAtom)?.Unknown.Name;
            if (name is null || (atom.Name is null && name != _variable))
                continue;
            ChainStep(name, cotangent);
            // What led to it, from the term before the rules to the one that is shown; unnamed values on the way come with the next
            // named one.
            _steps.AddRange(_rewrites.Where(r => r.Cotangent >= shown && r.Cotangent <= k).Select(r => r.Line));
            shown = k + 1;
        }
    }

    private string? SignalName(Atom atom, IndexExpression cotangent)
    {
        string? name = atom.Name;
        // The cotangent of what goes into a layer is the error signal; a bare vector needs no other name.
        bool isPlain = cotangent.Terms is [{ Factors.Length: <= 1 }];
        if (!IsScalar || name is null || isPlain || atom.Dimensions.Count == 0 || atom is not SumAtom)
            return null;
        string number = string.Concat(name.SkipWhile(c => !char.IsAsciiDigit(c)));
        string signal = "delta" + (name[0] == 'z' ? number : _signals.Count == 0 ? "" : "_" + name);
        while (_signals.ContainsValue(signal) || _shaped.Unknowns.Any(u => u.Name == signal))
            signal += "_" + name;
        return _signals[name] = signal;
    }

    private void ChainStep(string name, IndexExpression cotangent)
    {
        int rank = Root.Free.Length;
        string[] users = [.. Users(name)];
        var axes = cotangent.Dimensions;
        var sides = new List<Expression>();
        if (_signals.TryGetValue(name, out string? signal))
            sides.Add(new Symbol(signal));

        if (axes.Length <= 2 && Matrix(cotangent, rank) is { } written)
        {
            if (IsScalar && AtomOf(name).Dimensions.Count == 2)
                EntryStep(name, users, cotangent);
            sides.Add(new Partial(_root, name));
            if (users is not [var only] || only != _root)
                sides.Add(Products(users, name));
            sides.Add(written);
            if (IsScalar && axes.Length == 1 && AsHadamardRow(cotangent) is { } row && !row.Equals(written))
                sides.Add(row);
            double? error = _samples.Deviation(s => s.Evaluate(sides[^1]), s => s.Differences(name), Tolerance);
            // The derivative of the result by a value that only the result uses has been shown as a local one.
            if (_everyRewrite || !IsLocal(sides))
                Add(new DerivationLine(StepKind.Chain, sides, "", AsRow(rank, axes), error), null, name);
            if (signal is not null)
                _samples.Define(signal, sides[^1]);
            return;
        }

        var letters = EntryForm.IndexNames(axes.Length);
        sides.Add(new Partial(_root, [.. letters.Take(rank)], name, [.. letters.Skip(rank)]));
        var entries = EntryForm.Write(cotangent, _names);
        sides.Add(entries);
        if (_everyRewrite || !IsLocal(sides))
            Add(new DerivationLine(
                StepKind.Chain, sides, "", axes,
                _samples.Deviation(s => s.EvaluateEntries(entries, letters, axes), s => s.Differences(name), Tolerance)), null, name);
    }

    private bool IsLocal(List<Expression> sides) =>
        sides.Count == 2 && _steps.Exists(s => s.Kind == StepKind.Local && s.Sides.SequenceEqual(sides));

    /// <summary>A line of the derivative of <paramref name="of"/>, the result if it is null, by a name, if it is right.</summary>
    private void Add(DerivationLine step, string? of, string by)
    {
        if (step.Error is { } error && !(error <= Tolerance))
            throw new MergedNameException(
                $"A step of the derivation disagrees with difference quotients by {error:0.0e-0}: {step.Sides[^1]} for {step.Sides[0]}.",
                by != _variable ? [by] : of is null ? [] : [.. _program.Definitions.Select(d => d.Name).Where(n => Mentions(DefinitionOf(of), n))]);
        _steps.Add(step);
    }

    private Expression Products(string[] users, string name)
    {
        Expression[] terms = [.. users.Select(u => u != _root ? new Product([Before(u), new Partial(u, name)])
            : Matrix(Partial(_root, name), Root.Free.Length) ?? new Partial(_root, name))];
        return terms.Length == 1 ? terms[0] : new Sum(new Parts(terms));
    }

    private Expression Before(string user) =>
        _signals.TryGetValue(user, out string? signal) ? new Symbol(signal) : new Partial(_root, user);

    /// <summary>uᵀ ⊙ (1 − h ⊙ h)ᵀ: the row entry by entry.</summary>
    private Hadamard? AsHadamardRow(IndexExpression cotangent) => Column(cotangent) is Hadamard product
        ? new Hadamard(new Parts([.. product.Factors.Select(Flipped)]))
        : null;

    private Expression? Column(IndexExpression cotangent) => MatrixForm.Write(cotangent, Layout.Column, _names, jacobian: false);

    private static Expression Flipped(Expression expression) => expression switch
    {
        Transpose transpose => transpose.Operand,
        Product product => new Product(new Parts([.. product.Factors.Reverse().Select(Flipped)])),
        _ => new Transpose(expression),
    };

    /// <summary>Σᵢ δᵢ ∂zᵢ/∂Wⱼₖ = Σᵢ δᵢ δᵢⱼ xₖ = δⱼ xₖ, where a vector depends on a matrix.</summary>
    private void EntryStep(string name, string[] users, IndexExpression cotangent)
    {
        if (users is not [var user] || user == _root || AtomOf(user).Dimensions.Count != 1)
            return;
        var local = new Differentiation(Table).Derivative(ValueOf(user), AtomOf(name));
        var before = Before(user);
        Expression entryBefore = before is Partial partial ? partial with { ByIndices = ["i"] } : new Entry(before, ["i"]);
        var entries = EntryForm.Write(local, _names);
        Expression product =
            new Product(new Parts([entryBefore, .. entries is Product flat ? flat.Factors : (IEnumerable<Expression>)[entries]]));
        var letters = EntryForm.IndexNames(2, 1);
        var result = EntryForm.Write(cotangent, _names, 1);
        Expression chain = new Product([entryBefore, new Partial(user, ["i"], name, [.. letters])]);
        double? error = _samples.Deviation(
            s => s.EvaluateEntries(result, letters, cotangent.Dimensions), s => s.Differences(name), Tolerance);
        Add(new DerivationLine(
            StepKind.Chain, [new Partial(_root, [], name, [.. letters]), chain, product, result], "summed over i", cotangent.Dimensions,
            error), null, name);
    }

    private void Rewrite(int cotangent, string rule, Term[] before, Term[] after, Index[] free)
    {
        try
        {
            var sides = EntryForm.WriteFactors(free, before, after, _names);
            // What differs in the order of its indices only reads as the same.
            if (UnicodePrinter.Print(sides.Before) != UnicodePrinter.Print(sides.After))
                _rewrites.Add(
                    (cotangent, new(StepKind.Rewrite, [sides.Before, sides.After], rule, Array.ConvertAll(free, i => i.Dimension), null)));
        }
        catch (NoMatrixFormException)
        {
            // A step inside a value that has no notation of its own.
        }
    }

    private void Finish(DerivedFormula derivative, double? alongDirection)
    {
        Expression symbol = derivative.Kind == DerivativeForm.LinearMap ? new Symbol("d" + _root) : new Partial(_root, _variable);
        derivative = derivative with { Formula = WithNames(derivative.Formula) };
        foreach (var definition in derivative.Formula.Definitions.Where(d => !_program.Definitions.Contains(d)))
            _steps.Add(new DerivationLine(StepKind.Result, [new Symbol(definition.Name), definition.Value], "", [], null));
        _steps.Add(new DerivationLine(
            StepKind.Result, [symbol, derivative.Formula.Body], KindText(derivative.Kind), Labels(derivative),
            alongDirection ?? (IsByEntries(derivative.Kind) ? Error(derivative) : null)));
    }

    private IReadOnlyList<Dimension> Labels(DerivedFormula derivative) =>
        derivative.Kind == DerivativeForm.Row || (derivative.Kind == DerivativeForm.Jacobian && IsScalar) ? AsRow(0, [.. derivative.Axes])
            : derivative.Axes;

    /// <summary>
    /// The values that a derivative names: those of the derivation under the names that they have there, others under names that are free.
    /// </summary>
    private Formula WithNames(Formula formula)
    {
        var known = new Dictionary<string, Expression>();
        Expression Whole(Expression expression) =>
            expression is Symbol symbol && known.TryGetValue(symbol.Name, out var value) ? value : expression.Map(Whole);
        var program = new Dictionary<Expression, string>();
        foreach (var definition in _program.Definitions)
            program.TryAdd(known[definition.Name] = Whole(definition.Value), definition.Name);
        foreach (var definition in _program.Definitions)
            known.Remove(definition.Name);
        var names = new Dictionary<string, Expression>();
        Expression Renamed(Expression expression) =>
            expression is Symbol symbol && names.TryGetValue(symbol.Name, out var name) ? name : expression.Map(Renamed);
        var definitions = new List<Definition>();
        foreach (var (name, value) in formula.Definitions.Select(d => (d.Name, d.Value)))
        {
            known[name] = Whole(value);
            if (program.TryGetValue(known[name], out string? given))
            {
                names[name] = new Symbol(given);
                continue;
            }

            string free = name;
            for (int k = 1; IsTaken(free) || definitions.Exists(d => d.Name == free); k++)
                free = name + k;
            names[name] = new Symbol(free);
            definitions.Add(new Definition(free, Renamed(value)));
        }

        return new Formula(definitions, Renamed(formula.Body));
    }

    private bool IsTaken(string name) =>
        name == _root || _program.Definitions.Any(d => d.Name == name) || _shaped.Unknowns.Any(u => u.Name == name);

    /// <summary>Has a form all entries in their order, so that each is compared? Others are compared along one direction.</summary>
    public static bool IsByEntries(DerivativeForm kind) => kind is
        DerivativeForm.Scalar or DerivativeForm.Gradient or DerivativeForm.Row or DerivativeForm.Jacobian or DerivativeForm.Tensor;

    /// <summary>How far the entries of the derivative in full are from difference quotients.</summary>
    private double? Error(DerivedFormula derivative)
    {
        var samples = new ProgramSamples(_program, _shaped, _calculus.Table);
        foreach (var definition in derivative.Formula.Definitions)
            samples.Define(definition.Name, definition.Value);
        double? error = samples.Deviation(
            s => derivative.Indices is { } letters ? s.EvaluateEntries(derivative.Formula.Body, letters, derivative.Axes)
                : s.Evaluate(derivative.Formula.Body),
            s => s.Differences(_variable), Tolerance);
        return error is null or <= Tolerance ? error
            : throw new MergedNameException($"The derivative disagrees with difference quotients: {derivative.Formula}.", []);
    }

    private string KindText(DerivativeForm kind) => kind switch
    {
        DerivativeForm.Scalar => "derivative",
        DerivativeForm.Gradient => "gradient, in the shape of the variable",
        DerivativeForm.Row => "row: df = ∂f/∂x dx",
        DerivativeForm.Jacobian => "Jacobian: rows of the value, columns of the variable",
        DerivativeForm.Tensor => "entries, axes of the value first",
        DerivativeForm.LinearMap => "linear map",
        DerivativeForm.Kronecker => "for vec with stacked columns",
        DerivativeForm.SymmetricGradient when (_calculus.Variable(_variable).Properties & Properties.Diagonal) != 0 =>
            "gradient among diagonal matrices: the diagonal of the gradient",
        DerivativeForm.SymmetricGradient => "gradient among symmetric matrices: half the gradient and its transpose",
        DerivativeForm.Hessian when _calculus.Variable(_variable).Axes.Count == 0 => "second derivative by a scalar",
        _ => "second derivative",
    };
}

/// <summary>
/// A line of a derivation is wrong, or cannot be written, because a name in it has the value of something else that is not written so.
/// </summary>
/// <param name="message">Which line.</param>
/// <param name="names">Those names, as far as they are known; none stands for all.</param>
internal sealed class MergedNameException(string message, IReadOnlyList<string> names) : InvalidOperationException(message)
{
    public IReadOnlyList<string> Names { get; } = names;
}
