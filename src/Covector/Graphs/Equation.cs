namespace Covector.Graphs;

/// <summary>A value of a graph: it is defined once, by an input, a capture or an equation.</summary>
internal sealed class Variable(int id, TensorType type, string? name)
{
    /// <summary>Its number among the variables of its graph.</summary>
    public int Id { get; } = id;

    public TensorType Type { get; } = type;

    /// <summary>The name that the user knows it by, if any: an argument's path.</summary>
    public string? Name { get; set; } = name;

    public override string ToString() => Name ?? $"v{Id}";
}

/// <summary>One step: outputs = primitive(inputs).</summary>
internal sealed class Equation(Primitive primitive, Variable[] inputs, Variable[] outputs)
{
    public Primitive Primitive { get; } = primitive;

    public Variable[] Inputs { get; } = inputs;

    public Variable[] Outputs { get; } = outputs;

    public Variable Output => Outputs[0];
}
