using BenchmarkDotNet.Attributes;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Benchmarks;

/// <summary>Calls of compiled functions of numbers: what a call costs beside its arithmetic.</summary>
[MemoryDiagnoser]
public class CallBenchmark
{
    private readonly Tensor a = 0.75;
    private readonly Tensor b = 1.25;
    private readonly Func<Tensor, Tensor> polynomial = Jit(x => x * x + 1, JitOptions.Eager);
    private readonly Func<Tensor, Tensor, Tensor> product = Jit((x, y) => x * y + x, JitOptions.Eager);
    private readonly Func<Tensor, Tensor> slope = Jit(Grad(Tanh), JitOptions.Eager);
    private readonly Action<Tensor> polynomialInto;
    private readonly Action<Tensor, Tensor> productInto;

    /// <summary>Makes the functions and where their results go.</summary>
    public CallBenchmark()
    {
        polynomialInto = polynomial.Into(Tensor.Empty([]));
        productInto = product.Into(Tensor.Empty([]));
    }

    /// <summary>x² + 1 as a new tensor.</summary>
    [Benchmark]
    public Tensor OneNumber() => polynomial(a);

    /// <summary>x·y + x as a new tensor.</summary>
    [Benchmark]
    public Tensor TwoNumbers() => product(a, b);

    /// <summary>The derivative of tanh as a new tensor.</summary>
    [Benchmark]
    public Tensor Slope() => slope(a);

    /// <summary>x² + 1 in a tensor that is there.</summary>
    [Benchmark]
    public void OneNumberInto() => polynomialInto(a);

    /// <summary>x·y + x in a tensor that is there.</summary>
    [Benchmark]
    public void TwoNumbersInto() => productInto(a, b);
}
