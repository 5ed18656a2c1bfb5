namespace Covector.Notation;

/// <summary>A formula with indices, entry by entry. Matrices in it are evaluated once.</summary>
internal sealed class IndexForm
{
    private readonly Func<Expression, DenseMatrix> _evaluate;
    private readonly Expression _body;
    private readonly int[] _shape;
    private readonly List<string> _names;
    private readonly int[] _index;
    private readonly int[] _lengths;
    private readonly Dictionary<Expression, DenseMatrix> _values = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expression, int[]> _bound = new(ReferenceEqualityComparer.Instance);

    public IndexForm(Func<Expression, DenseMatrix> evaluate, Expression body, IReadOnlyList<string> order, ReadOnlySpan<int> shape)
    {
        (_evaluate, _body, _shape, _names) = (evaluate, body, shape.ToArray(), [.. order]);
        Collect(body);
        _index = new int[_names.Count];
        _lengths = new int[_names.Count];
        _shape.CopyTo(_lengths, 0);
        FindLengths(body);
    }

    public double[] Evaluate()
    {
        int size = 1;
        foreach (int length in _shape)
            size = checked(size * length);
        double[] entries = new double[size];
        for (int i = 0; i < size; i++)
        {
            for (int axis = _shape.Length - 1, rest = i; axis >= 0; axis--)
                (rest, _index[axis]) = Math.DivRem(rest, _shape[axis]);
            entries[i] = SumOverBound(_body, _shape.Length);
        }

        return entries;
    }

    private void Collect(Expression expression)
    {
        foreach (string name in Indices(expression))
        {
            if (!_names.Contains(name))
                _names.Add(name);
        }

        foreach (var child in expression.Children())
            Collect(child);
    }

    private static IEnumerable<string> Indices(Expression expression) => expression switch
    {
        Entry entry => entry.Indices.Where(index => !Notation.Indices.IsNumber(index)),
        Call { Function: "delta" } delta => delta.Arguments.OfType<Symbol>().Select(symbol => symbol.Name),
        _ => [],
    };

    private void FindLengths(Expression expression)
    {
        if (expression is Entry entry)
        {
            var value = Value(entry.Operand);
            int[] lengths = entry.Indices.Count == 2 ? [value.Rows, value.Columns] : [value.Entries.Length];
            for (int i = 0; i < lengths.Length; i++)
            {
                if (Notation.Indices.IsNumber(entry.Indices[i]))
                {
                    if (Notation.Indices.Place(entry.Indices[i]) >= lengths[i])
                        throw new FormulaException($"{entry}: there is no such entry; the length is {lengths[i]}.", -1);
                    continue;
                }

                int index = _names.IndexOf(entry.Indices[i]);
                if (_lengths[index] != 0 && _lengths[index] != lengths[i])
                    throw new FormulaException($"The index {entry.Indices[i]} ranges over {_lengths[index]} and over {lengths[i]}.", -1);
                _lengths[index] = lengths[i];
            }

            return;
        }

        foreach (var child in expression.Children())
            FindLengths(child);
    }

    private DenseMatrix Value(Expression expression)
    {
        if (!_values.TryGetValue(expression, out var value))
            _values[expression] = value = _evaluate(expression);
        return value;
    }

    // Each term has its own indices to sum over.
    private double SumOverBound(Expression term, int free)
    {
        if (term is Sum sum)
            return sum.Terms.Sum(part => SumOverBound(part, free));
        if (term is Negation negation)
            return -SumOverBound(negation.Operand, free);
        int[] bound = Bound(term, free);
        return Loop(0);

        double Loop(int depth)
        {
            if (depth == bound.Length)
                return Entry(term);
            double total = 0;
            for (int i = 0; i < _lengths[bound[depth]]; i++)
            {
                _index[bound[depth]] = i;
                total += Loop(depth + 1);
            }

            return total;
        }
    }

    private int[] Bound(Expression term, int free)
    {
        if (_bound.TryGetValue(term, out int[]? bound))
            return bound;
        var found = new SortedSet<int>();
        Find(term);
        return _bound[term] = [.. found];

        void Find(Expression expression)
        {
            foreach (string name in Indices(expression))
            {
                int index = _names.IndexOf(name);
                if (index < free)
                    continue;
                found.Add(_lengths[index] > 0 ? index : throw new FormulaException($"The range of the index {name} is not known.", -1));
            }

            foreach (var child in expression.Children())
                Find(child);
        }
    }

    private int At(string name) => Notation.Indices.IsNumber(name) ? Notation.Indices.Place(name) : _index[_names.IndexOf(name)];

    private double Entry(Expression expression)
    {
        switch (expression)
        {
            case Entry entry:
                var value = Value(entry.Operand);
                return entry.Indices.Count == 2 ? value[At(entry.Indices[0]), At(entry.Indices[1])] : value.Entries[At(entry.Indices[0])];
            case Call { Function: "delta", Arguments: [Symbol first, Symbol second] }:
                return At(first.Name) == At(second.Name) ? 1 : 0;
            case Negation negation:
                return -Entry(negation.Operand);
            case Sum sum:
                return sum.Terms.Sum(Entry);
            case Product product:
                return Multiply(product.Factors);
            case Hadamard hadamard:
                return Multiply(hadamard.Factors);
            case Quotient quotient:
                return Entry(quotient.Numerator) / Entry(quotient.Denominator);
            case Power { Base: var root, Exponent: var exponent }:
                return Math.Pow(Entry(root), Entry(exponent));
            case Call { Arguments.Count: 1 } call when FunctionTable.Find(call.Function)?.Value is { } function:
                return function(Entry(call.Arguments[0]));
            default:
                var scalar = Value(expression);
                return scalar.IsScalar ? scalar.Entries[0]
                    : throw Unindexed(expression, scalar);
        }
    }

    // A zero ends the product: most deltas are zero. Matrix factors of a scalar, x'*y, stand next to each other.
    private double Multiply(Parts factors)
    {
        double result = 1;
        for (int i = 0; i < factors.Count; i++)
        {
            if (HasIndices(factors[i]) || Value(factors[i]).IsScalar)
            {
                result *= Entry(factors[i]);
                if (result == 0)
                    return 0;
                continue;
            }

            var product = Value(factors[i]);
            while (!product.IsScalar && i + 1 < factors.Count && !HasIndices(factors[i + 1]))
                product = product.Times(Value(factors[++i]));
            result *= product.IsScalar ? product.Entries[0]
                : throw Unindexed(factors[i], product);
        }

        return result;
    }

    private static FormulaException Unindexed(Expression expression, DenseMatrix value) =>
        new($"{expression}: a matrix of {value.Rows}×{value.Columns} stands without indices among entries.", -1);

    private static bool HasIndices(Expression expression) => Indices(expression).Any() || expression.Children().Any(HasIndices);
}
