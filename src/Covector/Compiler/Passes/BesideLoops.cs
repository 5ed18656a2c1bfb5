namespace Covector.Compiler;

/// <summary>
/// What a loop over large arrays computes of a few numbers, apart from its carry, is computed for all steps at once:
/// <code>c ← c·t + exp xⱼ   becomes   e = exp x, then c ← c·t + eⱼ;   yⱼ = −2 Σᵢ cᵢ   becomes   sⱼ = Σᵢ cᵢ, then y = −2 s</code>
/// All elements come before the loop or after it with the bits that they have within. The loop is left with what has as many rows as its
/// carry, and can run for some of these at a time.
/// </summary>
internal static class BesideLoops
{
    /// <summary>So many numbers are few, beside a carry that is so many times larger.</summary>
    private const int Few = 64, TimesLarger = 8;

    /// <summary>A value of all steps takes memory: of this many numbers at the most.</summary>
    private const long MostOfAllSteps = 1 << 20;

    public static Graph Apply(Graph graph)
    {
        if (!Array.Exists(graph.Equations, e => e.Primitive is Scan))
            return graph;
        int count = graph.VariableCount;
        var replacement = new Variable?[count];
        var equations = new List<Equation>(graph.Equations.Length);
        foreach (var original in graph.Equations)
        {
            var equation = Substitution.Apply(original, replacement);
            if (equation.Primitive is Scan { Length: > 0, CarryCount: > 0 } scan && new Loop(equation, scan) is { Changes: true } loop)
                loop.Rewrite(equations, replacement, ref count);
            else
                equations.Add(equation);
        }

        return new Graph(graph.Inputs, graph.Captures, [.. equations], Substitution.Apply(graph.Outputs, replacement), count);
    }

    private sealed class Loop
    {
        private readonly Equation equation;
        private readonly Scan scan;
        private readonly Graph body;
        private readonly Equation[] single;
        private readonly HashSet<Variable> constants;
        private readonly int[] definitions;
        private readonly List<int>[] readers;
        private readonly bool[] before;
        private readonly bool[] after;

        public Loop(Equation equation, Scan scan)
        {
            (this.equation, this.scan, body) = (equation, scan, DeadCode.Remove(scan.Body));
            single = body.Equations;
            constants = [.. body.Inputs[..scan.ConstantCount]];
            definitions = new int[body.VariableCount];
            Array.Fill(definitions, -1);
            readers = new List<int>[body.VariableCount];
            for (int i = 0; i < readers.Length; i++)
                readers[i] = [];
            for (int e = 0; e < single.Length; e++)
            {
                foreach (var output in single[e].Outputs)
                    definitions[output.Id] = e;
                foreach (var input in single[e].Inputs)
                    readers[input.Id].Add(e);
            }

            (before, after) = (new bool[single.Length], new bool[single.Length]);
            Divide();
        }

        /// <summary>Whether there is something to do: equations that move, or stacks of what is a stack already.</summary>
        public bool Changes => before.Contains(true) || after.Contains(true)
            || body.Outputs[scan.CarryCount..].Except(body.Inputs[scan.CarryEnd..]).Count() < scan.StackedCount;

