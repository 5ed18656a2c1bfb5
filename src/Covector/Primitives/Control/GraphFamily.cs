namespace Covector.Primitives;

/// <summary>
/// Graphs for every number of steps, with the same inputs and outputs. The first input is the number of steps once more, which matters
/// where the elements of a batch take different numbers: the graph is then that of the largest, and it is made so that others stop
/// earlier. Transforming a family transforms each of its graphs when it is wanted.
/// </summary>
internal sealed class GraphFamily
{
    /// <summary>Numbers of steps change from call to call; a few graphs are kept.</summary>
    private const int Kept = 8;

    private readonly Func<int, bool, Graph> make;
    private readonly Dictionary<(int, bool), Graph> graphs = [];
    private readonly Queue<(int, bool)> order = new();
    private readonly Lock guard = new();

    private GraphFamily(Func<int, bool, Graph> make)
    {
        this.make = make;
        Representative = For(1);
    }

    /// <summary>The graph for one step: all have its inputs and outputs.</summary>
    public Graph Representative { get; }

    /// <summary>What transformations have derived from this family.</summary>
    public DerivedGraphs Derived { get; } = new();

    /// <summary>The family of a while loop. Inputs: the number of steps, constants, initial carry. Outputs: final carry.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="linear">The carries in which it is linear.</param>
    public static GraphFamily Of(While loop, BitMask linear) => loop.Body.Derived.Get(
        ("family", loop.ConstantCount, linear), () => new GraphFamily((steps, stopsEarlier) => AsScan(loop, linear, steps, stopsEarlier)));

    /// <summary>The graph for a number of steps.</summary>
    /// <param name="steps">The number.</param>
    /// <param name="stopsEarlier">Whether its first input may be a smaller number, with which it stops.</param>
    public Graph For(int steps, bool stopsEarlier = false)
    {
        lock (guard)
        {
            var key = (steps, stopsEarlier);
            if (graphs.TryGetValue(key, out var graph))
                return graph;
            if (order.Count == Kept)
                graphs.Remove(order.Dequeue());
            order.Enqueue(key);
            return graphs[key] = make(steps, stopsEarlier);
        }
    }

    /// <summary>Values, then tangents, from the inputs and then the tangents of those in the mask.</summary>
    public MarkedFamily Forward(BitMask mask) => Derive(
        (graph, m) => GraphDerivatives.Forward(graph, mask, m), f => f.Graph, f => f.HasTangent);

    /// <summary>Tangents alone, from the inputs and then the tangents of those in the mask; linear in these tangents.</summary>
    public MarkedFamily Linearized(BitMask mask) => Derive(
        (graph, m) => GraphDerivatives.Linearize(graph, mask, m), s => TangentsOf(s, mask), s => s.HasTangent);

    /// <summary>Cotangents of the inputs in the first mask, from the other inputs and cotangents of the outputs in the second.</summary>
    public MarkedFamily Transposed(BitMask linear, BitMask given) => Derive(
        (graph, m) => GraphDerivatives.Transpose(graph, linear, given, m), t => t.Graph, t => t.IsPresent);

    /// <summary>The family for batches: inputs in the mask have a batch axis, the first.</summary>
    public MarkedFamily Batched(BitMask mask, int size) => Derive(
        (graph, m) => GraphDerivatives.Batch(graph, mask, size, m), b => b.Graph, b => b.IsBatched, mask[0]);

    /// <summary>The family with some of its outputs.</summary>
    public GraphFamily Restricted(bool[] outputs) =>
        new((steps, stopsEarlier) => DeadCode.Restrict(For(steps, stopsEarlier), outputs).Graph);

    /// <param name="derive">Transforms one graph; the mask is what it has to make in any case.</param>
    /// <param name="graphOf">The transformed graph.</param>
    /// <param name="marksOf">What it has.</param>
    /// <param name="stopsEarlier">Whether the graphs transformed must be such that stop earlier.</param>
    private MarkedFamily Derive<T>(
        Func<Graph, BitMask?, T> derive, Func<T, Graph> graphOf, Func<T, bool[]> marksOf, bool stopsEarlier = false)
    {
        // What the graph that stops earlier has, the plain one may lack; both make it.
        bool[] marks = [.. marksOf(derive(For(1, true), null))];
        Marks.Grow(marks, marksOf(derive(Representative, null)));
        var all = new BitMask(marks);
        return new MarkedFamily(new GraphFamily((steps, stops) => graphOf(derive(For(steps, stopsEarlier || stops), all))), marks);
    }

    private static Graph TangentsOf(LinearizedGraph split, BitMask mask)
    {
        int count = split.HasTangent.Length;
        var marks = mask.ToArray();
        return Stage([.. split.Primal.Inputs, .. Marks.Select<Variable>(split.Primal.Inputs, marks)], t =>
        {
            var results = GraphEvaluator.Run(split.Primal, t.AsSpan(0, marks.Length));
            return GraphEvaluator.Run(split.Tangent, [.. t.AsSpan(marks.Length), .. results.AsSpan(count)]);
        });
    }

    private static Graph AsScan(While loop, BitMask linear, int steps, bool stopsEarlier)
    {
        int constants = loop.ConstantCount, carries = loop.CarryCount;
        return Stage([new Variable(0, new TensorType(DType.Int64, default), null), .. loop.Body.Inputs], t =>
        {
            if (!stopsEarlier)
                return Trace.Bind(loop.ToScan(steps), t.AsSpan(1));
            var body = loop.Body.Derived.Get(("counted", constants, linear), () => WhileGraphs.Counted(loop, linear));
            var scan = new Scan(body, 1 + constants + carries, 1 + carries, steps, false, 1, loop.Compiler);
            return Trace.Bind(scan, [.. t, Fill.Of(default, DType.Int64, 0), .. t.AsSpan(1 + constants)])[1..];
        });
    }

    private static Graph Stage(Variable[] inputs, Func<Tensor[], Tensor[]> function)
    {
        var stage = new StageTrace(null, new TraceOrigin("a loop", null));
        var arguments = Array.ConvertAll(inputs, v => stage.AddInput(v.Type));
        using (Trace.Enter(stage))
            return DeadCode.Remove(stage.Finish(function(arguments)));
    }
}

/// <summary>A transformed family, and which outputs (transposed: inputs) it has results for.</summary>
internal sealed record MarkedFamily(GraphFamily Family, bool[] Marks);
