namespace Covector.Compiler;

/// <summary>A choice among graphs: each is a program, of which one runs, in memory that all share.</summary>
internal sealed class CondStep : ProgramStep
{
    private readonly Cond choice;
    private readonly View[] operands;
    private readonly int[] inputOfOperand;
    private readonly StepProgram[] branches;

    /// <param name="choice">The primitive.</param>
    /// <param name="operands">What chooses, then the inputs of every branch, in row-major order.</param>
    /// <param name="outputs">The results of the branch that runs.</param>
    public CondStep(Cond choice, View[] operands, Variable[] outputs) : base(Roots(operands), outputs)
    {
        this.choice = choice;
        this.operands = operands;
        inputOfOperand = Array.ConvertAll(operands, o => Array.IndexOf(Inputs, o.Root));
        branches = new StepProgram[choice.Branches.Count];
        for (int b = 0; b < branches.Length; b++)
            branches[b] = StepProgram.Of(Pipeline.Simplify(choice.Branches[b]));
    }

    /// <summary>That of the branches, as if each ran as often as the others.</summary>
    public override double Cost => branches.Average(b => b.Cost);

    public override nint WorkspaceBytes => branches.Max(b => b.FrameBytes);

    public override IEnumerable<LoopKernel> Kernels => branches.SelectMany(b => b.Kernels);

    public override string ToString() => $"cond[{string.Join(" | ", branches.Select(b => b.ToString()))}]";

    public override void Prepare()
    {
        foreach (var branch in branches)
            branch.Prepare();
    }

    public override unsafe void Run(nint* addresses)
    {
        var branch = branches[Chosen((byte*)AddressOf(0))];
        var table = (nint*)addresses[Inputs.Length + Outputs.Length];
        branch.Place((byte*)table);
        for (int i = 1; i < operands.Length; i++)
            table[i - 1] = AddressOf(i);
        for (int i = 0; i < Outputs.Length; i++)
            table[operands.Length - 1 + i] = addresses[Inputs.Length + i];
        branch.RunConstants(table);
        branch.Run(table);

        nint AddressOf(int operand) =>
            addresses[inputOfOperand[operand]] + (nint)operands[operand].Offset * operands[operand].Root.Type.DType.Size;

        int Chosen(byte* value) => operands[0].Root.Type.DType == DType.Bool
            ? *value != 0 ? 1 : 0
            : choice.NumberOf(*(long*)value);
    }
}
