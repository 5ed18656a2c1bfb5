namespace Covector.Notation;

/// <summary>How the free indices of a value stand in a formula.</summary>
internal enum Layout
{
    Scalar,
    Column,
    Row,
    Matrix,
}

/// <summary>A value in index notation and how it stands.</summary>
internal readonly record struct Value(IndexExpression Expression, Layout Layout)
{
    /// <summary>What the reader wrote for it.</summary>
    public Expression? Source { get; init; }
}

/// <summary>
/// Turns a formula into index notation: products share indices, transposition is their order, sums in products become atoms.
/// </summary>
internal sealed partial class Lowering(AtomTable table, IReadOnlyDictionary<string, Unknown> unknowns)
{
    private readonly Dictionary<string, Value> _definitions = [];

    public Value Lower(Formula formula)
    {
        foreach (var definition in formula.Definitions)
            _definitions[definition.Name] = Name(definition.Name, Lower(definition.Value));
        return Lower(formula.Body);
    }

    /// <summary>A named intermediate value is one atom, which prints as its name.</summary>
    private Value Name(string name, Value value)
    {
        var expression = Simplifier.Simplify(table, value.Expression);
        if (expression.IsZero)
            return value with { Source = null, Expression = expression };
        // The value of a function is the atom that gets the name, so that its derivative is in terms of it: 1 − h².
        if (expression.Terms is [{ Coefficient.IsOne: true, Factors: [{ Power.IsOne: true, Atom: not (VariableAtom or SumAtom) } only] }]
            && only.Indices.AsSpan().SequenceEqual(expression.Free) && only.Atom.Dimensions.Count < 2)
        {
            only.Atom.Name ??= name;
            return value with { Source = null, Expression = expression };
        }

        var free = Index.For(expression.Dimensions);
        var factor = table.Named(name, expression, free, isRow: value.Layout == Layout.Row);
        return value with { Source = null, Expression = new IndexExpression(free, new Term(1, factor)) };
    }

    public Value Lower(Expression expression)
    {
        var value = Lowered(expression);
        if (value.Layout != Layout.Row && value.Expression.Terms is [var only])
            Remember(expression, only, value.Expression.Free);
        return value with { Source = expression };
    }

    /// <summary>The form that the reader gave an atom: print has it again.</summary>
    private static void Remember(Expression? source, Term term, Index[] at)
    {
        if (source is not null && term is { Coefficient.IsOne: true, Factors: [{ Power.IsOne: true, Atom: SumAtom or FunctionAtom or ScalarAtom or PowerAtom } only] }
            && only.Atom.Name is null && only.Indices.AsSpan().SequenceEqual(at))
            only.Atom.Source ??= source;
    }

    private Term Wrap(Value value, Index[] at)
    {
        var term = table.Wrap(value.Expression, at);
        if (value.Layout != Layout.Row)
            Remember(value.Source, term, at);
        return term;
    }

