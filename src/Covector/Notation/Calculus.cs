namespace Covector.Notation;

/// <summary>A derivative as a formula.</summary>
/// <param name="Kind">Which derivative it is.</param>
/// <param name="Formula">The formula, with the named intermediate values that it uses.</param>
/// <param name="Indices">The names of its free indices where it is written entry by entry; else null.</param>
/// <param name="Axes">Its shape.</param>
internal sealed record DerivedFormula(DerivativeForm Kind, Formula Formula, IReadOnlyList<string>? Indices, IReadOnlyList<Dimension> Axes);

/// <summary>Derivatives of formulas as formulas.</summary>
internal sealed class Calculus
{
    private const int Samples = 200;

    private readonly ShapedFormula _shaped;

    private Calculus(ShapedFormula shaped, AtomTable table, Value value) => (_shaped, Table, Value) = (shaped, table, value);

    public AtomTable Table { get; }

    public Value Value { get; }

    /// <summary>The formula in index notation. Values on which all of it is finite are searched for.</summary>
    public static Calculus Of(ShapedFormula shaped)
    {
        var unknowns = shaped.Unknowns.ToDictionary(u => u.Name);
        var lengths = NumberedEntries.Lengths(shaped);
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                var table = new AtomTable(attempt, lengths);
                foreach (var unknown in shaped.Unknowns)
                    table.Variable(unknown);
                var value = new Lowering(table, unknowns).Lower(shaped.Formula);
                value = value with { Expression = Simplifier.Simplify(table, value.Expression) };
                // A root of a negative number may stand in it as a power, which no atom has evaluated.
                if (table.Values(value.Expression).Any(v => !Array.TrueForAll(v, double.IsFinite)))
                    throw new NoSampleException();
                return new Calculus(shaped, table, value);
            }
            catch (NoSampleException) when (attempt < Samples)
            {
            }
            catch (NoSampleException)
            {
                throw new FormulaException("The formula has no finite value for random values of its variables. Declare what they are: `x: n positive`, `S: n×n spd`.", -1);
            }
        }
    }

    public Unknown Variable(string name) => _shaped.Unknowns.FirstOrDefault(u => u.Name == name)
        ?? throw new FormulaException(_shaped.Unknowns.Count == 0 ? $"There is no variable {name} in the formula; it has no variables."
            : $"There is no variable {name} in the formula; it has {string.Join(", ", _shaped.Unknowns.Select(u => u.Name))}.", -1);

    /// <summary>The form that a reader expects: gradients of scalars, Jacobians of vectors, linear maps of matrices.</summary>
    public DerivativeForm DefaultKind(string wrt) => (Value.Expression.Free.Length, Variable(wrt).Axes.Count) switch
    {
        (0, 0) => DerivativeForm.Scalar,
        (0, _) => Variable(wrt).IsSymmetric && Variable(wrt).Axes.Count == 2 ? DerivativeForm.SymmetricGradient : DerivativeForm.Gradient,
        ( <= 1, <= 1) => DerivativeForm.Jacobian,
        (2, 0) => DerivativeForm.Jacobian,
        (1, 2) => DerivativeForm.Tensor,
        _ => DerivativeForm.LinearMap,
    };

    /// <summary>The default form; where it has no notation, as of stacked vectors, which have no entries, the linear map.</summary>
    private DerivedFormula Natural(string wrt)
    {
        try
        {
            return Derived(wrt, DefaultKind(wrt));
        }
        catch (Exception problem) when (problem is FormulaException or NoMatrixFormException or NotSupportedException)
        {
            return Derived(wrt, DerivativeForm.LinearMap);
        }
    }

    /// <summary>The derivative in a form, compared with difference quotients.</summary>
    /// <exception cref="FormulaException">There is no formula for it.</exception>
    public DerivedFormula Derive(string wrt, DerivativeForm kind)
    {
        if (_shaped.Varied(Variable(wrt).Name) is var varied && varied != _shaped)
            return Of(varied).Derive(wrt, kind);
        var derived = QuotientCheck.Require(
            _shaped, Table, Variable(wrt), kind == DerivativeForm.Natural ? Natural(wrt) : Derived(wrt, kind));
        return kind == DerivativeForm.Gradient && Plain(wrt, derived) is var plain && plain != _shaped
            ? Of(plain).Derive(wrt, kind)
            : derived;
    }

    /// <summary>
    /// The formula for a gradient by a symmetric variable as among all matrices: of aᵀS b + bᵀS a it is a bᵀ + b aᵀ, although the terms
    /// are equal where S is symmetric. It stays as it is where the gradient is the same.
    /// </summary>
    public ShapedFormula Plain(string wrt, DerivedFormula? gradient = null)
    {
        var variable = Variable(wrt);
        if (!variable.IsSymmetric || Value.Expression.Free.Length > 0)
            return _shaped;
        return QuotientCheck.Agrees(_shaped, Table, variable, gradient ?? Derived(wrt, DerivativeForm.Gradient), isSymmetric: false)
            ? _shaped
            : _shaped.Varied(wrt, amongSymmetric: false);
    }

    private DerivedFormula Derived(string wrt, DerivativeForm kind)
    {
        var unknown = Variable(wrt);
        var variable = Table.Variable(unknown);
        var differentiation = new Differentiation(Table);
        var root = Value.Expression;
        if (kind == DerivativeForm.LinearMap)
        {
            var differential = Table.Variable(new Unknown("d" + wrt, unknown.Axes));
            var change = differentiation.Differential(root, variable, differential);
            return Written(kind, change, Value.Layout, jacobian: false, root.Free.Length);
        }

        Require(kind, root.Free.Length, unknown);
        var derivative = differentiation.Derivative(root, variable);
        if (kind is not (DerivativeForm.Hessian or DerivativeForm.HessianTensor or DerivativeForm.HessianKronecker))
            derivative = Mirrors.Shortened(Table, derivative);
        switch (kind)
        {
            case DerivativeForm.Hessian or DerivativeForm.HessianTensor or DerivativeForm.HessianKronecker:
                int rank = derivative.Free.Length;
                var second = new Differentiation(Table).Derivative(derivative, variable);
                second = Mirrors.Shortened(Table, second);
                return kind switch
                {
                    DerivativeForm.Hessian => Written(kind, second, rank == 0 ? Layout.Scalar : Layout.Matrix, jacobian: true, rank),
                    DerivativeForm.HessianTensor => Entries(kind, second),
                    _ => Kronecker(kind, second, rank),
                };
            case DerivativeForm.SymmetricGradient when (unknown.Properties & Properties.Diagonal) != 0:
                // Only the diagonal can vary.
                var both = derivative.Free[0];
                var entries = Simplifier.Simplify(Table, new IndexExpression([both], derivative.TermsAt([both, both])));
                var diagonal = Written(kind, entries, Layout.Column, jacobian: false, 0);
                return diagonal with { Formula = diagonal.Formula with { Body = new Call("diag", diagonal.Formula.Body) }, Axes = unknown.Axes };
            case DerivativeForm.SymmetricGradient:
                Index[] transposed = [derivative.Free[1], derivative.Free[0]];
                var sum = derivative.Terms.Concat(derivative.TermsAt(transposed)).Select(t => t.Times(Rational.Half));
                return Written(
                    kind, Simplifier.Simplify(Table, new IndexExpression(derivative.Free, [.. sum])), Layout.Matrix, jacobian: false, 0);
            case DerivativeForm.Tensor:
                return Entries(kind, derivative);
            case DerivativeForm.Kronecker:
                return Kronecker(kind, derivative, root.Free.Length);
            case DerivativeForm.Denominator:
                Index[] turned = derivative.Free.Length == 2 && root.Free.Length == 1
                    ? [derivative.Free[1], derivative.Free[0]]
                    : derivative.Free;
                bool isRow = root.Free.Length == 1 && derivative.Free.Length == 1;
                return Written(
                    kind, new IndexExpression(turned, derivative.Terms),
                    turned.Length switch { 0 => Layout.Scalar, 1 => isRow ? Layout.Row : Layout.Column, _ => Layout.Matrix }, jacobian: root.Free.Length > 0, root.Free.Length);
            case DerivativeForm.Row:
                return Written(kind, derivative, derivative.Free.Length == 0 ? Layout.Scalar : Layout.Row, jacobian: true, 0);
            default:
                var layout = derivative.Free.Length switch
                {
                    0 => Layout.Scalar,
                    1 => root.Free.Length == 0 && kind == DerivativeForm.Jacobian ? Layout.Row : Layout.Column,
                    _ => Layout.Matrix,
                };
                return Written(kind, derivative, layout, kind == DerivativeForm.Jacobian, root.Free.Length);
        }
    }

    private static void Require(DerivativeForm kind, int rank, Unknown variable)
    {
        string? problem = kind switch
        {
            DerivativeForm.Scalar when rank == 0 && variable.Axes.Count > 0 => "the variable is not a scalar: ask for the gradient",
            DerivativeForm.Gradient or DerivativeForm.Scalar or DerivativeForm.Hessian or DerivativeForm.HessianTensor or DerivativeForm.HessianKronecker
                when rank > 0 => "the value of the formula is not a scalar: ask for the Jacobian or the linear map",
            DerivativeForm.Row when rank > 0 || variable.Axes.Count > 1 =>
                "rows are derivatives of scalars by vectors: ask for the Jacobian or the gradient",
            DerivativeForm.Hessian when variable.Axes.Count > 1 =>
                "the Hessian by a matrix has four axes: ask for its tensor or its Kronecker form",
            DerivativeForm.SymmetricGradient when rank > 0 || variable.Axes.Count != 2 || variable.Axes[0] != variable.Axes[1] =>
                "the gradient among symmetric matrices is that of a scalar by a square matrix",
            DerivativeForm.Jacobian or DerivativeForm.Denominator when rank + variable.Axes.Count > 2 =>
                "the derivative has more than two axes: ask for the tensor, the Kronecker form or the linear map",
            _ => null,
        };
        if (problem is not null)
            throw new FormulaException($"There is no {InWords(kind)} by {variable}: {problem}.", -1);
    }

    private static string InWords(DerivativeForm kind) => kind switch
    {
        DerivativeForm.Scalar => "scalar derivative",
        DerivativeForm.Row => "row of derivatives",
        DerivativeForm.Jacobian => "Jacobian matrix",
        DerivativeForm.Denominator => "transposed Jacobian matrix",
        DerivativeForm.Tensor => "tensor of derivatives",
        DerivativeForm.LinearMap => "linear map",
        DerivativeForm.Kronecker => "Kronecker form",
        DerivativeForm.Hessian => "Hessian matrix",
        DerivativeForm.HessianTensor => "Hessian tensor",
        DerivativeForm.HessianKronecker => "Kronecker form of the Hessian",
        DerivativeForm.SymmetricGradient => "gradient among symmetric matrices",
        _ => "gradient",
    };

    private DerivedFormula Written(DerivativeForm kind, IndexExpression expression, Layout layout, bool jacobian, int outputRank)
    {
        try
        {
            if (AsMatrices(expression, layout, jacobian) is { } formula)
            {
                // Hessians of quotients may read better without parentheses, as that of log(aᵀeˣ).
                var open = kind == DerivativeForm.Hessian ? Expansion.OfQuotients(Table, expression) : null;
                if (open is not null && AsMatrices(open, layout, jacobian) is { } other
                    && FormulaComparison.CountTokens(other) <= FormulaComparison.CountTokens(formula))
                    formula = other;
                return new DerivedFormula(kind, formula, null, expression.Dimensions);
            }
        }
        catch (NoMatrixFormException)
        {
            // An atom in it has no matrix form: entry by entry, then.
        }

        return Entries(kind, expression);
    }

    private Formula? AsMatrices(IndexExpression expression, Layout layout, bool jacobian)
    {
        var names = new AtomNames();
        return MatrixForm.Write(expression, layout, names, jacobian) is { } matrix ? WithDefinitions(matrix, names) : null;
    }

    private DerivedFormula Entries(DerivativeForm kind, IndexExpression expression)
    {
        var names = new AtomNames();
        Expression body;
        try
        {
            body = EntryForm.Write(expression, names);
        }
        catch (NoMatrixFormException)
        {
            throw new FormulaException(
                $"The {InWords(kind)} has no notation with matrices and entries of them; ask for the linear map.", -1);
        }

        return new(kind, WithDefinitions(body, names), EntryForm.IndexNames(expression.Free.Length), expression.Dimensions);
    }

    private DerivedFormula Kronecker(DerivativeForm kind, IndexExpression expression, int outputRank)
    {
        var axes = expression.Dimensions;
        Dimension[] shape = [Stacked(axes[..outputRank]), Stacked(axes[outputRank..])];
        var names = new AtomNames();
        var matrix = KroneckerForm.Write(Table, expression, outputRank, names);
        if (matrix is null && Unstacked(expression, outputRank) is { } unstacked)
            matrix = KroneckerForm.Write(Table, unstacked, 2, names);
        if (matrix is null && outputRank == 2)
            matrix = KroneckerForm.OfProduct(Table, expression, names);
        matrix ??= expression.IsZero ? null : AsMatrix(expression, outputRank, names);
        return matrix is not null ? new DerivedFormula(kind, WithDefinitions(matrix, names), null, shape) : Entries(kind, expression);
    }

    /// <summary>∂vec(vec(F)) = ∂vec(F): a place of a stacked vector is a row and a column.</summary>
    private IndexExpression? Unstacked(IndexExpression expression, int outputRank)
    {
        if (outputRank != 1 || expression.IsZero)
            return null;
        var whole = expression.Free[0];
        Factor?[] stacks = Array.ConvertAll(expression.Terms, t => t.Factors.Where(f => f.Atom is StackAtom && f.Indices[0] == whole).Select(f => (Factor?)f).FirstOrDefault());
        if (stacks[0] is not { } first || !Array.TrueForAll(stacks, s => s?.Atom == first.Atom))
            return null;
        var (bound, row, column) = (new Index(whole.Dimension), new Index(first.Atom.Dimensions[1]), new Index(first.Atom.Dimensions[2]));
        var place = new Term(1, Table.Stack(bound, row, column));
        var terms = expression.TermsAt([bound, .. expression.Free[1..]]);
        return Simplifier.Simplify(
            Table, new IndexExpression([row, column, .. expression.Free[1..]], Array.ConvertAll(terms, t => t.Times(place))));
    }

    /// <summary>With its axes stacked: of a'·vec(X) the row a'.</summary>
    private Expression? AsMatrix(IndexExpression expression, int outputRank, AtomNames names)
    {
        var place = Term.One;
        Index[] Whole(Index[] axes)
        {
            if (axes.Length < 2)
                return axes;
            var whole = new Index(Stacked([axes[0].Dimension, axes[1].Dimension]));
            place = place.Times(Table.Stack(whole, axes[0], axes[1]));
            return [whole];
        }

        Index[] rows = Whole(expression.Free[..outputRank]), columns = Whole(expression.Free[outputRank..]);
        var layout = (rows.Length, columns.Length) switch { (0, _) => Layout.Row, (_, 0) => Layout.Column, _ => Layout.Matrix };
        var stacked = Simplifier.Simplify(
            Table, new IndexExpression([.. rows, .. columns], Array.ConvertAll(expression.Terms, t => t.Times(place))));
        return MatrixForm.Write(stacked, layout, names, jacobian: true);
    }

    private static Dimension Stacked(Dimension[] axes) => new(axes.Length == 0 ? "1" : string.Join("*", axes.Select(a => a.Name)));

    /// <summary>The formula with names for long parts that it has twice, and with those named values of the reader that it uses.</summary>
    private Formula WithDefinitions(Expression whole, AtomNames names)
    {
        var taken = _shaped.Unknowns.Select(u => u.Name)
            .Concat(_shaped.Unknowns.Select(u => "d" + u.Name))
            .Concat(_shaped.Dimensions.Select(d => d.Name))
            .Concat(_shaped.Formula.Definitions.Select(d => d.Name));
        var shared = SharedValues.Name(whole, taken, names.Symmetric);
        var body = shared.Body;
        var used = new HashSet<string>();
        Uses(body, used);
        foreach (var definition in shared.Definitions)
            Uses(definition.Value, used);
        var kept = new List<Definition>();
        for (int i = _shaped.Formula.Definitions.Count - 1; i >= 0; i--)
        {
            var definition = _shaped.Formula.Definitions[i];
            if (!used.Contains(definition.Name))
                continue;
            kept.Insert(0, definition);
            Uses(definition.Value, used);
        }

        return new Formula([.. kept, .. shared.Definitions], body);
    }

    private static void Uses(Expression expression, HashSet<string> names)
    {
        if (expression is Symbol symbol)
            names.Add(symbol.Name);
        foreach (var child in expression.Children())
            Uses(child, names);
    }
}
