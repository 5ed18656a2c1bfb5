using System.Numerics;
using Covector.Runtime;
using Xunit;

namespace Covector.Tests.Runtime;

public sealed unsafe class ScanTests
{
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 }, { 3, 0, 2 }, { 0, 2, 2 }, { 2, 3, 0 }, { 1, 100, 1 }, { 9, 17, 1 }, { 2, 5, 3 }, { 3, 20, 8 }, { 1, 7, 67 }, { 2, 3, 1500 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Scans_agree_with_the_naive_loop(int outer, int n, int inner)
    {
        // Integers of small size and factors −1, 0, 1: every result is exact.
        foreach (bool reverse in new[] { false, true })
        {
            Check<int>(DType.Int32, outer, n, inner, reverse);
            Check<long>(DType.Int64, outer, n, inner, reverse);
            Check<float>(DType.Float32, outer, n, inner, reverse);
            Check<double>(DType.Float64, outer, n, inner, reverse);
        }
    }

    /// <summary>Ten million tenths: one rounding to each sum, not ten million.</summary>
    [Fact]
    public void Sums_of_many_floats_are_accurate()
    {
        foreach (int inner in new[] { 1, 3, 11 })
        {
            int n = 10_000_000 / inner;
            var sums = Covector.Functions.CumSum(Tensor.Full([n, inner], 0.1, DType.Float32), 0);
            float[] last = sums[^1].ToArray<float>(), middle = sums[n / 2].ToArray<float>();
            Assert.All(last, v => Assert.Equal(n * (double)0.1f, v, 1e-6 * n));
            Assert.All(middle, v => Assert.Equal(((n / 2) + 1) * (double)0.1f, v, 1e-6 * n));
        }

        Assert.True(float.IsNegative(Covector.Functions.CumSum(Tensor.From([-0f, -0f]), 0).ToArray<float>()[1]));
    }

    [Theory]
    [InlineData(false, new long[] { 0, 1, 1, 1, 4, 4, 4 })]
    [InlineData(true, new long[] { 4, 4, 4, 4, 4, 6, 6 })]
    public void A_NaN_stays_the_largest_and_the_first_of_equals_counts(bool reverse, long[] expected)
    {
        float[] x = [1, 3, 3, 2, float.NaN, 9, 9];
        long[] y = new long[7];
        fixed (float* p = x)
        fixed (long* q = y)
            Scans.CumulativeArgMax(DType.Float32, (byte*)p, (byte*)q, 1, 7, 1, reverse);
        Assert.Equal(expected, y);
    }

    [Fact]
    public void Truth_values_have_a_running_position()
    {
        byte[] x = [0, 0, 1, 0, 1];
        long[] y = new long[5];
        fixed (byte* p = x)
        fixed (long* q = y)
            Scans.CumulativeArgMax(DType.Bool, p, (byte*)q, 1, 5, 1, false);
        Assert.Equal([0, 0, 2, 2, 2], y);
    }

    private static void Check<T>(DType dtype, int outer, int n, int inner, bool reverse)
        where T : unmanaged, INumber<T>
    {
        int size = outer * n * inner;
        T[] a = new T[size], b = new T[size], sum = new T[size], h = new T[size], expectedSum = new T[size], expectedH = new T[size];
        long[] at = new long[size], expectedAt = new long[size];
        for (int i = 0; i < size; i++)
        {
            a[i] = T.CreateChecked((i * 7 % 3) - 1);
            b[i] = T.CreateChecked((i * 37 % 19) - 9);
        }
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                T s = T.Zero, r = T.Zero;
                int best = -1;
                for (int step = 0; step < n; step++)
                {
                    int j = reverse ? n - 1 - step : step;
                    int k = (((o * n) + j) * inner) + i;
                    expectedSum[k] = s += b[k];
                    expectedH[k] = r = (a[k] * r) + b[k];
                    if (best < 0 || b[k] > b[(((o * n) + best) * inner) + i])
                        best = j;
                    expectedAt[k] = best;
                }
            }
        }
        fixed (T* pa = a, pb = b, ps = sum, ph = h)
        fixed (long* pt = at)
        {
            Scans.CumulativeSum(dtype, (byte*)pb, (byte*)ps, outer, n, inner, reverse);
            Scans.LinearRecurrence(dtype, (byte*)pa, (byte*)pb, (byte*)ph, outer, n, inner, reverse);
            Scans.CumulativeArgMax(dtype, (byte*)pb, (byte*)pt, outer, n, inner, reverse);
        }
        Assert.Equal(expectedSum, sum);
        Assert.Equal(expectedH, h);
        Assert.Equal(expectedAt, at);
    }
}
