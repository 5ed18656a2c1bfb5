namespace Covector;

public static partial class Transforms
{
    /// <summary>The graph of a function: what it does to tensors of the shape and element type of its argument. Nothing is computed.</summary>
    public static Func<Tensor, Graph> MakeGraph(Func<Tensor, Tensor> f) => MakeGraph<Tensor, Tensor>(f);

    /// <inheritdoc cref="MakeGraph(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Graph> MakeGraph(Func<Tensor, Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (a, b) => Stage((a, b), t => f(t.a, t.b), f, true);
    }

    /// <inheritdoc cref="MakeGraph(Func{Tensor, Tensor})"/>
    public static Func<X, Graph> MakeGraph<X, Y>(Func<X, Y> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => Stage(x, f, f, false);
    }

    /// <summary>The type of a function's result, from the type of its argument. Nothing is computed or allocated.</summary>
    public static Func<Tensor, TensorType> ShapeOf(Func<Tensor, Tensor> f)
    {
        var graph = MakeGraph(f);
        return x => graph(x).OutputTypes[0];
    }

    /// <summary>The types of the tensors of a function's result, in order.</summary>
    /// <inheritdoc cref="ShapeOf(Func{Tensor, Tensor})"/>
    public static Func<X, IReadOnlyList<TensorType>> ShapeOf<X, Y>(Func<X, Y> f)
    {
        var graph = MakeGraph(f);
        return x => graph(x).OutputTypes;
    }

    /// <summary>The same value, with the derivative 0.</summary>
    public static Tensor StopGradient(Tensor x) => Primitives.StopGradient.Of(Tensor.Require(x));

    /// <inheritdoc cref="StopGradient(Tensor)"/>
    public static T StopGradient<T>(T x) => Tree.Map(x, Primitives.StopGradient.Of);

    private static Graph Stage<X, Y>(X x, Func<X, Y> f, Delegate named, bool isTuple)
    {
        TreeLeaves.Require(x);
        var structure = Tree.StructureOf(x, TraceOrigin.ParameterName(named, 0));
        var leaves = TreeLeaves.Of(x);
        var names = ArgumentNames.Of(structure, named, isTuple);
        var function = new TreeFunction<X, Y>(f, structure);
        return Staging.Trace(function.Invoke, Array.ConvertAll(leaves, t => t.Type), new TraceOrigin(nameof(MakeGraph), named), names);
    }
}
