namespace Covector.Graphs;

/// <summary>Collects equations and infers the types of their outputs.</summary>
internal sealed class GraphBuilder
{
    private readonly List<Variable> inputs = [];
    private readonly List<Equation> equations = [];
    private readonly CaptureTable captures = new();
    private int variableCount;

    /// <summary>The number of equations so far.</summary>
    public int Count => equations.Count;

    public Variable AddInput(TensorType type, string? name = null)
    {
        var variable = new Variable(variableCount++, type, name);
        inputs.Add(variable);
        return variable;
    }

    /// <summary>The variable that stands for a tensor from outside; one for each tensor.</summary>
    public Variable Capture(Tensor value)
    {
        if (captures.Find(value) is { } known)
            return known;
        var variable = new Variable(variableCount++, value.Type, null);
        captures.Add(variable, value);
        return variable;
    }

    public Variable Append(SingleOutputPrimitive primitive, Variable[] operands)
    {
        var type = operands.Length switch
        {
            0 => primitive.Infer([]),
            1 => primitive.Infer([operands[0].Type]),
            2 => primitive.Infer([operands[0].Type, operands[1].Type]),
            _ => primitive.Infer(Array.ConvertAll(operands, v => v.Type)),
        };
        var output = new Variable(variableCount++, type, null);
        equations.Add(new Equation(primitive, operands, [output]));
        return output;
    }

    public Variable[] Append(MultiOutputPrimitive primitive, Variable[] operands)
    {
        var outputs = Array.ConvertAll(
            primitive.Infer(Array.ConvertAll(operands, v => v.Type)), type => new Variable(variableCount++, type, null));
        equations.Add(new Equation(primitive, operands, outputs));
        return outputs;
    }

    /// <summary>The names of the inputs that a variable is computed from.</summary>
    public List<string> InputsOf(Variable variable)
    {
        var needed = new bool[variableCount];
        needed[variable.Id] = true;
        for (int e = equations.Count - 1; e >= 0; e--)
            if (Array.Exists(equations[e].Outputs, v => needed[v.Id]))
                foreach (var input in equations[e].Inputs)
                    needed[input.Id] = true;
        var names = new List<string>();
        foreach (var input in inputs)
            if (needed[input.Id] && input.Name is { } name)
                names.Add(name);
        return names;
    }

    public Graph Build(Variable[] outputs) => new([.. inputs], captures.ToArray(), [.. equations], outputs, variableCount);
}
