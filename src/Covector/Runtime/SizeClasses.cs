using System.Numerics;
using System.Runtime.CompilerServices;

namespace Covector.Runtime;

/// <summary>
/// The sizes of pooled blocks: multiples of 64 bytes up to 256, then four sizes per octave, so that at most a fifth of a block
/// is lost to rounding.
/// </summary>
internal static class SizeClasses
{
    /// <summary>The number of classes; the largest holds 2^46 bytes.</summary>
    public const int Count = 4 + (4 * 38);

    /// <summary>The largest size that has a class.</summary>
    public const ulong Largest = 1UL << 46;

    /// <summary>The smallest class whose blocks hold at least <paramref name="bytes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(nuint bytes)
    {
        if (bytes <= 256)
            return bytes == 0 ? 0 : (int)((bytes - 1) >> 6);
        // (bytes − 1) = 1.xy… · 2^p in binary; its leading bit and the two bits after it name the class.
        ulong last = (ulong)bytes - 1;
        int p = BitOperations.Log2(last);
        return (4 * (p - 7)) + (int)((last >> (p - 2)) & 3);
    }

    /// <summary>The size of the blocks of a class, a multiple of 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Size(int sizeClass) =>
        sizeClass < 4 ? (nuint)(64 * (sizeClass + 1)) : (nuint)(5 + (sizeClass & 3)) << ((sizeClass >> 2) + 5);
}
