namespace Covector.Compiler;

/// <summary>Rewrites a loop and the loops that read its stacks, so that these compute some of them.</summary>
internal sealed class LoopReader
{
    private readonly Equation source;
    private readonly Scan scan;
    private readonly RecomputedStacks choice;
    private readonly Dictionary<Variable, Variable> stackOf = [];

    /// <param name="source">The loop that makes the stacks.</param>
    /// <param name="choice">What the readers compute themselves.</param>
    /// <param name="count">The number of variables of the graph around the loops, which grows.</param>
    public LoopReader(Equation source, RecomputedStacks choice, ref int count)
    {
        (this.source, this.choice) = (source, choice);
        scan = (Scan)source.Primitive;
        var body = scan.Body;
        for (int i = 0; i < scan.StackedCount; i++)
            if (!choice.Dropped[i])
                stackOf.TryAdd(body.Outputs[scan.CarryCount + i], source.Outputs[scan.CarryCount + i]);
        var outputs = new List<Variable>(body.Outputs);
        var stacks = new List<Variable>(source.Outputs);
        foreach (var carry in choice.Carries)
        {
            if (stackOf.ContainsKey(carry))
                continue;
            var stack = new Variable(count++, carry.Type with { Shape = carry.Type.Shape.Insert(0, scan.Length) }, null);
            stackOf.Add(carry, stack);
            outputs.Add(carry);
            stacks.Add(stack);
        }

        Loop = new Equation(scan with { Body = body.With(body.Inputs, [.. outputs]) }, source.Inputs, [.. stacks]);
    }

    /// <summary>The loop with the stacks of the carries. What nobody reads any more is dead code.</summary>
    public Equation Loop { get; }

    /// <summary>A reader that computes what it read.</summary>
    public Equation Rewrite(Equation equation)
    {
        var reader = (Scan)equation.Primitive;
        var body = reader.Body;
        int count = body.VariableCount;
        List<Variable> constants = [.. body.Inputs[..reader.ConstantCount]];
        List<Variable> constantOperands = [.. equation.Inputs[..reader.ConstantCount]];
        List<Variable> scanned = [], scannedOperands = [];
        var dropped = new List<(Variable Element, Variable Value)>();
        for (int i = reader.CarryEnd; i < equation.Inputs.Length; i++)
        {
            int stack = Array.IndexOf(source.Outputs, equation.Inputs[i]) - scan.CarryCount;
            if (stack >= 0 && choice.Dropped[stack])
            {
                dropped.Add((body.Inputs[i], scan.Body.Outputs[scan.CarryCount + stack]));
                continue;
            }

            scanned.Add(body.Inputs[i]);
            scannedOperands.Add(equation.Inputs[i]);
        }

        var own = new Dictionary<Variable, Variable>();
        var equations = new List<Equation>();
        foreach (var repeated in choice.Equations)
        {
            var operands = Array.ConvertAll(repeated.Inputs, Own);
            var output = new Variable(count++, repeated.Output.Type, null);
            own.Add(repeated.Output, output);
            equations.Add(new Equation(repeated.Primitive, operands, [output]));
        }

        var replacement = new Variable?[body.VariableCount];
        foreach (var (element, value) in dropped)
            replacement[element.Id] = Own(value);
        foreach (var original in body.Equations)
            equations.Add(Substitution.Apply(original, replacement));
        var inputs = (Variable[])[.. constants, .. body.Inputs[reader.ConstantCount..reader.CarryEnd], .. scanned];
        var graph = new Graph(inputs, [], [.. equations], Substitution.Apply(body.Outputs, replacement), count);
        return new Equation(
            reader with { Body = DeadCode.Remove(graph), ConstantCount = constants.Count },
            [.. constantOperands, .. equation.Inputs[reader.ConstantCount..reader.CarryEnd], .. scannedOperands],
            equation.Outputs);

        // The value of a step of the source in the same step of the reader.
        Variable Own(Variable value)
        {
            if (own.TryGetValue(value, out var known))
                return known;
            if (stackOf.TryGetValue(value, out var stack))
                return own[value] = Input(scanned, scannedOperands, stack, value.Type);
            int place = Array.IndexOf(scan.Body.Inputs, value);
            return own[value] = place < scan.ConstantCount
                ? Input(constants, constantOperands, source.Inputs[place], value.Type)
                : Input(scanned, scannedOperands, source.Inputs[place], value.Type);
        }

        Variable Input(List<Variable> inputs, List<Variable> operands, Variable operand, TensorType type)
        {
            int known = operands.IndexOf(operand);
            if (known >= 0)
                return inputs[known];
            var input = new Variable(count++, type, null);
            inputs.Add(input);
            operands.Add(operand);
            return input;
        }
    }
}
