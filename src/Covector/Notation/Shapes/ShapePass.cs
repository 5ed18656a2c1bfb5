namespace Covector.Notation;

/// <summary>One walk over a formula that gives every part its shape, with the ranks of the variables decided.</summary>
internal sealed partial class ShapePass(Formula formula, ParsedFormula? parsed)
{
    private readonly Dictionary<Expression, Form> _forms = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, Form> _variables = [];
    private readonly Dictionary<string, Form> _definitions = [];
    private readonly Dictionary<string, Axis> _named = new() { ["1"] = Axis.One };
    private readonly Dictionary<string, Axis> _indices = [];
    private readonly List<string> _order = [];

    public IReadOnlyDictionary<Expression, Form> Forms => _forms;

    public IReadOnlyDictionary<string, Axis> Indices => _indices;

    public IEnumerable<string> DimensionNames => _named.Keys.Where(name => new Dimension(name).Size == null);

    public Form this[string variable] => _variables[variable];

    public Axis Named(string name)
    {
        if (name.Contains('*', StringComparison.Ordinal))
            return name.Split('*').Select(Named).Aggregate(Axis.Times);
        if (!_named.TryGetValue(name, out var axis))
            _named[name] = axis = new Axis { Name = name };
        return axis;
    }

    public void Declare(string variable, int rank, IReadOnlyList<Dimension> axes, bool isSquare)
    {
        var rows = axes.Count > 0 ? Named(axes[0].Name) : rank > 0 ? new Axis() : Axis.One;
        var columns = axes.Count > 1 ? Named(axes[1].Name) : rank < 2 ? Axis.One : isSquare ? rows : new Axis();
        _variables[variable] = new Form(rows, columns);
        _order.Add(variable);
    }

    public void Range(string index, Dimension length) => _indices[index] = Named(length.Name);

    public Form Run()
    {
        foreach (var definition in formula.Definitions)
        {
            if (_variables.ContainsKey(definition.Name))
                throw Error(definition.Value, $"{definition.Name} is a variable before it is defined here.");
            _definitions[definition.Name] = Visit(definition.Value);
        }

        return Visit(formula.Body);
    }

    /// <summary>Gives letters to the lengths that have none.</summary>
    public void NameAxes()
    {
        string[] letters = ["n", "m", "p", "q", "r", "s", "h", "l"];
        int next = 0;
        // The usual letters: x has n entries and A: m×n has x's on the right.
        foreach (string variable in _order.OrderBy(name => name == "x" ? 0 : 1))
        {
            foreach (var leaf in _variables[variable].Columns.Leaves().Concat(_variables[variable].Rows.Leaves()))
                NameAxis(leaf);
        }

        foreach (var form in _forms.Values)
        {
            foreach (var leaf in form.Columns.Leaves().Concat(form.Rows.Leaves()))
                NameAxis(leaf);
        }

        foreach (var index in _indices.Values)
            NameAxis(index.Root);

        void NameAxis(Axis axis)
        {
            if (axis.Name != null || axis.Factors != null)
                return;
            string letter;
            do
            {
                letter = next < letters.Length ? letters[next] : $"n{next - letters.Length + 1}";
                next++;
            }
            while (_named.ContainsKey(letter) || _variables.ContainsKey(letter) || _definitions.ContainsKey(letter));
            axis.Name = letter;
            _named[letter] = axis;
        }
    }

    private FormulaException Error(Expression part, string message) => parsed?.Error(part, message) ?? new FormulaException(message, -1);

    private static string Show(Expression part)
    {
        string text = PlainPrinter.Print(part);
        return text.Length <= 40 ? text : text[..39] + "…";
    }

    private FormulaException Mismatch(Expression part, Expression a, Expression b, string reason, Expression? upTo = null)
    {
        NameAxes();
        string message = $"{Show(part)}: {Show(a)} {_forms[a].Describe()}, {Show(b)} {_forms[b].Describe()}; {reason}";
        return upTo != null && parsed != null && parsed.Spans.TryGetValue(part, out var whole)
            && parsed.Spans.TryGetValue(upTo, out var last)
            ? FormulaError.At(parsed.Text, whole with { End = last.End }, message)
            : Error(part, message);
    }

    private FormulaException Mismatch(Expression part, Expression a, string reason)
    {
        NameAxes();
        return Error(part, $"{Show(part)}: {Show(a)} {_forms[a].Describe()}; {reason}");
    }

    private string Differ(Axis a, Axis b)
    {
        NameAxes();
        return $"{a.ToDimension()} ≠ {b.ToDimension()}";
    }

