namespace Covector;

/// <summary>
/// Jacobians and Hessians with few entries: the places of the entries are found from the graph of the function, columns that share no row
/// get one colour, and the products with the colours, computed in one pass, hold all entries.
/// </summary>
/// <remarks>
/// Right for many unknowns of which each meets few others, as in discretized equations and in Newton's method. A gradient is one pass of
/// <c>Grad</c> and needs none of this, and so does a single product J·v, which <c>Jvp</c> or <c>Hvp</c> computes.
/// </remarks>
public static class Sparse
{
    /// <summary>Prepares the Jacobian of f for points like x.</summary>
    /// <param name="f">A function without side effects; what it captures stays as it is.</param>
    /// <param name="x">A point; only its shape and element type count.</param>
    /// <param name="options">How the entries are found.</param>
    /// <exception cref="ConcretizationException">f reads values of tensors, on which the pattern would depend.</exception>
    /// <exception cref="DTypeMismatchException">x or the result is not floating point.</exception>
    public static SparseJacobian Jacobian(Func<Tensor, Tensor> f, Tensor x, SparseOptions? options = null) =>
        new(Record($"{nameof(Sparse)}.{nameof(Jacobian)}", f, x), options ?? new SparseOptions());

    /// <summary>Prepares the Hessian of a scalar function for points like x: forward over reverse mode, with a star colouring.</summary>
    /// <inheritdoc cref="Jacobian(Func{Tensor, Tensor}, Tensor, SparseOptions?)"/>
    /// <exception cref="NonScalarOutputException">f returns a tensor that is not a scalar.</exception>
    public static SparseHessian Hessian(Func<Tensor, Tensor> f, Tensor x, SparseOptions? options = null)
    {
        string transformation = $"{nameof(Sparse)}.{nameof(Hessian)}";
        var function = Record(transformation, f, x);
        if (function.Output.Shape.Rank != 0)
            throw Error.NonScalarOutput(transformation, function.Output.Shape);
        return new SparseHessian(function.Gradient(), options ?? new SparseOptions());
    }

    private static DifferentiatedGraph Record(string transformation, Func<Tensor, Tensor> f, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(f);
        if (!Tensor.Require(x).DType.IsFloating)
            throw Error.NotFloatingInput(transformation, TraceOrigin.ParameterName(f, 0), x);
        var origin = new TraceOrigin(transformation, f);
        var graph = DeadCode.Remove(Staging.Trace(a => [f(a[0])], [x.Type], origin, [TraceOrigin.ParameterName(f, 0)]));
        if (!graph.Outputs[0].Type.DType.IsFloating)
            throw Error.NonFloatingOutput(transformation, graph.Outputs[0].Type);
        var captures = Array.ConvertAll(graph.Captures, c => c.Value);
        foreach (var capture in captures)
            if (!capture.IsConcrete)
                throw new ConcretizationException(
                    $"{transformation}: the function uses a tensor that is being traced; prepare sparse derivatives outside of traced functions.");
        return new DifferentiatedGraph(graph.WithCapturesAsInputs(), captures);
    }
}
