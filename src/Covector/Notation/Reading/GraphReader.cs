using CompareGreater = Covector.Primitives.Greater;
using PrimitiveSum = Covector.Primitives.Sum;

namespace Covector.Notation;

/// <summary>A graph has something that matrices and vectors cannot express: three axes, a gather, a loop.</summary>
internal sealed class NotMatrixCalculusException(string message) : Exception(message);

/// <summary>
/// Reads a traced function as a formula: products of matrices where axes are contracted, functions entry by entry, sums. Axes of the
/// length 1 are no axes. Lengths become letters, equal lengths the same one.
/// </summary>
internal sealed partial class GraphReader
{
    private const string ConstantPrefix = "const_";

    private static readonly string[] Letters = ["n", "m", "p", "q", "r", "h", "k", "l"];

    /// <summary>A value: the expression of its axes that are longer than 1, and where they stand.</summary>
    private readonly record struct Reading(Expression? Expression, int[] Axes)
    {
        /// <summary>Of a value that is the same along some axes: the value without them, and the axes that it has.</summary>
        public (Expression Expression, int[] Axes)? Repeated { get; init; }

        /// <summary>Of a vector that is a matrix row by row: the matrix and its lengths.</summary>
        public (Expression Matrix, int Rows, int Columns)? Flat { get; init; }

        /// <summary>Of an array of the products a_ij b_kl: the matrices, and for each axis which of i, j, k, l it is.</summary>
        public (Expression A, Expression B, int[] Roles)? Pair { get; init; }
    }

    private readonly Graph _graph;
    private readonly Dictionary<int, Reading> _items = [];
    private readonly Dictionary<int, Dimension> _dimensions = [];
    private readonly List<Unknown> _unknowns = [];
    private readonly HashSet<string> _taken = [];
    private readonly Dictionary<int, Equation> _definitions = [];
    private readonly Extents _extents = new();

    private GraphReader(Graph graph) => _graph = graph;

    public static bool IsConstantName(string name) => name.StartsWith(ConstantPrefix, StringComparison.Ordinal);

    /// <summary>The formula of the only output, its variables named after the inputs.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="names">The names of its inputs.</param>
    /// <exception cref="NotMatrixCalculusException">It is none.</exception>
    public static ShapedFormula Read(Graph graph, IReadOnlyList<string> names)
    {
        var reader = new GraphReader(graph);
        if (graph.Outputs.Length != 1)
            throw new NotMatrixCalculusException("a function with several results");
        reader.Variables(names);
        foreach (var equation in graph.Equations)
        {
            if (equation.Outputs.Length != 1)
                throw new NotMatrixCalculusException(equation.Primitive.Name);
            reader._definitions[equation.Output.Id] = equation;
            var item = reader._items[equation.Output.Id] = reader.Read(equation);
            reader._extents.Require(item.Repeated?.Expression ?? item.Expression);
        }

        var body = reader.Materialized(graph.Outputs[0]);
        if (HasConstant(body))
            throw new NotMatrixCalculusException("a number of its own or the largest entry of an array");
        ShapedFormula shaped;
        try
        {
            shaped = ShapeInference.Infer(new Formula(body), reader._unknowns);
        }
        catch (FormulaException)
        {
            // A length has a letter of its own and is a product of others: that of w in wᵀ vec(X).
            throw new NotMatrixCalculusException("a vector as long as a matrix has entries");
        }

        return !ReadingCheck.Differs(graph, shaped, reader.DimensionOf) ? shaped
            : throw new NotMatrixCalculusException("values that disagree with its formula");
    }

    private static bool HasConstant(Expression expression) =>
        expression is Symbol symbol ? IsConstantName(symbol.Name) : expression.Children().Any(HasConstant);

    /// <summary>Sections have lengths that are numbers, and so have the axes that they are of.</summary>
    private void FindSections()
    {
        foreach (var equation in _graph.Equations)
        {
            if (equation.Primitive is not StridedSlice slice)
                continue;
            var whole = equation.Inputs[0].Type.Shape;
            for (int a = 0; a < whole.Rank; a++)
            {
                if (slice.Steps[a] != 1 || slice.Target[a] == whole[a] || slice.Target[a] <= 1)
                    continue;
                _dimensions[whole[a]] = new Dimension(whole[a]);
                _dimensions[slice.Target[a]] = new Dimension(slice.Target[a]);
            }
        }
    }

