namespace Covector.Graphs;

/// <summary>Replacing variables by others that have the same value.</summary>
internal static class Substitution
{
    /// <summary>The equation with its inputs replaced; itself if none is.</summary>
    public static Equation Apply(Equation equation, Variable?[] replacement)
    {
        foreach (var input in equation.Inputs)
            if (replacement[input.Id] is not null)
                return new Equation(equation.Primitive, Apply(equation.Inputs, replacement), equation.Outputs);
        return equation;
    }

    public static Variable[] Apply(Variable[] variables, Variable?[] replacement) =>
        Array.ConvertAll(variables, v => replacement[v.Id] ?? v);
}
