using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Functions;

/// <summary>Asserts what a function gives, at once, compiled, for a batch, and differentiated in both modes.</summary>
internal static class Everywhere
{
    public static void Same(Tensor expected, Tensor actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        double[] e = expected.AsType(DType.Float64).ToArray<double>(), a = actual.AsType(DType.Float64).ToArray<double>();
        for (int i = 0; i < e.Length; i++)
            Assert.True(
                e[i].Equals(a[i]) || e[i] == a[i] || Math.Abs(e[i] - a[i]) <= tolerance * Math.Max(1, Math.Abs(e[i])),
                $"Element {i}: expected {e[i]:R}, got {a[i]:R}.\nExpected {expected}\nGot {actual}");
    }

    /// <summary>The value, at once, compiled, and as one of a batch of two.</summary>
    public static void Value(Tensor expected, Func<Tensor, Tensor> f, Tensor x, double tolerance = 1e-12)
    {
        Same(expected, f(x), tolerance);
        Same(expected, Jit(f)(x), tolerance);
        Same(Stack([expected, expected]), Vmap(f)(Stack([x, x])), tolerance);
        Same(Stack([expected, expected], -1), Vmap(f, -1, -1)(Stack([x, x], -1)), tolerance);
    }

    /// <summary>The gradient of a scalar function in every composition of transformations.</summary>
    public static void Gradient(Tensor expected, Func<Tensor, Tensor> f, Tensor x, double tolerance = 1e-12)
    {
        Same(expected, Grad(f)(x), tolerance);
        Same(expected, Jit(Grad(f))(x), tolerance);
        Same(expected, Grad(Jit(f))(x), tolerance);
        Same(Stack([expected, expected]), Vmap(Grad(f))(Stack([x, x])), tolerance);
    }

    /// <summary>Both modes against a central difference along one direction, and against each other.</summary>
    public static void Consistent(Func<Tensor, Tensor> f, Tensor x, double tolerance = 1e-6)
    {
        var random = new Random(5);
        Tensor Like(Tensor t) => Tensor.From(Array.ConvertAll(new double[t.Size], _ => random.NextDouble() - 0.5)).Reshape(t.Shape.AsSpan());
        var v = Like(x);
        var (y, tangent) = Jvp(f, x, v);
        const double H = 1e-6;
        Same((f(x + H * v) - f(x - H * v)) / (2 * H), tangent, tolerance);
        var u = Like(y);
        var (_, pullback) = Vjp(f, x);
        Same(Sum(u * tangent), Sum(pullback(u) * v), 1e-11);
        Same(tangent, Jit((Tensor p, Tensor t) => Jvp(f, p, t).Tangent)(x, v), 1e-11);
        var second = Jvp(p => Vjp(f, p).Pullback(u), x, v).Tangent;
        var difference = (Vjp(f, x + H * v).Pullback(u) - Vjp(f, x - H * v).Pullback(u)) / (2 * H);
        Same(difference, second, tolerance);
    }

    public static void Message<T>(string message, Func<Tensor> f)
        where T : Exception => Assert.Equal(message, Assert.Throws<T>(() => { f(); }).Message);

    /// <summary>1, 2, 3, … in a shape.</summary>
    public static Tensor Count(params int[] shape)
    {
        int n = 1;
        foreach (int length in shape)
            n *= length;
        return Tensor.Arange(1.0, n + 1.0).Reshape(shape);
    }

    /// <summary>Numbers without pattern, all different, in a shape.</summary>
    public static Tensor Mixed(params int[] shape)
    {
        var random = new Random(17);
        int n = 1;
        foreach (int length in shape)
            n *= length;
        return Tensor.From(Array.ConvertAll(new double[n], _ => (random.NextDouble() * 2) - 1)).Reshape(shape);
    }
}
