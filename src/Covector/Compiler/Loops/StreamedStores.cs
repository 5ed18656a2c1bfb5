using System.Runtime.Intrinsics.X86;

namespace Covector.Compiler;

/// <summary>
/// Stores that go past the caches. A store into a line that is not in a cache reads the line first; lines that are written past the caches as
/// wholes are not read. That pays where a kernel works on more than the caches hold: what it wrote first would be gone from them when it ends.
/// </summary>
internal static class StreamedStores
{
    /// <summary>Such a store begins at a multiple of its bytes.</summary>
    public const int VectorBytes = 32;

    private const long CacheBytes = 32 << 20;

    /// <summary>What a kernel reads and writes takes at least so many bytes; tests set it.</summary>
    internal static long LeastBytes { get; set; } = CacheBytes;

    /// <summary>
    /// Which stores of a kernel may go past the caches if their buffers begin at multiples of a vector; null if none, or if it does not pay.
    /// Of the stores to a buffer all do or none does, and they fill it, so that lines are written as wholes.
    /// </summary>
    public static bool[]? Of(LoopKernel kernel)
    {
        if (!Avx.IsSupported || BytesOf(kernel) < LeastBytes)
            return null;
        long points = 1;
        foreach (int length in kernel.Domain)
            points *= length;
        var quads = LaneQuad.OfStores(kernel.Stores, i => kernel.Stores[i].Depth == kernel.Domain.Length);
        var (written, others) = (new long[kernel.BufferCount], new bool[kernel.BufferCount]);
        for (int s = 0; s < kernel.Stores.Length; s++)
        {
            written[kernel.Stores[s].Buffer] += points;
            others[kernel.Stores[s].Buffer] |= kernel.Folds[s] is not null || !Fits(kernel, kernel.Stores[s], quads[s]);
        }

        var streamed = Array.ConvertAll(
            kernel.Stores, s => !others[s.Buffer] && written[s.Buffer] == kernel.Variables[s.Buffer].Type.Shape.Size);
        return Array.Exists(streamed, s => s) ? streamed : null;
    }

    /// <summary>The bytes that a kernel reads and writes.</summary>
    private static long BytesOf(LoopKernel kernel)
    {
        var elements = new long[kernel.BufferCount];
        foreach (var access in kernel.Loads.Concat(kernel.Stores))
        {
            long product = 1;
            for (int axis = 0; axis < kernel.Domain.Length; axis++)
                product *= access.Strides[axis] == 0 ? 1 : kernel.Domain[axis];
            elements[access.Buffer] += product;
        }

        long bytes = 0;
        for (int buffer = 0; buffer < elements.Length; buffer++)
            if (kernel.Variables[buffer].Type is var type)
                bytes += Math.Min(elements[buffer], type.Shape.Size) * type.DType.Size;
        return bytes;
    }

    /// <summary>Whether a store is one of whole vectors, each at a multiple of its bytes from the beginning of the buffer.</summary>
    private static bool Fits(LoopKernel kernel, Access store, LaneQuad? quad)
    {
        int innermost = kernel.Domain.Length - 1;
        bool isRow = store.Strides[innermost] == 1;
        if (store.Type == DType.Bool || store.Depth != kernel.Domain.Length || (quad is null ? !isRow : quad.Members[^1] < 0))
            return false;
        bool fits = (quad?.First ?? store).Offset * store.Type.Size % VectorBytes == 0;
        for (int axis = 0; axis <= (isRow ? innermost - 1 : innermost); axis++)
            fits &= store.Strides[axis] * store.Type.Size % VectorBytes == 0;
        return fits;
    }
}
