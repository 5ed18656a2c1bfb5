using System.Runtime.Intrinsics;

namespace Covector.Compiler;

/// <summary>
/// Fused elementwise equations run by interpretation, for any shape: for each tile of the output, one vectorized kernel after the other,
/// intermediate tiles staying in the first-level cache. It needs no code generation.
/// </summary>
internal sealed class TileProgram
{
    /// <summary>A program with very many live tiles takes smaller ones, so that they stay within the second-level cache.</summary>
    private const int LargestScratch = 1 << 20;

    /// <summary>Up to this many bytes the tiles live on the stack.</summary>
    private const int LargestStackScratch = 2048;

    private readonly Variable[] inputs;
    private readonly Variable[] outputs;
    private readonly TileInstruction[] instructions;
    private readonly int slotCount;
    private readonly int widest;
    private readonly int largestTile;
    private readonly int constantCount;
    private readonly NativeBlock? constants;
    private readonly nint constantBytes;

    /// <summary>Slots: the inputs, the constants, the outputs, then scratch tiles that are reused when their value is dead.</summary>
    /// <param name="equations">What it computes.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="constants">The constants among the operands, by the id of the variable.</param>
    /// <param name="outputs">What it writes.</param>
    /// <param name="largestSize">The number of elements that it runs on, at most.</param>
    public TileProgram(
        List<Equation> equations, Variable[] inputs, Equation?[] constants, Variable[] outputs, long largestSize = long.MaxValue)
    {
        this.inputs = inputs;
        this.outputs = outputs;
        var builder = new TileProgramBuilder(inputs, outputs, constants);
        foreach (var equation in equations)
            builder.Append(equation);
        (var fills, instructions, slotCount) = builder.Build();
        widest = builder.HasWideElements ? 8 : 4;
        largestTile =
            Math.Clamp(LargestScratch / widest / Math.Max(1, slotCount) / Tensor.Padding * Tensor.Padding, Tensor.Padding, 4096 / widest);
        constantCount = fills.Length;
        constantBytes = Bytes((int)Math.Min(largestTile, largestSize));
        this.constants = Filled(fills);
    }

    /// <summary>The number of kernels that run on each tile.</summary>
    public int InstructionCount => instructions.Length;

    /// <summary>Computes the outputs, all of one shape, into new memory.</summary>
    /// <param name="values">The inputs, and room for the outputs.</param>
    /// <param name="inputSlots">Where among the values the inputs are.</param>
    /// <param name="outputSlots">Where among the values the outputs go.</param>
    /// <param name="shape">The shape of all of them.</param>
    [SkipLocalsInit]
    public unsafe void Run(Span<Tensor?> values, ReadOnlySpan<int> inputSlots, ReadOnlySpan<int> outputSlots, in Shape shape)
    {
        for (int i = 0; i < outputSlots.Length; i++)
            values[outputSlots[i]] = Tensor.Allocate(outputs[i].Type.DType, shape);
        nint n = (nint)shape.Size;
        if (n == 0)
            return;

        // What fits into one tile takes one just large enough.
        int tile = (int)Math.Min(largestTile, n);
        nint tileBytes = Bytes(tile), tableBytes = (2 * slotCount * sizeof(nint) + Tensor.Padding - 1) & -Tensor.Padding;
        nint bytes = tableBytes + slotCount * tileBytes;
        if (bytes <= LargestStackScratch)
        {
            byte* stack = stackalloc byte[(int)bytes + Tensor.Padding];
            Run(values, inputSlots, outputSlots, n, tile, (byte*)((nint)(stack + Tensor.Padding - 1) & -Tensor.Padding), tableBytes);
        }
        else
        {
            Run(values, inputSlots, outputSlots, n, tile, TileScratch.Take(bytes), tableBytes);
        }
    }

