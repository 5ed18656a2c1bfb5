using System.Runtime.Intrinsics;

namespace Covector.Compiler;

/// <summary>
/// A fused group run by interpretation: for each tile of the output, one vectorized kernel after the other, intermediate tiles staying in
/// the first-level cache. It needs no code generation.
/// </summary>
internal sealed class TileStep : Step
{
    /// <summary>A program with very many live tiles takes smaller ones, so that they stay within the second-level cache.</summary>
    private const int LargestScratch = 1 << 20;

    /// <summary>Up to this many bytes the tiles live on the stack.</summary>
    private const int LargestStackScratch = 2048;

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

    [SkipLocalsInit]
    public override unsafe void Run(Span<Tensor?> values)
    {
        for (int i = 0; i < outputs.Length; i++)
            values[OutputSlots[i]] = Tensor.Allocate(outputs[i].Type.DType, shape);
        if (shape.Size == 0)
            return;
        nint tableBytes = (2 * slotCount * sizeof(nint) + Tensor.Padding - 1) & -Tensor.Padding;
        nint bytes = tableBytes + slotCount * slotBytes;
        if (bytes <= LargestStackScratch)
        {
            byte* stack = stackalloc byte[(int)bytes + Tensor.Padding];
            Run(values, (byte*)((nint)(stack + Tensor.Padding - 1) & -Tensor.Padding), tableBytes);
        }
        else
        {
            Run(values, TileScratch.Take(bytes), tableBytes);
        }
    }

    /// <summary>Runs with memory for two tables of all slots, their tiles' addresses and what to add to these from tile to tile, and for the tiles.</summary>
    private unsafe void Run(Span<Tensor?> values, byte* scratch, nint tableBytes)
    {
        byte** slots = (byte**)scratch;
        nint* steps = (nint*)scratch + slotCount;
        scratch += tableBytes;
        for (int slot = 0; slot < slotCount; slot++)
        {
            slots[slot] = scratch;
            steps[slot] = 0;
            scratch += slotBytes;
        }

        int firstOutput = inputs.Length + constantCount;
        for (int slot = inputs.Length; slot < firstOutput; slot++)
            slots[slot] = constants!.Pointer + (slot - inputs.Length) * slotBytes;
        var loaders = PlaceInputs(values, slots, steps);
        PlaceOutputs(values, slots + firstOutput, steps + firstOutput);
        nint n = (nint)shape.Size;
        for (nint start = 0; ;)
        {
            nint count = Math.Min(tile, n - start);
            if (loaders is not null)
                foreach (var (slot, loader) in loaders)
                    loader.Load(slots[slot], start, count);
            foreach (ref readonly var instruction in instructions.AsSpan())
                instruction.Run(slots, count);
            StoreSmall(values, slots + firstOutput, start, count);
            if ((start += tile) >= n)
                break;
            for (int slot = 0; slot < firstOutput + outputs.Length; slot++)
                slots[slot] += steps[slot];
        }

        GC.KeepAlive(constants);
    }

    /// <summary>Large results are written where they lie.</summary>
    private unsafe void PlaceOutputs(ReadOnlySpan<Tensor?> values, byte** slots, nint* steps)
    {
        for (int i = 0; i < OutputSlots.Length; i++)
            if (values[OutputSlots[i]]!.Block is { } block)
            {
                slots[i] = block.Pointer;
                steps[i] = outputs[i].Type.DType.Size * (nint)tile;
            }
    }

    /// <summary>Small results live in arrays that the collector may move, so they are computed in scratch and copied.</summary>
    private unsafe void StoreSmall(ReadOnlySpan<Tensor?> values, byte** slots, nint start, nint count)
    {
        for (int i = 0; i < OutputSlots.Length; i++)
            if (values[OutputSlots[i]]!.SmallArray is { } array)
            {
                // Whole vectors: the array has room for them, as a tile has.
                int size = outputs[i].Type.DType.Size, bytes = (int)count * size;
                ref byte destination = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), start * size);
                for (int at = 0; at < bytes; at += Tensor.Padding)
                    Vector256.Load(slots[i] + at).StoreUnsafe(ref destination, (nuint)at);
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
