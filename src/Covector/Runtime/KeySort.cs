using System.Numerics;
using System.Runtime.CompilerServices;

namespace Covector.Runtime;

/// <summary>Stable sorts of unsigned keys with the positions that belong to them.</summary>
internal static unsafe class KeySort
{
    private const int Short = 48;
    private const int Digit = 256;

    /// <summary>Sorts by the keys and returns the positions in their new order, in one of the two buffers; all four are overwritten.</summary>
    public static uint* Sort<TKey>(TKey* keys, uint* positions, TKey* otherKeys, uint* otherPositions, int n)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        if (n > Short)
            return ByDigits(keys, positions, otherKeys, otherPositions, n);
        ByInsertion(keys, positions, n);
        return positions;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ByInsertion<TKey>(TKey* keys, uint* positions, int n)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        for (int i = 1; i < n; i++)
        {
            TKey key = keys[i];
            uint position = positions[i];
            int j = i;
            for (; j > 0 && keys[j - 1] > key; j--)
            {
                keys[j] = keys[j - 1];
                positions[j] = positions[j - 1];
            }
            keys[j] = key;
            positions[j] = position;
        }
    }

    /// <summary>From the lowest byte to the highest; a byte in which all the keys agree costs nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static uint* ByDigits<TKey>(TKey* keys, uint* positions, TKey* otherKeys, uint* otherPositions, int n)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        int digits = sizeof(TKey);
        int* counts = stackalloc int[Digit * digits];
        new Span<int>(counts, Digit * digits).Clear();
        for (int i = 0; i < n; i++)
        {
            ulong key = ulong.CreateTruncating(keys[i]);
            for (int d = 0; d < digits; d++, key >>= 8)
                counts[(d * Digit) + (byte)key]++;
        }
        for (int d = 0; d < digits; d++)
        {
            int* starts = counts + (d * Digit);
            int shift = 8 * d;
            if (starts[(byte)(ulong.CreateTruncating(keys[0]) >> shift)] == n)
                continue;
            int start = 0;
            for (int value = 0; value < Digit; value++)
            {
                int count = starts[value];
                starts[value] = start;
                start += count;
            }
            for (int i = 0; i < n; i++)
            {
                TKey key = keys[i];
                int to = starts[(byte)(ulong.CreateTruncating(key) >> shift)]++;
                otherKeys[to] = key;
                otherPositions[to] = positions[i];
            }
            TKey* sortedKeys = otherKeys;
            uint* sortedPositions = otherPositions;
            otherKeys = keys;
            otherPositions = positions;
            keys = sortedKeys;
            positions = sortedPositions;
        }
        return positions;
    }
}
