using System.Numerics;
using Covector.Runtime;
using Xunit;

namespace Covector.Tests.Runtime;

public sealed unsafe class IndexingTests
{
    public static TheoryData<int, int, int, int> Shapes => new()
    {
        { 1, 5, 7, 1 }, { 2, 4, 9, 1 }, { 3, 6, 2, 3 }, { 2, 3, 0, 4 }, { 2, 3, 4, 0 }, { 0, 3, 4, 2 }, { 2, 10, 30, 2 }, { 1, 8, 5, 4 }, { 2, 8, 5, 8 },
        { 2, 7, 20, 67 }, { 1, 100, 1000, 16 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Gathers_and_scatters_agree_with_the_naive_loop(int outer, int axis, int count, int inner)
    {
        foreach (bool batched in new[] { false, true })
        {
            Check<int>(DType.Int32, outer, axis, count, inner, batched);
            Check<long>(DType.Int64, outer, axis, count, inner, batched);
            Check<float>(DType.Float32, outer, axis, count, inner, batched);
            Check<double>(DType.Float64, outer, axis, count, inner, batched);
            CheckBool(outer, axis, count, inner, batched);
        }
    }

    [Fact]
    public void A_NaN_stays_in_a_minimum_and_a_maximum()
    {
        double[] u = [double.NaN, 1, 2, double.NaN];
        long[] indices = [0, 0, 1, 1];
        foreach (ScatterKind operation in new[] { ScatterKind.Minimum, ScatterKind.Maximum })
        {
            double[] y = [0, 0, 5];
            fixed (double* p = y, q = u)
            fixed (long* i = indices)
                Indexing.ScatterRows(operation, DType.Float64, (byte*)p, i, (byte*)q, 1, 3, 4, 1);
            Assert.Equal([double.NaN, double.NaN, 5], y);
        }
    }

    private static void Check<T>(DType dtype, int outer, int axis, int count, int inner, bool batched)
        where T : unmanaged, INumber<T>
    {
        T[] x = Values(outer * axis * inner, i => T.CreateChecked((i * 37 % 101) - 50));
        T[] u = Values(outer * count * inner, i => T.CreateChecked((i * 13 % 5) - 2));
        Gather(x, outer, axis, count, inner, batched);
        Scatter(ScatterKind.Set, dtype, x, u, outer, axis, count, inner, batched, (_, b) => b);
        Scatter(ScatterKind.Add, dtype, x, u, outer, axis, count, inner, batched, (a, b) => unchecked(a + b));
        Scatter(ScatterKind.Multiply, dtype, x, u, outer, axis, count, inner, batched, (a, b) => unchecked(a * b));
        Scatter(ScatterKind.Minimum, dtype, x, u, outer, axis, count, inner, batched, T.Min);
        Scatter(ScatterKind.Maximum, dtype, x, u, outer, axis, count, inner, batched, T.Max);
    }

    private static void CheckBool(int outer, int axis, int count, int inner, bool batched)
    {
        byte[] x = Values(outer * axis * inner, i => (byte)(i * 7 % 3 == 0 ? 1 : 0));
        byte[] u = Values(outer * count * inner, i => (byte)(i * 5 % 2));
        Gather(x, outer, axis, count, inner, batched);
        Scatter(ScatterKind.Set, DType.Bool, x, u, outer, axis, count, inner, batched, (_, b) => b);
        Scatter(ScatterKind.Add, DType.Bool, x, u, outer, axis, count, inner, batched, (a, b) => (byte)(a | b));
        Scatter(ScatterKind.Multiply, DType.Bool, x, u, outer, axis, count, inner, batched, (a, b) => (byte)(a & b));
        Scatter(ScatterKind.Minimum, DType.Bool, x, u, outer, axis, count, inner, batched, (a, b) => (byte)(a & b));
        Scatter(ScatterKind.Maximum, DType.Bool, x, u, outer, axis, count, inner, batched, (a, b) => (byte)(a | b));
    }

    private static void Gather<T>(T[] x, int outer, int axis, int count, int inner, bool batched)
        where T : unmanaged
    {
        long[] indices = Indices(outer, axis, count, batched);
        T[] y = new T[outer * count * inner], expected = new T[y.Length];
        for (int o = 0; o < outer; o++)
        {
            for (int j = 0; j < count; j++)
            {
                for (int i = 0; i < inner; i++)
                    expected[(((o * count) + j) * inner) + i] = x[(((o * axis) + indices[(batched ? o * count : 0) + j]) * inner) + i];
            }
        }
        fixed (T* p = x, q = y)
        fixed (long* k = indices)
            Indexing.GatherRows((byte*)p, k, (byte*)q, outer, axis, count, inner, sizeof(T), batched ? count : 0);
        Assert.Equal(expected, y);
    }

    private static void Scatter<T>(
        ScatterKind operation, DType dtype, T[] x, T[] u, int outer, int axis, int count, int inner, bool batched, Func<T, T, T> fold)
        where T : unmanaged
    {
        long[] indices = Indices(outer, axis, count, batched);
        T[] y = (T[])x.Clone(), expected = (T[])x.Clone();
        for (int o = 0; o < outer; o++)
        {
            for (int j = 0; j < count; j++)
            {
                for (int i = 0; i < inner; i++)
                {
                    long to = (((o * axis) + indices[(batched ? o * count : 0) + j]) * inner) + i;
                    expected[to] = fold(expected[to], u[(((o * count) + j) * inner) + i]);
                }
            }
        }
        fixed (T* p = y, q = u)
        fixed (long* k = indices)
            Indexing.ScatterRows(operation, dtype, (byte*)p, k, (byte*)q, outer, axis, count, inner, batched ? count : 0);
        Assert.Equal(expected, y);
    }

    private static long[] Indices(int outer, int axis, int count, bool batched) =>
        Values(batched ? outer * count : count, i => (long)(i * 5 % axis));

    private static T[] Values<T>(int count, Func<int, T> value)
    {
        T[] values = new T[count];
        for (int i = 0; i < count; i++)
            values[i] = value(i);
        return values;
    }
}
