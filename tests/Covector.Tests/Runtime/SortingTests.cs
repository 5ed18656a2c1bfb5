using Covector.Runtime;
using Xunit;

namespace Covector.Tests.Runtime;

public sealed unsafe class SortingTests
{
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 }, { 2, 0, 3 }, { 0, 3, 1 }, { 3, 2, 0 }, { 2, 10, 1 }, { 2, 48, 3 }, { 2, 49, 2 }, { 1, 300, 5 }, { 1, 20_000, 1 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Positions_sort_stably_for_every_type(int outer, int n, int inner)
    {
        Random random = new(n);
        Check(DType.Int32, outer, n, inner, () => random.Next(int.MinValue, int.MaxValue));
        Check(DType.Int32, outer, n, inner, () => random.Next(-5, 5));
        Check(DType.Int64, outer, n, inner, () => random.NextInt64(long.MinValue, long.MaxValue));
        Check(DType.Int64, outer, n, inner, () => 3L);
        Check(DType.Float32, outer, n, inner, () => Special(random, (float)(random.NextDouble() - 0.5)));
        Check(DType.Float64, outer, n, inner, () => (double)Special(random, (float)(random.NextDouble() - 0.5)));
        Check(DType.Float64, outer, n, inner, () => Math.ScaleB(random.NextDouble() - 0.5, random.Next(-1080, 1020)));
        Check(DType.Bool, outer, n, inner, () => (byte)random.Next(2));
    }

    private static float Special(Random random, float otherwise) => random.Next(12) switch
    {
        0 => float.NaN,
        1 => -float.NaN,
        2 => 0f,
        3 => -0f,
        4 => float.PositiveInfinity,
        5 => float.NegativeInfinity,
        6 => float.MaxValue,
        7 => float.Epsilon,
        8 => -float.Epsilon,
        _ => otherwise,
    };

    private static void Check<T>(DType dtype, int outer, int n, int inner, Func<T> value)
        where T : unmanaged, IComparable<T>, IEquatable<T>
    {
        T[] x = new T[outer * n * inner];
        for (int i = 0; i < x.Length; i++)
            x[i] = value();
        long[] y = new long[x.Length], expected = new long[x.Length];
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                // Comparing orders NaN first; here it is last. Equal zeros compare equal. OrderBy is stable.
                int row = (o * n * inner) + i;
                int j = 0;
                foreach (int at in Enumerable.Range(0, n).OrderBy(k => IsNaN(x[row + (k * inner)])).ThenBy(k => x[row + (k * inner)]))
                    expected[row + (j++ * inner)] = at;
            }
        }
        fixed (T* p = x)
        fixed (long* q = y)
            Sorting.ArgSort(dtype, (byte*)p, (byte*)q, outer, n, inner);
        Assert.Equal(expected, y);
    }

    private static bool IsNaN<T>(T x) => x is float.NaN or double.NaN;
}
