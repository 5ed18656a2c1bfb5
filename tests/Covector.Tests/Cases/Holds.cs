using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>
/// A function must give numbers known beforehand, eagerly and compiled: in Float64 with a relative error of at most 1e-12, in Float32 of 1e-5.
/// An expected zero must be exactly zero unless other elements give a scale; an expected NaN must be NaN.
/// </summary>
internal static class Holds
{
    public const double Double = 1e-12;

    public const double Single = 1e-5;

    /// <summary>Of a number, in both precisions.</summary>
    public static void Everywhere(double expected, Func<Tensor, Tensor> f, double x, double single = Single)
    {
        InDouble(expected, f, x);
        InSingle(expected, f, x, single);
    }

    /// <summary>Of a vector, in both precisions.</summary>
    public static void Everywhere(double[] expected, Func<Tensor, Tensor> f, double[] x, double single = Single)
    {
        InDouble(expected, f, x);
        Run(expected, f, Tensor.From(Array.ConvertAll(x, v => (float)v)), single);
    }

    public static void InDouble(double expected, Func<Tensor, Tensor> f, double x, double tolerance = Double) =>
        Run([expected], f, Tensor.From([x]).Reshape(), tolerance);

    public static void InSingle(double expected, Func<Tensor, Tensor> f, double x, double tolerance = Single) =>
        Run([expected], f, Tensor.From([(float)x]).Reshape(), tolerance);

    public static void InDouble(double[] expected, Func<Tensor, Tensor> f, Tensor x, double tolerance = Double) =>
        Run(expected, f, x, tolerance);

    /// <summary>A tensor has these elements in row-major order.</summary>
    public static void Equal(double[] expected, Tensor actual, double tolerance = Double, string how = "")
    {
        var values = actual.AsType(DType.Float64).ToArray<double>();
        Assert.True(expected.Length == values.Length, $"{how}expected {expected.Length} elements, found {actual.Shape}");
        double scale = 0;
        foreach (double e in expected)
            scale = double.IsFinite(e) ? Math.Max(scale, Math.Abs(e)) : scale;
        for (int i = 0; i < values.Length; i++)
        {
            double e = expected[i], a = values[i];
            bool holds = double.IsFinite(e) ? Math.Abs(a - e) <= tolerance * Math.Max(Math.Abs(e), 0.1 * scale) : a.Equals(e);
            Assert.True(holds, $"{how}element {i} is {a:R}, expected {e:R}");
        }
    }

    /// <summary>A scalar has this value.</summary>
    public static void Equal(double expected, Tensor actual, double tolerance = Double, string how = "")
    {
        Assert.True(actual.Rank == 0, $"{how}expected a scalar, found {actual.Shape}");
        Equal([expected], actual, tolerance, how);
    }

    /// <summary>Two tensors have one type, one shape and the same elements.</summary>
    public static void Equal(Tensor expected, Tensor actual, double tolerance = Double, string how = "")
    {
        Assert.Equal((expected.DType, expected.Shape), (actual.DType, actual.Shape));
        Equal(expected.AsType(DType.Float64).ToArray<double>(), actual, tolerance, how);
    }

    /// <summary>A call throws, with exactly this message.</summary>
    public static void Throws<E>(string message, Func<object?> call)
        where E : CovectorException => Assert.Equal(message, Assert.Throws<E>(call).Message);

    private static void Run(double[] expected, Func<Tensor, Tensor> f, Tensor x, double tolerance)
    {
        var eager = f(x);
        Assert.Equal(x.DType, eager.DType);
        Equal(expected, eager, tolerance, $"eagerly in {x.DType}: ");
        var compiled = Jit(f);
        for (int i = 0; i < 2; i++)
        {
            var result = compiled(x);
            Assert.Equal((eager.DType, eager.Shape), (result.DType, result.Shape));
            Equal(expected, result, tolerance, $"compiled in {x.DType}: ");
        }
    }
}
