using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>The product of a matrix and a vector: every element of the matrix is read once, at the speed of memory.</summary>
internal static unsafe class MatrixVectorProduct
{
    /// <summary>
    /// Up to this many columns the products of a row are added one after another, each with one rounding: whatever the strides, and as
    /// compiled code does it.
    /// </summary>
    public const int FewColumns = 16;

    /// <summary>y = A·x or y += A·x for a matrix of <paramref name="rows"/> × <paramref name="columns"/> with any strides.</summary>
    public static void Multiply<T>(MatrixView<T> a, T* x, nint xStride, T* y, nint yStride, int rows, int columns, bool accumulate)
        where T : unmanaged
    {
        bool rowsContiguous = a.ColumnStride == 1;
        bool columnsContiguous = a.RowStride == 1 && !rowsContiguous;
        // The vector loops read x, or write y, as neighbours.
        nuint bytesX = rowsContiguous && xStride != 1 ? (nuint)columns * (nuint)sizeof(T) : 0;
        nuint bytesY = columnsContiguous && yStride != 1 ? (nuint)rows * (nuint)sizeof(T) : 0;
        if (bytesX + bytesY == 0)
        {
            Contiguous(a, x, xStride, y, yStride, rows, columns, accumulate);
            return;
        }
        T* scratch = (T*)NativeMemoryPool.Take(bytesX + bytesY, out nuint capacity);
        if (bytesX > 0)
        {
            StridedCopy.Pack((byte*)x, [columns], [xStride], (byte*)scratch, sizeof(T));
            Contiguous(a, scratch, 1, y, yStride, rows, columns, accumulate);
        }
        else
        {
            if (accumulate)
                StridedCopy.Pack((byte*)y, [rows], [yStride], (byte*)scratch, sizeof(T));
            Contiguous(a, x, xStride, scratch, 1, rows, columns, accumulate);
            StridedCopy.Unpack((byte*)scratch, [rows], [yStride], (byte*)y, sizeof(T));
        }
        NativeMemoryPool.Give((byte*)scratch, capacity);
    }

