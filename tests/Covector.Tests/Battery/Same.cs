using Covector.Primitives;

namespace Covector.Tests.Battery;

/// <summary>Comparisons of tensors.</summary>
internal static class Same
{
    /// <summary>Equal types, shapes and bits; all NaN are one.</summary>
    public static void Bits(Tensor expected, Tensor actual, string what)
    {
        Assert.True(expected.Type == actual.Type, $"{what}: {actual.Type}, expected {expected.Type}");
        long[] a = ToBits(expected), b = ToBits(actual);
        for (int i = 0; i < a.Length; i++)
            if (a[i] != b[i])
                Assert.Fail($"{what}: element {i} of {expected.Type} is {Numbers(actual)[i]:R}, expected {Numbers(expected)[i]:R}");
    }

    public static void Bits(Tensor[] expected, Tensor[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Bits(expected[i], actual[i], $"{what}, output {i}");
    }

    /// <summary>Equal types and shapes, and elements that differ by rounding: relative to the largest element, or to a least scale.</summary>
    public static void Close(Tensor expected, Tensor actual, string what, double roundings = 64, double leastScale = 0)
    {
        Assert.True(expected.Type == actual.Type, $"{what}: {actual.Type}, expected {expected.Type}");
        double[] a = Numbers(expected), b = Numbers(actual);
        double scale = a.Append(leastScale).Where(double.IsFinite).Max(Math.Abs);
        double tolerance = expected.DType.IsFloating ? roundings * Precision(expected.DType) * scale : 0;
        for (int i = 0; i < a.Length; i++)
            if (!a[i].Equals(b[i]) && !(Math.Abs(a[i] - b[i]) <= tolerance))
                Assert.Fail($"{what}: element {i} of {expected.Type} is {b[i]:R}, expected {a[i]:R}");
    }

    public static void Close(Tensor[] expected, Tensor[] actual, string what, double roundings = 64, double leastScale = 0)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Close(expected[i], actual[i], $"{what}, output {i}", roundings, leastScale);
    }

    public static double[] Numbers(Tensor x) => Covector.Primitives.Convert.Of(x, DType.Float64).ToArray<double>();

    /// <summary>The sum of products of corresponding elements; null is zero.</summary>
    public static double Inner(Tensor?[] a, Tensor?[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            if (a[i] is { } x && b[i] is { } y)
            {
                Assert.Equal(x.Shape, y.Shape);
                double[] p = Numbers(x), q = Numbers(y);
                for (int j = 0; j < p.Length; j++)
                    sum += p[j] * q[j];
            }

        return sum;
    }

    public static double Precision(DType dtype) => dtype == DType.Float32 ? Math.ScaleB(1, -23) : Math.ScaleB(1, -52);

    private static long[] ToBits(Tensor x) => x.DType switch
    {
        DType.Float64 => Array.ConvertAll(x.ToArray<double>(), v => double.IsNaN(v) ? -1 : BitConverter.DoubleToInt64Bits(v)),
        DType.Float32 => Array.ConvertAll(x.ToArray<float>(), v => float.IsNaN(v) ? -1L : (uint)BitConverter.SingleToInt32Bits(v)),
        DType.Int64 => x.ToArray<long>(),
        DType.Int32 => Array.ConvertAll(x.ToArray<int>(), v => (long)v),
        _ => Array.ConvertAll(x.ToArray<bool>(), v => v ? 1L : 0),
    };
}
