using System.Numerics;
using Covector.Runtime;
using Xunit;

namespace Covector.Tests.Runtime;

public sealed unsafe class MatrixProductTests
{
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 0, 3, 4 }, { 3, 0, 4 }, { 3, 4, 0 }, { 1, 1, 1 }, { 1, 7, 5 }, { 9, 1, 70 }, { 1, 300, 41 }, { 67, 1, 129 }, { 130, 1, 3 },
        { 2, 2, 2 }, { 3, 5, 7 }, { 4, 8, 4 }, { 5, 9, 17 }, { 16, 16, 16 }, { 17, 31, 33 }, { 8, 32, 64 }, { 24, 64, 10 }, { 33, 65, 129 },
        { 64, 64, 64 }, { 7, 50, 300 }, { 150, 7, 90 }, { 70, 66, 400 }, { 17, 2100, 5 }, { 1001, 10, 10 }, { 10, 10, 1001 }, { 50, 3, 400 }, { 21, 13, 90 }, { 6, 29, 300 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Float32_agrees_with_the_naive_loop_for_all_strides(int m, int n, int k) => CheckAll<float>(m, n, k, MatrixProduct.Multiply);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Float64_agrees_with_the_naive_loop_for_all_strides(int m, int n, int k) => CheckAll<double>(m, n, k, MatrixProduct.Multiply);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Integers_agree_with_the_naive_loop_for_all_strides(int m, int n, int k)
    {
        CheckAll<int>(m, n, k, MatrixProduct.Multiply);
        CheckAll<long>(m, n, k, MatrixProduct.Multiply);
    }

    /// <summary>Tiles of both widths, whichever this machine would choose.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_tile_agrees_with_the_naive_loop(int m, int n, int k)
    {
        if (m == 0 || n == 0 || k == 0)
            return;
        CheckAll<float>(m, n, k, (a, ar, ac, b, br, bc, c, cr, m, n, k, add) =>
            BlockedMatrixProduct.Multiply<float, Tile256<float>>(new(a, ar, ac), new(b, br, bc), c, cr, m, n, k, add));
        CheckAll<double>(m, n, k, (a, ar, ac, b, br, bc, c, cr, m, n, k, add) =>
            BlockedMatrixProduct.Multiply<double, Tile256<double>>(new(a, ar, ac), new(b, br, bc), c, cr, m, n, k, add));
        CheckAll<float>(m, n, k, (a, ar, ac, b, br, bc, c, cr, m, n, k, add) =>
            BlockedMatrixProduct.Multiply<float, Tile512<float>>(new(a, ar, ac), new(b, br, bc), c, cr, m, n, k, add));
        CheckAll<double>(m, n, k, (a, ar, ac, b, br, bc, c, cr, m, n, k, add) =>
            BlockedMatrixProduct.Multiply<double, Tile512<double>>(new(a, ar, ac), new(b, br, bc), c, cr, m, n, k, add));
    }

    /// <summary>B packed before, in pieces, and the rows of A in pieces: as the threads of one product do.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void Parts_with_a_shared_operand_agree_with_the_naive_loop(int m, int n, int k)
    {
        if (m == 0 || n == 0 || k == 0)
            return;
        CheckAll<float>(m, n, k, Shared<float, Tile256<float>>);
        CheckAll<double>(m, n, k, Shared<double, Tile256<double>>);
        CheckAll<float>(m, n, k, Shared<float, Tile512<float>>);
        CheckAll<double>(m, n, k, Shared<double, Tile512<double>>);
    }

    private static void Shared<T, TTile>(
        T* a, nint ar, nint ac, T* b, nint br, nint bc, T* c, nint cr, int m, int n, int k, bool add)
        where T : unmanaged
        where TTile : struct, ITile<T>
    {
        int panels = (n + TTile.Columns - 1) / TTile.Columns;
        T[] memory = new T[panels * TTile.Columns * k];
        fixed (T* packed = memory)
        {
            for (int panel = panels; panel > 0; panel -= 3)
                BlockedMatrixProduct.Pack<T, TTile>(new(b, br, bc), n, k, packed, Math.Max(0, panel - 3), panel);
            for (int i = 0; i < m; i += 13)
                BlockedMatrixProduct.Multiply<T, TTile>(
                    new(a + (i * ar), ar, ac), new(b, br, bc), c + (i * cr), cr, Math.Min(13, m - i), n, k, add, packed);
        }
    }

    /// <summary>The columns in pieces: as the threads of a product with few rows do.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void Parts_of_the_columns_agree_with_the_naive_loop(int m, int n, int k)
    {
        if (m == 0 || n == 0 || k == 0)
            return;
        CheckAll<float>(m, n, k, ByColumns<float, Tile256<float>>);
        CheckAll<double>(m, n, k, ByColumns<double, Tile256<double>>);
        CheckAll<float>(m, n, k, ByColumns<float, Tile512<float>>);
        CheckAll<double>(m, n, k, ByColumns<double, Tile512<double>>);
    }

    private static void ByColumns<T, TTile>(
        T* a, nint ar, nint ac, T* b, nint br, nint bc, T* c, nint cr, int m, int n, int k, bool add)
        where T : unmanaged
        where TTile : struct, ITile<T>
    {
        if (!BlockedMatrixProduct.IsOneBlock<T, TTile>(m, n, k, bc))
            BlockedMatrixProduct.Multiply<T, TTile>(new(a, ar, ac), new(b, br, bc), c, cr, m, n, k, add);
        else
            for (int last = n, first; last > 0; last = first)
            {
                first = Math.Max(0, last - 1) / (2 * TTile.Columns) * (2 * TTile.Columns);
                BlockedMatrixProduct.MultiplyBlock<T, TTile>(new(a, ar, ac), new(b, br, bc), c, cr, m, n, k, add, first, last);
            }
    }

    [Theory]
    [InlineData(128, 512, 784)]
    [InlineData(100, 1003, 500)]
    [InlineData(3, 2100, 900)]
    public void Columns_have_the_bits_that_they_have_in_the_whole(int m, int n, int k)
    {
        Random random = new(8);
        double[] a = new double[m * k], b = new double[k * n], whole = new double[m * n], parts = new double[m * n];
        for (int i = 0; i < a.Length; i++)
            a[i] = random.NextDouble() - 0.5;
        for (int i = 0; i < b.Length; i++)
            b[i] = random.NextDouble() - 0.5;
        Assert.Equal((long)m * k <= 65536, MatrixProduct.IsByColumns(DType.Float64, m, n, k, 1));
        Assert.False(MatrixProduct.IsByColumns(DType.Float64, n + 1000, m, k, 1));
        if (!MatrixProduct.IsByColumns(DType.Float64, m, n, k, 1))
            return;
        fixed (double* p = a, q = b, r = whole, s = parts)
        {
            MatrixProduct.Multiply(p, k, 1, q, n, 1, r, n, m, n, k, false);
            int panels = MatrixProduct.PanelCount(sizeof(double), n);
            for (int panel = 0; panel < panels; panel += 5)
                MatrixProduct.MultiplyColumns(
                    new MatrixView<double>(p, k, 1), new MatrixView<double>(q, n, 1), s, n, m, n, k, panel, Math.Min(panel + 5, panels));
        }

        Assert.Equal(whole, parts);
    }

    [Fact]
    public void The_result_is_the_same_at_every_call()
    {
        Random random = new(7);
        float[] a = new float[130 * 140], b = new float[140 * 150], first = new float[130 * 150], second = new float[130 * 150];
        for (int i = 0; i < a.Length; i++)
            a[i] = random.NextSingle();
        for (int i = 0; i < b.Length; i++)
            b[i] = random.NextSingle();
        fixed (float* p = a, q = b, r = first, s = second)
        {
            MatrixProduct.Multiply(p, 140, 1, q, 150, 1, r, 150, 130, 150, 140, false);
            MatrixProduct.Multiply(p, 140, 1, q, 150, 1, s, 150, 130, 150, 140, false);
        }
        Assert.Equal(first, second);
    }

    [Fact]
    public void Infinities_stay_in_their_rows_and_columns()
    {
        const int N = 67;
        double[] a = new double[N * N], b = new double[N * N], c = new double[N * N];
        Array.Fill(a, 1);
        Array.Fill(b, 1);
        a[(3 * N) + 5] = double.PositiveInfinity;
        b[(2 * N) + 66] = double.NaN;
        fixed (double* p = a, q = b, r = c)
            MatrixProduct.Multiply(p, N, 1, q, N, 1, r, N, N, N, N, false);
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++)
                Assert.Equal(j == 66 ? double.NaN : i == 3 ? double.PositiveInfinity : N, c[(i * N) + j]);
        }
    }

    private delegate void Product<T>(
        T* a, nint aRow, nint aColumn, T* b, nint bRow, nint bColumn, T* c, nint cRow, int m, int n, int k, bool accumulate)
        where T : unmanaged;

    private static void CheckAll<T>(int m, int n, int k, Product<T> product)
        where T : unmanaged, INumber<T>
    {
        // All pairs of strides; for the larger sizes, where the naive loop is slow, each stride of A with one of B.
        bool large = (long)m * n * k > 50_000;
        for (int kindA = 0; kindA < 5; kindA++)
        {
            for (int kindB = 0; kindB < 5; kindB++)
            {
                if (!large || (kindA + kindB) % 5 == 1 || kindA + kindB == 0)
                    Check(m, n, k, Strides(kindA, m, k), Strides(kindB, k, n), (kindA + kindB) % 2 == 1, product);
            }
        }
    }

    /// <summary>Row-major, column-major, every other element, one row repeated, one column repeated.</summary>
    private static (int Row, int Column) Strides(int kind, int rows, int columns) => kind switch
    {
        0 => (columns, 1),
        1 => (1, rows),
        2 => ((2 * columns) + 3, 2),
        3 => (0, 1),
        _ => (1, 0),
    };

    private static void Check<T>(int m, int n, int k, (int Row, int Column) sa, (int Row, int Column) sb, bool accumulate, Product<T> product)
        where T : unmanaged, INumber<T>
    {
        // Small integers: every order of the additions gives the exact result.
        T[] a = Values<T>((m * sa.Row) + (k * sa.Column) + 1, 5);
        T[] b = Values<T>((k * sb.Row) + (n * sb.Column) + 1, 7);
        int cRow = n + 3;
        T[] c = Values<T>((m * cRow) + 1, 11);
        T[] expected = (T[])c.Clone();
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                T sum = accumulate ? c[(i * cRow) + j] : T.Zero;
                for (int p = 0; p < k; p++)
                    sum += a[(i * sa.Row) + (p * sa.Column)] * b[(p * sb.Row) + (j * sb.Column)];
                expected[(i * cRow) + j] = sum;
            }
        }
        fixed (T* pa = a, pb = b, pc = c)
            product(pa, sa.Row, sa.Column, pb, sb.Row, sb.Column, pc, cRow, m, n, k, accumulate);
        Assert.Equal(expected, c);
    }

    private static T[] Values<T>(int count, int period)
        where T : INumber<T>
    {
        T[] values = new T[count];
        for (int i = 0; i < count; i++)
            values[i] = T.CreateChecked((i * 31 % period) - 2);
        return values;
    }
}
