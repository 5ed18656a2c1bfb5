namespace Covector.Compiler;

/// <summary>
/// A scan: its body as a program whose addresses move through the stacks. The carry goes back and forth between two places; the first step
/// reads the initial one, the last writes the final one.
/// </summary>
internal sealed class LoopStep : ProgramStep
{
    private readonly Scan scan;
    private readonly int[] inputOfOperand;
    private readonly View[] operands;
    private readonly nint[] stackBytes;
    private readonly nint stagingBytes;
    private readonly int[] stackOfCarry;
    private readonly int[] computedStacks;

    public LoopStep(Scan scan, View[] operands, Variable[] outputs) : base(Roots(operands), outputs)
    {
        this.scan = scan;
        this.operands = operands;
        inputOfOperand = Array.ConvertAll(operands, o => Array.IndexOf(Inputs, o.Root));
        stackOfCarry = new int[scan.CarryCount];
        Array.Fill(stackOfCarry, -1);
        stackBytes = new nint[scan.StackedCount];
        for (int i = 0; i < stackBytes.Length; i++)
        {
            var element = scan.Body.Outputs[scan.CarryCount + i].Type;
            stackBytes[i] = (nint)element.Shape.Size * element.DType.Size;
            if (IsStaged(i))
                stagingBytes += ArenaPlan.Bytes(stackBytes[i]);
            else if (Array.IndexOf(
                scan.Body.Inputs, scan.Body.Outputs[scan.CarryCount + i], scan.ConstantCount, scan.CarryCount) is >= 0 and var carry)
                stackOfCarry[carry - scan.ConstantCount] = i;
        }

        computedStacks = [.. Enumerable.Range(0, stackBytes.Length).Where(i => !stackOfCarry.Contains(i))];
        Rows = RowBody.Of(scan);
    }

    public Scan Scan => scan;

    public View[] Operands => operands;

    /// <summary>
    /// The body for some rows at a time, which then runs as part of a <see cref="RowStep"/>; null if it works on its values as wholes.
    /// </summary>
    public RowBody? Rows { get; }

    /// <summary>The body on its values as wholes: made when it is needed, which it is not where rows run.</summary>
    private Wholes Whole => field ??= new Wholes(scan, operands, stackOfCarry, computedStacks);

    public override double Cost => scan.Length * (Rows?.Cost ?? Whole.Body.Cost);

    /// <summary>Runs the body by blocks of rows, if it is a stencil.</summary>
    public StencilBlocks? Blocks => Rows is null ? Whole.Blocks : null;

    public override nint WorkspaceBytes =>
        Whole.Body.FrameBytes + Math.Max(2 * (nint)Whole.CarryBytes.Sum(b => (long)b) + stagingBytes, Blocks?.WorkspaceBytes ?? 0);

    public override string ToString() => Rows is not null
        ? $"loop[{scan.Length}]: {Rows}"
        : $"loop[{scan.Length}{(Whole.IsUpdated.Contains(true) ? $", {Whole.IsUpdated.Count(i => i)} in place" : "")}]"
            + $"{(Blocks is null ? "" : $" {Blocks}")}: {Whole.Body}";

    /// <summary>A carry may begin where it ends, if nothing else begins there.</summary>
    public override bool CanWriteOver(Variable operand, Variable output)
    {
        int carry = Array.IndexOf(Outputs, output), first = Array.FindIndex(operands, o => o.Root == operand);
        return carry < scan.CarryCount && first == scan.ConstantCount + carry
            && Array.FindLastIndex(operands, o => o.Root == operand) == first
            && operands[first].Offset == 0 && scan.Length > 2;
    }

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

    public override IEnumerable<LoopKernel> Kernels => Rows?.Kernels ?? Whole.Body.Kernels;

    public override void Prepare()
    {
        if (Rows is null)
        {
            Whole.Body.Prepare();
            Blocks?.Prepare();
        }
        else
        {
            Rows.Prepare();
        }
    }

