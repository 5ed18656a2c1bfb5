using System.Runtime.Intrinsics.X86;

namespace Covector.Compiler;

/// <summary>
/// Stores that go past the caches. A store of half a line reads the line first; whole lines that are written past the caches are not read.
/// That pays where a kernel works on more than the caches hold: what it wrote first would be gone from them when it ends.
/// </summary>
internal static class StreamedStores
{
    /// <summary>What a kernel reads and writes takes at least so many bytes.</summary>
    public const long LeastBytes = 32 << 20;

    /// <summary>The bytes of a vector, at a multiple of which such a store begins.</summary>
    public const int VectorBytes = 32;

    /// <summary>
    /// Which stores of a kernel may go past the caches if the buffers begin at multiples of a vector; null if none. All stores to
    /// a buffer do or none does, and they fill it: lines are written as wholes.
    /// </summary>
    public static bool[]? Of(LoopKernel kernel)
    {
        if (!Avx.IsSupported)
            return null;
        var streamed = new bool[kernel.Stores.Length];
        var quads = LaneQuad.OfStores(kernel.Stores, i => kernel.Stores[i].Depth == kernel.Domain.Length);
        for (int s = 0; s < streamed.Length; s++)
            streamed[s] = kernel.Folds[s] is null && Fits(kernel.Stores[s], quads[s], kernel);
        for (int s = 0; s < streamed.Length; s++)
        {
            int buffer = kernel.Stores[s].Buffer;
            long elements = 0;
            for (int other = 0; other < streamed.Length; other++)
                if (kernel.Stores[other].Buffer == buffer)
                {
                    streamed[s] &= streamed[other];
                    elements += kernel.Domain.Aggregate(1L, (product, length) => product * length);
                }

            streamed[s] &= kernel.Variables.Length > buffer && elements == kernel.Variables[buffer].Type.Shape.Size;
        }

        return Array.Exists(streamed, s => s) ? streamed : null;
    }

    private static bool Fits(Access store, LaneQuad? quad, LoopKernel kernel)
    {
        nint step = store.Strides[^1];
        if (store.Type == DType.Bool || store.Depth != kernel.Domain.Length || (quad is null ? step != 1 : quad.Members[^1] < 0))
            return false;
        long offset = quad?.First.Offset ?? store.Offset;
        bool isAligned = offset * store.Type.Size % VectorBytes == 0;
        for (int axis = 0; axis < kernel.Domain.Length - (step == 1 ? 1 : 0); axis++)
            isAligned &= store.Strides[axis] * store.Type.Size % VectorBytes == 0;
        return isAligned;
    }
}