    private Form Visit(Expression expression)
    {
        var form = expression switch
        {
            Number => Form.Scalar,
            Symbol symbol => VisitSymbol(symbol),
            Negation negation => Visit(negation.Operand),
            Sum sum => VisitSum(sum),
            Product product => VisitProduct(product),
            Hadamard hadamard => VisitHadamard(hadamard),
            Quotient quotient => VisitQuotient(quotient),
            ElementwiseQuotient quotient => Entrywise(quotient, quotient.Numerator, quotient.Denominator),
            ElementwisePower power => Entrywise(power, power.Base, power.Exponent),
            Power power => VisitPower(power),
            Transpose transpose => Visit(transpose.Operand) is var form2 ? new Form(form2.Columns, form2.Rows) : default,
            Entry entry => VisitEntry(entry),
            Section section => VisitSection(section),
            Call call => VisitCall(call),
            _ => throw new ArgumentException($"No shape is known of {expression.GetType().Name}.", nameof(expression)),
        };
        _forms[expression] = form;
        return form;
    }

    private Form VisitSymbol(Symbol symbol) =>
        _definitions.TryGetValue(symbol.Name, out var form) || _variables.TryGetValue(symbol.Name, out form) ? form
        : _named.ContainsKey(symbol.Name) ? Form.Scalar
        : throw Error(symbol, $"{symbol.Name} is neither a variable nor the length of an axis.");

    private Form VisitSum(Sum sum)
    {
        var first = sum.Terms[0];
        var form = Visit(first);
        for (int i = 1; i < sum.Terms.Count; i++)
        {
            var term = sum.Terms[i];
            var other = Visit(term);
            if (form.IsScalar != other.IsScalar)
            {
                NameAxes();
                var (scalar, whole) = form.IsScalar ? (first, term) : (term, first);
                string factor = scalar is Number { Value.IsOne: true } ? ""
                    : Show(scalar) + "*", lengths = string.Join(",", _forms[whole].ToAxes());
                throw Mismatch(sum, first, term,
                    $"a number is added to every entry by a product with ones, as in {factor}ones({lengths}).");
            }

            Same(sum, first, term);
        }

        return form;
    }

    // Two parts that must have one shape.
    private Form Same(Expression part, Expression a, Expression b)
    {
        var (x, y) = (_forms[a], _forms[b]);
        if (!Axis.Unify(x.Rows, y.Rows))
            throw Mismatch(part, a, b, Differ(x.Rows, y.Rows) + ".");
        if (!Axis.Unify(x.Columns, y.Columns))
            throw Mismatch(part, a, b, Differ(x.Columns, y.Columns) + ".");
        return x;
    }

    private Form Entrywise(Expression part, Expression a, Expression b)
    {
        var (x, y) = (Visit(a), Visit(b));
        return x.IsScalar ? y : y.IsScalar ? x : Same(part, a, b);
    }

    private Form VisitHadamard(Hadamard hadamard)
    {
        Expression? whole = null;
        foreach (var factor in hadamard.Factors)
        {
            if (Visit(factor).IsScalar)
                continue;
            if (whole == null)
                whole = factor;
            else
                Same(hadamard, whole, factor);
        }

        return whole == null ? Form.Scalar : _forms[whole];
    }

    private Form VisitProduct(Product product)
    {
        var left = Visit(product.Factors[0]);
        for (int i = 1; i < product.Factors.Count; i++)
        {
            var factor = product.Factors[i];
            var right = Visit(factor);
            if (left.IsScalar || right.IsScalar)
            {
                left = left.IsScalar ? right : left;
            }
            else if (Axis.Unify(left.Columns, right.Rows))
            {
                left = new Form(left.Rows, right.Columns);
            }
            else
            {
                Expression soFar = i == 1 ? product.Factors[0] : new Product(new Parts([.. product.Factors.Take(i)]));
                _forms[soFar] = left;
                string hint = left.IsColumn && right.IsColumn
                    ? $"the inner product is {Show(soFar)}'*{Show(factor)}, the product entry by entry {Show(soFar)}.*{Show(factor)}."
                    : Differ(left.Columns, right.Rows) + ".";
                throw Mismatch(product, soFar, factor, hint, upTo: factor);
            }
        }

        return left;
    }

    private Form VisitQuotient(Quotient quotient)
    {
        var numerator = Visit(quotient.Numerator);
        return Visit(quotient.Denominator).IsScalar ? numerator
            : throw Mismatch(quotient, quotient.Numerator, quotient.Denominator,
                "'/' divides by a scalar; './' divides entry by entry, inv(A)*b solves.");
    }

    private Form VisitPower(Power power)
    {
        var form = Visit(power.Base);
        if (!Visit(power.Exponent).IsScalar)
            throw Mismatch(power, power.Base, power.Exponent, "an exponent is a scalar; '.^' raises entry by entry.");
        if (form.IsScalar)
            return form;
        if (!form.IsMatrix || !Axis.Unify(form.Rows, form.Columns))
            throw Mismatch(power, power.Base, "'^' is of a scalar or a square matrix; '.^' raises entry by entry.");
        return (power.Exponent is Negation negation ? negation.Operand : power.Exponent) is Number { Value.IsInteger: true } ? form
            : throw Mismatch(power, power.Base, "a matrix is raised to whole numbers only.");
    }

