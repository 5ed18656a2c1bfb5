namespace Covector.Compiler;

/// <summary>
/// One loop becomes several, each with some of the parts of its body, about as long as the others. What one makes and another reads is
/// stacked in between. In a network of recurrent layers each stage has some of the layers:
/// <code>h ← f(h, x), g ← f(g, h)   becomes   h ← f(h, x) with all h stacked, then g ← f(g, h)</code>
/// Each value is computed by the same operations as before. The derivative has the same form, with the layers in the other order.
/// </summary>
internal sealed class LoopFission
{
    private const int MostStages = 4;

    /// <summary>A step of a stage takes at least this many nanoseconds: it takes some to go from one to the next.</summary>
    private const double LeastOfStage = 300;

    /// <summary>Bytes of all that is stacked between stages.</summary>
    private const long MostStackBytes = 8 << 20;

    /// <summary>To store what is stacked and to load it again takes at most this part of the time.</summary>
    private const double MostForStacks = 0.1;

    /// <summary>The search takes the square of this number of parts.</summary>
    private const int MostEquations = 1000;

    /// <summary>The largest stage by the mean of all: the fewest stacks are looked for under the first of these that can be had.</summary>
    private static readonly double[] largestStages = [1.05, 1.15, 1.3];

    private readonly Scan scan;
    private readonly Graph body;
    private readonly double[] costs;
    private readonly LoopParts parts;
    /// <summary>The stages that compute an equation or a carry, as bits.</summary>
    private readonly int[] stagesOf;
    private readonly HashSet<Variable> stacked;

    private LoopFission(Scan scan, Graph body, double[] costs)
    {
        (this.scan, this.body, this.costs) = (scan, body, costs);
        parts = new LoopParts(body, scan, costs);
        stagesOf = new int[body.Equations.Length + scan.CarryCount];
        stacked = [.. body.Outputs[scan.CarryCount..]];
    }

    /// <summary>Loops that do together what one does, each reading the stacks of those before; one that does not split alone.</summary>
    public static IReadOnlyList<LoopStep> Apply(LoopStep loop)
    {
        var scan = loop.Scan;
        if (scan.Length < 2 || loop.Rows is { Rows: >= LoopStages.FewRows } || scan.Body.Count > MostEquations)
            return [loop];
        var body = Pipeline.Simplify(scan.Body);
        double[] costs = CostsOf(scan, body);
        double cost = costs.Sum();
        if (cost * scan.Length < LoopStages.LeastCost || cost > LoopStages.MostOfStep || cost < 2 * LeastOfStage)
            return [loop];
        var fission = new LoopFission(scan, body, costs);
        return fission.Divide() is > 1 and var stages ? fission.Build(loop, stages) : [loop];
    }

    /// <summary>The costs of the equations, with what they load that is given and store in stacks, then of the carries.</summary>
    private static double[] CostsOf(Scan scan, Graph body)
    {
        var given = body.Inputs.Where((_, i) => i < scan.ConstantCount || i >= scan.CarryEnd).ToHashSet();
        var stacked = body.Outputs[scan.CarryCount..].ToHashSet();
        return
        [
            .. body.Equations.Select(e => EquationCost.Of(e) + e.Inputs.Where(given.Contains).Concat(e.Outputs.Where(stacked.Contains))
                .Sum(EquationCost.OfMove)),
            .. body.Outputs[..scan.CarryCount].Select(v => 2 * EquationCost.OfMove(v)),
        ];
    }

    /// <summary>Gives each part to a stage; the number of stages.</summary>
    private int Divide()
    {
        var order = parts.Order;
        double[] ends = EndsOf(order), elements = ElementsBetween(order);
        double total = ends[^1];
        for (int count = Math.Min(MostStages, (int)(total / LeastOfStage)); count > 1; count--)
            foreach (double largest in largestStages)
            {
                if (Cuts(ends, elements, count, largest * total / count) is not { } cuts)
                    continue;
                for (int stage = 0; stage < count; stage++)
                    for (int p = cuts[stage]; p < cuts[stage + 1]; p++)
                        foreach (int node in order[p])
                            stagesOf[node] = 1 << stage;
                PlaceFree();
                var between = Enumerable.Range(1, count - 1).SelectMany(ReadFromBefore).Distinct().ToList();
                double moves = between.Sum(v => 2 * EquationCost.OfMove(v));
                long bytes = between.Where(v => !stacked.Contains(v)).Sum(v => v.Type.Shape.Size * v.Type.DType.Size);
                if (moves <= MostForStacks * total && bytes * scan.Length <= MostStackBytes)
                    return count;
            }

        return 1;
    }

