namespace Covector.Notation;

/// <summary>
/// Gives names to long parts that a formula has twice: s = softmax(W x), u = M⁻¹ b. With u, the row bᵀM⁻¹ of a symmetric M is uᵀ.
/// </summary>
internal sealed class SharedValues
{
    /// <summary>Shorter parts are easier to read than a name.</summary>
    private const int Words = 8;

    private readonly HashSet<string> _taken;
    private readonly IReadOnlySet<Expression> _symmetric;
    private readonly List<Definition> _definitions = [];

    private SharedValues(HashSet<string> taken, IReadOnlySet<Expression> symmetric) => (_taken, _symmetric) = (taken, symmetric);

    public static Formula Name(Expression body, IEnumerable<string> taken, IReadOnlySet<Expression> symmetric)
    {
        var shared = new SharedValues([.. taken, "i", "j", "k", "l"], symmetric);
        body = shared.NameSolutions(body);
        while (shared.Longest(body) is { } part)
            body = shared.Define(part, body);
        return new Formula(shared.InOrder(), body);
    }

    /// <summary>The definitions, each after those that it uses.</summary>
    private List<Definition> InOrder()
    {
        var ordered = new List<Definition>();
        while (ordered.Count < _definitions.Count)
        {
            ordered.Add(_definitions.First(d => !ordered.Contains(d)
                && _definitions.TrueForAll(other => ordered.Contains(other) || !Mentions(d.Value, other.Name))));
        }

        return ordered;
    }

    private static bool Mentions(Expression expression, string name) =>
        expression is Symbol symbol ? symbol.Name == name : expression.Children().Any(c => Mentions(c, name));

    private Expression Define(Expression part, Expression body)
    {
        var symbol = new Symbol(Fresh(part));
        for (int i = 0; i < _definitions.Count; i++)
            _definitions[i] = _definitions[i] with { Value = Replace(_definitions[i].Value, part, symbol) };
        _definitions.Add(new Definition(symbol.Name, part));
        return Replace(body, part, symbol);
    }

    private static Expression Replace(Expression expression, Expression part, Symbol by) =>
        expression.Equals(part) ? by : expression.Map(e => Replace(e, part, by));

    private Expression? Longest(Expression body)
    {
        var counts = new Dictionary<Expression, int>();
        foreach (var definition in _definitions)
            Count(definition.Value, counts);
        Count(body, counts);
        return counts
            .Where(c => c.Value > 1 && IsWorthIt(c.Key))
            .OrderByDescending(c => (c.Value - 1) * Length(c.Key))
            .Select(c => c.Key)
            .FirstOrDefault();
    }

    private static bool IsWorthIt(Expression expression) => expression switch
    {
        Number or Symbol or Negation or Transpose or Quotient or Power { Base: not Sum } => false,
        Section { Operand: Symbol or Call { Function: "eye" } } => false,
        // A named value has no indices.
        _ when HasIndices(expression) => false,
        Call { Function: "softmax" or "sigmoid" } => Length(expression) >= Words - 2,
        _ => Length(expression) >= Words,
    };

    private static bool HasIndices(Expression expression) =>
        expression is Entry { IsNumbered: false } or Call { Function: "delta" } || expression.Children().Any(HasIndices);

    private static int Length(Expression expression) => FormulaComparison.CountTokens(new Formula(expression));

    private static void Count(Expression expression, Dictionary<Expression, int> counts)
    {
        counts[expression] = counts.GetValueOrDefault(expression) + 1;
        foreach (var child in expression.Children())
            Count(child, counts);
    }

    private string Fresh(Expression part)
    {
        string[] names = part switch
        {
            Call { Function: "softmax" } => ["s", "p"],
            Call { Function: "sigmoid" } => ["s", "p"],
            Call { Function: "inv" } => ["P", "M", "N"],
            Call => ["h", "g", "t"],
            Sum => ["r", "e", "t"],
            _ => ["t", "q", "r"],
        };
        foreach (string name in names)
        {
            if (_taken.Add(name))
                return name;
        }

        for (int k = 1; ; k++)
        {
            if (_taken.Add(names[0] + k))
                return names[0] + k;
        }
    }

    /// <summary>M⁻¹ b and bᵀ M⁻¹, if together they stand at two places.</summary>
    private Expression NameSolutions(Expression body)
    {
        var solutions = new Dictionary<(Expression Inverse, Expression Vector), int>();
        void Visit(Expression expression)
        {
            if (expression is Product product)
            {
                for (int i = 0; i + 1 < product.Factors.Count; i++)
                {
                    if (Solution(product.Factors[i], product.Factors[i + 1]) is not { } solution)
                        continue;
                    solutions[solution] = solutions.GetValueOrDefault(solution) + 1;
                    // In bᵀM⁻¹b the inverse stands in one solution only.
                    i++;
                }
            }

            foreach (var child in expression.Children())
                Visit(child);
        }

        Visit(body);
        foreach (var (solution, count) in solutions)
        {
            if (count < 2 || Length(solution.Inverse) < Words)
                continue;
            string name = _taken.Add("u") ? "u" : Fresh(new Number(Rational.One));
            _definitions.Add(new Definition(name, new Product([solution.Inverse, solution.Vector])));
            body = WithSolution(body, solution, new Symbol(name));
        }

        return body;
    }

    private (Expression Inverse, Expression Vector)? Solution(Expression left, Expression right) => (left, right) switch
    {
        (Call { Function: "inv" }, Symbol or Sum) => (left, right),
        (Transpose transpose, Call { Function: "inv" }) when _symmetric.Contains(right) && transpose.Operand is Symbol or Sum =>
            (right, transpose.Operand),
        _ => null,
    };

    private Expression WithSolution(Expression expression, (Expression Inverse, Expression Vector) solution, Symbol name)
    {
        if (expression is not Product product)
            return expression.Map(e => WithSolution(e, solution, name));
        var factors = new List<Expression>();
        for (int i = 0; i < product.Factors.Count; i++)
        {
            if (i + 1 < product.Factors.Count && Solution(product.Factors[i], product.Factors[i + 1]) == solution)
            {
                factors.Add(product.Factors[i] is Transpose ? new Transpose(name) : name);
                i++;
            }
            else
            {
                factors.Add(WithSolution(product.Factors[i], solution, name));
            }
        }

        return factors.Count == 1 ? factors[0] : new Product(new Parts([.. factors]));
    }
}