        /// <summary>Adds the loop, with what comes before it and after it; says which of its results are something else.</summary>
        public void Rewrite(List<Equation> equations, Variable?[] replacement, ref int count)
        {
            int variables = count;
            // The values of all steps.
            var stacks = new Dictionary<Variable, Variable>();
            for (int i = scan.CarryEnd; i < body.Inputs.Length; i++)
                stacks[body.Inputs[i]] = equation.Inputs[i];
            List<Variable> inputs = [.. body.Inputs], operands = [.. equation.Inputs];
            List<Variable> outputs = [.. body.Outputs[..scan.CarryCount]], results = [.. equation.Outputs[..scan.CarryCount]];
            for (int e = 0; e < before.Length; e++)
                if (before[e])
                {
                    equations.Add(Stacked(single[e]));
                    if (!readers[single[e].Output.Id].Exists(r => !before[r] && !after[r]))
                        continue;
                    inputs.Add(single[e].Output);
                    operands.Add(stacks[single[e].Output]);
                }

            for (int i = scan.CarryCount; i < body.Outputs.Length; i++)
                if (!IsMoved(body.Outputs[i]) && !stacks.ContainsKey(body.Outputs[i]))
                    Stack(body.Outputs[i], equation.Outputs[i]);
            for (int e = 0; e < after.Length; e++)
                if (after[e])
                    foreach (var input in single[e].Inputs)
                        if (!IsMoved(input) && !IsShared(input) && !stacks.ContainsKey(input))
                            Stack(input, New(StackOf(input.Type)));
            var rest = single.Where((_, e) => !before[e] && !after[e]);
            var loop = scan with { Body = DeadCode.Remove(new Graph([.. inputs], [], [.. rest], [.. outputs], body.VariableCount)) };
            equations.Add(new Equation(loop, [.. operands], [.. results]));
            for (int e = 0; e < after.Length; e++)
                if (after[e])
                    equations.Add(Stacked(single[e]));
            for (int i = scan.CarryCount; i < body.Outputs.Length; i++)
                if (stacks[body.Outputs[i]] is var stack && stack != equation.Outputs[i])
                    replacement[equation.Outputs[i].Id] = stack;
            count = variables;

            bool IsMoved(Variable value) => definitions[value.Id] is >= 0 and var place && (before[place] || after[place]);

            Variable New(TensorType type) => new(variables++, type, null);

            void Stack(Variable value, Variable stack)
            {
                outputs.Add(value);
                results.Add(stack);
                stacks[value] = stack;
            }

            Equation Stacked(Equation moved)
            {
                var of = Array.ConvertAll(moved.Inputs, v => stacks.TryGetValue(v, out var known) ? known : Repeated(v));
                return new Equation(moved.Primitive, of, [stacks[moved.Output] = New(StackOf(moved.Output.Type))]);
            }

            // The same in all steps.
            Variable Repeated(Variable value)
            {
                var stack = stacks[value] = New(StackOf(value.Type));
                equations.Add(definitions[value.Id] is >= 0 and var place
                    ? new Equation((Fill)single[place].Primitive with { Shape = stack.Type.Shape }, [], [stack])
                    : new Equation(
                        new Broadcast(stack.Type.Shape, Axes.Range(1, value.Type.Shape.Rank)),
                        [equation.Inputs[Array.IndexOf(body.Inputs, value)]], [stack]));
                return stack;
            }
        }

        /// <summary>
        /// Before the loop comes what follows from what is scanned and what stays the same; after it that of which it makes nothing but
        /// stacks.
        /// </summary>
        private void Divide()
        {
            long most = 0;
            foreach (var carry in body.Outputs.AsSpan(0, scan.CarryCount))
                most = Math.Max(most, carry.Type.Shape.Size / TimesLarger);
            most = Math.Min(most, Few);
            var carries = new HashSet<Variable>(body.Inputs[scan.ConstantCount..scan.CarryEnd]);
            var next = new HashSet<Variable>(body.Outputs[..scan.CarryCount]);
            var known = new HashSet<Variable>(body.Inputs[scan.CarryEnd..]);
            for (int e = 0; e < single.Length; e++)
                if (CanMove(single[e]) && Array.Exists(single[e].Inputs, known.Contains)
                    && Array.TrueForAll(single[e].Inputs, v => known.Contains(v) || IsShared(v)))
                {
                    before[e] = true;
                    known.Add(single[e].Output);
                }

            for (int e = single.Length - 1; e >= 0; e--)
                after[e] = !before[e] && CanMove(single[e]) && readers[single[e].Output.Id].TrueForAll(r => after[r])
                    && !Array.Exists(single[e].Inputs, carries.Contains);

            bool CanMove(Equation moved) =>
                moved is { Primitive: Elementwise, Inputs.Length: > 0 } && moved.Output.Type.Shape.Size <= most
                && moved.Output.Type.Shape.Size * (long)scan.Length <= MostOfAllSteps
                && !next.Contains(moved.Output);
        }

        /// <summary>Whether a value is the same in all steps: a constant of the program or of the loop.</summary>
        private bool IsShared(Variable value) =>
            definitions[value.Id] is >= 0 and var place ? single[place].Primitive is Fill : constants.Contains(value);

        private TensorType StackOf(TensorType element) => element with { Shape = element.Shape.Insert(0, scan.Length) };
    }
}
