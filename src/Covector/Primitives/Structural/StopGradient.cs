namespace Covector.Primitives;

/// <summary>The identity, with the derivative 0.</summary>
internal sealed record StopGradient : SingleOutputPrimitive
{
    public static StopGradient Instance { get; } = new();

    public override string Name => "stop_gradient";

    public static Tensor Of(Tensor x) => Trace.Bind(Instance, x);

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    public override Tensor Eval(ReadOnlySpan<Tensor> inputs) => inputs[0];

    public override Tensor? Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx) => null;

    public override (Tensor Value, int Axis) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size) =>
        (Of(x[0]), axes[0]!.Value);
}
