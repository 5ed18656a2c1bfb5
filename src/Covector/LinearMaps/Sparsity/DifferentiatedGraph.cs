namespace Covector.LinearMaps;

/// <summary>A function of one tensor as a graph, what it captured, and the graphs of its products with its derivative.</summary>
internal sealed class DifferentiatedGraph
{
    private readonly Graph graph;
    private readonly LinearizedGraph linearized;

    /// <param name="graph">A graph of one input, then one for each capture, and one output.</param>
    /// <param name="captures">The values of the captures.</param>
    public DifferentiatedGraph(Graph graph, Tensor[] captures)
    {
        this.graph = Inlining.Apply(graph);
        Captures = captures;
        linearized = GraphDerivatives.Linearize(this.graph, Point);
    }

    public Tensor[] Captures { get; }

    public TensorType Input => graph.Inputs[0].Type;

    public TensorType Output => graph.Outputs[0].Type;

    private BitMask Point
    {
        get
        {
            var mask = new bool[graph.Inputs.Length];
            mask[0] = true;
            return new BitMask(mask);
        }
    }

    /// <summary>The gradient as a function; the graph has a scalar output.</summary>
    public DifferentiatedGraph Gradient() => new(Pullback(Fill.ToBits(Output.DType, 1)), Captures);

    /// <summary>The places of the derivative that may be other than zero, and the operations that were taken to be dense.</summary>
    public (SparsityPattern Pattern, IReadOnlyCollection<string> Conservative) Detect()
    {
        int rows = Count(Output), columns = Count(Input);
        var detector = new PatternDetector(columns);
        if (!linearized.HasTangent[0])
            return (new SparsityPattern(rows, columns, new int[rows + 1], []), []);
        var seed = new ColumnSet?[columns];
        for (int c = 0; c < columns; c++)
            seed[c] = ColumnSet.Of(c);
        AbstractTensor[] inputs = [AbstractTensor.Of(linearized.Tangent.Inputs[0].Type, seed), .. Residuals()];
        var result = detector.Run(linearized.Tangent, inputs)[0].SetsOrEmpty;
        var starts = new int[rows + 1];
        long count = 0;
        for (int r = 0; r < rows; r++)
        {
            count += result[r]?.Count ?? 0;
            starts[r + 1] = (int)Math.Min(count, int.MaxValue);
        }

        if (count > Array.MaxLength)
            throw Error.Shapes(
                "Sparse",
                $"the derivative is {rows} × {columns} and has {count} places that may be other than zero, too many for an array; "
                + "it is not sparse: use Derivative, Jvp or Vjp.");
        var places = new int[starts[rows]];
        for (int r = 0; r < rows; r++)
            result[r]?.CopyTo(places.AsSpan(starts[r]));
        return (new SparsityPattern(rows, columns, starts, places), detector.Conservative);
    }

    /// <summary>The number of rows or columns, which are numbered by Int32.</summary>
    private int Count(TensorType type) => type.Shape.Size < Array.MaxLength ? (int)type.Shape.Size : throw Error.Shapes(
        "Sparse",
        $"the function goes from {Input.Shape} to {Output.Shape}; a sparse matrix has less than {Array.MaxLength} rows and columns. "
        + "Differentiate parts of the function, or use Jvp and Vjp.");

    /// <summary>A graph from the point, the captures and a batch of tangents to a batch of products J·v.</summary>
    public Graph Products(int count)
    {
        var forward = GraphDerivatives.Forward(graph, Point, new BitMask([true]));
        var product = DeadCode.Remove(forward.Graph.With(forward.Graph.Inputs, [forward.Graph.Outputs[^1]]));
        return Batched(product, count);
    }

    /// <summary>A graph from the point, the captures and a batch of cotangents to a batch of products Jᵀ·u.</summary>
    public Graph TransposedProducts(int count) => Batched(Pullback(null), count);

    /// <summary>About how many bytes one product takes.</summary>
    public long BytesPerProduct
    {
        get
        {
            long bytes = (Input.Shape.Size + Output.Shape.Size) * 8;
            foreach (var equation in linearized.Tangent.Equations)
                foreach (var output in equation.Outputs)
                    bytes += output.Type.Shape.Size * output.Type.DType.Size;
            return bytes;
        }
    }

    private static Graph Batched(Graph product, int count)
    {
        var mask = new bool[product.Inputs.Length];
        mask[^1] = true;
        return GraphDerivatives.Batch(product, new BitMask(mask), count, new BitMask([true])).Graph;
    }

    /// <summary>
    /// A graph from the point, the captures and a cotangent, if it is not given as the bits of a number, to its pullback.
    /// </summary>
    private Graph Pullback(long? cotangentBits)
    {
        var stage = new StageTrace(null, new TraceOrigin("a sparse derivative", null));
        var inputs = Array.ConvertAll(graph.Inputs, v => stage.AddInput(v.Type));
        using (Trace.Enter(stage))
        {
            var cotangent = cotangentBits is { } bits
                ? Trace.Bind(new Fill(Output.DType, Output.Shape, bits))
                : stage.AddInput(Output);
            var result = Fill.Of(Input.Shape, Input.DType, 0);
            if (linearized.HasTangent[0])
            {
                var values = GraphEvaluator.Run(linearized.Primal, inputs);
                var known = new Tensor?[linearized.Tangent.Inputs.Length];
                values.AsSpan(1).CopyTo(known.AsSpan(1)!);
                result = Transposition.Run(linearized.Tangent, known, [cotangent])[0] ?? result;
            }

            var finished = DeadCode.Remove(stage.Finish([result]));
            return finished.Captures.Length == 0 ? finished
                : throw new InvalidOperationException("The pullback of a closed graph captures nothing.");
        }
    }

    /// <summary>
    /// Whole numbers and truth values among the residuals that do not depend on the point: indices and conditions that are known.
    /// </summary>
    private AbstractTensor[] Residuals()
    {
        var primal = linearized.Primal;
        var residuals = primal.Outputs[1..];
        var depends = Dependence.OfOutputs(primal.With(primal.Inputs, residuals), Point.ToArray());
        var known = new bool[residuals.Length];
        for (int i = 0; i < known.Length; i++)
            known[i] = !depends[i] && !residuals[i].Type.DType.IsFloating;
        var result = Array.ConvertAll(residuals, v => AbstractTensor.Unknown(v.Type));
        if (!known.Contains(true))
            return result;
        var part = DeadCode.Remove(primal.With(primal.Inputs, Marks.Select<Variable>(residuals, known)));
        Tensor[] values;
        using (Trace.Enter(null))
            values = GraphEvaluator.Run(part, [Fill.Of(Input.Shape, Input.DType, 0), .. Captures]);
        for (int i = 0, next = 0; i < known.Length; i++)
            if (known[i])
                result[i] = AbstractTensor.Of(values[next++]);
        return result;
    }
}
