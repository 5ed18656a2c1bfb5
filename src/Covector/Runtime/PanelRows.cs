using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>Copies of many short contiguous rows.</summary>
internal static unsafe class PanelRows
{
    /// <summary>destination[r·dr + c] = source[r·sr + c].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy<T>(T* source, nint sr, T* destination, nint dr, nint rows, int columns)
        where T : unmanaged
    {
        int w = Vector256<T>.Count;
        int whole = columns - (columns % w);
        for (nint r = 0; r < rows; r++)
        {
            int c = 0;
            for (; c < whole; c += w)
                Vector256.Load(source + c).Store(destination + c);
            for (; c < columns; c++)
                destination[c] = source[c];
            source += sr;
            destination += dr;
        }
    }
}
