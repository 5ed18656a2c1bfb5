using System.Runtime.CompilerServices;

namespace Covector.Runtime;

/// <summary>Copies of two-axis views whose inner axis is the inner axis of both sides.</summary>
internal static unsafe class StridedRows
{
    /// <summary>Below this length a loop is faster than a call that copies or fills memory.</summary>
    private const nint ShortRun = 12;

    /// <summary>destination[r·dr + c·dc] = source[r·sr + c·sc].</summary>
    public static void Copy<T>(T* source, nint sr, nint sc, T* destination, nint dr, nint dc, nint rows, nint columns)
        where T : unmanaged
    {
        if (dc != 1 || columns < ShortRun)
            Elements(source, sr, sc, destination, dr, dc, rows, columns);
        else if (sc == 1)
            Runs(source, sr, destination, dr, rows, columns);
        else if (sc == 0)
            Fills(source, sr, destination, dr, rows, columns);
        else if (sc == -1)
            Reversals(source, sr, destination, dr, rows, columns);
        else
            Elements(source, sr, sc, destination, dr, dc, rows, columns);
    }

    private static void Runs<T>(T* source, nint sr, T* destination, nint dr, nint rows, nint columns)
        where T : unmanaged
    {
        nuint bytes = (nuint)columns * (nuint)sizeof(T);
        for (nint r = 0; r < rows; r++)
        {
            Buffer.MemoryCopy(source, destination, bytes, bytes);
            source += sr;
            destination += dr;
        }
    }

    private static void Fills<T>(T* source, nint sr, T* destination, nint dr, nint rows, nint columns)
        where T : unmanaged
    {
        for (nint r = 0; r < rows; r++)
        {
            T value = *source;
            for (nint c = 0; c < columns; c += int.MaxValue)
                new Span<T>(destination + c, (int)Math.Min(columns - c, int.MaxValue)).Fill(value);
            source += sr;
            destination += dr;
        }
    }

    private static void Reversals<T>(T* source, nint sr, T* destination, nint dr, nint rows, nint columns)
        where T : unmanaged
    {
        // A piece is copied forwards and turned while it is in the first-level cache.
        const nint Piece = 2048;
        for (nint r = 0; r < rows; r++)
        {
            for (nint c = 0; c < columns; c += Piece)
            {
                int length = (int)Math.Min(Piece, columns - c);
                Span<T> target = new(destination + c, length);
                new ReadOnlySpan<T>(source - c - length + 1, length).CopyTo(target);
                target.Reverse();
            }
            source += sr;
            destination += dr;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Elements<T>(T* source, nint sr, nint sc, T* destination, nint dr, nint dc, nint rows, nint columns)
        where T : unmanaged
    {
        for (nint r = 0; r < rows; r++)
        {
            T* s = source;
            T* d = destination;
            nint c = 0;
            for (; c + 4 <= columns; c += 4)
            {
                d[0] = s[0];
                d[dc] = s[sc];
                d[2 * dc] = s[2 * sc];
                d[3 * dc] = s[3 * sc];
                s += 4 * sc;
                d += 4 * dc;
            }
            for (; c < columns; c++)
            {
                *d = *s;
                s += sc;
                d += dc;
            }
            source += sr;
            destination += dr;
        }
    }
}
