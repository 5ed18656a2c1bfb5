namespace Covector.Primitives;

/// <summary>The same elements in row-major order under another shape.</summary>
internal sealed record Reshape(Shape Target) : LinearUnary
{
    public override string Name => "reshape";

    public static Tensor Of(Tensor x, Shape target) => x.Shape == target ? x : Trace.Bind(new Reshape(target), x);

    protected override Shape Infer(TensorType x)
    {
        if (x.Shape.Size != Target.Size)
            throw Error.Shapes("Reshape", $"{x.Shape} has {Error.Count(x.Shape.Size, "element")} and {Target} has {Target.Size}; they must be equal.");
        return Target;
    }

    protected override Tensor Eval(Tensor x)
    {
        Infer(x.Type);
        if (x.IsUniform)
            return x.View(Target, new nint[Target.Rank]);
        return (x.IsContiguous ? x : x.Packed()).View(Target, null);
    }

    protected override Tensor Transpose(Tensor cotangent, Shape operand) => Of(cotangent, operand);

    protected override (Tensor Value, int Axis) Batch(Tensor x, int axis)
    {
        x = Batching.MoveAxis(x, axis, 0);
        return (Of(x, Target.Insert(0, x.Shape[0])), 0);
    }
}
