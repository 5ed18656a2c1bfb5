namespace Covector;

/// <summary>
/// A traced function: inputs, equations in an order in which they can be computed, outputs. Every variable is defined once. Tensors that
/// the function took from outside are further inputs, with their values (<see cref="Captures"/>).
/// </summary>
/// <remarks>Printed by <see cref="object.ToString"/>, one equation a line, and by <see cref="ToDot"/> for Graphviz.</remarks>
public sealed class Graph
{
    internal Graph(Variable[] inputs, (Variable, Tensor)[] captures, Equation[] equations, Variable[] outputs, int variableCount)
    {
        Inputs = inputs;
        Captures = captures;
        Equations = equations;
        Outputs = outputs;
        VariableCount = variableCount;
    }

    internal Variable[] Inputs { get; }

    internal (Variable Variable, Tensor Value)[] Captures { get; }

    internal Equation[] Equations { get; }

    internal Variable[] Outputs { get; }

    /// <summary>All ids of variables are below this number.</summary>
    internal int VariableCount { get; }

    /// <summary>What transformations and executors have derived from this graph.</summary>
    internal DerivedGraphs Derived { get; } = new();

    /// <summary>The same graph with its captures as further inputs, after the others.</summary>
    internal Graph WithCapturesAsInputs() => Captures.Length == 0
        ? this
        : new Graph([.. Inputs, .. Captures.Select(c => c.Variable)], [], Equations, Outputs, VariableCount);

    /// <summary>The same equations without captures, with other inputs and outputs.</summary>
    internal Graph With(Variable[] inputs, Variable[] outputs) => new(inputs, [], Equations, outputs, VariableCount);

    /// <summary>The number of equations.</summary>
    public int Count => Equations.Length;

    /// <summary>The types of the inputs.</summary>
    public IReadOnlyList<TensorType> InputTypes => Array.ConvertAll(Inputs, v => v.Type);

    /// <summary>The types of the outputs.</summary>
    public IReadOnlyList<TensorType> OutputTypes => Array.ConvertAll(Outputs, v => v.Type);

    /// <summary>The graph as text: inputs, one equation a line, outputs.</summary>
    public override string ToString() => GraphPrinter.Print(this);

    /// <summary>The graph in Graphviz's language: <c>dot -Tsvg</c> draws it.</summary>
    public string ToDot() => GraphPrinter.PrintDot(this);
}