    /// <summary>The costs of so many parts from the first on, each with what belongs to none and is read there first.</summary>
    private double[] EndsOf(int[][] order)
    {
        var first = new int[stagesOf.Length];
        Array.Fill(first, order.Length);
        for (int p = order.Length - 1; p >= 0; p--)
            foreach (int node in order[p])
                first[node] = p;
        for (int node = stagesOf.Length - 1; node >= 0; node--)
            foreach (var value in parts.ReadBy(node))
                if (parts.NodeOf(value) is >= 0 and var read && read < body.Equations.Length && parts.IsFree(read))
                    first[read] = Math.Min(first[read], first[node]);
        var ends = new double[order.Length + 1];
        for (int node = 0; node < costs.Length; node++)
            ends[Math.Min(first[node] + 1, order.Length)] += costs[node];
        for (int p = 0; p < order.Length; p++)
            ends[p + 1] += ends[p];
        return ends;
    }

    /// <summary>The elements that cross each place between parts, of what is not stacked anyway.</summary>
    private double[] ElementsBetween(int[][] order)
    {
        var place = new int[stagesOf.Length];
        for (int p = 0; p < order.Length; p++)
            foreach (int node in order[p])
                place[node] = p;
        var lastRead = new Dictionary<Variable, int>();
        for (int p = 0; p < order.Length; p++)
            foreach (int node in order[p])
                foreach (var value in parts.ReadBy(node).SelectMany(parts.LeavesOf))
                    lastRead[value] = p;
        var result = new double[order.Length + 1];
        foreach (var (value, last) in lastRead)
            for (int p = place[parts.NodeOf(value)] + 1; p <= last && !stacked.Contains(value); p++)
                result[p] += value.Type.Shape.Size;
        return result;
    }

    /// <summary>Where stages begin, and the end, with the fewest elements between them; null if one would take too long.</summary>
    private static int[]? Cuts(double[] ends, double[] elements, int count, double most)
    {
        int parts = ends.Length - 1;
        var (least, from) = (new double[count + 1, parts + 1], new int[count + 1, parts + 1]);
        for (int stage = 0; stage <= count; stage++)
            for (int p = 0; p <= parts; p++)
            {
                least[stage, p] = stage == 0 && p == 0 ? 0 : double.PositiveInfinity;
                for (int start = p - 1; stage > 0 && start >= 0 && ends[p] - ends[start] <= most; start--)
                    if (least[stage - 1, start] + elements[start] is var sum && sum < least[stage, p])
                        (least[stage, p], from[stage, p]) = (sum, start);
            }

        if (double.IsInfinity(least[count, parts]))
            return null;
        int[] cuts = new int[count + 1];
        cuts[count] = parts;
        for (int stage = count; stage > 0; stage--)
            cuts[stage - 1] = from[stage, cuts[stage]];
        return cuts;
    }

    /// <summary>
    /// What belongs to no part is computed by all stages that read it if that is cheap, else by the first; what only the outside reads, by
    /// the first that can.
    /// </summary>
    private void PlaceFree()
    {
        for (int e = 0; e < body.Equations.Length; e++)
            if (parts.IsFree(e))
                stagesOf[e] = 0;
        for (int node = 0; node < stagesOf.Length; node++)
            if (node >= body.Equations.Length || !parts.IsFree(node))
                Need(parts.ReadBy(node), stagesOf[node]);
        foreach (var output in body.Outputs.AsSpan(scan.CarryCount))
            if (parts.NodeOf(output) is >= 0 and var node && node < body.Equations.Length && parts.IsFree(node) && stagesOf[node] == 0)
            {
                int first = 1;
                foreach (var leaf in parts.LeavesOf(output))
                    first = Math.Max(first, stagesOf[parts.NodeOf(leaf)]);
                stagesOf[node] = first;
            }

        for (int e = body.Equations.Length - 1; e >= 0; e--)
        {
            if (!parts.IsFree(e) || stagesOf[e] == 0)
                continue;
            if (!IsCheap(e))
                stagesOf[e] &= -stagesOf[e];
            Need(body.Equations[e].Inputs, stagesOf[e]);
        }

        void Need(IEnumerable<Variable> variables, int stages)
        {
            foreach (var variable in variables)
                if (parts.NodeOf(variable) is >= 0 and var node && node < body.Equations.Length && parts.IsFree(node))
                    stagesOf[node] |= stages;
        }
    }

