namespace Covector.Primitives;

/// <summary>A primitive that is linear in its only operand: it moves, repeats or adds up elements. Its derivative is itself.</summary>
internal abstract record LinearUnary : SingleOutputPrimitive
{
    /// <summary>The output for one operand.</summary>
    protected abstract Shape Infer(TensorType x);

    /// <summary>The transpose: the cotangent of the operand.</summary>
    protected abstract Tensor Transpose(Tensor cotangent, Shape operand);

    /// <summary>The output, and its batch axis, for an operand that carries a batch axis.</summary>
    protected abstract (Tensor Value, int Axis) Batch(Tensor x, int axis);

    protected abstract Tensor Eval(Tensor x);

    public sealed override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = Infer(inputs[0]) };

    public sealed override Tensor Eval(ReadOnlySpan<Tensor> inputs) => Eval(inputs[0]);

    public sealed override Tensor Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx) => Trace.Bind(this, dx[0]!);

    public sealed override (Tensor Value, int Axis) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size) =>
        Batch(x[0], axes[0]!.Value);

    public sealed override void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions) =>
        contributions[0] = Transpose(cotangent, operands[0].Type.Shape);
}
