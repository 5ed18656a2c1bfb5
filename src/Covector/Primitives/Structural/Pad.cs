namespace Covector.Primitives;

/// <summary>
/// The operand within zeros: its element j along axis i comes to <c>Low[i] + j·(1 + Interior[i])</c> of the target. The transpose is a slice.
/// </summary>
internal sealed record Pad(Axes Low, Shape Target, Axes Interior) : LinearUnary
{
    public override string Name => "pad";

    public override string Parameters => $"low={Low}, interior={Interior}";

    public static Tensor Of(Tensor x, Axes low, Shape target, Axes interior) =>
        x.Shape == target ? x : Trace.Bind(new Pad(low, target, interior), x);

    protected override Shape Infer(TensorType x)
    {
        for (int i = 0; i < Target.Rank; i++)
        {
            if (x.Shape[i] > 0 && (Low[i] < 0 || Interior[i] < 0))
                throw Error.Shapes(Name, $"{x.Shape} placed at {Low} with gaps {Interior}: expected places and gaps of 0 or more; slice to cut.");
            if (x.Shape[i] > 0 && Low[i] + (x.Shape[i] - 1L) * (Interior[i] + 1) >= Target[i])
                throw Error.Shapes(Name, $"{x.Shape} placed at {Low} with gaps {Interior} exceeds {Target}.");
        }

        return Target;
    }

    protected override unsafe Tensor Eval(Tensor x)
    {
        // What is written outside of the result would be somebody else's.
        Infer(x.Type);
        var result = Tensor.Allocate(x.DType, Target);
        fixed (byte* source = &x.FirstElement)
        fixed (byte* destination = &result.FirstElement)
        {
            NativeMemory.Clear(destination, (nuint)(Target.Size * x.DType.Size));
            nint[] strides = [.. result.GetStrides()];
            nint offset = 0;
            for (int i = 0; i < strides.Length; i++)
            {
                offset += strides[i] * Low[i];
                strides[i] *= Interior[i] + 1;
            }

            if (x.Size > 0)
                StridedCopy.Copy(
                    source, x.GetStrides(), destination + offset * x.DType.Size, strides, x.Shape.AsSpan(), x.DType.Size);
        }

        GC.KeepAlive(x);
        return result;
    }

    protected override Tensor Transpose(Tensor cotangent, Shape operand)
    {
        var steps = new int[Interior.Count];
        for (int i = 0; i < steps.Length; i++)
            steps[i] = Interior[i] + 1;
        return StridedSlice.Of(cotangent, Low, operand, new Axes(steps));
    }

    protected override (Tensor Value, int Axis) Batch(Tensor x, int axis) => (
        Of(x, StridedSlice.Insert(Low, axis, 0), Target.Insert(axis, x.Shape[axis]), StridedSlice.Insert(Interior, axis, 0)), axis);
}
