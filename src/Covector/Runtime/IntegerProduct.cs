using System.Numerics;

namespace Covector.Runtime;

/// <summary>The matrix product of integers, which wraps.</summary>
internal static unsafe class IntegerProduct
{
    /// <summary>C = A·B or C += A·B; row by row, so that the inner loop runs along the rows of B and C.</summary>
    public static void Multiply<T>(
        T* a, nint aRow, nint aColumn, T* b, nint bRow, nint bColumn, T* c, nint cRow, int m, int n, int k, bool accumulate)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < m; i++)
        {
            T* target = c + (i * cRow);
            if (!accumulate)
                new Span<T>(target, n).Clear();
            for (int p = 0; p < k; p++)
            {
                T x = a[(i * aRow) + (p * aColumn)];
                T* row = b + (p * bRow);
                for (int j = 0; j < n; j++)
                    target[j] = unchecked(target[j] + (x * row[j * bColumn]));
            }
        }
    }
}
