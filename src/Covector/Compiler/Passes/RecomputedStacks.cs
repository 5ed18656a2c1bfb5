namespace Covector.Compiler;

/// <summary>Which stacks of a loop its readers compute themselves.</summary>
/// <param name="Dropped">For each stack whether it is computed again.</param>
/// <param name="Carries">The carries, as inputs of the body, that are stacked for it.</param>
/// <param name="Equations">The equations of the body that the readers repeat, in order.</param>
internal sealed record RecomputedStacks(bool[] Dropped, List<Variable> Carries, List<Equation> Equations)
{
    /// <summary>The operations on an element that cost as much as to store it and to read it again.</summary>
    private const int OperationsPerElement = 8;

    /// <summary>The choice that stacks the fewest elements; null if nothing is better than what the loop does.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="isCandidate">The stacks that only loops over the same steps read.</param>
    public static RecomputedStacks? Choose(Scan loop, bool[] isCandidate)
    {
        if (!isCandidate.Contains(true))
            return null;
        var search = new Search(loop, isCandidate);
        // A carry that is stacked anyway costs nothing.
        var stacked = loop.Body.Outputs[loop.CarryCount..].Intersect(loop.Body.Inputs[loop.ConstantCount..loop.CarryEnd]).ToHashSet();
        var best = search.With(stacked);
        bool isBetter;
        do
        {
            isBetter = false;
            var (choice, from) = (best, stacked);
            foreach (var set in search.CarrySets)
            {
                var more = from.Union(set).ToHashSet();
                if (more.Count == from.Count)
                    continue;
                var next = search.With(more);
                if (next.Saved > choice.Saved)
                    (choice, stacked, isBetter) = (next, more, true);
            }

            best = choice;
        }
        while (isBetter);
        return best.Saved > 0 ? best.Choice : null;
    }

    /// <summary>Tries sets of carries.</summary>
    private sealed class Search
    {
        private readonly Scan loop;
        private readonly bool[] isCandidate;
        private readonly Dictionary<Variable, Equation> definitions = [];
        private readonly HashSet<Variable> carries;
        private readonly int[] order;

        public Search(Scan loop, bool[] isCandidate)
        {
            (this.loop, this.isCandidate) = (loop, isCandidate);
            carries = [.. loop.Body.Inputs[loop.ConstantCount..loop.CarryEnd]];
            var places = new Dictionary<Variable, int>();
            for (int e = 0; e < loop.Body.Equations.Length; e++)
                foreach (var output in loop.Body.Equations[e].Outputs)
                {
                    definitions.Add(output, loop.Body.Equations[e]);
                    places.Add(output, e);
                }

            // A stack may follow from one that is computed before it.
            order = [.. Enumerable.Range(0, loop.StackedCount).OrderBy(i => places.GetValueOrDefault(Value(i), -1))];
            foreach (int i in order)
                if (isCandidate[i] && Cone(Value(i), carries, []) is { } cone)
                    CarrySets.Add([.. cone.Leaves.Where(carries.Contains)]);
        }

        /// <summary>The sets of carries from which stacks can be computed.</summary>
        public List<HashSet<Variable>> CarrySets { get; } = [];

        public (RecomputedStacks Choice, long Saved) With(HashSet<Variable> stacked)
        {
            var dropped = new bool[loop.StackedCount];
            var known = new HashSet<Variable>();
            var repeated = new HashSet<Equation>();
            var used = new HashSet<Variable>();
            long saved = 0;
            foreach (int i in order)
            {
                var value = Value(i);
                if (isCandidate[i] && !carries.Contains(value) && Cone(value, [.. known, .. stacked], repeated) is { } cone
                    && cone.Operations <= OperationsPerElement * value.Type.Shape.Size)
                {
                    dropped[i] = true;
                    saved += value.Type.Shape.Size;
                    repeated.UnionWith(cone.Equations);
                    used.UnionWith(cone.Leaves.Where(carries.Contains));
                }
                else
                {
                    known.Add(value);
                }
            }

            foreach (var carry in used)
                if (!known.Contains(carry))
                    saved -= carry.Type.Shape.Size;
            return (new RecomputedStacks(dropped, [.. used], [.. loop.Body.Equations.Where(repeated.Contains)]), saved);
        }

        private Variable Value(int stack) => loop.Body.Outputs[loop.CarryCount + stack];

        /// <summary>
        /// How a value follows from others by cheap equations; null if it does not. What is repeated already costs nothing.
        /// </summary>
        private (List<Equation> Equations, HashSet<Variable> Leaves, long Operations)? Cone(
            Variable value, HashSet<Variable> available, HashSet<Equation> repeated)
        {
            var found = new List<Equation>();
            var leaves = new HashSet<Variable>();
            var seen = new HashSet<Variable>();
            var pending = new Stack<Variable>([value]);
            long operations = 0;
            while (pending.TryPop(out var next))
            {
                if (!seen.Add(next))
                    continue;
                if (available.Contains(next) || (!definitions.ContainsKey(next) && !carries.Contains(next)))
                {
                    leaves.Add(next);
                    continue;
                }

                if (!definitions.TryGetValue(next, out var equation) || Operations(equation) is not { } count)
                    return null;
                if (!repeated.Contains(equation))
                {
                    found.Add(equation);
                    operations += count * equation.Output.Type.Shape.Size;
                }

                if (operations > OperationsPerElement * value.Type.Shape.Size)
                    return null;
                foreach (var input in equation.Inputs)
                    pending.Push(input);
            }

            return (found, leaves, operations);
        }

        /// <summary>The operations of a cheap equation on an element; null if it is not cheap.</summary>
        private static int? Operations(Equation equation)
        {
            switch (equation.Primitive)
            {
                case Fill or Iota or Broadcast or Reshape or Permute or StridedSlice or Reverse:
                    return 0;
                case Concatenate or Pad:
                    return 2;
                case Elementwise when ElementRule.Of(equation) is { HasVectorForm: true, IsSlow: false, Operations: <= 4 } rule:
                    return rule.Operations;
                default:
                    return null;
            }
        }
    }
}
