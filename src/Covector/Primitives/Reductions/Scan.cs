namespace Covector.Primitives;

/// <summary>A primitive that runs along one axis and keeps the shape.</summary>
internal abstract record AxisPrimitive(int Axis) : SingleOutputPrimitive
{
    public override string Parameters => $"axis={Axis}";

    protected virtual DType OutputType(DType input) => input;

    protected virtual bool Accepts(DType dtype) => dtype != DType.Bool;

    protected abstract AxisPrimitive WithAxis(int axis);

    protected abstract unsafe void Run(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner);

    public sealed override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (!Accepts(inputs[0].DType))
            throw Error.DTypes(Name, inputs[0].DType, "a tensor of numbers");
        return inputs[0] with { DType = OutputType(inputs[0].DType) };
    }

    public sealed override unsafe Tensor Eval(ReadOnlySpan<Tensor> inputs)
    {
        var type = Infer([inputs[0].Type]);
        var (x, outer, n, inner) = ReductionLayout.Of(inputs[0], [Axis]);
        var y = Tensor.Allocate(type.DType, type.Shape);
        fixed (byte* source = &x.FirstElement)
        fixed (byte* destination = &y.FirstElement)
            if (y.Size > 0)
                Run(x.DType, source, destination, outer, n, inner);
        GC.KeepAlive(x);
        return y;
    }

    public sealed override (Tensor Value, int Axis) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size)
    {
        int axis = axes[0]!.Value;
        return (Trace.Bind(WithAxis(Batching.Shift(Axis, axis)), x[0]), axis);
    }
}

/// <summary>Running sums along an axis, from its start or (reverse) from its end. Linear; the transpose runs the other way.</summary>
internal sealed record CumulativeSum(int Axis, bool FromEnd) : AxisPrimitive(Axis)
{
    public override string Name => "cumsum";

    public override string Parameters => $"axis={Axis}, reverse={FromEnd}";

    public static Tensor Of(Tensor x, int axis, bool fromEnd) => Trace.Bind(new CumulativeSum(axis, fromEnd), x);

    protected override AxisPrimitive WithAxis(int axis) => this with { Axis = axis };

    protected override unsafe void Run(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner) =>
        Scans.CumulativeSum(dtype, x, y, outer, n, inner, FromEnd);

    public override Tensor Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx) => Of(dx[0]!, Axis, FromEnd);

    public override void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions) =>
        contributions[0] = Of(cotangent, Axis, !FromEnd);
}

/// <summary>The place of the first largest element so far along an axis; Int64, no derivative.</summary>
internal sealed record CumulativeArgMax(int Axis) : AxisPrimitive(Axis)
{
    public override string Name => "cumargmax";

    public static Tensor Of(Tensor x, int axis) => Trace.Bind(new CumulativeArgMax(axis), x);

    protected override bool Accepts(DType dtype) => true;

    protected override DType OutputType(DType input) => DType.Int64;

    protected override AxisPrimitive WithAxis(int axis) => this with { Axis = axis };

    protected override unsafe void Run(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner) =>
        Scans.CumulativeArgMax(dtype, x, y, outer, n, inner, false);

    public override Tensor? Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx) => null;
}

/// <summary>The places of the elements in ascending order along an axis, equal ones in their order, NaN last; Int64, no derivative.</summary>
internal sealed record ArgSort(int Axis) : AxisPrimitive(Axis)
{
    public override string Name => "argsort";

    public static Tensor Of(Tensor x, int axis) => Trace.Bind(new ArgSort(axis), x);

    protected override bool Accepts(DType dtype) => true;

    protected override DType OutputType(DType input) => DType.Int64;

    protected override AxisPrimitive WithAxis(int axis) => this with { Axis = axis };

    protected override unsafe void Run(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner) =>
        Sorting.ArgSort(dtype, x, y, outer, n, inner);

    public override Tensor? Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx) => null;
}
