namespace Covector.Primitives;

/// <summary>
/// Repeats a tensor: axis i of the operand becomes axis <c>Axes[i]</c> of the output, with its length or from length 1. The transpose is a
/// sum over the axes that were repeated.
/// </summary>
internal sealed record Broadcast(Shape Target, Axes Axes) : LinearUnary
{
    public override string Name => "broadcast";

    public override string Parameters => $"axes={Axes}";

    /// <summary>The tensor repeated to the target shape; itself if it has that shape already.</summary>
    public static Tensor Of(Tensor x, Shape target, Axes axes) =>
        x.Shape == target && axes.Count == target.Rank ? x : Trace.Bind(new Broadcast(target, axes), x);

    /// <summary>The tensor repeated by the rule of NumPy: its axes align with the last ones of the target.</summary>
    public static Tensor Of(Tensor x, Shape target) => x.Shape == target ? x : Of(x, target, Axes.Range(target.Rank - x.Rank, x.Rank));

    protected override Shape Infer(TensorType x)
    {
        if (x.Shape.Rank != Axes.Count)
            throw Error.Shapes(Name, $"the operand {x} has {x.Shape.Rank} axes, but {Axes.Count} are placed.");
        for (int i = 0; i < Axes.Count; i++)
            if (x.Shape[i] != 1 && x.Shape[i] != Target[Axes[i]])
                throw Error.Shapes(Name, $"axis {i} of {x} cannot become axis {Axes[i]} of {Target}: the lengths differ and the first is not 1.");
        return Target;
    }

    protected override Tensor Eval(Tensor x)
    {
        var source = x.GetStrides();
        var strides = new nint[Target.Rank];
        for (int i = 0; i < Axes.Count; i++)
            strides[Axes[i]] = x.Shape[i] == 1 ? 0 : source[i];
        return x.View(Target, strides);
    }

    protected override Tensor Transpose(Tensor cotangent, Shape operand)
    {
        var summed = new List<int>();
        for (int i = 0; i < Target.Rank; i++)
        {
            int source = Axes.IndexOf(i);
            if (source < 0 || operand[source] != Target[i])
                summed.Add(i);
        }

        // What remains has the operand's axes in the order of the output, without those of length 1 that were stretched.
        var sum = Sum.Of(cotangent, new Axes([.. summed]));
        return Reshape.Of(sum, operand);
    }

    protected override (Tensor Value, int Axis) Batch(Tensor x, int axis)
    {
        x = Batching.MoveAxis(x, axis, 0);
        var axes = new int[Axes.Count + 1];
        for (int i = 0; i < Axes.Count; i++)
            axes[i + 1] = Axes[i] + 1;
        return (Of(x, Target.Insert(0, x.Shape[0]), new Axes(axes)), 0);
    }
}
