using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>Nested derivatives keep their variables apart, and constants have the derivative zero.</summary>
public sealed class HygieneTests
{
    [Fact]
    public void AnInnerDerivativeDoesNotSeeAnOuterVariable()
    {
        Holds.Everywhere(1, Grad(x => x * Grad(y => x + y)(1.0)), 1);
        Holds.Everywhere(8, Grad(x => x * Grad(y => x * y)(1.0)), 4);
        Holds.InDouble(2, x => x * Grad(y => x * y)(2.0) * 2, 1);
        Holds.Everywhere(2, Grad(x => x * Grad(y => x * y)(2.0)), 1);

        // Each pair of modes: d/dx [x · ∂y(x·y)] = 2x.
        Func<Func<Tensor, Tensor>, Func<Tensor, Tensor>>[] modes =
        [
            Grad,
            f => x => Jvp(f, x, Tensor.OnesLike(x)).Tangent,
            f => x => Linearize(f, x).Pushforward(Tensor.OnesLike(x)),
            f => x => Vjp(f, x).Pullback(Tensor.OnesLike(x)),
            JacFwd,
            JacRev,
            f => Jit(Grad(f)),
            f => Grad(Jit(f)),
        ];
        foreach (var outer in modes)
            foreach (var inner in modes)
            {
                Holds.Everywhere(1, outer(x => x * inner(y => x + y)(x)), 1);
                Holds.Everywhere(8, outer(x => x * inner(y => x * y)(Tensor.OnesLike(x))), 4);
            }
    }

    [Fact]
    public void ThreeLevelsDeep()
    {
        // d/dx [ x · d/dy ( y · d/dz (x·y·z) ) ] = d/dx [ x · 2xy ] = 4xy at y = 3.
        Holds.Everywhere(24, Grad(x => x * Grad(y => y * Grad(z => x * y * z)(5.0))(3.0)), 2);
    }

    [Fact]
    public void AFunctionOfTheGradientOfAnotherPoint()
    {
        // d/dx f′(x²) with f = sin: −sin(x²)·2x.
        Holds.Everywhere(-Math.Sin(0.49) * 1.4, Grad(x => Grad(Sin)(x * x)), 0.7);
    }

    [Fact]
    public void ACompiledClosureOverATracer()
    {
        // The second call finds the function compiled: 4x + 5x at 5 along 1.
        Func<Tensor, Tensor> f = x =>
        {
            var g = Jit(y => y * x);
            return g(4.0) + g(5.0);
        };
        var (value, tangent) = Jvp(f, 5.0, 1.0);
        Holds.Equal(45, value);
        Holds.Equal(9, tangent);
        Holds.Everywhere(9, Grad(f), 5);
        Holds.InDouble(45, f, 5);
        Holds.InDouble([9, 9], Vmap(Grad(f)), Tensor.From([5.0, 6]));
    }

    [Fact]
    public void ConstantsAndTheIdentity()
    {
        Holds.Everywhere(0, Grad(_ => 7.0f), 3);
        Holds.Everywhere(1, Grad(x => x), 3);
        Holds.Everywhere(0, Grad(Grad(x => x)), 3);
        Holds.InDouble([0, 0, 0], Grad(_ => 1.0), Tensor.From([1.0, 2, 3]));
        Assert.Equal(new TensorType(DType.Float32, new Shape(2, 3)), Kind(Grad(_ => 1.0f)(Tensor.Ones([2, 3], DType.Float32))));
        Assert.Equal(new TensorType(DType.Float32, new Shape(2, 3)), Kind(Jit(Grad(_ => 1.0f))(Tensor.Ones([2, 3], DType.Float32))));
    }

    [Fact]
    public void AnUnusedLeafHasTheGradientZero()
    {
        var parameters = new Dictionary<string, Tensor> { ["w"] = Tensor.From([1.0, 2]), ["unused"] = Tensor.Ones([3], DType.Float32) };
        Func<Dictionary<string, Tensor>, Tensor> f = p => Sum(p["w"] * p["w"]);
        foreach (var gradient in new[] { Grad(f)(parameters), Jit(Grad(f))(parameters) })
        {
            Assert.Equal(["unused", "w"], gradient.Keys.Order());
            Holds.Equal([2, 4], gradient["w"]);
            Holds.Equal([0, 0, 0], gradient["unused"]);
            Assert.Equal(DType.Float32, gradient["unused"].DType);
        }
    }

    [Fact]
    public void StopGradientHidesAFactor()
    {
        Func<Tensor, Tensor> f = x => Sin(x) * Cos(StopGradient(x));
        Holds.Everywhere(0.99999746345668761, Grad(f), 3.14);
        Holds.InDouble(0.0015926508965691195, Grad(Grad(f)), 3.14);
        var tree = Grad(x => Sum(StopGradient((x, x * 2)).Item2 * x))(Tensor.From([1.0, 2]));
        Holds.Equal([2, 4], tree);
    }

    [Fact]
    public void LinearizingAConstantGivesAUsableZero()
    {
        var (value, pushforward) = Linearize(_ => Tensor.From([1.0, 2]), 3.0);
        Holds.Equal([1, 2], value);
        Holds.Equal([0, 0], pushforward(5.0));
        var (_, pullback) = Vjp(_ => Tensor.From([1.0, 2]), 3.0);
        Holds.Equal(0, pullback(Tensor.From([1.0, 1])));
        Holds.Equal([0, 0], Jvp(_ => Tensor.From([1.0, 2]), 3.0, 1.0).Tangent);
        Holds.InDouble([0, 0], JacFwd(_ => Tensor.From([1.0, 2])), Tensor.From([3.0]).Reshape());
        Holds.InDouble([0, 0], JacRev(_ => Tensor.From([1.0, 2])), Tensor.From([3.0]).Reshape());
    }

    private static TensorType Kind(Tensor x) => new(x.DType, x.Shape);
}
