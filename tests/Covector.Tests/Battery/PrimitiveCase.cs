using Covector.Compiler;
using Covector.Graphs;
using Covector.Primitives;
using Covector.Tracing;

namespace Covector.Tests.Battery;

/// <summary>A primitive with operands that it takes: everything the battery needs to know of it.</summary>
internal sealed record PrimitiveCase(string Label, Primitive Primitive, params OperandSample[] Operands)
{
    public PrimitiveCase(Primitive primitive, params OperandSample[] operands) : this("", primitive, operands)
    {
    }

    /// <summary>The sets of operands in which the primitive is linear while the others are fixed.</summary>
    public int[][] Linear { get; init; } = [];

    /// <summary>Whether the derivative is meant to be that of the value; not so for stop_gradient.</summary>
    public bool HasTrueDerivative { get; init; } = true;

    /// <summary>Operands in which the primitive refuses to be differentiated.</summary>
    public int[] Refused { get; init; } = [];

    /// <summary>The element types to try; those that the primitive does not take are left out.</summary>
    public DType[] DTypes { get; init; } = Enum.GetValues<DType>();

    public string Name => $"{Primitive} {Label} {ResultOf} {string.Join(", ", Operands.Select(o => o.Shape))}";

    /// <summary>The shape of the result where no operand tells it.</summary>
    private string ResultOf => Primitive is Broadcast or Reshape or StridedSlice or Pad or Fill or Iota
        ? $"to {((SingleOutputPrimitive)Primitive).Infer(InputTypes(DType.Float64)).Shape}" : "";

    public Tensor[] Inputs(DType dtype) => [.. Operands.Select((o, i) => o.Make(dtype, i))];

    public TensorType[] InputTypes(DType dtype) => Array.ConvertAll(Operands, o => new TensorType(o.TypeIn(dtype), o.Shape));

    public bool Accepts(DType dtype)
    {
        try
        {
            Infer(InputTypes(dtype));
            return DTypes.Contains(dtype);
        }
        catch (CovectorException)
        {
            return false;
        }
    }

    public TensorType[] Infer(TensorType[] inputs) =>
        Primitive is SingleOutputPrimitive single ? [single.Infer(inputs)] : ((MultiOutputPrimitive)Primitive).Infer(inputs);

    public Tensor[] Eval(Tensor[] inputs) =>
        Primitive is SingleOutputPrimitive single ? [single.Eval(inputs)] : ((MultiOutputPrimitive)Primitive).Eval(inputs);

    /// <summary>Runs the primitive in the current trace.</summary>
    public Tensor[] Bind(Tensor[] inputs) =>
        Primitive is SingleOutputPrimitive single ? [Trace.Bind(single, inputs)] : Trace.Bind((MultiOutputPrimitive)Primitive, inputs);

    /// <summary>The graph with this one equation.</summary>
    public Graph Graph(DType dtype) => CheckedGraphs.Check(Staging.Trace(Bind, InputTypes(dtype), new TraceOrigin("a test", null)));

    public IExecutable Compiled(DType dtype) => Pipeline.Compile(Graph(dtype));

    public override string ToString() => Name;
}
