using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector256<double>;

namespace Covector.Benchmarks.Workloads.Hand;

/// <summary>Four records of doubles, one after another in memory, as vectors of one field each and back.</summary>
internal static unsafe class Transposed
{
    public static bool IsSupported => Avx.IsSupported;

    /// <summary>Field i of the four records at <paramref name="from"/>; reads four fields whatever the size of a record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V A, V B, V C, V D) Load(double* from, int size) =>
        Transpose(Vector256.Load(from), Vector256.Load(from + size), Vector256.Load(from + 2 * size), Vector256.Load(from + 3 * size));

    /// <summary>Stores four fields of four records in their order: a fourth that does not belong to a record is overwritten.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(double* to, int size, V a, V b, V c, V d)
    {
        var (first, second, third, fourth) = Transpose(a, b, c, d);
        first.Store(to);
        second.Store(to + size);
        third.Store(to + 2 * size);
        fourth.Store(to + 3 * size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V A, V B, V C, V D) Transpose(V a, V b, V c, V d)
    {
        V lowAB = Avx.UnpackLow(a, b), highAB = Avx.UnpackHigh(a, b), lowCD = Avx.UnpackLow(c, d), highCD = Avx.UnpackHigh(c, d);
        return (
            Avx.Permute2x128(lowAB, lowCD, 0x20), Avx.Permute2x128(highAB, highCD, 0x20),
            Avx.Permute2x128(lowAB, lowCD, 0x31), Avx.Permute2x128(highAB, highCD, 0x31));
    }
}
