namespace Covector.Notation;

/// <summary>
/// The derivation of any traced function: its equations, and those of its derivative as a linear map from dX to the change of the result,
/// with loops as recurrences. It is written where matrices and vectors do not suffice.
/// </summary>
internal static class GraphDerivation
{
    public static Derivation Of(Graph graph, IReadOnlyList<string> names, int variable)
    {
        var closed = graph.WithCapturesAsInputs();
        for (int i = 0; i < names.Count; i++)
            closed.Inputs[i].Name ??= names[i];
        var steps = new List<DerivationStep>();
        var mask = new bool[closed.Inputs.Length];
        mask[variable] = true;
        var linear = GraphDerivatives.Linearize(closed, new BitMask(mask));
        for (int i = 0; i < closed.Inputs.Length; i++)
            linear.Primal.Inputs[i].Name = closed.Inputs[i].Name;
        var values = GraphPrinter.Names(linear.Primal);
        Write(linear.Primal, values, "", DerivationStepKind.Name, steps);
        string result = values[linear.Primal.Outputs[0].Id];
        if (linear.Tangent.Outputs.Length == 0)
        {
            steps.Add(Line(
                DerivationStepKind.Result, $"d{result} = 0", "it does not depend on the variable", closed.Outputs[0].Type.Shape));
            return new Derivation(names[variable], steps);
        }

        var tangents = Tangents(linear, closed, values, names[variable]);
        Write(linear.Tangent, tangents, "", DerivationStepKind.Chain, steps);
        var output = linear.Tangent.Outputs[0];
        steps.Add(Line(
            DerivationStepKind.Result, $"d{result} = {tangents[output.Id]}", $"linear in d{names[variable]}", output.Type.Shape));
        return new Derivation(names[variable], steps);
    }

    /// <summary>The input is the change of the variable; values of the function keep their names; what is new is d1, d2, ….</summary>
    private static Dictionary<int, string> Tangents(LinearizedGraph linear, Graph graph, Dictionary<int, string> values, string variable)
    {
        var tangents = new Dictionary<int, string> { [linear.Tangent.Inputs[0].Id] = "d" + variable };
        int residuals = linear.Primal.Outputs.Length - graph.Outputs.Length;
        for (int r = 0; r < residuals; r++)
        {
            var input = linear.Tangent.Inputs[linear.Tangent.Inputs.Length - residuals + r];
            tangents[input.Id] = values[linear.Primal.Outputs[graph.Outputs.Length + r].Id];
        }

        int count = 0;
        foreach (var equation in linear.Tangent.Equations)
        {
            foreach (var output in equation.Outputs)
                tangents[output.Id] = $"d{++count}";
        }

        return tangents;
    }

    private static void Write(
        Graph graph, Dictionary<int, string> names, string prefix, DerivationStepKind kind, List<DerivationStep> steps)
    {
        foreach (var equation in graph.Equations)
        {
            string outputs = string.Join(", ", equation.Outputs.Select(v => names[v.Id]));
            string inputs = string.Join(", ", equation.Inputs.Select(v => names[v.Id]));
            steps.Add(Line(kind, $"{prefix}{outputs} = {equation.Primitive}({inputs})", "", equation.Outputs[0].Type.Shape));
            foreach (var (label, body) in equation.Primitive.Bodies)
            {
                string at = $"{prefix}  {label} at t: ";
                var bodyNames = GraphPrinter.Names(body);
                Write(body, bodyNames, at, kind, steps);
                steps.Add(Line(
                    kind, $"{at}→ {string.Join(", ", body.Outputs.Select(v => bodyNames[v.Id]))}", "carried to t + 1",
                    body.Outputs.Length == 0 ? default : body.Outputs[0].Type.Shape));
            }
        }
    }

    private static DerivationStep Line(DerivationStepKind kind, string text, string reason, Shape shape) => new(
        kind, text, @"\texttt{" + Escaped(text) + "}", reason,
        [.. Enumerable.Range(0, shape.Rank).Select(a => shape[a].ToString(System.Globalization.CultureInfo.InvariantCulture))], null);

    private static string Escaped(string text) => string.Concat(text.Select(c => c switch
    {
        '_' or '{' or '}' or '#' or '$' or '%' or '&' => $@"\{c}",
        '→' => "->",
        '×' => "x",
        _ => c.ToString(),
    }));
}