    private static void Contiguous<T>(MatrixView<T> a, T* x, nint xStride, T* y, nint yStride, int rows, int columns, bool accumulate)
        where T : unmanaged
    {
        int row = 0;
        if (a.ColumnStride == 1 && columns > FewColumns)
        {
            for (; row <= rows - 4; row += 4)
                FourDots(a.First + (row * a.RowStride), a.RowStride, x, columns, y + (row * yStride), yStride, accumulate);
        }
        else if (a.RowStride == 1 && a.ColumnStride != 1)
        {
            int w = Vector256<T>.Count;
            for (; row <= rows - (8 * w); row += 8 * w)
                WideStrip(a.First + row, a.ColumnStride, x, xStride, y + row, columns, accumulate);
            for (; row <= rows - w; row += w)
                Strip(a.First + row, a.ColumnStride, x, xStride, y + row, columns, accumulate);
        }
        for (; row < rows; row++)
        {
            MatrixView<T> rest = a.From(row, 0);
            if (columns <= FewColumns && typeof(T) == typeof(float))
                ShortDot((float*)rest.First, a.ColumnStride, (float*)x, xStride, columns, (float*)(y + (row * yStride)), accumulate);
            else if (columns <= FewColumns)
                ShortDot((double*)rest.First, a.ColumnStride, (double*)x, xStride, columns, (double*)(y + (row * yStride)), accumulate);
            else if (typeof(T) == typeof(float))
                Dot((float*)rest.First, a.ColumnStride, (float*)x, xStride, columns, (float*)(y + (row * yStride)), accumulate);
            else
                Dot((double*)rest.First, a.ColumnStride, (double*)x, xStride, columns, (double*)(y + (row * yStride)), accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourDots<T>(T* a, nint aRow, T* x, int n, T* y, nint yStride, bool accumulate)
        where T : unmanaged
    {
        int w = Vector256<T>.Count;
        Vector256<T> s0 = default, s1 = default, s2 = default, s3 = default, t0 = default, t1 = default, t2 = default, t3 = default;
        T* b = a + (2 * aRow);
        int i = 0;
        for (; i <= n - (2 * w); i += 2 * w)
        {
            Vector256<T> u = Vector256.Load(x + i), v = Vector256.Load(x + i + w);
            s0 = MultiplyAdd.Of(Vector256.Load(a + i), u, s0);
            t0 = MultiplyAdd.Of(Vector256.Load(a + i + w), v, t0);
            s1 = MultiplyAdd.Of(Vector256.Load(a + aRow + i), u, s1);
            t1 = MultiplyAdd.Of(Vector256.Load(a + aRow + i + w), v, t1);
            s2 = MultiplyAdd.Of(Vector256.Load(b + i), u, s2);
            t2 = MultiplyAdd.Of(Vector256.Load(b + i + w), v, t2);
            s3 = MultiplyAdd.Of(Vector256.Load(b + aRow + i), u, s3);
            t3 = MultiplyAdd.Of(Vector256.Load(b + aRow + i + w), v, t3);
        }
        s0 += t0;
        s1 += t1;
        s2 += t2;
        s3 += t3;
        for (; i <= n - w; i += w)
        {
            Vector256<T> u = Vector256.Load(x + i);
            s0 = MultiplyAdd.Of(Vector256.Load(a + i), u, s0);
            s1 = MultiplyAdd.Of(Vector256.Load(a + aRow + i), u, s1);
            s2 = MultiplyAdd.Of(Vector256.Load(b + i), u, s2);
            s3 = MultiplyAdd.Of(Vector256.Load(b + aRow + i), u, s3);
        }
        Finish(Vector256.Sum(s0), a, x, i, n, y, accumulate);
        Finish(Vector256.Sum(s1), a + aRow, x, i, n, y + yStride, accumulate);
        Finish(Vector256.Sum(s2), b, x, i, n, y + (2 * yStride), accumulate);
        Finish(Vector256.Sum(s3), b + aRow, x, i, n, y + (3 * yStride), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<T>(T sum, T* a, T* x, int from, int n, T* y, bool accumulate)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            float s = (float)(object)sum;
            for (int i = from; i < n; i++)
                s += ((float*)a)[i] * ((float*)x)[i];
            *(float*)y = accumulate ? *(float*)y + s : s;
        }
        else
        {
            double s = (double)(object)sum;
            for (int i = from; i < n; i++)
                s += ((double*)a)[i] * ((double*)x)[i];
            *(double*)y = accumulate ? *(double*)y + s : s;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WideStrip<T>(T* a, nint aColumn, T* x, nint xStride, T* y, int columns, bool accumulate)
        where T : unmanaged
    {
        int w = Vector256<T>.Count;
        Vector256<T> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        if (accumulate)
        {
            s0 = Vector256.Load(y);
            s1 = Vector256.Load(y + w);
            s2 = Vector256.Load(y + (2 * w));
            s3 = Vector256.Load(y + (3 * w));
            s4 = Vector256.Load(y + (4 * w));
            s5 = Vector256.Load(y + (5 * w));
            s6 = Vector256.Load(y + (6 * w));
            s7 = Vector256.Load(y + (7 * w));
        }
        for (int k = 0; k < columns; k++)
        {
            Vector256<T> v = Vector256.Create(*x);
            s0 = MultiplyAdd.Of(Vector256.Load(a), v, s0);
            s1 = MultiplyAdd.Of(Vector256.Load(a + w), v, s1);
            s2 = MultiplyAdd.Of(Vector256.Load(a + (2 * w)), v, s2);
            s3 = MultiplyAdd.Of(Vector256.Load(a + (3 * w)), v, s3);
            s4 = MultiplyAdd.Of(Vector256.Load(a + (4 * w)), v, s4);
            s5 = MultiplyAdd.Of(Vector256.Load(a + (5 * w)), v, s5);
            s6 = MultiplyAdd.Of(Vector256.Load(a + (6 * w)), v, s6);
            s7 = MultiplyAdd.Of(Vector256.Load(a + (7 * w)), v, s7);
            a += aColumn;
            x += xStride;
        }
        s0.Store(y);
        s1.Store(y + w);
        s2.Store(y + (2 * w));
        s3.Store(y + (3 * w));
        s4.Store(y + (4 * w));
        s5.Store(y + (5 * w));
        s6.Store(y + (6 * w));
        s7.Store(y + (7 * w));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strip<T>(T* a, nint aColumn, T* x, nint xStride, T* y, int columns, bool accumulate)
        where T : unmanaged
    {
        Vector256<T> s = accumulate ? Vector256.Load(y) : default;
        for (int k = 0; k < columns; k++)
        {
            s = MultiplyAdd.Of(Vector256.Load(a), Vector256.Create(*x), s);
            a += aColumn;
            x += xStride;
        }
        s.Store(y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ShortDot(float* a, nint aStride, float* x, nint xStride, int n, float* y, bool accumulate)
    {
        float s = accumulate ? *y : 0;
        for (int i = 0; i < n; i++)
            s = MathF.FusedMultiplyAdd(a[i * aStride], x[i * xStride], s);
        *y = s;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ShortDot(double* a, nint aStride, double* x, nint xStride, int n, double* y, bool accumulate)
    {
        double s = accumulate ? *y : 0;
        for (int i = 0; i < n; i++)
            s = Math.FusedMultiplyAdd(a[i * aStride], x[i * xStride], s);
        *y = s;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dot(float* a, nint aStride, float* x, nint xStride, int n, float* y, bool accumulate)
    {
        float s = 0, t = 0;
        int i = 0;
        for (; i <= n - 2; i += 2)
        {
            s += a[0] * x[0];
            t += a[aStride] * x[xStride];
            a += 2 * aStride;
            x += 2 * xStride;
        }
        if (i < n)
            s += a[0] * x[0];
        s += t;
        *y = accumulate ? *y + s : s;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dot(double* a, nint aStride, double* x, nint xStride, int n, double* y, bool accumulate)
    {
        double s = 0, t = 0;
        int i = 0;
        for (; i <= n - 2; i += 2)
        {
            s += a[0] * x[0];
            t += a[aStride] * x[xStride];
            a += 2 * aStride;
            x += 2 * xStride;
        }
        if (i < n)
            s += a[0] * x[0];
        s += t;
        *y = accumulate ? *y + s : s;
    }
}
