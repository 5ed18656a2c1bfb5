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
    private readonly (int Stack, int Carry)[] copiedStacks;
    private readonly int[] computedStacks;
    private readonly bool hasRows;

    /// <param name="scan">The loop.</param>
    /// <param name="operands">Constants, initial carry, and stacks, each as <see cref="CanRead"/> has it.</param>
    /// <param name="outputs">The final carry and the stacks.</param>
    /// <param name="hasRows">Whether it may run for some rows at a time.</param>
    public LoopStep(Scan scan, View[] operands, Variable[] outputs, bool hasRows = true) : base(Roots(operands), outputs)
    {
        this.scan = scan;
        this.operands = operands;
        inputOfOperand = Array.ConvertAll(operands, o => Array.IndexOf(Inputs, o.Root));
        stackOfCarry = new int[scan.CarryCount];
        Array.Fill(stackOfCarry, -1);
        var copies = new List<(int Stack, int Carry)>();
        stackBytes = new nint[scan.StackedCount];
        for (int i = 0; i < stackBytes.Length; i++)
        {
            var element = scan.Body.Outputs[scan.CarryCount + i].Type;
            stackBytes[i] = (nint)element.Shape.Size * element.DType.Size;
            int carry = Array.IndexOf(
                scan.Body.Inputs, scan.Body.Outputs[scan.CarryCount + i], scan.ConstantCount, scan.CarryCount) - scan.ConstantCount;
            if (carry >= 0 && HasStaging(i))
                copies.Add((i, carry));
            else if (carry >= 0)
                stackOfCarry[carry] = i;
            else if (HasStaging(i))
                stagingBytes += ArenaPlan.Bytes(stackBytes[i]);
        }

        copiedStacks = [.. copies];
        computedStacks =
        [
            .. Enumerable.Range(0, stackBytes.Length).Where(i => !stackOfCarry.Contains(i) && !copies.Exists(c => c.Stack == i)),
        ];
        this.hasRows = hasRows;
        Rows = hasRows ? RowBody.Of(scan) : null;
    }

    public Scan Scan => scan;

    public View[] Operands => operands;

    /// <summary>
    /// The body for some rows at a time, which then runs as part of a <see cref="RowStep"/>; null if it works on its values as wholes.
    /// </summary>
    public RowBody? Rows { get; }

    /// <summary>The body on its values as wholes: made when it is needed, which it is not where rows run.</summary>
    private Wholes Whole => field ??= new Wholes(scan, operands, stackOfCarry, computedStacks, hasRows ? StacksOfBlocks() : null);

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
        Place(addresses);
        if (RunByBlocks(addresses))
            return;
        PlaceUpdates(addresses);
        Advance(addresses, 0, scan.Length);
    }

    /// <summary>Makes everything ready for the first step; a loop without steps is done then.</summary>
    public unsafe void Begin(nint* addresses)
    {
        Place(addresses);
        PlaceUpdates(addresses);
    }

    /// <summary>Sets where the operands of the first step are.</summary>
    private unsafe void Place(nint* addresses)
    {
        var body = Whole.Body;
        nint* results = addresses + Inputs.Length;
        byte* frame = (byte*)addresses[Inputs.Length + Outputs.Length];
        nint* table = (nint*)frame;
        body.Place(frame);
        if (scan.Length > 0)
            body.RunConstants(table);
        byte* carry = frame + body.FrameBytes;
        for (int i = 0; i < scan.CarryCount && scan.Length > 0; i++)
            if (!Whole.IsUpdated[i])
                for (int place = 0; place < 2; place++, carry += Whole.CarryBytes[i])
                    VectorRoom.Clear(carry, BytesOf(i));
        for (int i = 0; i < operands.Length; i++)
            table[i] = addresses[inputOfOperand[i]] + (nint)operands[i].Offset * operands[i].Root.Type.DType.Size;
        for (int i = 0; i < scan.CarryCount; i++)
            if (scan.Length == 0)
                Copy(table[scan.ConstantCount + i], results[i], BytesOf(i));
            else if (stackOfCarry[i] is >= 0 and var stack)
                Copy(
                    table[scan.ConstantCount + i],
                    results[scan.CarryCount + stack] + (scan.Reverse ? scan.Length - 1 : 0) * stackBytes[stack],
                    stackBytes[stack]);
    }

    private unsafe bool RunByBlocks(nint* addresses)
    {
        if (Blocks is null)
            return false;
        nint* results = addresses + Inputs.Length;
        byte* frame = (byte*)addresses[Inputs.Length + Outputs.Length];
        nint* table = (nint*)frame;
        foreach (var (stack, carry) in copiedStacks)
            Copy(
                table[scan.ConstantCount + carry],
                results[scan.CarryCount + stack] + (scan.Reverse ? scan.Length - 1 : 0) * stackBytes[stack],
                stackBytes[stack]);
        return Blocks.TryRun(table, results, frame + Whole.Body.FrameBytes);
    }

    /// <summary>Takes what the body writes over to where it ends.</summary>
    private unsafe void PlaceUpdates(nint* addresses)
    {
        var isUpdated = Whole.IsUpdated;
        nint* results = addresses + Inputs.Length;
        nint* table = (nint*)addresses[Inputs.Length + Outputs.Length];
        for (int i = 0; i < scan.CarryCount && scan.Length > 0; i++)
            if (isUpdated[i] && table[scan.ConstantCount + i] != results[i])
            {
                Copy(table[scan.ConstantCount + i], results[i], BytesOf(i));
                VectorRoom.ClearRest((byte*)results[i], BytesOf(i));
                table[scan.ConstantCount + i] = results[i];
            }
    }

    /// <summary>Runs some steps, of which the first is the next one.</summary>
    /// <param name="addresses">The same as in <see cref="Begin"/>.</param>
    /// <param name="start">The first step.</param>
    /// <param name="end">The one after the last.</param>
    public unsafe void Advance(nint* addresses, int start, int end)
    {
        var (body, carryBytes, isUpdated) = (Whole.Body, Whole.CarryBytes, Whole.IsUpdated);
        nint* results = addresses + Inputs.Length;
        byte* frame = (byte*)addresses[Inputs.Length + Outputs.Length];
        nint* table = (nint*)frame;
        nint* next = table + operands.Length;
        for (int step = start; step < end; step++)
        {
            int place = scan.Reverse ? scan.Length - 1 - step : step;
            for (int i = scan.CarryEnd; i < operands.Length; i++)
                table[i] = addresses[inputOfOperand[i]]
                    + ((nint)operands[i].Offset + place * operands[i].Strides[0]) * operands[i].Root.Type.DType.Size;
            foreach (var (stack, copied) in copiedStacks)
                Copy(
                    table[scan.ConstantCount + copied], results[scan.CarryCount + stack] + place * stackBytes[stack], stackBytes[stack]);
            byte* carry = frame + body.FrameBytes;
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
                next[scan.CarryCount + i] = IsStaged(stack, place)
                    ? (nint)staging : results[scan.CarryCount + stack] + place * stackBytes[stack];
                staging += HasStaging(stack) ? ArenaPlan.Bytes(stackBytes[stack]) : 0;
            }

            body.Run(table);
            for (int i = 0; i < computedStacks.Length; i++)
                if (computedStacks[i] is var stack && IsStaged(stack, place))
                    Copy(next[scan.CarryCount + i], results[scan.CarryCount + stack] + place * stackBytes[stack], stackBytes[stack]);
            for (int i = 0; i < scan.CarryCount; i++)
                table[scan.ConstantCount + i] = next[i];
        }
    }

    /// <summary>For each carry the stack that blocks of rows keep it in, or −1; null if one has several.</summary>
    private int[]? StacksOfBlocks()
    {
        int[] stacks = [.. stackOfCarry];
        foreach (var (stack, carry) in copiedStacks)
        {
            if (stacks[carry] >= 0)
                return null;
            stacks[carry] = stack;
        }

        return stacks;
    }

    private nint BytesOf(int carry) => (nint)Outputs[carry].Type.Shape.Size * Outputs[carry].Type.DType.Size;

    private static unsafe void Copy(nint from, nint to, nint bytes) => System.Buffer.MemoryCopy((void*)from, (void*)to, bytes, bytes);

    /// <summary>
    /// An element of a stack has no room behind it for whole vectors: one that needs some may have to be computed elsewhere.
    /// </summary>
    private bool HasStaging(int stack) => stackBytes[stack] % Tensor.Padding != 0;

    /// <summary>
    /// Whether an element is computed elsewhere and copied: where whole vectors would run beyond the end of the stack, or over what a loop
    /// backwards has made before. One forwards has not yet made what comes next.
    /// </summary>
    private bool IsStaged(int stack, int place) => HasStaging(stack)
        && (scan.Reverse
            || (stackBytes[stack] + Tensor.Padding - 1) / Tensor.Padding * Tensor.Padding > (scan.Length - place) * stackBytes[stack]);

    /// <summary>The body as a program, and where its carries are between steps.</summary>
    private sealed class Wholes
    {
        public Wholes(Scan scan, View[] operands, int[] stackOfCarry, int[] computedStacks, int[]? stacksOfBlocks)
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

            Blocks = stacksOfBlocks is null ? null : StencilBlocks.Of(scan, operands, Body, stacksOfBlocks, computedStacks);
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
