using System.Runtime.Intrinsics;

namespace Covector.Compiler;

/// <summary>Filling a tile with one element.</summary>
internal static unsafe class TileFill
{
    /// <summary>
    /// Writes the element of so many bytes over the tile, whose length in bytes is a multiple of <see cref="Tensor.Padding"/>.
    /// </summary>
    public static void Run(byte* tile, int size, long bits, nint bytes)
    {
        var vector = size switch
        {
            1 => Vector256.Create((byte)bits).AsInt64(),
            4 => Vector256.Create((int)bits).AsInt64(),
            _ => Vector256.Create(bits),
        };
        for (nint i = 0; i < bytes; i += Tensor.Padding)
            vector.Store((long*)(tile + i));
    }
}
