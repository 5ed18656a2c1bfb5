namespace Covector.Compiler;

/// <summary>
/// A scan: its body as a program whose addresses move through the stacks. The carry goes back and forth between two places; the first step
/// reads the initial one, the last writes the final one.
/// </summary>
internal sealed class LoopStep : ProgramStep
{
    private readonly Scan scan;
    private readonly StepProgram body;
    private readonly int[] inputOfOperand;
    private readonly View[] operands;
    private readonly nint[] carryBytes;
    private readonly nint[] stackBytes;
    private readonly nint stagingBytes;

    public LoopStep(Scan scan, View[] operands, Variable[] outputs) : base(Roots(operands), outputs)
    {
        this.scan = scan;
        this.operands = operands;
        inputOfOperand = Array.ConvertAll(operands, o => Array.IndexOf(Inputs, o.Root));
        body = StepProgram.Of(Pipeline.Simplify(scan.Body));
        carryBytes = new nint[scan.CarryCount];
        for (int i = 0; i < carryBytes.Length; i++)
            carryBytes[i] = ArenaPlan.Bytes(scan.Body.Outputs[i].Type);
        stackBytes = new nint[scan.StackedCount];
        for (int i = 0; i < stackBytes.Length; i++)
        {
            var element = scan.Body.Outputs[scan.CarryCount + i].Type;
            stackBytes[i] = (nint)element.Shape.Size * element.DType.Size;
            if (IsStaged(i))
                stagingBytes += ArenaPlan.Bytes(stackBytes[i]);
        }
    }

    public override double Cost => scan.Length * body.Cost;

    public override nint WorkspaceBytes => body.FrameBytes + 2 * (nint)carryBytes.Sum(b => (long)b) + stagingBytes;

    public override string ToString() => $"loop[{scan.Length}]: {body}";

    /// <summary>Whether an operand can be read where it lies: as it is, or a stack whose elements are.</summary>
    public static bool CanRead(Scan scan, int operand, View view)
    {
        nint step = 1;
        for (int i = view.Shape.Rank - 1; i >= (operand < scan.CarryEnd ? 0 : 1); i--)
        {
            if (view.Shape[i] != 1 && view.Strides[i] != step)
                return false;
            step *= view.Shape[i];
        }

        return true;
    }

    public override IEnumerable<LoopKernel> Kernels => body.Kernels;

    public override void Prepare() => body.Prepare();

    public override unsafe void Run(nint* addresses)
    {
        nint* results = addresses + Inputs.Length;
        byte* frame = (byte*)addresses[Inputs.Length + Outputs.Length];
        nint* table = (nint*)frame;
        byte* carries = frame + body.FrameBytes;
        body.Place(frame);
        for (int i = 0; i < operands.Length; i++)
            table[i] = addresses[inputOfOperand[i]] + (nint)operands[i].Offset * operands[i].Root.Type.DType.Size;
        nint* next = table + operands.Length;
        for (int step = 0; step < scan.Length; step++)
        {
            int place = scan.Reverse ? scan.Length - 1 - step : step;
            for (int i = scan.CarryEnd; i < operands.Length; i++)
                table[i] = addresses[inputOfOperand[i]]
                    + ((nint)operands[i].Offset + place * operands[i].Strides[0]) * operands[i].Root.Type.DType.Size;
            byte* carry = carries;
            for (int i = 0; i < scan.CarryCount; i++)
            {
                next[i] = step == scan.Length - 1 ? results[i] : (nint)(carry + (step % 2) * carryBytes[i]);
                carry += 2 * carryBytes[i];
            }

            byte* staging = carry;
            for (int i = 0; i < stackBytes.Length; i++)
            {
                next[scan.CarryCount + i] = IsStaged(i) ? (nint)staging : results[scan.CarryCount + i] + place * stackBytes[i];
                staging += IsStaged(i) ? ArenaPlan.Bytes(stackBytes[i]) : 0;
            }

            body.Run(table);
            for (int i = 0; i < stackBytes.Length; i++)
                if (IsStaged(i))
                    System.Buffer.MemoryCopy(
                        (void*)next[scan.CarryCount + i], (byte*)results[scan.CarryCount + i] + place * stackBytes[i], stackBytes[i], stackBytes[i]);
            for (int i = 0; i < scan.CarryCount; i++)
                table[scan.ConstantCount + i] = next[i];
        }

        if (scan.Length == 0)
            for (int i = 0; i < scan.CarryCount; i++)
            {
                long bytes = Outputs[i].Type.Shape.Size * Outputs[i].Type.DType.Size;
                System.Buffer.MemoryCopy((void*)table[scan.ConstantCount + i], (void*)results[i], bytes, bytes);
            }
    }

    /// <summary>An element of a stack has no room behind it for whole vectors: one that needs some is computed elsewhere and copied.</summary>
    private bool IsStaged(int stack) => stackBytes[stack] % Tensor.Padding != 0;
}
