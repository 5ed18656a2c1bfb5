namespace Covector.Compiler;

/// <summary>A fused group run by interpretation, tile by tile.</summary>
internal sealed class TileStep : Step
{
    private readonly Variable[] inputs;
    private readonly Variable[] outputs;
    private readonly TileProgram program;
    private readonly Shape shape;

    public TileStep(List<Equation> equations, List<Variable> inputs, Equation?[] constants, List<Variable> outputs)
    {
        this.inputs = [.. inputs];
        this.outputs = [.. outputs];
        shape = equations[0].Output.Type.Shape;
        program = new TileProgram(equations, this.inputs, constants, this.outputs, shape.Size);
    }

    public override IReadOnlyList<Variable> Inputs => inputs;

    public override IReadOnlyList<Variable> Outputs => outputs;

    /// <summary>The number of kernels that run on each tile.</summary>
    public int InstructionCount => program.InstructionCount;

    public override string ToString() => $"tiles{shape}: {InstructionCount} kernels";

    public override void Run(Span<Tensor?> values) => program.Run(values, InputSlots, OutputSlots, shape);
}
