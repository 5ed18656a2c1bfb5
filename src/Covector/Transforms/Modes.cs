namespace Covector;

public static partial class Transforms
{
    /// <summary>The value of f at x and the derivative there applied to a tangent: (f(x), ∂f(x)·v). Forward mode.</summary>
    /// <param name="f">The function.</param>
    /// <param name="primal">The point x.</param>
    /// <param name="tangent">
    /// The tangent v: structure, shapes and element types of x. Where x is not floating point, the tangent counts for nothing.
    /// </param>
    /// <exception cref="TreeMismatchException">The tangent has another structure than the point.</exception>
    /// <exception cref="ShapeMismatchException">A tensor of the tangent has another shape than its primal.</exception>
    /// <exception cref="DTypeMismatchException">A tensor of the tangent has another element type than its primal.</exception>
    [OverloadResolutionPriority(1)]
    public static (Tensor Value, Tensor Tangent) Jvp(Func<Tensor, Tensor> f, Tensor primal, Tensor tangent) =>
        Jvp<Tensor, Tensor>(f, primal, tangent);

    /// <inheritdoc cref="Jvp(Func{Tensor, Tensor}, Tensor, Tensor)"/>
    public static (Y Value, Y Tangent) Jvp<X, Y>(Func<X, Y> f, X primal, X tangent) => PushForward(nameof(Jvp), "tangent", f, primal, tangent, f);

    /// <summary>The same for a transformation that calls the tangent by another name, and for a function made of the one that messages name.</summary>
    private static (Y Value, Y Tangent) PushForward<X, Y>(string transformation, string what, Func<X, Y> f, X primal, X tangent, Delegate named)
    {
        ArgumentNullException.ThrowIfNull(f);
        TreeLeaves.Require(primal);
        var structure = Tree.StructureOf(primal, TraceOrigin.ParameterName(named, 0));
        var x = TreeLeaves.Of(primal);
        RequireSomeFloating(transformation, structure, x, named);
        var dx = Matching(transformation, what, structure, x, tangent, named);
        var function = new TreeFunction<X, Y>(f, structure);
        var (values, tangents) = ForwardMode.Run(function.Invoke, x, dx, new TraceOrigin(transformation, named));
        return (function.Result(values), function.Result(tangents));
    }

    /// <summary>The value of f at x and its pullback u ↦ ∂f(x)ᵀ·u. Reverse mode: f runs once, the pullback as often as wanted.</summary>
    /// <inheritdoc cref="Jvp(Func{Tensor, Tensor}, Tensor, Tensor)"/>
    [OverloadResolutionPriority(1)]
    public static (Tensor Value, Func<Tensor, Tensor> Pullback) Vjp(Func<Tensor, Tensor> f, Tensor primal) =>
        Vjp<Tensor, Tensor>(f, primal);

    /// <inheritdoc cref="Vjp(Func{Tensor, Tensor}, Tensor)"/>
    public static (Y Value, Func<Y, X> Pullback) Vjp<X, Y>(Func<X, Y> f, X primal)
    {
        var (function, linearization, structure) = LinearizeTree(f, primal, nameof(Vjp));
        return (function.Result(linearization.Outputs), Pullback);

        X Pullback(Y cotangent)
        {
            var cotangents = Matching(nameof(Vjp), "cotangent", function.Output, linearization.Outputs, cotangent, null);
            return Tree.Unflatten<X>(structure, linearization.ApplyTransposed(cotangents));
        }
    }

    /// <summary>The value of f at x and its pushforward v ↦ ∂f(x)·v: f runs once, the pushforward as often as wanted.</summary>
    /// <inheritdoc cref="Jvp(Func{Tensor, Tensor}, Tensor, Tensor)"/>
    [OverloadResolutionPriority(1)]
    public static (Tensor Value, Func<Tensor, Tensor> Pushforward) Linearize(Func<Tensor, Tensor> f, Tensor primal) =>
        Linearize<Tensor, Tensor>(f, primal);

    /// <inheritdoc cref="Linearize(Func{Tensor, Tensor}, Tensor)"/>
    public static (Y Value, Func<X, Y> Pushforward) Linearize<X, Y>(Func<X, Y> f, X primal)
    {
        var (function, linearization, structure) = LinearizeTree(f, primal, nameof(Linearize));
        var x = TreeLeaves.Of(primal);
        return (function.Result(linearization.Outputs), v =>
            function.Result(linearization.Apply(Matching(nameof(Linearize), "tangent", structure, x, v, f))));
    }

    /// <summary>The transpose of a linear function: u ↦ fᵀ(u), with ⟨f(x), u⟩ = ⟨x, fᵀ(u)⟩. It is not evaluated at the example.</summary>
    /// <param name="f">A linear function.</param>
    /// <param name="example">A tensor whose shape and element type the argument has; its values do not count.</param>
    /// <exception cref="NotDifferentiableException">f is not linear.</exception>
    [OverloadResolutionPriority(1)]
    public static Func<Tensor, Tensor> LinearTranspose(Func<Tensor, Tensor> f, Tensor example) =>
        LinearTranspose<Tensor, Tensor>(f, example);

