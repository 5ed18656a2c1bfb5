namespace Covector.Graphs;

/// <summary>Replacing variables by others that have the same value.</summary>
internal static class Substitution
{
    /// <summary>The equation with its inputs replaced; itself if none is.</summary>
    public static Equation Apply(Equation equation, Variable?[] replacement)
    {
        foreach (var input in equation.Inputs)
            if (Of(input, replacement) is not null)
                return new Equation(equation.Primitive, Apply(equation.Inputs, replacement), equation.Outputs);
        return equation;
    }

    public static Variable[] Apply(Variable[] variables, Variable?[] replacement) =>
        Array.ConvertAll(variables, v => Of(v, replacement) ?? v);

    /// <summary>Variables that a pass has made lie beyond the table: nothing replaces them.</summary>
    private static Variable? Of(Variable variable, Variable?[] replacement) => variable.Id < replacement.Length ? replacement[variable.Id] : null;
}
