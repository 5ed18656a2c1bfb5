using System.Numerics;
using System.Runtime.Intrinsics;
using Covector.Runtime;
using Covector.Tests.Compiler;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Runtime;

/// <summary>The products of a row are added in one order: however the operands lie, and whichever rows are computed together.</summary>
public sealed unsafe class MatrixVectorTests
{
    private static readonly int[] Columns = [1, 2, 3, 7, 8, 15, 16, 17, 18, 20, 23, 24, 31, 32, 33, 65, 100, 257, 1001];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(13)]
    [InlineData(17)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(77)]
    [InlineData(139)]
    public void OneOrderForAllStrides(int rows)
    {
        foreach (int columns in Columns)
            for (int layout = 0; layout < 7; layout++)
            {
                CheckAll<double>(rows, columns, layout);
                CheckAll<float>(rows, columns, layout);
            }
    }

    /// <summary>Rows beside infinities and numbers that are none, of which every lane of a last vector keeps clear; also signs of zeros.</summary>
    [Fact]
    public void EveryRowIsItsOwn()
    {
        const int M = 21, K = 19;
        foreach (int layout in (int[])[0, 1, 2])
        {
            var (row, column, first) = Layout(layout, M, K);
            double[] a = new double[2 * M * K + 8 * (M + K)], x = [.. Enumerable.Repeat(-1.0, K), double.NaN, double.PositiveInfinity], y = new double[M];
            for (int i = 0; i < M; i++)
                for (int p = 0; p < K; p++)
                    a[first + i * row + p * column] = i == 4 ? double.PositiveInfinity : i == 11 && p == K - 1 ? double.NaN : 0;
            fixed (double* pa = a, px = x, py = y)
                MatrixProduct.Multiply(pa + first, row, column, px, 1, 1, py, 1, M, 1, K, false);
            for (int i = 0; i < M; i++)
                Assert.Equal(i == 4 ? double.NegativeInfinity : i == 11 ? double.NaN : 0, y[i]);
        }
    }

    /// <summary>Compiled, tiny rows of many become lanes, which lie the other way round; on tiles the matrix lies as it is written.</summary>
    [Theory]
    [InlineData(65, 20)]
    [InlineData(64, 31)]
    [InlineData(1001, 17)]
    public void MatricesMadeOfLanes(int m, int n)
    {
        foreach (var type in (DType[])[DType.Float64, DType.Float32])
        {
            Tensor u = Sample(m, 1), v = Sample(n, 2);
            BothTiers.SameBits($"{m}×{n} {type}", Grad<Tensor[]>(Loss), u, v);

            Tensor Sample(int length, int seed) => RandomProgram.Sample([length], seed).AsType(type);
        }

        static Tensor Loss(Tensor[] t)
        {
            var y = Einsum("i,j->ji", t[0], t[1]);
            return Mean(Tanh(y) * (1.5 + y / (1 + y * y)));
        }
    }

    private static void CheckAll<T>(int rows, int columns, int layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (row, column, first) = Layout(layout, rows, columns);
        int stride = layout % 3 == 2 ? 3 : layout == 4 ? -1 : 1, firstOfVector = stride < 0 ? columns - 1 : 0;
        T[] a = Values<T>(2 * rows * columns + 8 * (rows + columns), 1), x = Values<T>(3 * columns, 2);
        var expected = new T[rows];
        for (int i = 0; i < rows; i++)
            expected[i] = Expected<T>(columns, p => a[first + i * row + p * column], p => x[firstOfVector + p * stride]);
        var (together, inParts, alone, added) = (new T[rows], new T[2 * rows], new T[rows], Values<T>(rows, 3));
        T[] sums = [.. added.Select((y, i) => y + expected[i])];
        fixed (T* pa = &a[first], px = &x[firstOfVector], py = together, pz = inParts, p1 = alone, p2 = added)
        {
            MatrixProduct.Multiply(pa, row, column, px, stride, 1, py, 1, rows, 1, columns, false);
            MatrixProduct.Multiply(pa, row, column, px, stride, 1, p2, 1, rows, 1, columns, true);
            for (int i = 0; i < rows; i += 6)
                MatrixProduct.MultiplyRows(
                    pa + (i * row), row, column, px, stride, 1, pz + (2 * i), 2, Math.Min(6, rows - i), 1, columns, false, rows, null, null);
            // The same as a row of a product.
            MatrixProduct.Multiply(px, 0, stride, pa, column, row, p1, rows, 1, rows, columns, false);
        }

        string what = $"{typeof(T).Name} {rows}×{columns}, layout {layout}";
        for (int i = 0; i < rows; i++)
            Assert.True(
                (together[i], inParts[2 * i], alone[i], added[i]) == (expected[i], expected[i], expected[i], sums[i]),
                $"{what}, row {i}: {together[i]:R}, in parts {inParts[2 * i]:R}, as a row {alone[i]:R}, expected {expected[i]:R}; "
                + $"added {added[i]:R}, expected {sums[i]:R}");
    }

    /// <summary>One chain of few products; of more, chains of every w-th, half of which is added to the other half until one is left.</summary>
    private static T Expected<T>(int n, Func<int, T> a, Func<int, T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var chains = new T[n <= 16 ? 1 : Vector256<T>.Count];
        for (int p = 0; p < n; p++)
            chains[p % chains.Length] = T.MultiplyAddEstimate(a(p), x(p), chains[p % chains.Length]);
        for (int half = chains.Length / 2; half > 0; half /= 2)
            for (int i = 0; i < half; i++)
                chains[i] += chains[i + half];
        return chains[0];
    }

    /// <summary>
    /// Contiguous rows, contiguous columns, neither; rows that lie apart, columns that do; from the last column to the first; one row repeated.
    /// </summary>
    private static (nint Row, nint Column, int First) Layout(int layout, int rows, int columns) => layout switch
    {
        0 => (columns, 1, 0),
        1 => (1, rows, 0),
        2 => (2 * columns + 3, 2, 1),
        3 => (columns + 5, 1, 3),
        4 => (1, rows + 3, 2),
        5 => (columns, -1, columns - 1),
        _ => (0, 1, 0),
    };

    private static T[] Values<T>(int count, int seed)
        where T : INumber<T>
    {
        var random = new Random(seed);
        var values = new T[count];
        for (int i = 0; i < count; i++)
            values[i] = T.CreateChecked(2 * random.NextDouble() - 1);
        return values;
    }
}
