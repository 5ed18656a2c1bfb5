namespace Covector.Compiler;

/// <summary>Elementwise equations of one shape that become one tile program.</summary>
internal sealed class TileGroup(Equation?[] constants)
{
    private readonly List<Equation> equations = [];
    private readonly List<Variable> inputs = [];
    private readonly HashSet<int> known = [];

    /// <summary>What the group reads from outside, constants excepted.</summary>
    public IReadOnlyList<Variable> Inputs => inputs;

    /// <summary>Whether an equation can be part of a tile program: it has a kernel, or is made of some.</summary>
    public static bool Accepts(Equation equation) => equation.Primitive is Elementwise primitive && primitive.IsTiled
        && !(primitive is Primitives.Convert convert && convert.To == equation.Inputs[0].Type.DType);

    public void Add(Equation equation)
    {
        foreach (var input in equation.Inputs)
            if (constants[input.Id] is null && known.Add(input.Id))
                inputs.Add(input);
        known.Add(equation.Output.Id);
        equations.Add(equation);
    }

    /// <summary>The program; <paramref name="isRead"/> says which results are read by others.</summary>
    public Step Build(Predicate<Variable> isRead) =>
        new TileStep(equations, inputs, constants, equations.ConvertAll(e => e.Output).FindAll(isRead));
}