    /// <summary>Whether an equation takes no longer than to store its result and to load it again.</summary>
    private bool IsCheap(int equation) =>
        costs[equation] <= body.Equations[equation].Outputs.Sum(v => 2 * EquationCost.OfMove(v));

    /// <summary>The nodes of a stage.</summary>
    private IEnumerable<int> NodesOf(int stage) => Enumerable.Range(0, stagesOf.Length).Where(n => (stagesOf[n] >> stage & 1) != 0);

    /// <summary>The values that a stage reads and does not compute.</summary>
    private IEnumerable<Variable> ReadFromBefore(int stage) => NodesOf(stage).SelectMany(parts.ReadBy).Distinct()
        .Where(v => parts.NodeOf(v) is >= 0 and var node && (stagesOf[node] >> stage & 1) == 0);

    private LoopStep[] Build(LoopStep loop, int count)
    {
        var result = new LoopStep[count];
        // The stack of a value that another stage reads.
        var stacks = new Dictionary<Variable, Variable>();
        var readLater = Enumerable.Range(1, count - 1).SelectMany(ReadFromBefore).ToHashSet();
        for (int stage = 0; stage < count; stage++)
        {
            int[] nodes = [.. NodesOf(stage)];
            var read = nodes.SelectMany(parts.ReadBy).ToHashSet();
            int[] carries = [.. nodes.Where(n => n >= body.Equations.Length).Select(n => n - body.Equations.Length)];
            List<Variable> outputs = [.. carries.Select(c => body.Outputs[c])], results = [.. carries.Select(c => loop.Outputs[c])];
            for (int i = scan.CarryCount; i < body.Outputs.Length; i++)
                if (IsMadeBy(body.Outputs[i], stage))
                    Add(body.Outputs[i], loop.Outputs[i]);
            foreach (var value in nodes.SelectMany(parts.DefinedBy))
                if (readLater.Contains(value) && !stacks.ContainsKey(value))
                    Add(value, new Variable(-1, value.Type with { Shape = value.Type.Shape.Insert(0, scan.Length) }, null));

            read.UnionWith(outputs);
            List<Variable> inputs = [];
            List<View> operands = [];
            foreach (int i in Enumerable.Range(0, scan.ConstantCount).Where(i => read.Contains(body.Inputs[i]))
                .Concat(carries.Select(c => scan.ConstantCount + c))
                .Concat(Enumerable.Range(scan.CarryEnd, scan.ScannedCount).Where(i => read.Contains(body.Inputs[i]))))
            {
                inputs.Add(body.Inputs[i]);
                operands.Add(loop.Operands[i]);
            }

            foreach (var value in ReadFromBefore(stage))
            {
                inputs.Add(value);
                operands.Add(View.Of(stacks[value]));
            }

            var equations = nodes.Where(n => n < body.Equations.Length).Select(n => body.Equations[n]);
            var own = scan with
            {
                Body = new Graph([.. inputs], [], [.. equations], [.. outputs], body.VariableCount),
                ConstantCount = body.Inputs.Take(scan.ConstantCount).Count(read.Contains),
                CarryCount = carries.Length,
            };
            result[stage] = new LoopStep(own, [.. operands], [.. results], hasRows: false);

            void Add(Variable value, Variable stack)
            {
                outputs.Add(value);
                results.Add(stack);
                stacks.TryAdd(value, stack);
            }
        }

        return result;
    }

    /// <summary>Whether a stage is the first that has a value; what is given, the first stage has.</summary>
    private bool IsMadeBy(Variable value, int stage) =>
        parts.NodeOf(value) is >= 0 and var node ? System.Numerics.BitOperations.TrailingZeroCount(stagesOf[node]) == stage : stage == 0;
}
