namespace Covector.Notation;

/// <summary>
/// A formula with its intermediate values named as a reader would: z = W x + b, h = tanh(z), e = A x − b. Only what depends on the variable
/// gets a name; names of the formula's own stay.
/// </summary>
internal sealed class NamedProgram
{
    private readonly ShapedFormula _shaped;
    private readonly HashSet<string> _taken;
    private readonly HashSet<string> _dependent;
    private readonly List<Definition> _definitions = [];
    private readonly int _layers;
    private int _layer;

    private NamedProgram(ShapedFormula shaped, string variable)
    {
        _shaped = shaped;
        _taken =
        [
            .. shaped.Unknowns.Select(u => u.Name), .. shaped.Dimensions.Select(d => d.Name),
            .. shaped.Formula.Definitions.Select(d => d.Name),
        ];
        _dependent = [variable];
        foreach (var definition in shaped.Formula.Definitions)
        {
            if (Depends(definition.Value))
                _dependent.Add(definition.Name);
        }

        _layers = shaped.Formula.Definitions.Sum(d => Layers(d.Value)) + Layers(shaped.Formula.Body);
    }

    /// <summary>The formula as definitions and a body in their names, and the name of the value of the body.</summary>
    public static (Formula Formula, string Root) Of(ShapedFormula shaped, string variable, string? root)
    {
        var program = new NamedProgram(shaped, variable);
        foreach (var definition in shaped.Formula.Definitions)
        {
            int before = program._definitions.Count;
            var value = program.Visit(definition.Value);
            // The reader's name for the whole comes before one of ours.
            if (program._definitions.Count > before && program._definitions[^1] is { } ours && value is Symbol { Name: var given }
                && given == ours.Name)
            {
                program._definitions.RemoveAt(program._definitions.Count - 1);
                foreach (var (part, _) in program._visited.Where(v => v.Value.Equals(value)).ToList())
                    program._visited[part] = new Symbol(definition.Name);
                value = ours.Value;
            }

            program._definitions.Add(new Definition(definition.Name, value));
        }

        var body = program.Visit(shaped.Formula.Body);
        // A body that was given a name is the definition of that name.
        if (body is Symbol { Name: var last } && program._definitions is [.., { } final] && final.Name == last)
        {
            program._definitions.RemoveAt(program._definitions.Count - 1);
            body = final.Value;
        }

        body = program.WithNames(body);
        string name = root ?? program.Fresh(shaped.Shape.Count == 0 ? ["s", "f", "L"] : ["y", "F", "v"]);
        return (new Formula(program._definitions, body), name);
    }

    /// <summary>The same without some names: what they stand for is written in their places.</summary>
    public static Formula Without(Formula program, IReadOnlyCollection<string> names)
    {
        var values = new Dictionary<string, Expression>();
        Expression Inlined(Expression expression) =>
            expression is Symbol symbol && values.TryGetValue(symbol.Name, out var value) ? value : expression.Map(Inlined);
        var kept = new List<Definition>();
        foreach (var definition in program.Definitions)
        {
            var value = Inlined(definition.Value);
            if (names.Contains(definition.Name))
                values[definition.Name] = value;
            else
                kept.Add(new Definition(definition.Name, value));
        }

        return new Formula(kept, Inlined(program.Body));
    }

    /// <summary>
    /// A part that got its name after it had been used without one stands under its name everywhere, and before its first use.
    /// </summary>
    private Expression WithNames(Expression body)
    {
        for (int d = 0; d < _definitions.Count; d++)
        {
            var definition = _definitions[d];
            if (definition.Value is Symbol)
                continue;
            var symbol = new Symbol(definition.Name);
            Expression Named(Expression expression) => expression.Equals(definition.Value) ? symbol : expression.Map(Named);
            int first = d;
            for (int other = _definitions.Count - 1; other >= 0; other--)
            {
                var named = other == d ? definition.Value : Named(_definitions[other].Value);
                if (named.Equals(_definitions[other].Value))
                    continue;
                _definitions[other] = _definitions[other] with { Value = named };
                first = Math.Min(first, other);
            }

            _definitions.RemoveAt(d);
            _definitions.Insert(first, definition);
            body = Named(body);
        }

        return body;
    }

