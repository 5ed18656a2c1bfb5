namespace Covector.Compiler;

/// <summary>
/// A fused group run by interpretation: for each tile of the output, one vectorized kernel after the other, intermediate tiles staying in
/// the first-level cache. It needs no code generation.
/// </summary>
internal sealed class TileStep : Step
{
    private readonly Variable[] inputs;
    private readonly Variable[] outputs;
    private readonly Fill[] constants;
    private readonly TileInstruction[] instructions;
    private readonly int slotCount;
    private readonly int tile;
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
        (this.constants, instructions, slotCount) = builder.Build();
        tile = builder.HasWideElements ? 512 : 1024;
    }

    public override IReadOnlyList<Variable> Inputs => inputs;

    public override IReadOnlyList<Variable> Outputs => outputs;

    /// <summary>The number of kernels that run on each tile.</summary>
    public int InstructionCount => instructions.Length;

    public override string ToString() => $"tiles{shape}: {instructions.Length} kernels";

    public override unsafe void Run(Tensor?[] values)
    {
        nint n = (nint)shape.Size;
        foreach (var output in outputs)
            values[output.Id] = Tensor.Allocate(output.Type.DType, shape);
        if (n == 0)
            return;
        int direct = inputs.Length + outputs.Length;
        var handles = new TilePins(direct);
        try
        {
            Run(values, n, ref handles);
        }
        finally
        {
            handles.Release();
        }
    }

    private unsafe void Run(Tensor?[] values, nint n, ref TilePins pins)
    {
        int tileBytes = tile * 8;
        byte** slots = stackalloc byte*[slotCount];
        nint* steps = stackalloc nint[slotCount];
        byte* scratch = TileScratch.Take((nint)slotCount * tileBytes);
        var loaders = new TileLoader?[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            var x = values[inputs[i].Id]!;
            int size = x.DType.Size;
            if (x.IsUniform)
            {
                slots[i] = scratch + i * tileBytes;
                TileFill.Run(slots[i], size, Fill.ToBits(x), Math.Min(tile, n + Tensor.Padding));
            }
            else if (x.IsContiguous && x.IsPadded)
            {
                slots[i] = pins.Pin(x);
                steps[i] = size * (nint)tile;
            }
            else
            {
                slots[i] = scratch + i * tileBytes;
                loaders[i] = new TileLoader(x, pins.Pin(x));
            }
        }

        for (int i = 0; i < constants.Length; i++)
        {
            int slot = inputs.Length + i;
            slots[slot] = scratch + slot * tileBytes;
            TileFill.Run(slots[slot], constants[i].DType.Size, constants[i].Bits, Math.Min(tile, n + Tensor.Padding));
        }

        for (int i = 0; i < outputs.Length; i++)
        {
            int slot = inputs.Length + constants.Length + i;
            var y = values[outputs[i].Id]!;
            slots[slot] = pins.Pin(y);
            steps[slot] = y.DType.Size * (nint)tile;
        }

        for (int slot = inputs.Length + constants.Length + outputs.Length; slot < slotCount; slot++)
            slots[slot] = scratch + slot * tileBytes;

        for (nint start = 0; start < n; start += tile)
        {
            nint count = Math.Min(tile, n - start);
            for (int i = 0; i < loaders.Length; i++)
                loaders[i]?.Load(slots[i], start, count);
            foreach (ref readonly var instruction in instructions.AsSpan())
                instruction.Run(slots, count);
            for (int slot = 0; slot < slotCount; slot++)
                slots[slot] += steps[slot];
        }
    }
}
