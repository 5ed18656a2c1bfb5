namespace Covector.Compiler;

/// <summary>
/// The body of a loop in parts of which a later one never feeds an earlier one, in this step or the next: strongly connected components of
/// what equations and carries read. They stand in an order in which they can be computed, those that belong together side by side.
/// </summary>
/// <remarks>
/// What follows from constants and scanned elements alone, and what only shows a value in another way, belongs to no part: whoever reads
/// it computes it.
/// </remarks>
internal sealed class LoopParts
{
    private readonly Graph body;
    private readonly Scan scan;
    /// <summary>By variable: the equation that defines it, or, behind the equations, the carry that it is; −1 for what is given.</summary>
    private readonly int[] nodeOf;
    private readonly int[][] reads;
    private readonly int[] componentOf;
    private readonly HashSet<Variable>[] leaves;
    private readonly bool[] isFree;

    /// <param name="body">The body, of which every variable is defined once.</param>
    /// <param name="scan">The loop.</param>
    /// <param name="costs">The cost of each equation, then of each carry.</param>
    public LoopParts(Graph body, Scan scan, double[] costs)
    {
        (this.body, this.scan) = (body, scan);
        int count = body.Equations.Length + scan.CarryCount;
        nodeOf = new int[body.VariableCount];
        Array.Fill(nodeOf, -1);
        for (int e = 0; e < body.Equations.Length; e++)
            foreach (var output in body.Equations[e].Outputs)
                nodeOf[output.Id] = e;
        for (int c = 0; c < scan.CarryCount; c++)
            nodeOf[body.Inputs[scan.ConstantCount + c].Id] = body.Equations.Length + c;
        reads = new int[count][];
        for (int node = 0; node < count; node++)
            reads[node] = [.. ReadBy(node).Select(v => nodeOf[v.Id]).Where(n => n >= 0).Distinct()];
        componentOf = Components(out int components);
        isFree = FreeEquations(components);
        leaves = new HashSet<Variable>[body.VariableCount];
        Order = Ordered(components, costs);
    }

    /// <summary>The parts in order: numbers of equations and, behind these, of carries.</summary>
    public int[][] Order { get; }

    /// <summary>Whether an equation belongs to no part.</summary>
    public bool IsFree(int equation) => isFree[equation];

    /// <summary>What a node reads.</summary>
    public IEnumerable<Variable> ReadBy(int node) =>
        node < body.Equations.Length ? body.Equations[node].Inputs : [body.Outputs[node - body.Equations.Length]];

    /// <summary>What a node defines.</summary>
    public IEnumerable<Variable> DefinedBy(int node) =>
        node < body.Equations.Length ? body.Equations[node].Outputs : [body.Inputs[scan.ConstantCount + node - body.Equations.Length]];

    /// <summary>The node that defines a variable; −1 for a constant or a scanned element.</summary>
    public int NodeOf(Variable variable) => nodeOf[variable.Id];

    /// <summary>The values of parts from which a value follows by equations that belong to none: itself, if a part defines it.</summary>
    public IReadOnlyCollection<Variable> LeavesOf(Variable variable)
    {
        int node = nodeOf[variable.Id];
        return node < 0 ? [] : node < isFree.Length && isFree[node] ? leaves[variable.Id] : [variable];
    }

    /// <summary>Tarjan's components, numbered in an order in which they can be computed.</summary>
    private int[] Components(out int count)
    {
        int nodes = reads.Length, time = 0;
        var (found, lowest, component) = (new int[nodes], new int[nodes], new int[nodes]);
        Array.Fill(component, -1);
        var (open, path) = (new Stack<int>(), new Stack<(int Node, int Next)>());
        count = 0;
        for (int root = 0; root < nodes; root++)
        {
            if (found[root] > 0)
                continue;
            path.Push((root, 0));
            while (path.TryPop(out var at))
            {
                var (node, next) = at;
                if (next == 0)
                {
                    found[node] = lowest[node] = ++time;
                    open.Push(node);
                }
                else
                {
                    lowest[node] = Math.Min(lowest[node], lowest[reads[node][next - 1]]);
                }

                for (; next < reads[node].Length; next++)
                    if (found[reads[node][next]] == 0)
                        break;
                    else if (component[reads[node][next]] < 0)
                        lowest[node] = Math.Min(lowest[node], found[reads[node][next]]);
                if (next < reads[node].Length)
                {
                    path.Push((node, next + 1));
                    path.Push((reads[node][next], 0));
                    continue;
                }

                if (lowest[node] < found[node])
                    continue;
                int last;
                do
                {
                    component[last = open.Pop()] = count;
                }
                while (last != node);
                count++;
            }
        }

        return component;
    }

    private bool[] FreeEquations(int components)
    {
        var sizes = new int[components];
        foreach (int component in componentOf)
            sizes[component]++;
        var (free, given) = (new bool[body.Equations.Length], new bool[body.Equations.Length]);
        for (int e = 0; e < free.Length; e++)
        {
            var equation = body.Equations[e];
            given[e] = Array.TrueForAll(reads[e], n => n < given.Length && given[n]);
            free[e] = given[e]
                || (sizes[componentOf[e]] == 1 && EquationCost.IsFree(equation)
                    && Array.TrueForAll(equation.Inputs, v => v.Type.Shape.Size <= equation.Output.Type.Shape.Size));
        }

        return free;
    }

    private int[][] Ordered(int components, double[] costs)
    {
        for (int e = 0; e < isFree.Length; e++)
            if (isFree[e])
                foreach (var output in body.Equations[e].Outputs)
                    leaves[output.Id] = [.. body.Equations[e].Inputs.SelectMany(LeavesOf)];
        var members = new List<int>[components];
        for (int node = 0; node < reads.Length; node++)
            if (node >= isFree.Length || !isFree[node])
                (members[componentOf[node]] ??= []).Add(node);
        var (before, after) = (new int[components], new List<int>[components]);
        for (int part = 0; part < components; part++)
            after[part] = [];
        for (int part = 0; part < components; part++)
        {
            var read = (members[part] ?? []).SelectMany(ReadBy).SelectMany(LeavesOf).Select(v => componentOf[nodeOf[v.Id]]).ToHashSet();
            read.Remove(part);
            before[part] = read.Count;
            foreach (int other in read)
                after[other].Add(part);
        }

        // What follows from a part, itself included: what little depends on comes as soon as it can, and stays beside what it reads.
        var costOfParts = Array.ConvertAll(members, m => m is null ? 0 : m.Sum(node => costs[node]));
        var (follows, weight) = (new System.Collections.BitArray[components], new double[components]);
        for (int part = components - 1; part >= 0; part--)
        {
            follows[part] = new System.Collections.BitArray(components) { [part] = true };
            foreach (int later in after[part])
                follows[part].Or(follows[later]);
            for (int other = part; other < components; other++)
                weight[part] += follows[part][other] ? costOfParts[other] : 0;
        }

        var order = new List<int[]>();
        var ready = new Stack<int>(Enumerable.Range(0, components).Where(p => members[p] is not null && before[p] == 0)
            .OrderByDescending(p => weight[p]).ThenByDescending(p => p));
        while (ready.TryPop(out int part))
        {
            order.Add([.. members[part]]);
            foreach (int later in after[part].OrderByDescending(p => weight[p]).ThenByDescending(p => p))
                if (--before[later] == 0)
                    ready.Push(later);
        }

        return [.. order];
    }
}
