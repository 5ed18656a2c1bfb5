namespace Covector.Primitives;

/// <summary>
/// Sliding windows over the last axes: from [..., L₁, L₂] to [..., O₁, O₂, K₁, K₂], where element (o, k) is the operand's o·step + k·dilation.
/// A view without copying. With a dot product it makes a convolution; the transpose adds the windows up where they overlap.
/// </summary>
internal sealed record Windows(Axes Sizes, Axes Steps, Axes Dilations) : LinearUnary
{
    public override string Name => "windows";

    public override string Parameters => $"size={Sizes}, step={Steps}, dilation={Dilations}";

    public static Tensor Of(Tensor x, Axes sizes, Axes steps, Axes dilations) => Trace.Bind(new Windows(sizes, steps, dilations), x);

    protected override Shape Infer(TensorType x)
    {
        int d = Sizes.Count, lead = x.Shape.Rank - d;
        var result = new int[lead + 2 * d];
        x.Shape.AsSpan()[..lead].CopyTo(result);
        for (int i = 0; i < d; i++)
        {
            int span = (Sizes[i] - 1) * Dilations[i] + 1;
            if (span > x.Shape[lead + i])
                throw Error.Shapes(Name, $"a window of {span} elements does not fit into axis {lead + i} of {x.Shape}.");
            result[lead + i] = (x.Shape[lead + i] - span) / Steps[i] + 1;
            result[lead + d + i] = Sizes[i];
        }

        return result;
    }

    protected override Tensor Eval(Tensor x) => x.View(Infer(x.Type), ViewStrides(x.GetStrides()));

    protected override Tensor Transpose(Tensor cotangent, Shape operand)
    {
        var lengths = operand.AsSpan()[(operand.Rank - Sizes.Count)..];
        return WindowSum.Of(cotangent, Steps, Dilations, Axes.Create(lengths));
    }

    protected override (Tensor Value, int Axis) Batch(Tensor x, int axis) =>
        (Of(Batching.MoveAxis(x, axis, 0), Sizes, Steps, Dilations), 0);

    private nint[] ViewStrides(nint[] source) => ViewStrides(source, Steps, Dilations);

    internal static nint[] ViewStrides(nint[] source, Axes steps, Axes dilations)
    {
        int d = steps.Count, lead = source.Length - d;
        var strides = new nint[lead + 2 * d];
        source.AsSpan(0, lead).CopyTo(strides);
        for (int i = 0; i < d; i++)
        {
            strides[lead + i] = source[lead + i] * steps[i];
            strides[lead + d + i] = source[lead + i] * dilations[i];
        }

        return strides;
    }
}

/// <summary>The transpose of <see cref="Windows"/>: adds up windows [..., O, K] into [..., L] where they overlap.</summary>
internal sealed record WindowSum(Axes Steps, Axes Dilations, Axes Lengths) : LinearUnary
{
    public override string Name => "window_sum";

    public override string Parameters => $"step={Steps}, dilation={Dilations}, length={Lengths}";

    public static Tensor Of(Tensor x, Axes steps, Axes dilations, Axes lengths) => Trace.Bind(new WindowSum(steps, dilations, lengths), x);

    protected override Shape Infer(TensorType x)
    {
        if (x.DType == DType.Bool)
            throw Error.DTypes(Name, x.DType, "a tensor of numbers; convert with x.AsType(DType.Int64)");
        return [.. x.Shape.AsSpan()[..(x.Shape.Rank - 2 * Steps.Count)], .. Lengths.AsSpan()];
    }

    protected override unsafe Tensor Eval(Tensor x)
    {
        x = x.Packed();
        var result = Tensor.Allocate(x.DType, Infer(x.Type));
        var strides = Windows.ViewStrides(result.GetStrides(), Steps, Dilations);
        fixed (byte* source = &x.FirstElement)
        fixed (byte* destination = &result.FirstElement)
        {
            NativeMemory.Clear(destination, (nuint)(result.Size * x.DType.Size));
            if (x.Size > 0)
                StridedAdd.Add(x.DType, source, destination, strides, x.Shape.AsSpan());
        }

        GC.KeepAlive(x);
        return result;
    }

    protected override Tensor Transpose(Tensor cotangent, Shape operand) =>
        Windows.Of(cotangent, Axes.Create(operand.AsSpan()[(operand.Rank - Steps.Count)..]), Steps, Dilations);

    protected override (Tensor Value, int Axis) Batch(Tensor x, int axis) =>
        (Of(Batching.MoveAxis(x, axis, 0), Steps, Dilations, Lengths), 0);
}
