using System.Runtime.Intrinsics.X86;

namespace Covector.Compiler;

/// <summary>
/// A kernel whose stores go past the caches. A store into a line that is not in a cache reads the line first; lines that are written past
/// the caches as wholes are not read. That pays for a kernel that waits for memory and works on more than the caches hold: what it writes first
/// is gone from them when it ends, and its reader would wait for memory anyway.
/// </summary>
/// <param name="kernel">The kernel.</param>
/// <param name="streamed">The stores that go past the caches.</param>
internal sealed class StreamedKernel(LoopKernel kernel, bool[] streamed)
{
    /// <summary>A store past the caches begins at a multiple of its bytes.</summary>
    private const int VectorBytes = 32;

    /// <summary>More than caches of the third level hold on most machines.</summary>
    private const long CacheBytes = 32 << 20;

    /// <summary>Less is kept by the caches, whatever else the kernel reads and writes.</summary>
    private const long LeastWritten = CacheBytes / 4;

    /// <summary>A kernel that reads and writes fewer bytes for each operation on vectors does not wait for memory.</summary>
    private const int BytesPerOperation = 4;

    private KernelCode? code;

    /// <summary>For tests: whether all stores that can go past the caches do, also where it does not pay.</summary>
    internal static bool Always { get; set; }

    /// <summary>For tests: how often the code has run.</summary>
    internal int Calls { get; private set; }

    /// <summary>
    /// The kernel with those stores past the caches that may go there if their buffers begin at multiples of a vector; null if there are none or if
    /// it does not pay. Of the stores to a buffer all do or none does, and they fill it, so that lines are written as wholes.
    /// </summary>
    public static StreamedKernel? Of(LoopKernel kernel)
    {
        // The rest of a block that is folded must not be folded again.
        if (!Avx.IsSupported || kernel.FoldsBlocks || !(Always || WaitsForMemory(kernel)))
            return null;
        var quads = LaneQuad.OfStores(kernel.Stores, i => kernel.Stores[i].Depth == kernel.Domain.Length);
        var (written, others) = (new long[kernel.BufferCount], new bool[kernel.BufferCount]);
        for (int s = 0; s < kernel.Stores.Length; s++)
        {
            written[kernel.Stores[s].Buffer] += kernel.Points;
            others[kernel.Stores[s].Buffer] |= kernel.Folds[s] is not null || !Fits(kernel, kernel.Stores[s], quads[s]);
        }

        var streamed = Array.ConvertAll(
            kernel.Stores,
            s => !others[s.Buffer] && written[s.Buffer] == kernel.Variables[s.Buffer].Type.Shape.Size
                && (Always || written[s.Buffer] * s.Type.Size >= LeastWritten));
        return Array.Exists(streamed, s => s) ? new StreamedKernel(kernel, streamed) : null;
    }

    /// <summary>Whether the code is there.</summary>
    public bool IsPrepared => code is not null;

    /// <summary>Emits the code.</summary>
    [RequiresDynamicCode("Emits code.")]
    public void Prepare() => code ??= KernelCache.Get(kernel, streamed);

    /// <summary>
    /// Runs the points from the first on, all but a rest that is no vector, if no line that is written is read as well and vectors begin where they must.
    /// </summary>
    /// <param name="buffers">The address of the first point in each buffer.</param>
    /// <param name="count">The number of points along the axis that the kernel counts.</param>
    /// <returns>The number of points that it has run.</returns>
    public unsafe nint Run(nint* buffers, nint count)
    {
        if (kernel is { CountsLanes: true, Tail: LoopTail.Overlapping })
            count -= count % kernel.Lanes;
        if (count == 0)
            return 0;
        for (int s = 0; s < streamed.Length; s++)
        {
            if (!streamed[s])
                continue;
            nint target = buffers[kernel.Stores[s].Buffer];
            if (target % VectorBytes != 0)
                return 0;
            // A line that has been read is in the cache, and written there faster.
            foreach (var load in kernel.Loads)
                if (buffers[load.Buffer] == target)
                    return 0;
        }

        KernelCall.Run(code!, buffers, count);
        // Stores past the caches may be late; who is told afterwards that the points are done must find them.
        Interlocked.MemoryBarrier();
        Calls++;
        return count;
    }

    private static bool WaitsForMemory(LoopKernel kernel)
    {
        long bytes = BytesOf(kernel);
        return bytes >= CacheBytes && bytes >= BytesPerOperation * (kernel.Points / kernel.Lanes * kernel.Program.Instructions.Count);
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
        {
            var type = kernel.Variables[buffer].Type;
            bytes += Math.Min(elements[buffer], type.Shape.Size) * type.DType.Size;
        }

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
