namespace Covector.Primitives;

/// <summary>Tensors one after another along an axis. The transpose slices.</summary>
internal sealed record Concatenate(int Axis) : SingleOutputPrimitive
{
    public override string Name => "concatenate";

    public override string Parameters => $"axis={Axis}";

    public static Tensor Of(ReadOnlySpan<Tensor> tensors, int axis) =>
        tensors.Length == 1 ? tensors[0] : Trace.Bind(new Concatenate(axis), tensors);

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        long length = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].DType != inputs[0].DType || inputs[i].Shape.Rank != inputs[0].Shape.Rank
                || inputs[i].Shape.With(Axis, 0) != inputs[0].Shape.With(Axis, 0))
                throw Error.Shapes("Concatenate", $"operand {i} is {inputs[i]} and operand 0 is {inputs[0]}; only axis {Axis} may differ.");
            length += inputs[i].Shape[Axis];
        }

        if (length > int.MaxValue)
            throw Error.TooLong("Concatenate", inputs[0].Shape, length);
        return inputs[0] with { Shape = inputs[0].Shape.With(Axis, (int)length) };
    }

    public override unsafe Tensor Eval(ReadOnlySpan<Tensor> inputs)
    {
        long length = 0;
        foreach (var x in inputs)
            length += x.Shape[Axis];
        if (length > int.MaxValue)
            throw Error.TooLong("Concatenate", inputs[0].Shape, length);
        var result = Tensor.Allocate(inputs[0].DType, inputs[0].Shape.With(Axis, (int)length));
        var strides = result.GetStrides();
        int size = result.DType.Size;
        nint start = 0;
        fixed (byte* destination = &result.FirstElement)
            foreach (var x in inputs)
            {
                fixed (byte* source = &x.FirstElement)
                    if (x.Size > 0)
                        StridedCopy.Copy(source, x.GetStrides(), destination + start * strides[Axis] * size, strides, x.Shape.AsSpan(), size);
                start += x.Shape[Axis];
                GC.KeepAlive(x);
            }

        return result;
    }

    public override Tensor Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx)
    {
        var tangents = new Tensor[x.Length];
        for (int i = 0; i < tangents.Length; i++)
            tangents[i] = dx[i] ?? Fill.Like(x[i], 0);
        return Of(tangents, Axis);
    }

    public override (Tensor Value, int Axis) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size)
    {
        var front = new Tensor[x.Length];
        for (int i = 0; i < front.Length; i++)
            front[i] = Batching.ToFront(x[i], axes[i], size);
        return (Of(front, Axis + 1), 0);
    }

    public override void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions)
    {
        int start = 0;
        for (int i = 0; i < operands.Length; i++)
        {
            int length = operands[i].Type.Shape[Axis];
            if (operands[i].IsLinear)
                contributions[i] = StridedSlice.Of(cotangent, Axis, start, length);
            start += length;
        }
    }
}
