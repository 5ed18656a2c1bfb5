using System.Diagnostics;
using System.Numerics;

namespace Covector.Runtime;

/// <summary>Stable sorting of contiguous tensors, seen as [outer, n, inner], along their middle axis.</summary>
internal static unsafe class Sorting
{
    /// <summary>
    /// y[o, :, i] = the int64 positions that sort x[o, :, i] in ascending order; equal elements, as −0 and +0, keep their order, and every NaN
    /// comes last. All types.
    /// </summary>
    public static void ArgSort(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner)
    {
        switch (dtype)
        {
            case DType.Bool:
                Sort<byte, uint, BoolKey>(x, (long*)y, outer, n, inner);
                break;
            case DType.Int32:
                Sort<int, uint, Int32Key>((int*)x, (long*)y, outer, n, inner);
                break;
            case DType.Int64:
                Sort<long, ulong, Int64Key>((long*)x, (long*)y, outer, n, inner);
                break;
            case DType.Float32:
                Sort<float, uint, Float32Key>((float*)x, (long*)y, outer, n, inner);
                break;
            case DType.Float64:
                Sort<double, ulong, Float64Key>((double*)x, (long*)y, outer, n, inner);
                break;
            default:
                throw Reductions.Unsupported(dtype);
        }
    }

    private static void Sort<T, TKey, TMap>(T* x, long* y, nint outer, nint n, nint inner)
        where T : unmanaged
        where TKey : unmanaged, IBinaryInteger<TKey>
        where TMap : ISortKey<T, TKey>
    {
        Debug.Assert(n <= int.MaxValue, "positions in 32 bits");
        if (n == 0)
            return;
        nint size = 2 * n * (sizeof(TKey) + sizeof(uint));
        byte* scratch = NativeMemoryPool.Take((nuint)size, out nuint capacity);
        TKey* keys = (TKey*)scratch;
        TKey* otherKeys = keys + n;
        uint* positions = (uint*)(otherKeys + n);
        uint* otherPositions = positions + n;
        for (nint o = 0; o < outer; o++)
        {
            for (nint i = 0; i < inner; i++)
            {
                T* from = x + (o * n * inner) + i;
                for (nint j = 0; j < n; j++)
                {
                    keys[j] = TMap.Of(from[j * inner]);
                    positions[j] = (uint)j;
                }
                uint* sorted = KeySort.Sort(keys, positions, otherKeys, otherPositions, (int)n);
                long* to = y + (o * n * inner) + i;
                for (nint j = 0; j < n; j++)
                    to[j * inner] = sorted[j];
            }
        }
        NativeMemoryPool.Give(scratch, capacity);
    }
}
