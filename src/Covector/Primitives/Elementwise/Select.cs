namespace Covector.Primitives;

/// <summary>a where the condition holds, b elsewhere. Linear in a and b: the derivative of the branch not taken is exactly zero.</summary>
internal sealed record Select : Elementwise
{
    public static Select Instance { get; } = new();

    public override string Name => "select";

    public static Tensor Of(Tensor condition, Tensor a, Tensor b) => Trace.Bind(Instance, condition, a, b);

    public override Expr Lower(ReadOnlySpan<Expr> x) => x[1].Type == DType.Bool
        ? ScalarMath.Or(ScalarMath.And(x[0], x[1]), ScalarMath.And(ScalarMath.Not(x[0]), x[2]))
        : ScalarMath.Select(x[0], x[1], x[2]);

    protected override unsafe nint FindKernel(DType dtype) => (nint)TileKernels.TernaryKernel(Name, dtype);

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (inputs[0].DType != DType.Bool)
            throw Error.DTypes(Name, inputs[0].DType, "a Bool condition, such as x > 0");
        if (inputs[1] != inputs[2] || inputs[0].Shape != inputs[1].Shape)
            throw Error.Shapes(Name, $"the operands {inputs[0]}, {inputs[1]} and {inputs[2]} must have one shape, the last two one type.");
        return inputs[1];
    }

    public override Tensor Eval(ReadOnlySpan<Tensor> inputs) => ElementwiseEvaluator.Run(this, inputs[0], inputs[1], inputs[2]);

    public override Tensor Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx) =>
        Of(x[0], dx[1] ?? Fill.Like(x[1], 0), dx[2] ?? Fill.Like(x[2], 0));

    public override void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions)
    {
        if (operands[0].Value is not { } condition)
            throw Error.NotLinear(this);
        var zero = Fill.Like(cotangent, 0);
        if (operands[1].IsLinear)
            contributions[1] = Of(condition, cotangent, zero);
        if (operands[2].IsLinear)
            contributions[2] = Of(condition, zero, cotangent);
    }
}
