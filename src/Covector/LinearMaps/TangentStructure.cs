namespace Covector.LinearMaps;

/// <summary>
/// Reads the structure of a linear graph. Each equation gives a map from each linear operand to its output; these are the edges of a graph
/// whose inner nodes are eliminated one after another: the edges through a node are composed, and parallel edges added. The node whose
/// elimination makes the cheapest maps goes first, so that the order is neither that of forward nor that of reverse mode but fits the maps.
/// </summary>
internal sealed class TangentStructure
{
    /// <summary>A map of more parts is kept as a program.</summary>
    private const int MostParts = 48;

    /// <summary>Shorter loops are unrolled.</summary>
    private const int MostSteps = 16;

    private readonly Graph graph;
    private readonly Tensor?[] values;
    private readonly bool[] isLinear;
    private readonly Dictionary<int, LinearMap>[] into;
    private readonly HashSet<int>[] from;

    private TangentStructure(Graph graph)
    {
        this.graph = graph;
        values = new Tensor?[graph.VariableCount];
        isLinear = new bool[graph.VariableCount];
        into = new Dictionary<int, LinearMap>[graph.VariableCount];
        from = new HashSet<int>[graph.VariableCount];
    }

    /// <summary>The map from each input of a graph to each of its outputs, by outputs.</summary>
    /// <param name="graph">A graph that is linear in its inputs, with the values of its captures.</param>
    public static LinearMap[][] Of(Graph graph)
    {
        graph = LinearInlining.Apply(graph, MostSteps);
        var structure = new TangentStructure(graph);
        structure.ReadEdges();
        bool isSmall = structure.Eliminate();
        return Array.ConvertAll(graph.Outputs, y => Array.ConvertAll(graph.Inputs, x => structure.Map(x, y, isSmall)));
    }

    private LinearMap Map(Variable x, Variable y, bool isSmall)
    {
        if (!isLinear[y.Id] || !isSmall && !Depends(x, y))
            return new ZeroMap(y.Type.DType, y.Type.Shape, x.Type.Shape);
        if (ReferenceEquals(x, y))
            return ContractionMap.OfIdentity(y.Type.Shape, x.Type.Shape, y.Type.DType);
        if (isSmall)
            return into[y.Id].TryGetValue(x.Id, out var map) ? map : new ZeroMap(y.Type.DType, y.Type.Shape, x.Type.Shape);
        return new MatrixFreeMap(Program(x, y), y.Type.Shape, x.Type.Shape);
    }

    private bool Depends(Variable x, Variable y)
    {
        var marks = Array.ConvertAll(graph.Inputs, v => ReferenceEquals(v, x));
        return Dependence.OfOutputs(graph.With(graph.Inputs, [y]), marks)[0];
    }

    /// <summary>The graph from one input to one output, the other inputs being zero.</summary>
    private LinearProgram Program(Variable x, Variable y)
    {
        var captures = new List<(Variable, Tensor)>(graph.Captures);
        foreach (var other in graph.Inputs)
            if (!ReferenceEquals(other, x))
                captures.Add((other, Fill.Of(other.Type.Shape, other.Type.DType, 0)));
        return new LinearProgram(DeadCode.Remove(new Graph([x], [.. captures], graph.Equations, [y], graph.VariableCount)));
    }

    private void ReadEdges()
    {
        foreach (var (variable, value) in graph.Captures)
            values[variable.Id] = value;
        foreach (var input in graph.Inputs)
            AddNode(input.Id);
        foreach (var equation in graph.Equations)
        {
            if (!Array.Exists(equation.Inputs, v => isLinear[v.Id]))
            {
                GraphEvaluator.Step(equation, values);
                continue;
            }

            foreach (var output in equation.Outputs)
                AddNode(output.Id);
            for (int i = 0; i < equation.Inputs.Length; i++)
                if (isLinear[equation.Inputs[i].Id])
                    AddEdges(equation, i);
        }
    }

    private void AddNode(int id)
    {
        isLinear[id] = true;
        into[id] = [];
        from[id] = [];
    }

    private void AddEdges(Equation equation, int operand)
    {
        var x = equation.Inputs[operand];
        if (equation.Primitive is SingleOutputPrimitive)
        {
            AddEdge(x.Id, equation.Output.Id, LocalMaps.Of(equation, operand, values));
            return;
        }

        for (int o = 0; o < equation.Outputs.Length; o++)
        {
            var y = equation.Outputs[o];
            if (y.Type.DType.IsFloating)
            {
                var program = LocalMaps.Program(equation, operand, o, values);
                AddEdge(x.Id, y.Id, new MatrixFreeMap(program, y.Type.Shape, x.Type.Shape, equation.Primitive.Name));
            }
        }
    }

    private void AddEdge(int x, int y, LinearMap map)
    {
        into[y][x] = into[y].TryGetValue(x, out var other) ? Addition.Of(other, map) : map;
        from[x].Add(y);
    }

    /// <summary>Eliminates all nodes but inputs and outputs; false if the maps become too large.</summary>
    private bool Eliminate()
    {
        var stays = new bool[graph.VariableCount];
        foreach (var input in graph.Inputs)
            stays[input.Id] = true;
        foreach (var output in graph.Outputs)
            stays[output.Id] = true;
        var queue = new PriorityQueue<(int Node, double Cost), (double, int)>();
        for (int v = 0; v < stays.Length; v++)
            if (isLinear[v] && !stays[v])
                Enqueue(v);
        while (queue.TryDequeue(out var next, out _))
        {
            int v = next.Node;
            if (into[v] is null || from[v] is null || from[v].Count == 0 && into[v].Count == 0)
                continue;
            if (Cost(v) is var cost && cost > next.Cost)
            {
                queue.Enqueue((v, cost), (cost, v));
                continue;
            }

            foreach (int y in from[v])
            {
                var second = into[y][v];
                into[y].Remove(v);
                foreach (var (x, first) in into[v])
                {
                    var product = Composition.Of(second, first);
                    if (product.Parts > MostParts)
                        return false;
                    AddEdge(x, y, product);
                    if (into[y][x].Parts > MostParts)
                        return false;
                }
            }

            foreach (int x in into[v].Keys)
                from[x].Remove(v);
            into[v] = [];
            from[v] = [];
        }

        // An output may be on the way to another one: the maps from it are composed with the maps to it.
        foreach (var output in graph.Outputs)
            if (isLinear[output.Id] && !ThroughOutputs(output.Id, stays))
                return false;
        return true;

        void Enqueue(int v)
        {
            double cost = Cost(v);
            queue.Enqueue((v, cost), (cost, v));
        }
    }

    private bool ThroughOutputs(int v, bool[] stays)
    {
        bool isInput = Array.Exists(graph.Inputs, x => x.Id == v);
        if (isInput || from[v].Count == 0)
            return true;
        foreach (int y in from[v])
        {
            var second = into[y][v];
            into[y].Remove(v);
            foreach (var (x, first) in into[v])
            {
                AddEdge(x, y, Composition.Of(second, first));
                if (into[y][x].Parts > MostParts)
                    return false;
            }
        }

        from[v] = [];
        return stays[v];
    }

    /// <summary>What the maps cost that the elimination of a node makes.</summary>
    private double Cost(int v)
    {
        double cost = 0;
        foreach (int y in from[v])
        {
            double second = into[y][v].Cost;
            foreach (var first in into[v].Values)
                cost += second + first.Cost;
        }

        return cost;
    }
}
