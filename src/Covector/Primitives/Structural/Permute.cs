namespace Covector.Primitives;

/// <summary>Axis i of the output is axis <c>Order[i]</c> of the operand.</summary>
internal sealed record Permute(Axes Order) : LinearUnary
{
    public override string Name => "transpose";

    public override string Parameters => $"axes={Order}";

    public static Tensor Of(Tensor x, Axes order)
    {
        for (int i = 0; i < order.Count; i++)
            if (order[i] != i)
                return Trace.Bind(new Permute(order), x);
        return x;
    }

    protected override Shape Infer(TensorType x)
    {
        var result = new int[Order.Count];
        for (int i = 0; i < result.Length; i++)
            result[i] = x.Shape[Order[i]];
        return result;
    }

    protected override Tensor Eval(Tensor x)
    {
        var source = x.GetStrides();
        var strides = new nint[Order.Count];
        for (int i = 0; i < strides.Length; i++)
            strides[i] = source[Order[i]];
        return x.View(Infer(x.Type), strides);
    }

    protected override Tensor Transpose(Tensor cotangent, Shape operand) => Of(cotangent, Inverse());

    protected override (Tensor Value, int Axis) Batch(Tensor x, int axis)
    {
        var order = new int[Order.Count + 1];
        order[0] = axis;
        for (int i = 0; i < Order.Count; i++)
            order[i + 1] = Batching.Shift(Order[i], axis);
        return (Of(x, new Axes(order)), 0);
    }

    private Axes Inverse()
    {
        var inverse = new int[Order.Count];
        for (int i = 0; i < inverse.Length; i++)
            inverse[Order[i]] = i;
        return new Axes(inverse);
    }
}
