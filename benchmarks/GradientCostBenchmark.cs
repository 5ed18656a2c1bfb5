using BenchmarkDotNet.Attributes;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Benchmarks;

/// <summary>The cost of a value with its gradient beside the cost of the value: of the digits network's loss, and of a scalar function of 1,000 operations.</summary>
[MemoryDiagnoser]
public class GradientCostBenchmark
{
    private const int Operations = 1000;

    private readonly Tensor x = Tensor.Full([], 0.7);
    private readonly DigitsNetwork digits = new();
    private readonly Func<Tensor, (Tensor Value, Tensor Grad)> scalarGradient = ValueAndGrad(Scalar);
    private readonly Func<Tensor, Tensor> compiledScalar = Jit(Scalar);
    private readonly Func<Tensor, (Tensor Value, Tensor Grad)> compiledScalarGradient = Jit(ValueAndGrad(Scalar));

    [Benchmark]
    public Tensor LossEagerly() => DigitsNetwork.Loss(digits.Start, digits.Images, digits.Labels);

    [Benchmark]
    public object LossGradientEagerly() => DigitsNetwork.LossAndGradient(digits.Start, digits.Images, digits.Labels);

    [Benchmark]
    public Tensor LossCompiled() => digits.CompiledLoss(digits.Start, digits.Images, digits.Labels);

    [Benchmark]
    public object LossGradientCompiled() => digits.CompiledLossAndGradient(digits.Start, digits.Images, digits.Labels);

    [Benchmark]
    public Tensor ScalarEagerly() => Scalar(x);

    [Benchmark]
    public (Tensor Value, Tensor Grad) ScalarGradientEagerly() => scalarGradient(x);

    [Benchmark]
    public Tensor ScalarCompiled() => compiledScalar(x);

    [Benchmark]
    public (Tensor Value, Tensor Grad) ScalarGradientCompiled() => compiledScalarGradient(x);

    /// <summary>500 sums and products with the argument, each followed by a sine or a hyperbolic tangent.</summary>
    internal static Tensor Scalar(Tensor x)
    {
        var y = x;
        for (int i = 0; i < Operations / 2; i++)
            y = i % 2 == 0 ? Sin(y * x) : Tanh(y + x);
        return y;
    }
}
