using System.Runtime.Intrinsics;

namespace Covector.Compiler;

/// <summary>A program that runs on concrete tensors. What it needs of memory between its steps is kept from call to call.</summary>
internal sealed class CompiledProgram : IExecutable
{
    private readonly Graph graph;
    private readonly Place[] places;
    private readonly nint frameBytes;
    private NativeBlock? idle;

    public CompiledProgram(Graph graph)
    {
        this.graph = graph;
        Program = StepProgram.Of(graph);
        frameBytes = Program.FrameBytes;
        places = new Place[graph.Inputs.Length + Program.Outputs.Length];
        for (int i = 0; i < places.Length; i++)
        {
            var type = (i < graph.Inputs.Length ? graph.Inputs[i] : Program.Outputs[i - graph.Inputs.Length]).Type;
            if (!Tensor.IsSmall(type))
                continue;
            places[i] = new Place(frameBytes, (int)Tensor.PaddedBytes(type.DType, type.Shape.Size));
            frameBytes += ArenaPlan.Bytes(type);
        }
    }

    public StepProgram Program { get; }

    public int OutputCount => Program.Outputs.Length;

    /// <summary>Emits all code, which otherwise happens when it first runs.</summary>
    public void Prepare() => Program.Prepare();

    public void Run(ReadOnlySpan<Tensor> inputs, Span<Tensor> outputs)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            var type = Program.Outputs[i].Type;
            outputs[i] = Tensor.Allocate(type.DType, type.Shape);
        }

        RunInto(inputs, outputs);
    }

    /// <summary>Computes the outputs in the memory of tensors that are there already.</summary>
    public unsafe void RunInto(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        // A frame that an exception leaves behind goes to the collector.
        var frame = Interlocked.Exchange(ref idle, null) ?? NewFrame();
        byte* memory = frame.Pointer;
        var table = (nint*)memory;
        Tensor[]? copies = null;
        for (int i = 0; i < inputs.Length; i++)
        {
            var x = inputs[i];
            var packed = x.Packed();
            if (!ReferenceEquals(x, packed))
                (copies ??= new Tensor[inputs.Length])[i] = packed;
            var (offset, bytes) = places[i];
            if (offset == 0)
            {
                table[i] = (nint)Unsafe.AsPointer(ref packed.FirstElement);
                continue;
            }

            CopyPadded(ref packed.FirstElement, ref memory[offset], bytes);
            table[i] = (nint)(memory + offset);
        }

        for (int i = 0; i < outputs.Length; i++)
        {
            // A small tensor may move, and one within a larger block has no room behind it for whole vectors: they are computed in
            // the frame.
            nint offset = places[inputs.Length + i].Offset;
            table[inputs.Length + i] = offset != 0 ? (nint)(memory + offset) : (nint)Unsafe.AsPointer(ref outputs[i].FirstElement);
        }

        Program.Run(table);
        for (int i = 0; i < outputs.Length; i++)
        {
            var (offset, bytes) = places[inputs.Length + i];
            if (offset != 0)
                CopyPadded(ref memory[offset], ref outputs[i].FirstElement, bytes);
        }

        foreach (var x in inputs)
            GC.KeepAlive(x);
        GC.KeepAlive(copies);
        foreach (var y in outputs)
            GC.KeepAlive(y);
        idle = frame;
    }

    /// <summary>Whole vectors, for which both have room: mostly one, which takes less than a call that copies.</summary>
    private static void CopyPadded(ref byte source, ref byte destination, int bytes)
    {
        for (nuint i = 0; i < (nuint)bytes; i += Tensor.Padding)
            Vector256.LoadUnsafe(ref source, i).StoreUnsafe(ref destination, i);
    }

    private unsafe NativeBlock NewFrame()
    {
        var frame = NativeBlock.Rent((nuint)frameBytes);
        foreach (var (offset, bytes) in places)
            if (offset != 0)
                VectorRoom.Clear(frame.Pointer + offset, bytes);
        Program.Place(frame.Pointer);
        Program.RunConstants((nint*)frame.Pointer);
        return frame;
    }

    /// <summary>
    /// Where in the frame a small tensor lies while the program runs, and its bytes with their padding; nothing for a large one, which is
    /// used where it is.
    /// </summary>
    private readonly record struct Place(nint Offset, int Bytes);
}