    private void Variables(IReadOnlyList<string> names)
    {
        FindSections();
        for (int i = 0; i < _graph.Inputs.Length; i++)
            Declare(_graph.Inputs[i], NameOf(names[i]));
        int letter = 0;
        foreach (var (variable, _) in _graph.Captures)
        {
            string name = variable.Name is { } given ? NameOf(given) : "";
            while (name.Length == 0 || _taken.Contains(name))
                name = $"{(Axes(variable.Type.Shape).Length == 2 ? 'A' : Axes(variable.Type.Shape).Length == 1 ? 'v' : 'c')}{++letter}";
            Declare(variable, name);
        }
    }

    /// <summary>The last part of a path, as a name of formulas: network.W → W.</summary>
    private static string NameOf(string path)
    {
        string last = path[(path.LastIndexOf('.') + 1)..];
        string name = string.Concat(last.Where(c => char.IsAsciiLetterOrDigit(c) || c == '_')).TrimStart('_');
        return name.Length == 0 || char.IsAsciiDigit(name[0]) ? "x" + name : FunctionTable.Find(name) is null ? name : name + "_";
    }

    private void Declare(Variable variable, string name)
    {
        if (!_taken.Add(name))
        {
            int number = 2;
            while (!_taken.Add(name + number))
                number++;
            name += number;
        }

        int[] axes = Axes(variable.Type.Shape);
        if (axes.Length > 2)
            throw new NotMatrixCalculusException($"{name} has {axes.Length} axes");
        // The last axis of the first variable is n, the one before it m.
        foreach (int axis in axes.Reverse())
            DimensionOf(variable.Type.Shape[axis]);
        _unknowns.Add(new Unknown(name, [.. axes.Select(a => DimensionOf(variable.Type.Shape[a]))]));
        _items[variable.Id] = new Reading(new Symbol(name), axes);
    }

    private Dimension DimensionOf(int length)
    {
        if (!_dimensions.TryGetValue(length, out var dimension))
        {
            string letter = Letters.FirstOrDefault(l => !_taken.Contains(l)
                && !_dimensions.ContainsValue(new Dimension(l))) ?? $"n{_dimensions.Count}";
            _taken.Add(letter);
            _dimensions[length] = dimension = new Dimension(letter);
        }

        return dimension;
    }

    private static int[] Axes(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Where(a => shape[a] != 1)];

    private Reading this[Variable variable] => _items[variable.Id];

    private Expression Materialized(Variable variable)
    {
        var item = this[variable];
        return item.Repeated is { } repeated ? Spread(repeated.Expression, repeated.Axes, variable.Type.Shape)
            : item.Expression ?? throw TooManyAxes(item.Axes.Length);
    }

    private static NotMatrixCalculusException TooManyAxes(int count) => new($"an array of {count} axes");

    /// <summary>A value that is repeated along the axes of a shape that it lacks: c 𝟏, v 𝟏ᵀ, 𝟏 vᵀ.</summary>
    private Expression Spread(Expression expression, int[] axes, Shape shape)
    {
        int[] all = Axes(shape);
        if (all.Length > 2)
            throw TooManyAxes(all.Length);
        if (axes.Length == all.Length)
            return expression;
        Expression Ones(IEnumerable<int> which) =>
            new Call("ones", new Parts([.. which.Select(a => Powers.Length(DimensionOf(shape[a])))]));
        // Term by term where a constant stands among them: it cancels with one that was subtracted before.
        if (axes.Length == 0 && expression is Sum sum && sum.Terms.Any(HasConstant))
            return Terms.Plus([.. sum.Terms.Select(term => Spread(term, axes, shape))]);
        if (axes.Length == 0)
            return expression is Number { Value.IsZero: true } ? expression : Terms.Times(expression, Ones(all));
        int missing = all.First(a => !axes.Contains(a));
        var ones = Ones([missing]);
        return missing == all[1] ? Terms.Times(expression, new Transpose(ones)) : Terms.Times(ones, Terms.Transposed(expression));
    }