    private Value Lowered(Expression expression)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return expression switch
        {
            Number number => Scalar(new Term(number.Value)),
            Symbol symbol => Named(symbol.Name),
            Negation negation => Scale(Lower(negation.Operand), Rational.MinusOne),
            Sum sum => Add(sum),
            Product product => Multiply(product),
            Hadamard hadamard => MultiplyEntries(hadamard),
            Quotient quotient => Times(Lower(quotient.Numerator), Raise(Lower(quotient.Denominator), Rational.MinusOne)),
            ElementwiseQuotient quotient => Entrywise(Lower(quotient.Numerator), Raise(Lower(quotient.Denominator), Rational.MinusOne)),
            Power power => Raise(power),
            ElementwisePower power => RaiseEntries(Lower(power.Base), Lower(power.Exponent)),
            Transpose transpose => Transposed(Lower(transpose.Operand)),
            Call call => Apply(call),
            Entry { IsNumbered: true } entry => EntryOf(entry),
            Section section => SectionOf(section),
            _ => throw new NotSupportedException($"An entry cannot be part of a formula that is differentiated: {expression}."),
        };
    }

    private static Value Scalar(Term term) => new(new IndexExpression([], term), Layout.Scalar);

    private Value Named(string name)
    {
        if (_definitions.TryGetValue(name, out var defined))
            return defined;
        if (!unknowns.TryGetValue(name, out var unknown))
            return name == "pi"
                ? new(table.Constant("pi", Math.PI), Layout.Scalar)
                : Scalar(new Term(1, table.Length(new Dimension(name), 1)));
        return Of(table.Variable(unknown));
    }

    public static Value Of(VariableAtom variable)
    {
        var free = Index.For(variable.Dimensions);
        var layout = free.Length switch { 0 => Layout.Scalar, 1 => Layout.Column, _ => Layout.Matrix };
        return new(new IndexExpression(free, new Term(1, new Factor(variable, free))), layout);
    }

    private static Value Scale(Value value, Rational number) =>
        value with { Source = null, Expression = new IndexExpression(value.Expression.Free, Array.ConvertAll(value.Expression.Terms, t => t.Times(number))) };

    private Value Add(Sum sum)
    {
        Value[] terms = [.. sum.Terms.Select(Lower)];
        var widest = terms.MaxBy(t => t.Expression.Free.Length);
        var all = terms.SelectMany(t => t.Expression.Free.Length == widest.Expression.Free.Length
            ? t.Expression.TermsAt(widest.Expression.Free)
            : t.Expression.TermsAt([]));
        return widest with { Source = null, Expression = new IndexExpression(widest.Expression.Free, [.. all]) };
    }

    private Value Multiply(Product product)
    {
        var result = Lower(product.Factors[0]);
        for (int i = 1; i < product.Factors.Count; i++)
            result = Times(result, Lower(product.Factors[i]));
        return result;
    }

    private Value Times(Value a, Value b)
    {
        if (a.Layout == Layout.Scalar || b.Layout == Layout.Scalar)
        {
            var shaped = a.Layout == Layout.Scalar ? b : a;
            var free = Index.For(shaped.Expression.Dimensions);
            var left = Wrap(a, a.Layout == Layout.Scalar ? [] : free);
            var right = Wrap(b, b.Layout == Layout.Scalar ? [] : free);
            return shaped with { Source = null, Expression = new IndexExpression(free, left.Times(right)) };
        }

        var (rows, inner) = a.Layout switch
        {
            Layout.Matrix => (new Index(a.Expression.Free[0].Dimension), new Index(a.Expression.Free[1].Dimension)),
            Layout.Row => (null, new Index(a.Expression.Free[0].Dimension)),
            _ => (new Index(a.Expression.Free[0].Dimension), (Index?)null),
        };
        var columns = b.Layout switch
        {
            Layout.Matrix => new Index(b.Expression.Free[1].Dimension),
            Layout.Row => new Index(b.Expression.Free[0].Dimension),
            _ => null,
        };
        Index[] At(params Index?[] indices) => [.. indices.Where(i => i is not null)!];
        var first = Wrap(a, a.Layout == Layout.Column ? At(rows) : At(rows, inner));
        var second = Wrap(b, b.Layout == Layout.Row ? At(columns) : At(inner, columns));
        var term = first.Times(second);
        // What is summed but does not occur is summed over ones.
        if (inner is not null && !term.Has(inner))
            term = term.Times(table.Length(inner.Dimension, 1));
        var layout = (rows, columns) switch
        {
            (null, null) => Layout.Scalar,
            (null, _) => Layout.Row,
            (_, null) => Layout.Column,
            _ => Layout.Matrix,
        };
        return new(new IndexExpression(At(rows, columns), term), layout);
    }

    private Value MultiplyEntries(Hadamard hadamard)
    {
        var result = Lower(hadamard.Factors[0]);
        for (int i = 1; i < hadamard.Factors.Count; i++)
            result = Entrywise(result, Lower(hadamard.Factors[i]));
        return result;
    }

    private Value Entrywise(Value a, Value b)
    {
        var shaped = a.Layout == Layout.Scalar ? b : a;
        var free = Index.For(shaped.Expression.Dimensions);
        Term At(Value value) => Wrap(value, value.Layout == Layout.Scalar ? [] : free);
        return shaped with { Source = null, Expression = new IndexExpression(free, At(a).Times(At(b))) };
    }

    private Value Raise(Value value, Rational power)
    {
        var free = Index.For(value.Expression.Dimensions);
        var term = table.Power(value.Expression, free, power);
        if (value.Layout != Layout.Row && term is { Coefficient.IsOne: true, Factors: [{ Atom: SumAtom } only] }
            && only.Power == power)
            Remember(value.Source, new Term(1, only with { Power = Rational.One }), free);
        return value with { Source = null, Expression = new IndexExpression(free, term) };
    }

    private Value Raise(Value value, IndexExpression exponent)
    {
        var free = Index.For(value.Expression.Dimensions);
        return value with { Source = null, Expression = new IndexExpression(free, table.Power(value.Expression, free, exponent)) };
    }

    /// <summary>x^y entry by entry; a scalar base or exponent is that of all entries.</summary>
    private Value RaiseEntries(Value value, Value exponent)
    {
        if (exponent.Layout == Layout.Scalar)
            return Raise(value, exponent.Expression);
        if (value.Layout == Layout.Scalar)
            value = exponent with { Source = null, Expression = new IndexExpression(Index.For(exponent.Expression.Dimensions), value.Expression.TermsAt([])) };
        return Raise(value, exponent.Expression);
    }

    private Value Raise(Power power)
    {
        var value = Lower(power.Base);
        var exponent = Simplifier.Simplify(table, Lower(power.Exponent).Expression);
        if (value.Layout == Layout.Scalar)
            return Raise(value, exponent);
        if (exponent.Terms is not ([] or [{ Factors.Length: 0, Coefficient.IsInteger: true }]))
            throw new NotSupportedException($"{power}: the power of a matrix is a whole number. Write .^ for powers of its entries.");
        int count = exponent.IsZero ? 0 : (int)exponent.Terms[0].Coefficient.Numerator;
        if (Math.Abs(count) > MaxMatrixPower)
            throw new NotSupportedException($"{power}: powers of matrices go to {MaxMatrixPower} here.");
        if (count == 0)
            return Identity(value.Expression.Free[0].Dimension);
        if (count < 0)
            value = Inverse(value);
        var result = value;
        for (int i = 1; i < Math.Abs(count); i++)
            result = Times(result, value);
        return result;
    }

    private const int MaxMatrixPower = 16;

    private Value Identity(Dimension dimension)
    {
        Index[] free = [new(dimension), new(dimension)];
        return new(new IndexExpression(free, new Term(1, table.Delta(free[0], free[1]))), Layout.Matrix);
    }

    private static Value Transposed(Value value) => value.Layout switch
    {
        Layout.Scalar => value,
        Layout.Column => value with { Source = null, Layout = Layout.Row },
        Layout.Row => value with { Source = null, Layout = Layout.Column },
        _ => value with { Source = null, Expression = new IndexExpression([value.Expression.Free[1], value.Expression.Free[0]], value.Expression.Terms) },
    };

    private Value Inverse(Value value)
    {
        if (value.Layout == Layout.Scalar)
            return Raise(value, Rational.MinusOne);
        var free = Index.For(value.Expression.Dimensions);
        return new(new IndexExpression(free, table.Inverse(value.Expression, free)), Layout.Matrix);
    }

    private Value Apply(Call call)
    {
        switch (call.Function)
        {
            case "eye":
                return Identity(Axis(call, 0));
            case "unit":
                var row = new Index(Axis(call, 0));
                var unit = table.Unit(row, (int)((Number)call.Arguments[1]).Value.Numerator);
                return new(new IndexExpression([row], new Term(1, unit)), Layout.Column);
            case "ones" or "zeros":
                var ones = call.Arguments.Count == 0 ? Term.One : new Term(call.Function == "ones" ? 1 : 0);
                var free = Index.For([.. Enumerable.Range(0, call.Arguments.Count).Select(i => Axis(call, i))]);
                var layout = free.Length == 1 ? Layout.Column : Layout.Matrix;
                return new(new IndexExpression(free, call.Function == "ones" ? [ones] : []), layout);
            case "kron":
                return Kronecker(Lower(call.Arguments[0]), Lower(call.Arguments[1]));
            case "comm":
                return Commutation(Axis(call, 0), Axis(call, 1));
            case "max" or "min" when call.Arguments.Count == 2:
                return Extremum(call.Function == "max", Lower(call.Arguments[0]), Lower(call.Arguments[1]));
        }

        if (call is { Function: "inv" or "det" or "logdet", Arguments: [Call { Function: "kron" } kronecker] }
            && OfKronecker(call.Function, kronecker) is { } known)
            return known;
        // What is one number of all entries does not ask in which order they stand.
        bool isOfAll = call is { Function: "sum" or "mean" or "max" or "min" or "norm1" or "norm2" or "logsumexp", Arguments.Count: 1 };
        var argument = Lower(isOfAll && call.Arguments[0] is Call { Function: "vec" } stacked ? stacked.Arguments[0] : call.Arguments[0]);
        return call.Function switch
        {
            "tr" => new(Contract(argument.Expression.Free[0], argument.Expression.Free[1], argument.Expression), Layout.Scalar),
            "sum" when call.Arguments.Count == 2 => SumAxis(argument, call.Arguments[1]),
            "sum" => Scalar(SumAll(argument.Expression)),
            "mean" when call.Arguments.Count == 2 => MeanAxis(argument, call.Arguments[1]),
            "mean" => Mean(argument),
            "max" or "min" => Extremum(call.Function == "max", argument),
            "norm2" => Scalar(table.Norm(argument.Expression)),
            "norm1" => Scalar(SumAll(Entries("abs", argument).Expression)),
            "det" =>
                Scalar(argument.Layout == Layout.Scalar ? table.Wrap(argument.Expression, []) : table.Determinant(argument.Expression)),
            "logdet" => Scalar(table.Scalar(ScalarFunction.LogDeterminant, Simplifier.Simplify(table, argument.Expression))),
            "inv" => Inverse(argument),
            // Of all entries of a matrix: softmax, its derivative, is written of vectors only.
            "logsumexp" when argument.Expression.Free.Length > 1 => Entries("log", Scalar(SumAll(Entries("exp", argument).Expression))),
            "logsumexp" => Scalar(table.Scalar(ScalarFunction.LogSumExp, Simplifier.Simplify(table, argument.Expression))),
            "softmax" => Softmax(argument),
            "diag" => Diagonal(argument),
            "vec" => Vec(argument),
            "sqrt" => Raise(argument, Rational.Half),
            "square" => Raise(argument, 2),
            "transpose" => Transposed(argument),
            _ when ElementwiseFunction.Find(call.Function) is not null => Entries(call.Function, argument),
            _ => throw new NotSupportedException($"{call.Function} has no derivative as a formula."),
        };
    }

    private static Dimension Axis(Call call, int argument) => call.Arguments[argument] switch
    {
        Symbol symbol => new Dimension(symbol.Name),
        Number { Value: { IsInteger: true } value } => new Dimension(value.ToString()),
        var other => throw new NotSupportedException($"{call}: the length of an axis is a letter or a number, not {other}."),
    };

    /// <summary>The indices of rows and columns of a value; a column has no index of columns.</summary>
    private static (Index? Row, Index? Column) Roles(Layout layout, Index[] free) => layout switch
    {
        Layout.Matrix => (free[0], free[1]),
        Layout.Column => (free[0], null),
        Layout.Row => (null, free[0]),
        _ => (null, null),
    };

    private static Value Shaped(Index? row, Index? column, params Term[] terms) => new(
        new IndexExpression([.. new[] { row, column }.OfType<Index>()], terms),
        (row, column) switch { (null, null) => Layout.Scalar, (_, null) => Layout.Column, (null, _) => Layout.Row, _ => Layout.Matrix });

    private static Dimension Stacked(Dimension outer, Dimension inner) => new($"{outer.Name}*{inner.Name}");

    /// <summary>(A ⊗ B)_pq: p stacks the rows of B in each row of A, q the columns.</summary>
    private Value Kronecker(Value a, Value b)
    {
        Index[] outer = Index.For(a.Expression.Dimensions), inner = Index.For(b.Expression.Dimensions);
        var term = Wrap(a, outer).Times(Wrap(b, inner));
        var (outerRow, outerColumn) = Roles(a.Layout, outer);
        var (innerRow, innerColumn) = Roles(b.Layout, inner);
        Index? Both(Index? x, Index? y)
        {
            if (x is null || y is null)
                return x ?? y;
            var whole = new Index(Stacked(x.Dimension, y.Dimension));
            term = term.Times(table.Stack(whole, y, x));
            return whole;
        }

        var row = Both(outerRow, innerRow);
        return Shaped(row, Both(outerColumn, innerColumn), term);
    }

    /// <summary>(A ⊗ B)⁻¹ = A⁻¹ ⊗ B⁻¹ and det(A ⊗ B) = det(A)^p det(B)^m for square A of m rows and B of p rows.</summary>
    private Value? OfKronecker(string function, Call kronecker)
    {
        Value a = Lower(kronecker.Arguments[0]), b = Lower(kronecker.Arguments[1]);
        if (a.Expression.Dimensions is not [var m, var columns] || b.Expression.Dimensions is not [var p, var others] || m != columns
            || p != others)
            return null;
        IndexExpression Length(Dimension axis) => new([], new Term(1, table.Length(axis, 1)));
        Term LogDeterminant(Value value) => table.Scalar(ScalarFunction.LogDeterminant, Simplifier.Simplify(table, value.Expression));
        Term Determinant(Value value, Dimension power) =>
            table.Power(new IndexExpression([], table.Determinant(value.Expression)), [], Length(power));
        return function switch
        {
            "inv" => Kronecker(Inverse(a), Inverse(b)),
            "det" => Scalar(Determinant(a, p).Times(Determinant(b, m))),
            _ => new(new IndexExpression([], LogDeterminant(a).Times(table.Length(p, 1)), LogDeterminant(b).Times(table.Length(m, 1))), Layout.Scalar),
        };
    }

    private Value Commutation(Dimension rows, Dimension columns)
    {
        var (i, j) = (new Index(rows), new Index(columns));
        var (row, column) = (new Index(Stacked(rows, columns)), new Index(Stacked(rows, columns)));
        return Shaped(row, column, new Term(1, table.Stack(row, j, i), table.Stack(column, i, j)));
    }

    /// <summary>max(x, y) = y + relu(x − y), min(x, y) = y − relu(y − x).</summary>
    private Value Extremum(bool isMaximum, Value x, Value y)
    {
        var shaped = x.Layout == Layout.Scalar ? y : x;
        var free = Index.For(shaped.Expression.Dimensions);
        Term At(Value value) => Wrap(value, value.Layout == Layout.Scalar ? [] : free);
        // Of two the constant one stands by itself: max(0, x) = relu(x).
        if (IsConstant(x.Expression))
            (x, y) = (y, x);
        var (first, second) = isMaximum ? (At(x), At(y)) : (At(y), At(x));
        var excess = Simplifier.Simplify(table, new IndexExpression(free, first, second.Times(-1)));
        return shaped with { Source = null, Expression = new IndexExpression(free, At(y), table.Apply("relu", excess, free).Times(isMaximum ? 1 : -1)) };
    }

    private static bool IsConstant(IndexExpression expression) =>
        Array.TrueForAll(expression.Terms, t => Array.TrueForAll(t.Factors, f => f.Atom is DimensionAtom or ConstantAtom));

    private Value Extremum(bool isMaximum, Value value) => value.Layout == Layout.Scalar
        ? value
        : Scalar(table.Scalar(isMaximum ? ScalarFunction.Maximum : ScalarFunction.Minimum, Simplifier.Simplify(table, value.Expression)));

    private Value MeanAxis(Value value, Expression axis)
    {
        var sum = SumAxis(value, axis);
        var counted = value.Expression.Dimensions
            .Where(d => sum.Expression.Dimensions.All(kept => kept != d) || sum.Layout == Layout.Scalar).ToList();
        if (value.Layout == Layout.Matrix)
            counted = [value.Expression.Free[sum.Layout == Layout.Row ? 0 : 1].Dimension];
        Factor[] lengths = [.. counted.Select(d => table.Length(d, -1))];
        return sum with { Source = null, Expression = new IndexExpression(sum.Expression.Free, Array.ConvertAll(sum.Expression.Terms, t => t.Times(lengths))) };
    }

    private IndexExpression Contract(Index i, Index j, IndexExpression expression)
    {
        var bound = new Index(i.Dimension);
        Index[] free = [.. expression.Free.Select(f => f == i || f == j ? bound : f)];
        return new IndexExpression([], Array.ConvertAll(expression.TermsAt(free), t => Summed(t, [bound])));
    }

    private Term SumAll(IndexExpression expression)
    {
        var free = Index.For(expression.Dimensions);
        return Summed(table.Wrap(expression, free), free);
    }

    /// <summary>The term summed over indices; over one that it lacks, it is counted.</summary>
    private Term Summed(Term term, IEnumerable<Index> indices)
    {
        foreach (var index in indices)
        {
            if (!term.Has(index))
                term = term.Times(table.Length(index.Dimension, 1));
        }

        return term;
    }

    private Value SumAxis(Value value, Expression axis)
    {
        // sum(X, 1) adds the rows up and is a row; sum(X, 2) adds the columns up.
        bool rows = axis is Number { Value.IsOne: true };
        var free = Index.For(value.Expression.Dimensions);
        if (value.Layout != Layout.Matrix)
        {
            bool whole = value.Layout == Layout.Scalar || rows == (value.Layout == Layout.Column);
            return whole ? Scalar(SumAll(value.Expression)) : value;
        }

        var term = Summed(Wrap(value, free), [free[rows ? 0 : 1]]);
        return new(new IndexExpression([free[rows ? 1 : 0]], term), rows ? Layout.Row : Layout.Column);
    }

    private Value Mean(Value value)
    {
        var term = SumAll(value.Expression);
        foreach (var index in value.Expression.Free)
            term = term.Times(table.Length(index.Dimension, -1));
        return Scalar(term);
    }

    private Value Entries(string function, Value argument)
    {
        var free = Index.For(argument.Expression.Dimensions);
        // What the derivative divides by, as the reader wrote it.
        if (function == "log")
            Raise(argument, Rational.MinusOne);
        return argument with { Source = null, Expression = new IndexExpression(free, table.Apply(function, argument.Expression, free)) };
    }

    private Value Softmax(Value argument)
    {
        var free = Index.For(argument.Expression.Dimensions);
        return argument with { Source = null, Expression = new IndexExpression(free, table.Softmax(Simplifier.Simplify(table, argument.Expression), free)) };
    }

    private Value Diagonal(Value value)
    {
        if (value.Layout == Layout.Matrix)
        {
            var both = new Index(value.Expression.Free[0].Dimension);
            return new(new IndexExpression([both], Wrap(value, [both, both])), Layout.Column);
        }

        Index[] free = [new(value.Expression.Free[0].Dimension), new(value.Expression.Free[0].Dimension)];
        return new(new IndexExpression(free, Wrap(value, [free[0]]).Times(table.Delta(free[0], free[1]))), Layout.Matrix);
    }

    private Value Vec(Value value)
    {
        if (value.Layout != Layout.Matrix)
            return value with { Source = null, Layout = value.Layout == Layout.Scalar ? Layout.Scalar : Layout.Column };
        var free = Index.For(value.Expression.Dimensions);
        var whole = new Index(Stacked(free[0].Dimension, free[1].Dimension));
        return Shaped(whole, null, Wrap(value, free).Times(table.Stack(whole, free[0], free[1])));
    }
}
