namespace Covector.Primitives;

/// <summary>0, 1, 2, … along one axis, the same along the others. It has no inputs and so no derivative.</summary>
internal sealed record Iota(DType DType, Shape Shape, int Axis) : SingleOutputPrimitive
{
    public override string Name => "iota";

    public override string Parameters => $"axis={Axis}";

    public static Tensor Of(Shape shape, int axis, DType dtype) => Trace.Bind(new Iota(dtype, shape, axis));

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => new(DType, Shape);

    public override unsafe Tensor Eval(ReadOnlySpan<Tensor> inputs)
    {
        int n = Shape[Axis];
        var line = Tensor.Allocate(DType.Int64, [n]);
        fixed (byte* p = &line.FirstElement)
            for (int i = 0; i < n; i++)
                ((long*)p)[i] = i;
        line = ElementwiseEvaluator.Convert(line, DType);
        var strides = new nint[Shape.Rank];
        strides[Axis] = 1;
        return line.View(Shape, strides);
    }

    public override Tensor? Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx) => null;

    public override (Tensor Value, int Axis) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size) =>
        (Of(Shape.Insert(0, size), Axis + 1, DType), 0);
}