    public override unsafe void Run(nint* addresses)
    {
        var (body, carryBytes, isUpdated) = (Whole.Body, Whole.CarryBytes, Whole.IsUpdated);
        nint* results = addresses + Inputs.Length;
        byte* frame = (byte*)addresses[Inputs.Length + Outputs.Length];
        nint* table = (nint*)frame;
        byte* carries = frame + body.FrameBytes;
        body.Place(frame);
        if (scan.Length > 0)
            body.RunConstants(table);
        for (int i = 0; i < operands.Length; i++)
            table[i] = addresses[inputOfOperand[i]] + (nint)operands[i].Offset * operands[i].Root.Type.DType.Size;
        nint* next = table + operands.Length;
        for (int i = 0; i < scan.CarryCount && scan.Length > 0; i++)
            if (stackOfCarry[i] is >= 0 and var stack)
                Copy(
                    table[scan.ConstantCount + i],
                    results[scan.CarryCount + stack] + (scan.Reverse ? scan.Length - 1 : 0) * stackBytes[stack],
                    stackBytes[stack]);
        if (Blocks is not null && Blocks.TryRun(table, results, carries))
            return;
        for (int i = 0; i < scan.CarryCount && scan.Length > 0; i++)
            if (isUpdated[i] && table[scan.ConstantCount + i] != results[i])
            {
                Copy(table[scan.ConstantCount + i], results[i], BytesOf(i));
                table[scan.ConstantCount + i] = results[i];
            }

        for (int step = 0; step < scan.Length; step++)
        {
            int place = scan.Reverse ? scan.Length - 1 - step : step;
            for (int i = scan.CarryEnd; i < operands.Length; i++)
                table[i] = addresses[inputOfOperand[i]]
                    + ((nint)operands[i].Offset + place * operands[i].Strides[0]) * operands[i].Root.Type.DType.Size;
            byte* carry = carries;
            for (int i = 0; i < scan.CarryCount; i++)
            {
                // A carry that is stacked goes from one place of the stack to the next.
                next[i] = step == scan.Length - 1 || isUpdated[i] ? results[i]
                    : stackOfCarry[i] is >= 0 and var stack
                        ? results[scan.CarryCount + stack] + (place + (scan.Reverse ? -1 : 1)) * stackBytes[stack]
                    : (nint)(carry + (step % 2) * carryBytes[i]);
                carry += 2 * carryBytes[i];
            }

            byte* staging = carry;
            for (int i = 0; i < computedStacks.Length; i++)
            {
                int stack = computedStacks[i];
                next[scan.CarryCount + i] = IsStaged(stack) ? (nint)staging : results[scan.CarryCount + stack] + place * stackBytes[stack];
                staging += IsStaged(stack) ? ArenaPlan.Bytes(stackBytes[stack]) : 0;
            }

            body.Run(table);
            for (int i = 0; i < computedStacks.Length; i++)
                if (computedStacks[i] is var stack && IsStaged(stack))
                    Copy(next[scan.CarryCount + i], results[scan.CarryCount + stack] + place * stackBytes[stack], stackBytes[stack]);
            for (int i = 0; i < scan.CarryCount; i++)
                table[scan.ConstantCount + i] = next[i];
        }

        if (scan.Length == 0)
            for (int i = 0; i < scan.CarryCount; i++)
                Copy(table[scan.ConstantCount + i], results[i], BytesOf(i));
    }

    private nint BytesOf(int carry) => (nint)Outputs[carry].Type.Shape.Size * Outputs[carry].Type.DType.Size;

    private static unsafe void Copy(nint from, nint to, nint bytes) => System.Buffer.MemoryCopy((void*)from, (void*)to, bytes, bytes);

    /// <summary>
    /// An element of a stack has no room behind it for whole vectors: one that needs some is computed elsewhere and copied.
    /// </summary>
    private bool IsStaged(int stack) => stackBytes[stack] % Tensor.Padding != 0;

    /// <summary>The body as a program, and where its carries are between steps.</summary>
    private sealed class Wholes
    {
        public Wholes(Scan scan, View[] operands, int[] stackOfCarry, int[] computedStacks)
        {
            Variable[] computed =
                [.. scan.Body.Outputs[..scan.CarryCount], .. computedStacks.Select(i => scan.Body.Outputs[scan.CarryCount + i])];
            // A carry that the body can write over stays where the final one goes, unless it takes longer to copy it there than it is
            // worth.
            var updates = scan.Length <= 2 ? []
                : Enumerable.Range(0, scan.CarryCount).Where(i => stackOfCarry[i] < 0).Select(i => (scan.ConstantCount + i, i));
            Body = StepProgram.Of(Pipeline.Simplify(scan.Body.With(scan.Body.Inputs, computed)), [.. updates]);
            CarryBytes = [.. scan.Body.Outputs.Take(scan.CarryCount).Select(v => ArenaPlan.Bytes(v.Type))];
            IsUpdated = new bool[scan.CarryCount];
            foreach (int input in Body.UpdatedInputs)
            {
                IsUpdated[input - scan.ConstantCount] = true;
                CarryBytes[input - scan.ConstantCount] = 0;
            }

            Blocks = StencilBlocks.Of(scan, operands, Body, stackOfCarry, computedStacks);
        }

        public StepProgram Body { get; }

        /// <summary>Runs it by blocks of rows, if it is a stencil.</summary>
        public StencilBlocks? Blocks { get; }

        /// <summary>The bytes of each of two places for a carry.</summary>
        public nint[] CarryBytes { get; }

        /// <summary>Which carries stay where the final ones go.</summary>
        public bool[] IsUpdated { get; }
    }
}
