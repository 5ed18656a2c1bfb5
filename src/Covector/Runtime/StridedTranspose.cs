using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Covector.Runtime;

/// <summary>
/// Copies of two-axis views whose inner axes differ, in tiles of 32 × 32 so that the lines of both sides stay in the first-level cache,
/// and in these by blocks of 8 × 8 (4 bytes) or 4 × 4 (8 bytes) transposed in registers.
/// </summary>
internal static unsafe class StridedTranspose
{
    private const int Tile = 32;

    /// <summary>destination[r·dr + c·dc] = source[r·sr + c·sc], with |sr| below |sc|.</summary>
    public static void Copy<T>(T* source, nint sr, nint sc, T* destination, nint dr, nint dc, nint rows, nint columns)
        where T : unmanaged
    {
        for (nint r = 0; r < rows; r += Tile)
        {
            int height = (int)Math.Min(Tile, rows - r);
            for (nint c = 0; c < columns; c += Tile)
            {
                int width = (int)Math.Min(Tile, columns - c);
                T* s = source + (r * sr) + (c * sc);
                T* d = destination + (r * dr) + (c * dc);
                if (sr == 1 && dc == 1 && Avx.IsSupported && sizeof(T) == 4)
                    Blocks4((float*)s, sc, (float*)d, dr, height, width);
                else if (sr == 1 && dc == 1 && Avx.IsSupported && sizeof(T) == 8)
                    Blocks8((double*)s, sc, (double*)d, dr, height, width);
                else
                    Elements(s, sr, sc, d, dr, dc, 0, height, 0, width);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Elements<T>(T* source, nint sr, nint sc, T* destination, nint dr, nint dc, int fromRow, int rows, int fromColumn, int columns)
        where T : unmanaged
    {
        for (int r = fromRow; r < rows; r++)
        {
            T* s = source + (r * sr) + (fromColumn * sc);
            T* d = destination + (r * dr) + (fromColumn * dc);
            for (int c = fromColumn; c < columns; c++)
            {
                *d = *s;
                s += sc;
                d += dc;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blocks4(float* source, nint sc, float* destination, nint dr, int rows, int columns)
    {
        int fullRows = rows & ~7;
        int fullColumns = columns & ~7;
        for (int r = 0; r < fullRows; r += 8)
        {
            for (int c = 0; c < fullColumns; c += 8)
            {
                float* s = source + r + (c * sc);
                float* d = destination + (r * dr) + c;
                // Halves of columns i and i + 4 share a register, so that no lane crosses after the loads.
                Vector256<float> a0 = Halves(s, s + (4 * sc)), b0 = Halves(s + 4, s + 4 + (4 * sc));
                s += sc;
                Vector256<float> a1 = Halves(s, s + (4 * sc)), b1 = Halves(s + 4, s + 4 + (4 * sc));
                s += sc;
                Vector256<float> a2 = Halves(s, s + (4 * sc)), b2 = Halves(s + 4, s + 4 + (4 * sc));
                s += sc;
                Vector256<float> a3 = Halves(s, s + (4 * sc)), b3 = Halves(s + 4, s + 4 + (4 * sc));
                Store4(a0, a1, a2, a3, d, dr);
                Store4(b0, b1, b2, b3, d + (4 * dr), dr);
            }
        }
        Elements(source, 1, sc, destination, dr, 1, 0, fullRows, fullColumns, columns);
        Elements(source, 1, sc, destination, dr, 1, fullRows, rows, 0, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(float* low, float* high) =>
        Vector256.Create(Vector128.Load(low), Vector128.Load(high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store4(Vector256<float> v0, Vector256<float> v1, Vector256<float> v2, Vector256<float> v3, float* d, nint dr)
    {
        Vector256<double> t0 = Avx.UnpackLow(v0, v1).AsDouble(), t1 = Avx.UnpackHigh(v0, v1).AsDouble();
        Vector256<double> t2 = Avx.UnpackLow(v2, v3).AsDouble(), t3 = Avx.UnpackHigh(v2, v3).AsDouble();
        Avx.UnpackLow(t0, t2).AsSingle().Store(d);
        Avx.UnpackHigh(t0, t2).AsSingle().Store(d + dr);
        Avx.UnpackLow(t1, t3).AsSingle().Store(d + (2 * dr));
        Avx.UnpackHigh(t1, t3).AsSingle().Store(d + (3 * dr));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blocks8(double* source, nint sc, double* destination, nint dr, int rows, int columns)
    {
        int fullRows = rows & ~3;
        int fullColumns = columns & ~3;
        for (int r = 0; r < fullRows; r += 4)
        {
            for (int c = 0; c < fullColumns; c += 4)
            {
                double* s = source + r + (c * sc);
                double* d = destination + (r * dr) + c;
                Vector256<double> v0 = Vector256.Create(Vector128.Load(s), Vector128.Load(s + (2 * sc)));
                Vector256<double> v1 = Vector256.Create(Vector128.Load(s + sc), Vector128.Load(s + (3 * sc)));
                Vector256<double> v2 = Vector256.Create(Vector128.Load(s + 2), Vector128.Load(s + 2 + (2 * sc)));
                Vector256<double> v3 = Vector256.Create(Vector128.Load(s + 2 + sc), Vector128.Load(s + 2 + (3 * sc)));
                Avx.UnpackLow(v0, v1).Store(d);
                Avx.UnpackHigh(v0, v1).Store(d + dr);
                Avx.UnpackLow(v2, v3).Store(d + (2 * dr));
                Avx.UnpackHigh(v2, v3).Store(d + (3 * dr));
            }
        }
        Elements(source, 1, sc, destination, dr, 1, 0, fullRows, fullColumns, columns);
        Elements(source, 1, sc, destination, dr, 1, fullRows, rows, 0, columns);
    }
}