    /// <inheritdoc cref="LinearTranspose(Func{Tensor, Tensor}, Tensor)"/>
    public static Func<Y, X> LinearTranspose<X, Y>(Func<X, Y> f, X example)
    {
        ArgumentNullException.ThrowIfNull(f);
        TreeLeaves.Require(example);
        var structure = Tree.StructureOf(example, TraceOrigin.ParameterName(f, 0));
        var function = new TreeFunction<X, Y>(f, structure);
        var leaves = TreeLeaves.Of(example);
        var graph = Staging.Trace(
            function.Invoke, Array.ConvertAll(leaves, t => t.Type), new TraceOrigin(nameof(LinearTranspose), f),
            literals: Array.ConvertAll(leaves, t => t.Literal));
        bool isChecked = false;
        return u =>
        {
            var outputs = Array.ConvertAll(graph.Outputs, v => v.Type);
            var cotangents = Matching(nameof(LinearTranspose), "cotangent", function.Output, outputs, u, null);
            var result = Transposition.Run(graph, new Tensor?[graph.Inputs.Length], cotangents);
            isChecked = isChecked || IsZeroAtZero(graph, function.Output);
            for (int i = 0; i < result.Length; i++)
                result[i] ??= Fill.Of(graph.Inputs[i].Type.Shape, graph.Inputs[i].Type.DType, 0);
            return Tree.Unflatten<X>(structure, result!);
        };
    }

    /// <summary>A function that adds a constant is not linear, which its graph does not show but its value at zero does.</summary>
    /// <returns>Whether it could be evaluated: not while another function is traced.</returns>
    private static bool IsZeroAtZero(Graph graph, TreeStructure output)
    {
        if (Trace.Current is not null || Array.Exists(graph.Captures, c => !c.Value.IsConcrete))
            return false;
        var values = GraphEvaluator.Run(graph, Array.ConvertAll(graph.Inputs, v => Fill.Of(v.Type.Shape, v.Type.DType, 0)));
        for (int i = 0; i < values.Length; i++)
            if ((bool)Functions.Any(Functions.NotEqual(values[i], 0)))
                throw new NotDifferentiableException(
                    $"LinearTranspose: '{output.LeafPath(i, "result")}' is not zero where the argument is zero, so the function is not "
                    + "linear: it adds a constant. "
                    + "LinearTranspose needs a function that is linear in its argument; for any other function use Vjp.");
        return true;
    }

    private static (TreeFunction<X, Y> Function, Linearization Linearization, TreeStructure Structure) LinearizeTree<X, Y>(
        Func<X, Y> f, X primal, string transformation)
    {
        ArgumentNullException.ThrowIfNull(f);
        TreeLeaves.Require(primal);
        var structure = Tree.StructureOf(primal, TraceOrigin.ParameterName(f, 0));
        var x = TreeLeaves.Of(primal);
        RequireSomeFloating(transformation, structure, x, f);
        var function = new TreeFunction<X, Y>(f, structure);
        return (function, Linearization.Run(function.Invoke, x, new TraceOrigin(transformation, f)), structure);
    }

    /// <summary>Beside tensors of real numbers others may stand, whose tangents count for nothing; alone they have no derivative.</summary>
    private static void RequireSomeFloating(string transformation, TreeStructure structure, Tensor[] x, Delegate f)
    {
        if (x.Length > 0 && !Array.Exists(x, t => t.DType.IsFloating))
            throw Error.NotFloatingInput(transformation, ArgumentNames.Of(structure, 0, f, 0), x[0]);
    }

    private static Tensor[] Matching<T>(
        string transformation, string what, TreeStructure structure, Tensor[] expected, T actual, Delegate? function) =>
        Matching(transformation, what, structure, Array.ConvertAll(expected, t => t.Type), actual, function);

    /// <summary>The tensors of a tangent or cotangent, which must match the primal in structure, shapes and element types.</summary>
    private static Tensor[] Matching<T>(
        string transformation, string what, TreeStructure structure, TensorType[] expected, T actual, Delegate? function)
    {
        TreeLeaves.Require(actual, what);
        string root = function is null ? "result" : TraceOrigin.ParameterName(function, 0);
        Tree.RequireSame(structure, Tree.StructureOf(actual, what), $"{transformation}: the {what}", root);
        var leaves = TreeLeaves.Of(actual);
        for (int i = 0; i < leaves.Length; i++)
        {
            if (leaves[i].Shape != expected[i].Shape)
                throw Error.TangentShape(transformation, what, structure.LeafPath(i, root), leaves[i].Type, expected[i]);
            if (leaves[i].DType != expected[i].DType)
            {
                if (!leaves[i].IsLiteral)
                    throw Error.TangentDType(transformation, what, structure.LeafPath(i, root), leaves[i].Type, expected[i]);
                leaves[i] = Operands.WithType(leaves[i], expected[i].DType);
            }
        }

        return leaves;
    }
}
