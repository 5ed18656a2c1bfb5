using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>
/// The product of two matrices given by pointers and strides: transposed, sliced and broadcast operands are read where they lie. The order of
/// the operations, and so the result, depends on the sizes, the strides and the machine's vector width alone.
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
        MultiplyRows(a, aRowStride, aColStride, b, bRowStride, bColStride, c, cRowStride, m, n, k, accumulate, m);

    /// <summary>Some rows of a product: with the bits that they have in the whole, of which <paramref name="allRows"/> is the number of rows.</summary>
    /// <inheritdoc cref="Multiply"/>
    public static void MultiplyRows<T>(
        T* a, nint aRowStride, nint aColStride, T* b, nint bRowStride, nint bColStride, T* c, nint cRowStride, int m, int n, int k, bool accumulate,
        int allRows)
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
            SmallMatrixProduct.Multiply(left, right, c, cRowStride, m, n, k, accumulate);
        else if (Vector512.IsHardwareAccelerated)
            BlockedMatrixProduct.Multiply<T, Tile512<T>>(left, right, c, cRowStride, m, n, k, accumulate);
        else
            BlockedMatrixProduct.Multiply<T, Tile256<T>>(left, right, c, cRowStride, m, n, k, accumulate);
    }
}
