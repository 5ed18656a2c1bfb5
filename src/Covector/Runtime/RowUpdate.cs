namespace Covector.Runtime;

/// <summary>Short rows added to a result.</summary>
internal static unsafe class RowUpdate
{
    /// <summary>y += x for float32 or float64.</summary>
    public static void Add<T>(T* x, T* y, int n)
        where T : unmanaged
    {
        for (int i = 0; i < n; i++)
        {
            if (typeof(T) == typeof(float))
                ((float*)y)[i] += ((float*)x)[i];
            else
                ((double*)y)[i] += ((double*)x)[i];
        }
    }
}