    private bool Depends(Expression expression) => expression is Symbol symbol
        ? _dependent.Contains(symbol.Name)
        : expression.Children().Any(Depends);

    private int Layers(Expression expression) =>
        (IsLayer(expression) && Depends(expression) ? 1 : 0) + expression.Children().Sum(Layers);

    private static bool IsLayer(Expression expression) =>
        expression is Call call
            && (ElementwiseFunction.Find(call.Function) is not null || call.Function is "softmax" or "logsumexp" or "sqrt");

    private string Fresh(string[] candidates)
    {
        foreach (string candidate in candidates)
        {
            if (_taken.Add(candidate))
                return candidate;
        }

        for (int k = 1; ; k++)
        {
            if (_taken.Add(candidates[0] + k))
                return candidates[0] + k;
        }
    }

    private string NextLayer(string letter)
    {
        _layer++;
        return Numbered(letter);
    }

    private string Numbered(string letter)
    {
        string name = _layers > 1 ? letter + _layer : letter;
        return _taken.Add(name) ? name : Fresh([letter]);
    }

    private Symbol Define(string name, Expression value)
    {
        _definitions.Add(new Definition(name, value));
        _dependent.Add(name);
        return new Symbol(name);
    }

    /// <summary>What equal parts have become: the second W x + b is the first.</summary>
    private readonly Dictionary<Expression, Expression> _visited = [];

    private Expression Visit(Expression expression)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!Depends(expression))
            return expression;
        if (_visited.TryGetValue(expression, out var known))
            return known;
        return _visited[expression] = Named(expression);
    }

    /// <summary>A part that gets a name if it is not one.</summary>
    private Expression VisitNamed(Expression expression, Func<string> name)
    {
        var value = Visit(expression);
        return value is Symbol ? value : _visited[expression] = Define(name(), value);
    }

    private Expression Named(Expression expression)
    {
        switch (expression)
        {
            case Call call when IsLayer(call):
                // The layers before this one are in the argument.
                var argument = VisitNamed(call.Arguments[0], () => NextLayer("z"));
                return Define(Numbered(call.Function == "softmax" ? "p" : "h"), new Call(call.Function, argument));
            case Call { Function: "norm2" or "norm1" } norm:
                return new Call(norm.Function, VisitNamed(norm.Arguments[0], () => Fresh(["e", "r"])));
            case Call { Function: "inv" or "det" or "logdet" } call:
                return new Call(call.Function, VisitNamed(call.Arguments[0], () => Fresh(["M", "N", "P"])));
            case Call call:
                return call with { Arguments = call.Children().Count == 0 ? call.Arguments : Map(call.Arguments) };
            case Power { Base: not Symbol } power when power.Base is not Call { Function: "norm2" } && !IsLayer(power.Base):
                return new Power(VisitNamed(power.Base, () => Fresh(["t", "q"])), power.Exponent);
            case Power power:
                return new Power(Visit(power.Base), power.Exponent);
            case ElementwisePower power:
                return new ElementwisePower(Visit(power.Base), power.Exponent);
            case Negation negation:
                return new Negation(Visit(negation.Operand));
            case Sum sum:
                return new Sum(Map(sum.Terms));
            case Product product:
                return new Product(Map(product.Factors));
            case Hadamard hadamard:
                return new Hadamard(Map(hadamard.Factors));
            case Quotient quotient:
                return new Quotient(Visit(quotient.Numerator), Visit(quotient.Denominator));
            case ElementwiseQuotient quotient:
                return new ElementwiseQuotient(Visit(quotient.Numerator), Visit(quotient.Denominator));
            case Transpose transpose:
                return new Transpose(Visit(transpose.Operand));
            default:
                return expression;
        }
    }

    private Parts Map(Parts operands) => new([.. operands.Select(Visit)]);
}
