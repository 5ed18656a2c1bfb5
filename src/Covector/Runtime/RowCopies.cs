using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>Rows copied from or to the places that indices name.</summary>
internal static unsafe class RowCopies
{
    /// <summary>Row j of <paramref name="y"/> = row indices[j] of <paramref name="x"/>.</summary>
    public static void Gather(byte* x, long* indices, byte* y, nint count, nint rowBytes)
    {
        switch (rowBytes)
        {
            case 1:
                Gather((byte*)x, indices, (byte*)y, count);
                break;
            case 4:
                Gather((uint*)x, indices, (uint*)y, count);
                break;
            case 8:
                Gather((ulong*)x, indices, (ulong*)y, count);
                break;
            case 16:
                Gather((Vector128<byte>*)x, indices, (Vector128<byte>*)y, count);
                break;
            case 32:
                Gather((Vector256<byte>*)x, indices, (Vector256<byte>*)y, count);
                break;
            default:
                for (nint j = 0; j < count; j++)
                    Buffer.MemoryCopy(x + ((nint)indices[j] * rowBytes), y + (j * rowBytes), rowBytes, rowBytes);
                break;
        }
    }

    /// <summary>Row indices[j] of <paramref name="y"/> = row j of <paramref name="u"/>, in the order of j.</summary>
    public static void Scatter(byte* u, long* indices, byte* y, nint count, nint rowBytes)
    {
        switch (rowBytes)
        {
            case 1:
                Scatter((byte*)u, indices, (byte*)y, count);
                break;
            case 4:
                Scatter((uint*)u, indices, (uint*)y, count);
                break;
            case 8:
                Scatter((ulong*)u, indices, (ulong*)y, count);
                break;
            default:
                for (nint j = 0; j < count; j++)
                    Buffer.MemoryCopy(u + (j * rowBytes), y + ((nint)indices[j] * rowBytes), rowBytes, rowBytes);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather<TRow>(TRow* x, long* indices, TRow* y, nint count)
        where TRow : unmanaged
    {
        for (nint j = 0; j < count; j++)
            y[j] = x[indices[j]];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter<TRow>(TRow* u, long* indices, TRow* y, nint count)
        where TRow : unmanaged
    {
        for (nint j = 0; j < count; j++)
            y[indices[j]] = u[j];
    }
}
