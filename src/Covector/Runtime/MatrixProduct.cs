using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>
/// The product of two matrices given by pointers and strides: transposed, sliced and broadcast operands are read where they lie. The order of
/// the operations, and so the result, depends on the sizes and the machine's vector width alone: not on the strides, nor on which rows are
/// computed together.
/// </summary>
internal static unsafe class MatrixProduct
{
    /// <summary>C = A·B, or C += A·B, for float32, float64, int32 or int64 (the integers wrap).</summary>
    /// <param name="a">A, m × k, with its strides in elements: any, also 0.</param>
    /// <param name="aRowStride">Elements from a row of A to the next.</param>
    /// <param name="aColStride">Elements from a column of A to the next.</param>
    /// <param name="b">B, k × n, with its strides in elements: any, also 0.</param>
    /// <param name="bRowStride">Elements from a row of B to the next.</param>
    /// <param name="bColStride">Elements from a column of B to the next.</param>
    /// <param name="c">C, m × n, whose columns are neighbours; it does not overlap A or B.</param>
    /// <param name="cRowStride">Elements from a row of C to the next.</param>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A, rows of B; for 0 the product is zero.</param>
    /// <param name="accumulate">Whether to add the product to C.</param>
    public static void Multiply<T>(
        T* a, nint aRowStride, nint aColStride, T* b, nint bRowStride, nint bColStride, T* c, nint cRowStride, int m, int n, int k, bool accumulate)
        where T : unmanaged =>
        MultiplyRows(a, aRowStride, aColStride, b, bRowStride, bColStride, c, cRowStride, m, n, k, accumulate, m, null, null);

    /// <summary>Whether Bᵀ·Aᵀ has the bits of (A·B)ᵀ, for A of m × k and B of k × n.</summary>
    public static bool IsSameTransposed(DType dtype, long m, long n, long k)
    {
        // Up to this depth every product is one chain of additions, whatever the loops around it.
        if (!dtype.IsFloating || m == 1 || n == 1 || k <= Math.Min(Tile256<float>.Depth, Tile512<float>.Depth))
            return true;
        if (Math.Max(m, Math.Max(n, k)) > int.MaxValue)
            return false;
        var (rows, columns, steps) = ((int)m, (int)n, (int)k);
        return dtype == DType.Float32
            ? SmallMatrixProduct.Takes<float>(rows, columns, steps) == SmallMatrixProduct.Takes<float>(columns, rows, steps)
            : SmallMatrixProduct.Takes<double>(rows, columns, steps) == SmallMatrixProduct.Takes<double>(columns, rows, steps);
    }

    /// <summary>
    /// Some rows of a product: with the bits that they have in the whole, of which <paramref name="allRows"/> is the number of rows. B may have
    /// been packed for all of them, see <see cref="PackedBytes"/>. Some may be handed on to <paramref name="finished"/> when the others are not
    /// there yet.
    /// </summary>
    /// <inheritdoc cref="Multiply"/>
    public static void MultiplyRows<T>(
        T* a, nint aRowStride, nint aColStride, T* b, nint bRowStride, nint bColStride, T* c, nint cRowStride, int m, int n, int k, bool accumulate,
        int allRows, T* packed, FinishedRows? finished)
        where T : unmanaged
    {
        Debug.Assert(m >= 0 && n >= 0 && k >= 0, "negative sizes");
        if (m == 0 || n == 0 || (k == 0 && accumulate))
            return;
        if (k == 0)
        {
            for (int i = 0; i < m; i++)
                new Span<T>(c + (i * cRowStride), n).Clear();
            return;
        }
        if (typeof(T) == typeof(int))
        {
            IntegerProduct.Multiply((int*)a, aRowStride, aColStride, (int*)b, bRowStride, bColStride, (int*)c, cRowStride, m, n, k, accumulate);
            return;
        }
        if (typeof(T) == typeof(long))
        {
            IntegerProduct.Multiply((long*)a, aRowStride, aColStride, (long*)b, bRowStride, bColStride, (long*)c, cRowStride, m, n, k, accumulate);
            return;
        }
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new NotSupportedException($"There is no matrix product of {typeof(T).Name}.");

        MatrixView<T> left = new(a, aRowStride, aColStride);
        MatrixView<T> right = new(b, bRowStride, bColStride);
        if (n == 1)
            MatrixVectorProduct.Multiply(left, b, bRowStride, c, cRowStride, m, k, accumulate);
        else if (allRows == 1)
            MatrixVectorProduct.Multiply(right.Transposed, a, aColStride, c, 1, n, k, accumulate);
        else if (SmallMatrixProduct.Takes<T>(allRows, n, k))
            MultiplySmall(left, right, c, cRowStride, m, n, k, accumulate, finished);
        else if (Vector512.IsHardwareAccelerated)
            BlockedMatrixProduct.Multiply<T, Tile512<T>>(left, right, c, cRowStride, m, n, k, accumulate, packed, finished);
        else
            BlockedMatrixProduct.Multiply<T, Tile256<T>>(left, right, c, cRowStride, m, n, k, accumulate, packed, finished);
    }

