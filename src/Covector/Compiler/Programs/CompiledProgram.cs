namespace Covector.Compiler;

/// <summary>A program that runs on concrete tensors. What it needs of memory between its steps is kept from call to call.</summary>
internal sealed class CompiledProgram : IExecutable
{
    private readonly Graph graph;
    private readonly nint[] smallOffsets;
    private readonly nint frameBytes;
    private NativeBlock? idle;

    public CompiledProgram(Graph graph)
    {
        this.graph = graph;
        Program = StepProgram.Of(graph);
        var small = new List<nint>();
        frameBytes = Program.FrameBytes;
        foreach (var variable in graph.Inputs.Concat(Program.Outputs))
        {
            small.Add(frameBytes);
            if (Tensor.IsSmall(variable.Type))
                frameBytes += ArenaPlan.Bytes(variable.Type);
        }

        smallOffsets = [.. small];
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
            int bytes = (int)Math.Min(1024, packed.Size * packed.DType.Size);
            if (Tensor.IsSmall(packed.Type))
            {
                byte* place = memory + smallOffsets[i];
                MemoryMarshal.CreateReadOnlySpan(ref packed.FirstElement, bytes).CopyTo(new Span<byte>(place, bytes));
                table[i] = (nint)place;
            }
            else
            {
                table[i] = (nint)Unsafe.AsPointer(ref packed.FirstElement);
            }
        }

        for (int i = 0; i < outputs.Length; i++)
        {
            // A small tensor may move, and one within a larger block has no room behind it for whole vectors: they are computed in the frame.
            table[inputs.Length + i] = Tensor.IsSmall(outputs[i].Type)
                ? (nint)(memory + smallOffsets[inputs.Length + i])
                : (nint)Unsafe.AsPointer(ref outputs[i].FirstElement);
        }

        Program.Run(table);
        for (int i = 0; i < outputs.Length; i++)
            if (Tensor.IsSmall(outputs[i].Type))
            {
                int bytes = (int)outputs[i].Size * outputs[i].DType.Size;
                new Span<byte>(memory + smallOffsets[inputs.Length + i], bytes).CopyTo(MemoryMarshal.CreateSpan(ref outputs[i].FirstElement, bytes));
            }

        foreach (var x in inputs)
            GC.KeepAlive(x);
        GC.KeepAlive(copies);
        foreach (var y in outputs)
            GC.KeepAlive(y);
        idle = frame;
    }

    private unsafe NativeBlock NewFrame()
    {
        var frame = NativeBlock.Rent((nuint)frameBytes);
        Program.Place(frame.Pointer);
        return frame;
    }
}