    /// <summary>
    /// Runs with memory for two tables of all slots, their tiles' addresses and what to add to these from tile to tile, and for the tiles.
    /// </summary>
    private unsafe void Run(
        Span<Tensor?> values, ReadOnlySpan<int> inputSlots, ReadOnlySpan<int> outputSlots, nint n, int tile, byte* scratch, nint tableBytes)
    {
        byte** slots = (byte**)scratch;
        nint* steps = (nint*)scratch + slotCount;
        nint tileBytes = Bytes(tile);
        scratch += tableBytes;
        for (int slot = 0; slot < slotCount; slot++)
        {
            slots[slot] = scratch;
            steps[slot] = 0;
            scratch += tileBytes;
        }

        int firstOutput = inputs.Length + constantCount;
        for (int slot = inputs.Length; slot < firstOutput; slot++)
            slots[slot] = constants!.Pointer + (slot - inputs.Length) * constantBytes;
        var loaders = PlaceInputs(values, inputSlots, tile, slots, steps);
        PlaceOutputs(values, outputSlots, tile, slots + firstOutput, steps + firstOutput);
        for (nint start = 0; ;)
        {
            nint count = Math.Min(tile, n - start);
            if (loaders is not null)
                foreach (var (slot, loader) in loaders)
                    loader.Load(slots[slot], start, count);
            foreach (ref readonly var instruction in instructions.AsSpan())
                instruction.Run(slots, count);
            StoreSmall(values, outputSlots, slots + firstOutput, start, count);
            if ((start += tile) >= n)
                break;
            for (int slot = 0; slot < firstOutput + outputs.Length; slot++)
                slots[slot] += steps[slot];
        }

        GC.KeepAlive(constants);
    }

    /// <summary>Large results are written where they lie.</summary>
    private static unsafe void PlaceOutputs(
        ReadOnlySpan<Tensor?> values, ReadOnlySpan<int> outputSlots, int tile, byte** slots, nint* steps)
    {
        for (int i = 0; i < outputSlots.Length; i++)
            if (values[outputSlots[i]]!.Block is { } block)
            {
                slots[i] = block.Pointer;
                steps[i] = values[outputSlots[i]]!.DType.Size * (nint)tile;
            }
    }

    /// <summary>Small results live in arrays that the collector may move, so they are computed in scratch and copied.</summary>
    private static unsafe void StoreSmall(ReadOnlySpan<Tensor?> values, ReadOnlySpan<int> outputSlots, byte** slots, nint start, nint count)
    {
        for (int i = 0; i < outputSlots.Length; i++)
            if (values[outputSlots[i]]!.SmallArray is { } array)
            {
                // Whole vectors: the array has room for them, as a tile has.
                int size = values[outputSlots[i]]!.DType.Size, bytes = (int)count * size;
                ref byte destination = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), start * size);
                for (int at = 0; at < bytes; at += Tensor.Padding)
                    Vector256.Load(slots[i] + at).StoreUnsafe(ref destination, (nuint)at);
            }
    }

    /// <summary>
    /// Large contiguous inputs are read where they lie. A number fills its tile once, a small input that fits is copied to it once; any
    /// other is brought there tile by tile, by the returned loaders.
    /// </summary>
    private unsafe List<(int Slot, TileLoader Loader)>? PlaceInputs(
        ReadOnlySpan<Tensor?> values, ReadOnlySpan<int> inputSlots, int tile, byte** slots, nint* steps)
    {
        List<(int, TileLoader)>? loaders = null;
        nint tileBytes = Bytes(tile);
        for (int i = 0; i < inputSlots.Length; i++)
        {
            var x = values[inputSlots[i]]!;
            int size = x.DType.Size;
            if (x.IsUniform)
            {
                TileFill.Run(slots[i], size, Fill.ToBits(x), tileBytes);
            }
            else if (x.IsContiguous && x.Size <= tile)
            {
                MemoryMarshal.CreateReadOnlySpan(ref x.FirstElement, (int)x.Size * size).CopyTo(new Span<byte>(slots[i], (int)tileBytes));
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
        var block = NativeBlock.Rent((nuint)(fills.Length * constantBytes));
        for (int i = 0; i < fills.Length; i++)
            TileFill.Run(block.Pointer + i * constantBytes, fills[i].DType.Size, fills[i].Bits, constantBytes);
        return block;
    }

    /// <summary>The bytes of a tile of the widest elements, in whole vectors.</summary>
    private nint Bytes(int tile) => (tile * widest + Tensor.Padding - 1) & -Tensor.Padding;
}