    /// <summary>
    /// The memory for B of k × n, packed once for all who multiply rows of A with it; 0 if it is used where it lies.
    /// </summary>
    public static nint PackedBytes(DType dtype, int m, int n, int k, nint bColumnStride) => dtype switch
    {
        DType.Float32 => PackedBytes<float>(m, n, k, bColumnStride),
        DType.Float64 => PackedBytes<double>(m, n, k, bColumnStride),
        _ => 0,
    };

    /// <summary>
    /// Whether the rows of A are so few that each panel of B is packed where it is used, and A is read where it lies: then threads better
    /// share the columns.
    /// </summary>
    public static bool IsByColumns(DType dtype, int m, int n, int k, nint bColumnStride) => dtype switch
    {
        DType.Float32 => IsByColumns<float>(m, n, k, bColumnStride),
        DType.Float64 => IsByColumns<double>(m, n, k, bColumnStride),
        _ => false,
    };

    /// <summary>The columns of some panels of a product for which <see cref="IsByColumns(DType, int, int, int, nint)"/> holds.</summary>
    /// <param name="a">A, m × k.</param>
    /// <param name="b">B, k × n.</param>
    /// <param name="c">C, m × n.</param>
    /// <param name="cRow">Elements from a row of C to the next.</param>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A, rows of B.</param>
    /// <param name="start">The first panel.</param>
    /// <param name="end">The panel behind the last.</param>
    public static void MultiplyColumns<T>(MatrixView<T> a, MatrixView<T> b, T* c, nint cRow, int m, int n, int k, int start, int end)
        where T : unmanaged
    {
        int columns = PanelColumns(sizeof(T)), first = start * columns, last = Math.Min(n, end * columns);
        if (Vector512.IsHardwareAccelerated)
            BlockedMatrixProduct.MultiplyBlock<T, Tile512<T>>(a, b, c, cRow, m, n, k, false, first, last);
        else
            BlockedMatrixProduct.MultiplyBlock<T, Tile256<T>>(a, b, c, cRow, m, n, k, false, first, last);
    }

    /// <summary>The panels into which B is packed.</summary>
    public static int PanelCount(int size, int n)
    {
        int columns = PanelColumns(size);
        return (n + columns - 1) / columns;
    }

    private static int PanelColumns(int size) => 2 * (Vector512.IsHardwareAccelerated ? 64 : 32) / size;

    /// <summary>Packs some panels of B.</summary>
    public static void Pack<T>(MatrixView<T> b, int n, int k, T* packed, int start, int end)
        where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated)
            BlockedMatrixProduct.Pack<T, Tile512<T>>(b, n, k, packed, start, end);
        else
            BlockedMatrixProduct.Pack<T, Tile256<T>>(b, n, k, packed, start, end);
    }

    private static bool IsByColumns<T>(int m, int n, int k, nint bColumnStride)
        where T : unmanaged =>
        PackedBytes<T>(m, n, k, bColumnStride) > 0
        && (Vector512.IsHardwareAccelerated ? IsByColumns<T, Tile512<T>>(m, n, k, bColumnStride)
            : IsByColumns<T, Tile256<T>>(m, n, k, bColumnStride));

    private static bool IsByColumns<T, TTile>(int m, int n, int k, nint bColumnStride)
        where T : unmanaged
        where TTile : struct, ITile<T> =>
        BlockedMatrixProduct.IsOneBlock<T, TTile>(m, n, k, bColumnStride) && !BlockedMatrixProduct.PacksA<T, TTile>(m, n, k);

    private static nint PackedBytes<T>(int m, int n, int k, nint bColumnStride)
        where T : unmanaged
    {
        if (m == 1 || n == 1 || SmallMatrixProduct.Takes<T>(m, n, k) || !BlockedMatrixProduct.Packs<T>(n, k, bColumnStride))
            return 0;
        return (nint)PanelCount(sizeof(T), n) * 2 * (Vector512.IsHardwareAccelerated ? 64 : 32) * k;
    }

    /// <summary>Narrow ones may have many rows.</summary>
    private static void MultiplySmall<T>(
        MatrixView<T> a, MatrixView<T> b, T* c, nint cRow, int m, int n, int k, bool accumulate, FinishedRows? finished)
        where T : unmanaged
    {
        int some = finished is null ? m : (int)Math.Min(m, Math.Max(4, finished.Block));
        for (int i = 0; i < m; i += some)
        {
            int rows = Math.Min(some, m - i);
            SmallMatrixProduct.Multiply(a.From(i, 0), b, c + (i * cRow), cRow, rows, n, k, accumulate);
            finished?.Reach(i + rows);
        }
    }
}
