namespace Covector.Primitives;

/// <summary>The elements in opposite order along some axes.</summary>
internal sealed record Reverse(Axes Axes) : LinearUnary
{
    public override string Name => "reverse";

    public override string Parameters => $"axes={Axes}";

    public static Tensor Of(Tensor x, Axes axes) => axes.Count == 0 ? x : Trace.Bind(new Reverse(axes), x);

    protected override Shape Infer(TensorType x) => x.Shape;

    protected override Tensor Eval(Tensor x)
    {
        if (x.Size == 0)
            return x;
        nint[] strides = [.. x.GetStrides()];
        long offset = 0;
        foreach (int axis in Axes)
        {
            offset += strides[axis] * (x.Shape[axis] - 1L);
            strides[axis] = -strides[axis];
        }

        return x.View(x.Shape, strides, offset);
    }

    protected override Tensor Transpose(Tensor cotangent, Shape operand) => Of(cotangent, Axes);

    protected override (Tensor Value, int Axis) Batch(Tensor x, int axis) => (Of(x, Batching.Shift(Axes, axis)), axis);
}
