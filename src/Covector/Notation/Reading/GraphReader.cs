using CompareGreater = Covector.Primitives.Greater;
using PrimitiveSum = Covector.Primitives.Sum;

namespace Covector.Notation;

/// <summary>A graph has something that matrices and vectors cannot express: three axes, a gather, a loop.</summary>
internal sealed class NotMatrixCalculusException(string message) : Exception(message);

/// <summary>
/// Reads a traced function as a formula: products of matrices where axes are contracted, functions entry by entry, sums. Axes of the length 1 are
/// no axes. Lengths become letters, equal lengths the same one.
/// </summary>
internal sealed class GraphReader
{
    private const string ConstantPrefix = "const_";

    private static readonly string[] Letters = ["n", "m", "p", "q", "r", "h", "k", "l"];

    /// <summary>A value: the expression of its axes that are longer than 1, and where they stand.</summary>
    private readonly record struct Reading(Expression Expression, int[] Axes)
    {
        /// <summary>Of a value that is the same along some axes: the value without them, and the axes that it has.</summary>
        public (Expression Expression, int[] Axes)? Repeated { get; init; }
    }

    private readonly Graph _graph;
    private readonly Dictionary<int, Reading> _items = [];
    private readonly Dictionary<int, Dimension> _dimensions = [];
    private readonly List<Unknown> _unknowns = [];
    private readonly HashSet<string> _taken = [];
    private readonly Dictionary<int, Equation> _definitions = [];

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
            reader._items[equation.Output.Id] = reader.Read(equation);
        }

        var body = reader.Materialized(graph.Outputs[0]);
        var used = new HashSet<string>();
        Uses(body, used);
        if (used.Any(IsConstantName))
            throw new NotMatrixCalculusException("a number of its own or the largest entry of an array");
        return ShapeInference.Infer(new Formula(body), reader._unknowns);
    }

    private static void Uses(Expression expression, HashSet<string> names)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (expression is Symbol symbol)
            names.Add(symbol.Name);
        foreach (var child in expression.Children())
            Uses(child, names);
    }

    private void Variables(IReadOnlyList<string> names)
    {
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
            string letter = Letters.FirstOrDefault(l => !_taken.Contains(l) && !_dimensions.ContainsValue(new Dimension(l))) ?? $"n{_dimensions.Count}";
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
        return item.Repeated is { } repeated ? Spread(repeated.Expression, repeated.Axes, variable.Type.Shape) : item.Expression;
    }

    /// <summary>A value that is repeated along the axes of a shape that it lacks: c 𝟏, v 𝟏ᵀ, 𝟏 vᵀ.</summary>
    private Expression Spread(Expression expression, int[] axes, Shape shape)
    {
        int[] all = Axes(shape);
        if (all.Length > 2)
            throw new NotMatrixCalculusException($"an array of {all.Length} axes");
        if (axes.Length == all.Length)
            return expression;
        Expression Ones(IEnumerable<int> which) => new Call("ones", new Parts([.. which.Select(a => Powers.Length(DimensionOf(shape[a])))]));
        if (axes.Length == 0)
            return expression is Number { Value.IsZero: true } ? expression : Terms.Times(expression, Ones(all));
        int missing = all.First(a => !axes.Contains(a));
        var ones = Ones([missing]);
        return missing == all[1] ? Terms.Times(expression, new Transpose(ones)) : Terms.Times(ones, Terms.Transposed(expression));
    }

    private Reading Read(Equation equation)
    {
        var shape = equation.Output.Type.Shape;
        if (Axes(shape).Length > 2)
            throw new NotMatrixCalculusException($"an array of {Axes(shape).Length} axes");
        Reading Of(Expression expression) => new(expression, Axes(shape));
        var inputs = equation.Inputs;
        switch (equation.Primitive)
        {
            case Fill fill:
                // Infinities and the bounds of guards do not stay in the formula.
                Expression number = Written(fill.Value) is { } fraction ? new Number(fraction) : Constant();
                return new Reading(number, Axes(shape)) { Repeated = (number, []) };
            case Broadcast broadcast:
                var source = this[inputs[0]];
                var (value, placed) = source.Repeated ?? (source.Expression, source.Axes);
                int[] axes = [.. placed.Select(a => broadcast.Axes[a])];
                return axes.Length == Axes(shape).Length ? Of(value) : new Reading(value, Axes(shape)) { Repeated = (value, axes) };
            case Reshape:
                return Reshaped(inputs[0], shape);
            case Permute permute:
                return Permuted(inputs[0], permute, shape);
            case StopGradient:
                return Of(Constant());
            case ReduceMax or ReduceMin:
                return IsConstant(inputs[0]) ? Of(Constant()) : throw new NotMatrixCalculusException(equation.Primitive.Name);
            case PrimitiveSum sum:
                return Summed(inputs[0], sum, shape);
            case DotGeneral dot:
                return Of(Product(dot, inputs[0], inputs[1]));
            case Select:
                return Selected(equation, shape);
            // A condition has no notation of its own: what remains of it in the end is refused.
            case IsFinite or IsNaN or Equal or NotEqual or Less or LessOrEqual or CompareGreater or GreaterOrEqual:
                return Of(Constant());
            default:
                return Elementwise(equation, shape);
        }
    }

    /// <summary>A number as a reader would write it: its decimals if they are few, else a simple fraction; none of what only guards use.</summary>
    private static Rational? Written(double value)
    {
        if (value == 0)
            return Rational.Zero;
        if (!double.IsFinite(value) || Math.Abs(value) is < 1e-30 or > 1e30)
            return null;
        decimal rounded = Math.Abs(value) is > 1e-12 and < 1e12 ? (decimal)value : 0;
        if ((double)rounded == value)
            return new Rational(new System.Numerics.BigInteger(rounded * 1e15m), System.Numerics.BigInteger.Pow(10, 15)) is var exact && (double)exact == value
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
        return expression is Number || (expression is Symbol symbol && IsConstantName(symbol.Name)) || (expression is Call { Function: "abs", Arguments: [Symbol inner] } && IsConstantName(inner.Name));
    }

    private Reading Reshaped(Variable input, Shape shape)
    {
        var item = this[input];
        int[] from = Axes(input.Type.Shape), to = Axes(shape);
        if (!from.Select(a => input.Type.Shape[a]).SequenceEqual(to.Select(a => shape[a])))
            throw new NotMatrixCalculusException("reshape");
        if (item.Repeated is not { } repeated)
            return new Reading(item.Expression, to);
        int[] axes = [.. repeated.Axes.Select(a => to[Array.IndexOf(from, a)])];
        return new Reading(item.Expression, to) { Repeated = (repeated.Expression, axes) };
    }

    private Reading Permuted(Variable input, Permute permute, Shape shape)
    {
        var expression = Materialized(input);
        int[] before = [.. Axes(shape).Select(a => permute.Order[a])];
        bool swaps = before.Length == 2 && before[0] > before[1];
        return new Reading(swaps ? Terms.Transposed(expression) : expression, Axes(shape));
    }

    private Reading Summed(Variable input, PrimitiveSum sum, Shape shape)
    {
        var expression = Materialized(input);
        int[] axes = Axes(input.Type.Shape), left = [.. axes.Where(a => sum.Axes.IndexOf(a) < 0)];
        if (left.Length == axes.Length)
            return new Reading(expression, Axes(shape));
        if (left.Length == 0)
            return new Reading(new Call("sum", expression), Axes(shape));
        int gone = axes.First(a => !left.Contains(a));
        var ones = new Call("ones", Powers.Length(DimensionOf(input.Type.Shape[gone])));
        var matrix = gone == axes[1] ? expression : Terms.Transposed(expression);
        return new Reading(Terms.Times(matrix, ones), Axes(shape));
    }

    private Expression Product(DotGeneral dot, Variable left, Variable right)
    {
        if (dot.LeftBatch.Count > 0)
            throw new NotMatrixCalculusException("a product for each element of a batch");
        var (a, b) = (Materialized(left), Materialized(right));
        int[] leftAxes = Axes(left.Type.Shape), rightAxes = Axes(right.Type.Shape);
        int[] contracted = [.. Enumerable.Range(0, dot.LeftContract.Count).Where(i => left.Type.Shape[dot.LeftContract[i]] != 1)];
        if (contracted.Length == 2)
        {
            bool crossed = dot.LeftContract[contracted[0]] < dot.LeftContract[contracted[1]] != dot.RightContract[contracted[0]] < dot.RightContract[contracted[1]];
            return new Call("tr", Terms.Times(crossed ? a : Terms.Transposed(a), b));
        }

        if (contracted.Length == 0)
            return leftAxes.Length > 0 && rightAxes.Length > 0 ? Terms.Times(a, Terms.Transposed(b)) : Terms.Times(a, b);
        // Of a vector as the left operand the row, of a matrix the form whose columns are contracted.
        var first = leftAxes.Length == 1 ? Terms.Transposed(a)
            : dot.LeftContract[contracted[0]] == leftAxes[^1] ? a : Terms.Transposed(a);
        var second = rightAxes.Length == 1 || dot.RightContract[contracted[0]] == rightAxes[0] ? b : Terms.Transposed(b);
        if (leftAxes.Length == 1 && rightAxes.Length == 2)
            return Terms.Times(Terms.Transposed(second), a);
        return Terms.Times(first, second);
    }

    /// <summary>Choices by a comparison: relu where it is one, otherwise products with steps. Guards against rare values take the common side.</summary>
    private Reading Selected(Equation equation, Shape shape)
    {
        var (condition, then, otherwise) = (equation.Inputs[0], equation.Inputs[1], equation.Inputs[2]);
        Reading Side(Variable variable) => this[variable];
        if (Definition(condition) is not { } test)
            throw new NotMatrixCalculusException("a choice by a condition that is not computed here");
        switch (test.Primitive)
        {
            case IsFinite:
                return Side(then);
            case IsNaN:
                return Side(otherwise);
            // A sum that is exactly zero: programs guard their logarithms and quotients against it. Of anything else equality is a choice.
            case Equal when test.Inputs.Any(i => Definition(i)?.Primitive is PrimitiveSum) && test.Inputs.Any(i => Definition(i)?.Primitive is Fill { Value: 0 }):
                return Side(otherwise);
            case Less or LessOrEqual or CompareGreater or GreaterOrEqual when IsExtreme(test):
                return Side(otherwise);
            case Less or LessOrEqual or CompareGreater or GreaterOrEqual:
                bool greater = test.Primitive is CompareGreater or GreaterOrEqual;
                var (high, low) = greater ? (test.Inputs[0], test.Inputs[1]) : (test.Inputs[1], test.Inputs[0]);
                return new Reading(Chosen(high, low, then, otherwise), Axes(shape));
            default:
                throw new NotMatrixCalculusException($"a choice by {test.Primitive.Name}");
        }
    }

    private Expression Chosen(Variable high, Variable low, Variable then, Variable otherwise)
    {
        var difference = Terms.Plus(Materialized(high), Terms.Minus(Materialized(low)));
        var (a, b) = (Materialized(then), Materialized(otherwise));
        if (a.Equals(difference) && b is Number { Value.IsZero: true })
            return new Call("relu", a);
        if (b.Equals(Terms.Minus(difference)) && a is Number { Value.IsZero: true })
            return new Call("relu", b);
        var step = new Call("step", difference);
        bool isScalar = Axes(then.Type.Shape).Length == 0;
        Expression Masked(Expression value) => value is Number { Value.IsZero: true } ? value
            : isScalar ? Terms.Times(step, value) : Terms.Entrywise(step, value);
        // step·a + (1 − step)·b = b + step·(a − b).
        return Terms.Plus(b, Masked(Terms.Plus(a, Terms.Minus(b))));
    }

    private Equation? Definition(Variable variable) => _definitions.GetValueOrDefault(variable.Id);

    /// <summary>Is a number compared with one near the ends of the range? Programs do that to scale before they square.</summary>
    private bool IsExtreme(Equation test) => test.Inputs.All(IsConstant) && test.Inputs.Any(i =>
        Definition(i)?.Primitive is Fill { Value: var bound } && bound != 0 && (Math.Abs(bound) < 1e-20 || Math.Abs(bound) > 1e20));

    private Reading Elementwise(Equation equation, Shape shape)
    {
        var inputs = equation.Inputs;
        bool isScalar = Axes(shape).Length == 0;
        // What is repeated along the same axes everywhere stays so.
        if (inputs.All(i => this[i].Repeated is { Axes.Length: 0 }) && !isScalar)
        {
            var scalar = Combine(equation.Primitive, [.. inputs.Select(i => this[i].Repeated!.Value.Expression)], inputs, isScalar: true);
            return new Reading(scalar, Axes(shape)) { Repeated = (scalar, []) };
        }

        return new Reading(Combine(equation.Primitive, [.. inputs.Select(Materialized)], inputs, isScalar), Axes(shape));
    }

    private Expression Combine(Primitive primitive, Expression[] x, Variable[] inputs, bool isScalar)
    {
        switch (primitive)
        {
            case Add:
                return Terms.Plus(x[0], x[1]);
            case Subtract:
                return Terms.Plus(x[0], Terms.Minus(x[1]));
            case Negate:
                return Terms.Minus(x[0]);
            case Multiply:
                return Multiplied(x, inputs, isScalar);
            case Divide when !isScalar && Scale(inputs[1]) is { } divisor:
                return Terms.Over(x[0], divisor, isScalar: true);
            case Divide when !isScalar && Scale(inputs[0]) is { } dividend:
                return Terms.Over(dividend, x[1], isScalar: false);
            case Divide:
                return Terms.Over(x[0], x[1], isScalar);
            case IntegerPower power:
                return isScalar ? new Power(x[0], new Number(power.Exponent)) : new ElementwisePower(x[0], new Number(power.Exponent));
            case Primitives.Power:
                return isScalar ? new Power(x[0], x[1]) : new ElementwisePower(Scale(inputs[0]) ?? x[0], Scale(inputs[1]) ?? x[1]);
            case Rsqrt:
                return isScalar ? new Quotient(Number.One, Terms.Apply("sqrt", x[0])) : new ElementwiseQuotient(Number.One, new Call("sqrt", x[0]));
            case Maximum:
                return x[1] is Number { Value.IsZero: true } ? new Call("relu", x[0]) : x[0] is Number { Value.IsZero: true } ? new Call("relu", x[1])
                    : Terms.Plus(x[1], new Call("relu", Terms.Plus(x[0], Terms.Minus(x[1]))));
            case Minimum:
                return Terms.Plus(x[0], new Negation(new Call("relu", Terms.Plus(x[0], Terms.Minus(x[1])))));
            case LogAddExp:
                return x[1] is Number { Value.IsZero: true } ? new Call("softplus", x[0]) : x[0] is Number { Value.IsZero: true } ? new Call("softplus", x[1])
                    : Terms.Plus(x[1], new Call("softplus", Terms.Plus(x[0], Terms.Minus(x[1]))));
            case Covector.Primitives.Convert { To.IsFloating: true }:
                return x[0];
        }

        string? name = primitive switch
        {
            Logistic => "sigmoid",
            Absolute => "abs",
            Atan => "arctan",
            Asin => "arcsin",
            Acos => "arccos",
            Exp or Expm1 or Log or Log1p or Sin or Cos or Tan or Sinh or Cosh or Tanh or Sqrt or Sign => primitive.Name,
            _ => null,
        };
        return name is null ? throw new NotMatrixCalculusException(primitive.Name) : Terms.Apply(name, x[0]);
    }

    private Expression? Scale(Variable variable) => this[variable].Repeated is { Axes.Length: 0 } repeated ? repeated.Expression : null;

    /// <summary>A scaling, a diagonal matrix times a matrix, or a product entry by entry.</summary>
    private Expression Multiplied(Expression[] x, Variable[] inputs, bool isScalar)
    {
        if (isScalar)
            return x[0].Equals(x[1]) && x[0] is not Number ? new Power(x[0], new Number(2)) : Terms.Scaled(x[0], x[1]);
        for (int side = 0; side < 2; side++)
        {
            var (scale, other) = (inputs[side], x[1 - side]);
            if (Scale(scale) is { } factor)
                return Terms.Scaled(factor, other);
            if (this[scale].Repeated is { Axes: [var axis] } vector)
            {
                var diagonal = new Call("diag", vector.Expression);
                return axis == Axes(scale.Type.Shape)[0] ? Terms.Times(diagonal, other) : Terms.Times(other, diagonal);
            }
        }

        return Terms.Entrywise(x[0], x[1]);
    }
}
