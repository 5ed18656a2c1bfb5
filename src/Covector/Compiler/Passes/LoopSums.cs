namespace Covector.Compiler;

/// <summary>
/// What a loop adds to a total in each step as the sum of an array is added up element by element, and summed once after the loop:
/// <code>total ← total + Σⱼ vⱼ   becomes   partⱼ ← partⱼ + vⱼ, then total = total₀ + Σⱼ partⱼ</code>
/// This is how the gradient of something that all examples share accumulates. Without the sum, the examples do not depend on each other
/// inside the loop. It changes the order of the additions, on all tiers alike.
/// </summary>
internal static class LoopSums
{
    public static Graph Apply(Graph graph)
    {
        int count = graph.VariableCount;
        var equations = new List<Equation>(graph.Equations.Length);
        foreach (var equation in graph.Equations)
        {
            if (equation.Primitive is Scan scan && Totals(scan) is { Count: > 0 } totals)
                Rewrite(equation, scan, totals);
            else
                equations.Add(equation);
        }

        return new Graph(graph.Inputs, graph.Captures, [.. equations], graph.Outputs, count);

        void Rewrite(Equation equation, Scan scan, List<Total> totals)
        {
            int bodyCount = scan.Body.VariableCount;
            var (bodyInputs, bodyOutputs) = (scan.Body.Inputs.ToArray(), scan.Body.Outputs.ToArray());
            var (operands, results) = (equation.Inputs.ToArray(), equation.Outputs.ToArray());
            var added = new List<Equation>();
            var after = new List<Equation>();
            foreach (var (carry, sum, terms) in totals)
            {
                var type = terms.Type;
                var part = new Variable(bodyCount++, type, null);
                var next = new Variable(bodyCount++, type, null);
                added.Add(new Equation(new Add(), [part, terms], [next]));
                (bodyInputs[scan.ConstantCount + carry], bodyOutputs[carry]) = (part, next);

                var zeros = NewVariable(type);
                equations.Add(new Equation(new Fill(type.DType, type.Shape, 0), [], [zeros]));
                var (parts, summed) = (NewVariable(type), NewVariable(results[carry].Type));
                after.Add(new Equation(sum, [parts], [summed]));
                after.Add(new Equation(new Add(), [operands[scan.ConstantCount + carry], summed], [results[carry]]));
                (operands[scan.ConstantCount + carry], results[carry]) = (zeros, parts);
            }

            var body = new Graph(bodyInputs, [], [.. scan.Body.Equations, .. added], bodyOutputs, bodyCount);
            equations.Add(new Equation(scan with { Body = DeadCode.Remove(body) }, operands, results));
            equations.AddRange(after);
        }

        Variable NewVariable(TensorType type) => new(count++, type, null);
    }

    /// <summary>The carries that only receive sums of elementwise results.</summary>
    private static List<Total> Totals(Scan scan)
    {
        var body = scan.Body;
        var definitions = new Equation?[body.VariableCount];
        var uses = new int[body.VariableCount];
        foreach (var equation in body.Equations)
        {
            foreach (var output in equation.Outputs)
                definitions[output.Id] = equation;
            foreach (var input in equation.Inputs)
                uses[input.Id]++;
        }

        foreach (var output in body.Outputs)
            uses[output.Id]++;
        var totals = new List<Total>();
        for (int carry = 0; carry < scan.CarryCount; carry++)
        {
            var (total, next) = (body.Inputs[scan.ConstantCount + carry], body.Outputs[carry]);
            if (uses[total.Id] != 1 || uses[next.Id] != 1 || definitions[next.Id] is not { Primitive: Add } addition)
                continue;
            var term = addition.Inputs[0] == total ? addition.Inputs[1] : addition.Inputs[1] == total ? addition.Inputs[0] : null;
            if (term is not null && uses[term.Id] == 1 && definitions[term.Id] is { Primitive: Sum sum, Inputs: [var terms] }
                && definitions[terms.Id]?.Primitive is Elementwise)
                totals.Add(new Total(carry, sum, terms));
        }

        return totals;
    }

    private readonly record struct Total(int Carry, Sum Sum, Variable Terms);
}
