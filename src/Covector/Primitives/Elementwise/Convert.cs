namespace Covector.Primitives;

/// <summary>
/// Conversion to another element type: floating to integer truncates toward zero, anything to Bool asks whether it is not 0. Between
/// floating types it is linear; otherwise it has no derivative.
/// </summary>
internal sealed record Convert(DType To) : Elementwise
{
    public override string Name => "convert";

    public override string Parameters => $"to={To.ShortName}";

    public static Tensor Of(Tensor x, DType to) => x.DType == to ? x : Trace.Bind(new Convert(to), x);

    public override DType OutputType(DType input) => To;

    public override Expr Lower(ReadOnlySpan<Expr> x) => ScalarMath.Convert(x[0], To);

    protected override unsafe nint FindKernel(DType dtype) => (nint)TileKernels.ConvertKernel(dtype, To);

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { DType = To };

    public override Tensor Eval(ReadOnlySpan<Tensor> inputs) => ElementwiseEvaluator.Convert(inputs[0], To);

    public override Tensor? Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx) => To.IsFloating ? Of(dx[0]!, To) : null;

    public override void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions) =>
        contributions[0] = operands[0].Type.DType.IsFloating ? Of(cotangent, operands[0].Type.DType) : null;
}
