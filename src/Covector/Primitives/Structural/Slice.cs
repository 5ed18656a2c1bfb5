namespace Covector.Primitives;

/// <summary>
/// Every <c>Steps[i]</c>-th element along axis i, from <c>Starts[i]</c>, <c>Target[i]</c> of them. The transpose pads with zeros.
/// </summary>
internal sealed record StridedSlice(Axes Starts, Shape Target, Axes Steps) : LinearUnary
{
    public override string Name => "slice";

    public override string Parameters => $"start={Starts}, step={Steps}";

    public static Tensor Of(Tensor x, Axes starts, Shape target, Axes steps) =>
        x.Shape == target ? x : Trace.Bind(new StridedSlice(starts, target, steps), x);

    /// <summary>Part of one axis, all of the others.</summary>
    public static Tensor Of(Tensor x, int axis, int start, int length)
    {
        var starts = new int[x.Rank];
        var steps = new int[x.Rank];
        Array.Fill(steps, 1);
        starts[axis] = start;
        return Of(x, new Axes(starts), x.Shape.With(axis, length), new Axes(steps));
    }

    protected override Shape Infer(TensorType x)
    {
        for (int i = 0; i < Target.Rank; i++)
        {
            if (Target[i] > 0 && (Starts[i] < 0 || Steps[i] < 1))
                throw Error.Shapes(
                    Name, $"elements from {Starts} in steps of {Steps} of {x.Shape}: expected starts of 0 or more and steps of 1 or more.");
            if (Target[i] > 0 && Starts[i] + (Target[i] - 1L) * Steps[i] >= x.Shape[i])
                throw Error.Shapes(Name, $"{Target[i]} elements from {Starts[i]} in steps of {Steps[i]} exceed axis {i} of {x.Shape}.");
        }

        return Target;
    }

    protected override Tensor Eval(Tensor x)
    {
        nint[] strides = [.. x.GetStrides()];
        long offset = 0;
        for (int i = 0; i < strides.Length; i++)
        {
            offset += strides[i] * (long)Starts[i];
            strides[i] *= Steps[i];
        }

        return Target.Size == 0 ? Tensor.Allocate(x.DType, Target) : x.View(Target, strides, offset);
    }

    protected override Tensor Transpose(Tensor cotangent, Shape operand)
    {
        var interior = new int[Steps.Count];
        for (int i = 0; i < interior.Length; i++)
            interior[i] = Steps[i] - 1;
        return Pad.Of(cotangent, Starts, operand, new Axes(interior));
    }

    protected override (Tensor Value, int Axis) Batch(Tensor x, int axis) =>
        (Of(x, Insert(Starts, axis, 0), Target.Insert(axis, x.Shape[axis]), Insert(Steps, axis, 1)), axis);

    internal static Axes Insert(Axes axes, int position, int value) =>
        [.. axes.AsSpan()[..position], value, .. axes.AsSpan()[position..]];
}