    private Reading Read(Equation equation)
    {
        var shape = equation.Output.Type.Shape;
        Reading Of(Expression expression) =>
            Axes(shape) is { Length: <= 2 } axes ? new(expression, axes) : throw TooManyAxes(Axes(shape).Length);
        var inputs = equation.Inputs;
        switch (equation.Primitive)
        {
            case Fill fill:
                // Infinities and the bounds of guards do not stay in the formula.
                Expression number = Written(fill.Value) is { } fraction ? new Number(fraction) : Constant();
                return new Reading(number, Axes(shape)) { Repeated = (number, []) };
            case Broadcast broadcast:
                var source = this[inputs[0]];
                var (value, placed) = source.Repeated ?? (Materialized(inputs[0]), source.Axes);
                int[] axes = [.. placed.Select(a => broadcast.Axes[a])];
                return axes.Length == Axes(shape).Length ? Of(value) : new Reading(value, Axes(shape)) { Repeated = (value, axes) };
            case Reshape:
                return Reshaped(inputs[0], shape);
            case Permute permute:
                return Permuted(inputs[0], permute, shape);
            case StopGradient:
                return Of(Constant());
            case ReduceMax or ReduceMin:
                if (IsConstant(inputs[0]))
                    return Of(Constant());
                return Axes(shape).Length == 0 ? Of(new Call(equation.Primitive is ReduceMax ? "max" : "min", Materialized(inputs[0])))
                    : throw new NotMatrixCalculusException($"{equation.Primitive.Name} along an axis");
            case PrimitiveSum sum:
                return Summed(inputs[0], sum, shape);
            case DotGeneral dot:
                return IsPair(dot, inputs) ? PairOf(inputs, shape) : Of(Product(dot, inputs[0], inputs[1]));
            case StridedSlice slice:
                return Sliced(inputs[0], slice, shape);
            case Pad pad:
                return Padded(inputs[0], pad, shape);
            case Covector.Primitives.Convert when IsIdentity(inputs[0]):
                return Of(new Call("eye", Powers.Length(DimensionOf(shape[0]))));
            case Iota:
                return Of(Constant());
            case Select:
                return Selected(equation, shape);
            // A condition has no notation of its own: what remains of it in the end is refused.
            case IsFinite or IsNaN or Equal or NotEqual or Less or LessOrEqual or CompareGreater or GreaterOrEqual:
                return Of(Constant());
            default:
                return Elementwise(equation, shape);
        }
    }

    /// <summary>
    /// A number as a reader would write it: its decimals if they are few, else a simple fraction; none of what only guards use.
    /// </summary>
    private static Rational? Written(double value)
    {
        if (value == 0)
            return Rational.Zero;
        if (!double.IsFinite(value) || Math.Abs(value) is < 1e-30 or > 1e30)
            return null;
        decimal rounded = Math.Abs(value) is > 1e-12 and < 1e12 ? (decimal)value : 0;
        if ((double)rounded == value)
            return new Rational(new System.Numerics.BigInteger(rounded * 1e15m), System.Numerics.BigInteger.Pow(10, 15)) is var exact
                && (double)exact == value
                ? exact : Rational.From(value, 1e-15);
        return Rational.From(value, 1e-15) is { IsZero: false } fraction ? fraction : null;
    }

    private Symbol Constant()
    {
        string name = ConstantPrefix + _taken.Count;
        _taken.Add(name);
        return new Symbol(name);
    }

    private bool IsConstant(Variable variable)
    {
        var item = this[variable];
        var expression = item.Repeated?.Expression ?? item.Expression;
        return expression is Number || (expression is Symbol symbol && IsConstantName(symbol.Name))
            || (expression is Call { Function: "abs", Arguments: [Symbol inner] } && IsConstantName(inner.Name));
    }

    private Equation? Definition(Variable variable) => _definitions.GetValueOrDefault(variable.Id);
}
