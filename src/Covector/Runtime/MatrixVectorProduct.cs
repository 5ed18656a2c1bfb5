using System.Runtime.CompilerServices;

namespace Covector.Runtime;

/// <summary>
/// The product of a matrix and a vector: every element of the matrix is read once, at the speed of memory. A row's products are added in one
/// order, whatever the strides and whichever rows are computed together: up to <see cref="FewColumns"/> one after another, more of them in
/// as many chains as a vector has lanes, product i in chain i mod w; then half of the chains is added to the other half, until one is left.
/// </summary>
internal static unsafe class MatrixVectorProduct
{
    /// <summary>Up to this many columns the products of a row are one chain, as in compiled code.</summary>
    public const int FewColumns = 16;

    /// <summary>y = A·x or y += A·x for a matrix of <paramref name="rows"/> × <paramref name="columns"/> with any strides.</summary>
    public static void Multiply<T>(MatrixView<T> a, T* x, nint xStride, T* y, nint yStride, int rows, int columns, bool accumulate)
        where T : unmanaged
    {
        if (a.RowStride == 1 && a.ColumnStride != 1 && rows > 1)
            ColumnSums.Multiply(a.First, a.ColumnStride, x, xStride, y, yStride, rows, columns, accumulate);
        else if (columns <= FewColumns)
            MultiplyShort(a, x, xStride, y, yStride, rows, columns, accumulate);
        else if (a.ColumnStride == 1 && xStride == 1)
            RowSums.Multiply(a.First, a.RowStride, x, y, yStride, rows, columns, accumulate);
        else
            MultiplyApart(a, x, xStride, y, yStride, rows, columns, accumulate);
    }

    /// <summary>Stores results of rows, or adds them to what is there.</summary>
    public static void Put<T>(T* sums, T* y, nint yStride, int rows, bool accumulate)
        where T : unmanaged
    {
        if (!accumulate && yStride == 1)
            Unsafe.CopyBlockUnaligned(y, sums, (uint)(rows * sizeof(T)));
        else if (!accumulate)
            for (int i = 0; i < rows; i++)
                y[i * yStride] = sums[i];
        else if (typeof(T) == typeof(float))
            for (int i = 0; i < rows; i++)
                ((float*)y)[i * yStride] += ((float*)sums)[i];
        else
            for (int i = 0; i < rows; i++)
                ((double*)y)[i * yStride] += ((double*)sums)[i];
    }

    private static void MultiplyShort<T>(MatrixView<T> a, T* x, nint xStride, T* y, nint yStride, int rows, int columns, bool accumulate)
        where T : unmanaged
    {
        for (int row = 0; row < rows; row++)
        {
            T sum = Chain(a.First + (row * a.RowStride), a.ColumnStride, x, xStride, columns);
            Put(&sum, y + (row * yStride), 1, 1, accumulate);
        }
    }

    /// <summary>Where elements of the matrix or of the vector lie apart; the vector is packed for many rows.</summary>
    private static void MultiplyApart<T>(MatrixView<T> a, T* x, nint xStride, T* y, nint yStride, int rows, int columns, bool accumulate)
        where T : unmanaged
    {
        T* packed = null;
        nuint capacity = 0;
        if (xStride != 1 && rows > 2)
        {
            packed = (T*)NativeMemoryPool.Take((nuint)columns * (nuint)sizeof(T), out capacity);
            StridedCopy.Pack((byte*)x, [columns], [xStride], (byte*)packed, sizeof(T));
            x = packed;
            xStride = 1;
        }

        if (a.ColumnStride == 1 && xStride == 1)
        {
            RowSums.Multiply(a.First, a.RowStride, x, y, yStride, rows, columns, accumulate);
        }
        else
        {
            for (int row = 0; row < rows; row++)
            {
                T sum = RowSums.OfApart(a.First + (row * a.RowStride), a.ColumnStride, x, xStride, columns);
                Put(&sum, y + (row * yStride), 1, 1, accumulate);
            }
        }

        if (packed != null)
            NativeMemoryPool.Give((byte*)packed, capacity);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Chain<T>(T* a, nint aStride, T* x, nint xStride, int n)
        where T : unmanaged
    {
        T sum = default;
        for (int i = 0; i < n; i++)
            sum = MultiplyAdd.Of(a[i * aStride], x[i * xStride], sum);
        return sum;
    }
}
