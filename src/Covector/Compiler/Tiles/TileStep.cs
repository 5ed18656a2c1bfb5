namespace Covector.Compiler;

/// <summary>
/// A fused group run by interpretation: for each tile of the output, one vectorized kernel after the other, intermediate tiles staying in
/// the first-level cache. It needs no code generation.
/// </summary>
internal sealed class TileStep : Step
{
    /// <summary>A program with very many live tiles takes smaller ones, so that they stay within the second-level cache.</summary>
    private const int LargestScratch = 1 << 20;

    /// <summary>Up to this many slots the tables of addresses live on the stack.</summary>
    private const int LargestStackTable = 256;

    private readonly Variable[] inputs;
    private readonly Variable[] outputs;
    private readonly int constantCount;
    private readonly NativeBlock? constants;
    private readonly TileInstruction[] instructions;
    private readonly int slotCount;
    private readonly int tile;
    private readonly nint slotBytes;
    private readonly Shape shape;

    /// <summary>Slots: the inputs, the constants, the outputs, then scratch tiles that are reused when their value is dead.</summary>
    public TileStep(List<Equation> equations, List<Variable> inputs, Equation?[] constants, List<Variable> outputs)
    {
        this.inputs = [.. inputs];
        this.outputs = [.. outputs];
        shape = equations[0].Output.Type.Shape;
        var builder = new TileProgramBuilder(this.inputs, this.outputs, constants);
        foreach (var equation in equations)
            builder.Append(equation);
        (var fills, instructions, slotCount) = builder.Build();
        int widest = builder.HasWideElements ? 8 : 4;
        int largest = Math.Clamp(LargestScratch / widest / Math.Max(1, slotCount) / Tensor.Padding * Tensor.Padding, Tensor.Padding, 4096 / widest);
        // What fits into one tile takes one just large enough.
        tile = (int)Math.Min(largest, shape.Size);
        slotBytes = (tile * widest + Tensor.Padding - 1) / Tensor.Padding * Tensor.Padding;
        constantCount = fills.Length;
        this.constants = Filled(fills);
    }

    public override IReadOnlyList<Variable> Inputs => inputs;

    public override IReadOnlyList<Variable> Outputs => outputs;

    /// <summary>The number of kernels that run on each tile.</summary>
    public int InstructionCount => instructions.Length;

    public override string ToString() => $"tiles{shape}: {instructions.Length} kernels";

    public override unsafe void Run(Span<Tensor?> values)
    {
        for (int i = 0; i < outputs.Length; i++)
            values[OutputSlots[i]] = Tensor.Allocate(outputs[i].Type.DType, shape);
        if (shape.Size == 0)
            return;
        if (slotCount <= LargestStackTable)
        {
            byte** slots = stackalloc byte*[slotCount];
            nint* steps = stackalloc nint[slotCount];
            Run(values, slots, steps);
        }
        else
        {
            var tables = NativeBlock.Rent((nuint)(2 * slotCount * sizeof(nint)));
            Run(values, (byte**)tables.Pointer, (nint*)tables.Pointer + slotCount);
            tables.Release();
        }
    }

    private unsafe void Run(Span<Tensor?> values, byte** slots, nint* steps)
    {
        nint n = (nint)shape.Size;
        byte* scratch = TileScratch.Take(slotCount * slotBytes);
        for (int slot = 0; slot < slotCount; slot++)
        {
            slots[slot] = scratch + slot * slotBytes;
            steps[slot] = 0;
        }

        for (int i = 0; i < constantCount; i++)
            slots[inputs.Length + i] = constants!.Pointer + i * slotBytes;
        var loaders = PlaceInputs(values, slots, steps);
        int firstOutput = inputs.Length + constantCount, direct = firstOutput + outputs.Length;
        bool isSmall = PlaceOutputs(values, slots + firstOutput, steps + firstOutput);
        for (nint start = 0; start < n; start += tile)
        {
            nint count = Math.Min(tile, n - start);
            if (loaders is not null)
                foreach (var (slot, loader) in loaders)
                    loader.Load(slots[slot], start, count);
            foreach (ref readonly var instruction in instructions.AsSpan())
                instruction.Run(slots, count);
            if (isSmall)
                StoreSmall(values, slots + firstOutput, start, count);
            for (int slot = 0; slot < direct; slot++)
                slots[slot] += steps[slot];
        }

        GC.KeepAlive(constants);
    }

    /// <summary>Large results are written where they lie; false if all are.</summary>
    private unsafe bool PlaceOutputs(ReadOnlySpan<Tensor?> values, byte** slots, nint* steps)
    {
        bool isSmall = false;
        for (int i = 0; i < OutputSlots.Length; i++)
            if (values[OutputSlots[i]]!.Block is { } block)
            {
                slots[i] = block.Pointer;
                steps[i] = outputs[i].Type.DType.Size * (nint)tile;
            }
            else
            {
                isSmall = true;
            }

        return isSmall;
    }

    /// <summary>Small results live in arrays that the collector may move, so they are computed in scratch and copied.</summary>
    private unsafe void StoreSmall(ReadOnlySpan<Tensor?> values, byte** slots, nint start, nint count)
    {
        for (int i = 0; i < OutputSlots.Length; i++)
            if (values[OutputSlots[i]]!.SmallArray is { } array)
            {
                int size = outputs[i].Type.DType.Size;
                new Span<byte>(slots[i], (int)count * size).CopyTo(array.AsSpan((int)start * size));
            }
    }

    /// <summary>
    /// Large contiguous inputs are read where they lie. A number fills its tile once, a small input that fits is copied to it once; any other
    /// is brought there tile by tile, by the returned loaders.
    /// </summary>
    private unsafe List<(int Slot, TileLoader Loader)>? PlaceInputs(ReadOnlySpan<Tensor?> values, byte** slots, nint* steps)
    {
        List<(int, TileLoader)>? loaders = null;
        for (int i = 0; i < InputSlots.Length; i++)
        {
            var x = values[InputSlots[i]]!;
            int size = x.DType.Size;
            if (x.IsUniform)
            {
                TileFill.Run(slots[i], size, Fill.ToBits(x), slotBytes);
            }
            else if (x.IsContiguous && x.Size <= tile)
            {
                MemoryMarshal.CreateReadOnlySpan(ref x.FirstElement, (int)x.Size * size).CopyTo(new Span<byte>(slots[i], (int)slotBytes));
            }
            else if (x.IsContiguous && x.IsPadded && x.Block is not null)
            {
                slots[i] = (byte*)Unsafe.AsPointer(ref x.FirstElement);
                steps[i] = size * (nint)tile;
            }
            else
            {
                (loaders ??= []).Add((i, new TileLoader(x)));
            }
        }

        return loaders;
    }

    /// <summary>A tile of each constant.</summary>
    private unsafe NativeBlock? Filled(Fill[] fills)
    {
        if (fills.Length == 0)
            return null;
        var block = NativeBlock.Rent((nuint)(fills.Length * slotBytes));
        for (int i = 0; i < fills.Length; i++)
            TileFill.Run(block.Pointer + i * slotBytes, fills[i].DType.Size, fills[i].Bits, slotBytes);
        return block;
    }
}
