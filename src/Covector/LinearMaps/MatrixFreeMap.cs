namespace Covector.LinearMaps;

/// <summary>A map known only by a program that applies it, such as a loop; its transpose is the transposed program.</summary>
internal sealed class MatrixFreeMap : LinearMap
{
    private readonly LinearProgram program;
    private readonly string word;

    public MatrixFreeMap(LinearProgram program, Shape outShape, Shape inShape, string word = "matrix-free")
        : base(program.Output.DType, outShape, inShape)
    {
        this.program = program;
        this.word = word;
    }

    internal override double Cost => program.Cost;

    internal override string Word(int within) => word;

    internal override string Latex(MapNames names, int within) => names.Matrix(program);

    internal override Tensor ApplyCore(Tensor v) =>
        Primitives.Reshape.Of(program.Run(Primitives.Reshape.Of(v, program.Input.Shape)), OutShape);

    internal override LinearMap Transposed() => new MatrixFreeMap(program.Transposed, InShape, OutShape, Flipped(word));

    internal override LinearMap Scaled(double factor) => factor == 1
        ? this
        : new ProductMap([ContractionMap.OfIdentity(OutShape, OutShape, DType, factor), this]);

    internal override LinearMap Reshaped(Shape outShape, Shape inShape) => new MatrixFreeMap(program, outShape, inShape, word);

    private static string Flipped(string word) => word == "matrix-free" ? word : word.EndsWith('ᵀ') ? word[..^1] : word + "ᵀ";
}

/// <summary>A linear graph of one input and one output, with the values of its captures.</summary>
internal sealed class LinearProgram(Graph graph)
{
    private readonly Graph graph = graph;
    private IExecutable? executable;
    private LinearProgram? transposed;

    public TensorType Input => graph.Inputs[0].Type;

    public TensorType Output => graph.Outputs[0].Type;

    public double Cost
    {
        get
        {
            double cost = 0;
            foreach (var equation in graph.Equations)
            {
                foreach (var input in equation.Inputs)
                    cost += input.Type.Shape.Size;
                foreach (var (_, body) in equation.Primitive.Bodies)
                    cost += body.Count * 10.0;
            }

            return cost;
        }
    }

    public LinearProgram Transposed
    {
        get
        {
            if (transposed is null)
            {
                var parent = Trace.Current;
                var stage = new StageTrace(parent, new TraceOrigin("the transpose of a linear map", null));
                var cotangent = stage.AddInput(Output);
                using (Trace.Enter(stage))
                {
                    var result = Transposition.Run(graph, new Tensor?[1], [cotangent])[0] ?? Fill.Of(Input.Shape, Input.DType, 0);
                    transposed = new LinearProgram(DeadCode.Remove(stage.Finish([result]))) { transposed = this };
                }
            }

            return transposed;
        }
    }

    public Tensor Run(Tensor v)
    {
        if (Trace.Current is not null || !v.IsConcrete || Array.Exists(graph.Captures, c => !c.Value.IsConcrete))
            return GraphEvaluator.Run(graph, [v])[0];
        executable ??= Pipeline.Compile(graph.WithCapturesAsInputs());
        return executable.Run([v, .. Array.ConvertAll(graph.Captures, c => c.Value)])[0];
    }
}
