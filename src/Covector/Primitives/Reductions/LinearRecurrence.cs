namespace Covector.Primitives;

/// <summary>
/// hᵢ = aᵢ·hᵢ₋₁ + bᵢ along an axis, with h₋₁ = 0 (or from the end). Linear in b; in a, dhᵢ = aᵢ·dhᵢ₋₁ + daᵢ·hᵢ₋₁ is again a recurrence,
/// so running products are differentiated exactly, zeros included. The transpose in b runs the other way with a shifted by one.
/// </summary>
internal sealed record LinearRecurrence(int Axis, bool FromEnd) : SingleOutputPrimitive
{
    public override string Name => "linear_recurrence";

    public override string Parameters => $"axis={Axis}, reverse={FromEnd}";

    public static Tensor Of(Tensor a, Tensor b, int axis, bool fromEnd) => Trace.Bind(new LinearRecurrence(axis, fromEnd), a, b);

    /// <summary>Running products along an axis: the recurrence with b = (x₀, 0, 0, …), in which a₀ does not count.</summary>
    public static Tensor CumulativeProduct(Tensor x, int axis, bool fromEnd)
    {
        int n = x.Shape[axis];
        if (n == 0)
            return x;
        var first = StridedSlice.Of(x, axis, fromEnd ? n - 1 : 0, 1);
        return Of(x, Place(first, x.Shape, axis, fromEnd ? n - 1 : 0), axis, fromEnd);
    }

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (inputs[0] != inputs[1] || inputs[0].DType == DType.Bool)
            throw Error.Shapes(Name, $"the operands {inputs[0]} and {inputs[1]} must have one numeric type and one shape.");
        return inputs[0];
    }

    public override unsafe Tensor Eval(ReadOnlySpan<Tensor> inputs)
    {
        var (a, outer, n, inner) = ReductionLayout.Of(inputs[0], [Axis]);
        var b = inputs[1].Packed();
        var y = Tensor.Allocate(a.DType, b.Shape);
        fixed (byte* pa = &a.FirstElement, pb = &b.FirstElement, py = &y.FirstElement)
            if (y.Size > 0)
                Scans.LinearRecurrence(a.DType, pa, pb, py, outer, n, inner, FromEnd);
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        return y;
    }

    public override Tensor Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx)
    {
        Tensor? source = dx[1];
        if (dx[0] is { } da)
        {
            var term = da * Delay(y, Axis, FromEnd);
            source = source is null ? term : Add.Of(source, term);
        }

        return Of(x[0], source!, Axis, FromEnd);
    }

    public override (Tensor Value, int Axis) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size) =>
        (Of(Batching.ToFront(x[0], axes[0], size), Batching.ToFront(x[1], axes[1], size), Axis + 1, FromEnd), 0);

    public override void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions)
    {
        if (operands[0].Value is not { } a)
            throw Error.NotLinear(this);
        contributions[1] = Of(Delay(a, Axis, !FromEnd), cotangent, Axis, !FromEnd);
    }

    /// <summary>The elements one place further in the direction of the recurrence, 0 at its start.</summary>
    private static Tensor Delay(Tensor x, int axis, bool fromEnd)
    {
        int n = x.Shape[axis];
        return n == 0 ? x : Place(StridedSlice.Of(x, axis, fromEnd ? 1 : 0, n - 1), x.Shape, axis, fromEnd ? 0 : 1);
    }

    private static Tensor Place(Tensor x, Shape target, int axis, int start)
    {
        var low = new int[target.Rank];
        low[axis] = start;
        return Pad.Of(x, new Axes(low), target, new Axes(new int[target.Rank]));
    }
}
