using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Transforms;

/// <summary>Gradients computed at once, first by the rules and then by the pullbacks that replace hot rules, against compiled ones and closed forms.</summary>
public sealed class ReverseModeTests
{
    /// <summary>Far beyond the uses after which a rule is compiled.</summary>
    private const int Many = 60;

    [Fact]
    public void EveryCallGivesTheSameBits()
    {
        Func<Tensor, Tensor> f = x => Sum(Tanh(x * x + Sin(x)) / (2 + Cos(3 * x)) - Where(x > 0.5, Exp(-x), Sqrt(Abs(x) + 1)) * Pow(2 + x, x));
        Tensor[] points = [Tensor.Linspace(-1, 2, 7), Tensor.Linspace(-1, 2, 3000), Tensor.Linspace(-1, 2, 12).Reshape(3, 4).T, Tensor.Full([5], 0.25), 0.75];
        var first = Array.ConvertAll(points, x => Grad(f)(x).ToArray<double>());
        var compiled = Array.ConvertAll(points, x => Jit(Grad(f))(x).ToArray<double>());
        for (int i = 0; i < Many; i++)
            for (int p = 0; p < points.Length; p++)
                Assert.Equal(first[p], Grad(f)(points[p]).ToArray<double>());
        Assert.Equal(compiled, first);
    }

    [Fact]
    public void AnArgumentUsedManyTimes()
    {
        // f = Σᵢ i·x with i = 1…n has the derivative n(n + 1)/2; the sums are exact.
        Func<Tensor, Tensor> f = x =>
        {
            Tensor y = 0;
            for (int i = 1; i <= 500; i++)
                y += i * x;
            return y;
        };
        Assert.Equal(500 * 501 / 2.0, (double)Grad(f)(2.0));
        var (value, grad) = ValueAndGrad((Tensor x) => Sum(f(x)))(Tensor.Full([3], 2.0));
        Assert.Equal(3 * 500 * 501.0, (double)value);
        Assert.Equal([125250.0, 125250.0, 125250.0], grad.ToArray<double>());
    }

    [Fact]
    public void CotangentsThatSeveralVariablesShareAreNotOverwritten()
    {
        // The cotangent of y passes to a, b and c unchanged; what is added to one of them later must not show in the others.
        Func<(Tensor A, Tensor B, Tensor C), Tensor> f = p =>
        {
            var y = p.A + p.B + p.C;
            return Sum(y) + Sum(2 * p.A) + Sum(3 * p.A) + Sum(5 * p.B);
        };
        var x = Tensor.Linspace(0, 1, 200);
        for (int i = 0; i < Many; i++)
        {
            var (a, b, c) = Grad(f)((x, x, x));
            Assert.Equal([6.0, 6.0, 1.0], [(double)a[7], (double)b[7], (double)c[7]]);
        }
    }

    [Fact]
    public void DerivativesThatAreZeroEverywhere()
    {
        for (int i = 0; i < Many; i++)
        {
            Assert.Equal(0, (double)Grad(x => Floor(x))(1.5));
            Assert.Equal(1, (double)Grad(x => x + Sign(x) * Round(x))(1.4));
            Assert.Equal(0, (double)Grad(x => (Tensor)3.0)(1.5));
            Assert.Equal(0, (double)Grad(x => StopGradient(x) * 2)(1.5));
        }
    }

    [Fact]
    public void HigherOrdersCompiledFunctionsAndBatchesWithin()
    {
        var cube = Jit((Tensor x) => x * x * x);
        for (int i = 0; i < Many; i++)
        {
            Assert.Equal(12, (double)Grad(cube)(2.0));
            Assert.Equal(12, (double)Grad(Grad(cube))(2.0));
            Assert.Equal(6, (double)Grad(Grad(Grad(cube)))(2.0));
            Assert.Equal(12, (double)Grad(x => Grad(y => y * y * x)(x))(3.0));
            Assert.Equal([3.0, 12.0], Vmap(Grad(cube))([1.0, 2.0]).ToArray<double>());
            Assert.Equal(15, (double)Grad(x => Sum(Vmap(cube)(Stack([x, 2 * x]))) / 9)(Math.Sqrt(5)), 1e-13);
        }
    }

    [Fact]
    public void FunctionsThatThrowLeaveNothingBehind()
    {
        for (int i = 0; i < Many; i++)
        {
            Assert.Throws<InvalidOperationException>(() => Grad(x => Sum(Tanh(x)) + Fails())([1.0, 2.0]));
            Assert.Throws<NonScalarOutputException>(() => Grad(x => Tanh(x) * x)([1.0, 2.0]));
            Assert.Equal([2.0, 4.0], Grad(x => Sum(x * x))([1.0, 2.0]).ToArray<double>());
        }

        static Tensor Fails() => throw new InvalidOperationException();
    }

    [Fact]
    public void MixedElementTypes()
    {
        var x = Tensor.From([0.5f, -2, 3]);
        for (int i = 0; i < Many; i++)
        {
            var g = Grad(t => Sum(t.AsType(DType.Float64) * Tensor.From([1.0, 2, 3]) + Where(t > 0, t, 2 * t).AsType(DType.Float64)))(x);
            Assert.Equal([2f, 4f, 4f], g.ToArray<float>());
        }
    }
}