    private Axis Index(string name)
    {
        if (!_indices.TryGetValue(name, out var axis))
            _indices[name] = axis = new Axis();
        return axis;
    }

    private Form VisitCall(Call call)
    {
        var function = FunctionTable.Find(call.Function)
            ?? throw Error(call, $"There is no function {call.Function}.");
        var arguments = call.Arguments;
        switch (function.Kind)
        {
            case FunctionKind.Constant:
                return arguments.Count == 2 ? new Form(Length(call, arguments[0]), Length(call, arguments[1]))
                    : new Form(Length(call, arguments[0]), Axis.One);
            case FunctionKind.Identity:
                return Length(call, arguments[0]) is var side ? new Form(side, side) : default;
            case FunctionKind.Commutation:
                return Axis.Times(Length(call, arguments[0]), Length(call, arguments[1])) is var square ? new Form(square, square)
                    : default;
            case FunctionKind.Unit:
                if (arguments[1] is not Number { Value: { IsInteger: true, Sign: > 0 } place } || place.CompareTo(1_000_000) > 0)
                    throw Error(call, "unit takes a length and a number from 1 on, as in unit(n,1).");
                return new Form(Length(call, arguments[0]), Axis.One) is var unit && unit.Rows.Root.Name is { } known
                    && new Dimension(known).Size is { } whole && place.CompareTo(whole) > 0
                    ? throw Error(call, $"There are only {whole} unit vectors of the length {whole}.") : unit;
            case FunctionKind.Delta:
                if (arguments is not [Symbol first, Symbol second])
                    throw Error(call, "delta takes the names of two indices, as in delta(i,j).");
                return Axis.Unify(Index(first.Name), Index(second.Name)) ? Form.Scalar
                    : throw Error(call,
                        $"{Show(call)}: the indices range over different lengths; {Differ(Index(first.Name), Index(second.Name))}.");
        }

        var form = Visit(arguments[0]);
        switch (function.Kind)
        {
            case FunctionKind.Elementwise:
                return form;
            case FunctionKind.Reduction:
                return Form.Scalar;
            case FunctionKind.Extremum:
                return arguments.Count == 1 ? Form.Scalar : Entrywise(call, arguments[0], arguments[1]);
            case FunctionKind.AxisReduction when arguments.Count == 1:
                return Form.Scalar;
            case FunctionKind.AxisReduction:
                return arguments[1] is Number { Value: var axis } && axis.IsInteger && axis.Numerator is var which
                    && (which.IsOne || which == 2)
                    ? which.IsOne ? new Form(Axis.One, form.Columns) : new Form(form.Rows, Axis.One)
                    : throw Error(call,
                        $"{call.Function}(X,1) is the row of the columns' values, {call.Function}(X,2) the column of the rows' values.");
            case FunctionKind.OfSquare:
                return Square(call, form) is not null ? Form.Scalar : default;
            case FunctionKind.Inverse:
                return Square(call, form)!.Value;
            case FunctionKind.Softmax:
                return form.IsColumn || form.IsRow ? form : throw Mismatch(call, arguments[0], "softmax is of a vector.");
            case FunctionKind.Diagonal when form.IsColumn || form.IsRow:
                return (form.IsColumn ? form.Rows : form.Columns) is var length ? new Form(length, length) : default;
            case FunctionKind.Diagonal:
                return new Form(Square(call, form)!.Value.Rows, Axis.One);
            case FunctionKind.Vectorization:
                return new Form(Axis.Stacked(form.Rows, form.Columns), Axis.One);
            default:
                var right = Visit(arguments[1]);
                return new Form(Axis.Times(form.Rows, right.Rows), Axis.Times(form.Columns, right.Columns));
        }
    }

    private Form? Square(Call call, Form form) => form.IsScalar || form.IsMatrix && Axis.Unify(form.Rows, form.Columns) ? form
        : throw Mismatch(call, call.Arguments[0], $"{call.Function} is of a square matrix.");

    private Axis Length(Call call, Expression argument) => argument switch
    {
        Symbol symbol when !_variables.ContainsKey(symbol.Name) && !_definitions.ContainsKey(symbol.Name) => Named(symbol.Name),
        Number { Value: var value } when value.IsInteger && value.Sign > 0 && value.CompareTo(1_000_000) < 0 => Named(value.ToString()),
        Product product => product.Factors.Select(factor => Length(call, factor)).Aggregate(Axis.Times),
        _ => throw Error(call,
            $"{Show(call)}: expected the length of an axis, a letter that is no variable or a number, in place of {Show(argument)}."),
    };
}
