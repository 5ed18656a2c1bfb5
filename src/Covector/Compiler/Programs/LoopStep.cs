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

    /// <summary>The first step in which an element of a stack is computed elsewhere.</summary>
    private readonly int firstStaged;

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
            stackBytes[i] = ArenaPlan.ElementBytes(scan.Body.Outputs[scan.CarryCount + i].Type);
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
        firstStaged = scan.Length;
        foreach (int stack in computedStacks)
            if (HasStaging(stack))
                firstStaged = Math.Min(
                    firstStaged,
                    scan.Reverse ? 0 : Math.Max(0, scan.Length - (int)((VectorRoom.EndOf(stackBytes[stack]) - 1) / stackBytes[stack])));
        this.hasRows = hasRows;
        Rows = hasRows ? RowBody.Of(scan) : null;
        foreach (var kernel in Rows?.Kernels ?? [])
            kernel.Repeat(scan.Length);
    }

    public Scan Scan => scan;

    public View[] Operands => operands;

    /// <summary>
    /// The body for some rows at a time, which then runs as part of a <see cref="RowStep"/>; null if it works on its values as wholes.
    /// </summary>
    public RowBody? Rows { get; }

    /// <summary>The body on its values as wholes: made when it is needed, which it is not where rows run.</summary>
    private Wholes Whole => field ??= new Wholes(this, hasRows ? StacksOfBlocks() : null);

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
        var whole = Whole;
        var (body, moves) = (whole.Body, whole.Moves);
        nint* results = addresses + Inputs.Length;
        byte* frame = (byte*)addresses[Inputs.Length + Outputs.Length];
        nint* table = (nint*)frame;
        nint* next = table + operands.Length;
        int place = scan.Reverse ? scan.Length - 1 - start : start, direction = scan.Reverse ? -1 : 1;
        for (int i = scan.CarryEnd; i < operands.Length; i++)
            table[i] = addresses[inputOfOperand[i]]
                + ((nint)operands[i].Offset + place * operands[i].Strides[0]) * operands[i].Root.Type.DType.Size;
        for (int i = 0; i < scan.CarryCount; i++)
            next[i] = results[i];
        for (int i = 0; i < computedStacks.Length; i++)
            next[scan.CarryCount + i] = results[scan.CarryCount + computedStacks[i]] + place * stackBytes[computedStacks[i]];
        body.Bind(table);
        // From here on the lists have the addresses; those of stacks in the table stay at the first step.
        for (int step = start; step < end; step++, place += direction)
        {
            if (step > start)
                foreach (var (listed, bytes) in moves)
                    table[listed] += bytes;
            foreach (var (stack, copied) in copiedStacks)
                Copy(
                    table[scan.ConstantCount + copied], results[scan.CarryCount + stack] + place * stackBytes[stack], stackBytes[stack]);
            foreach (var carry in whole.MovingCarries)
            {
                // A carry that is stacked goes from one place of the stack to the next.
                nint to = step == scan.Length - 1 ? results[carry.Number]
                    : stackOfCarry[carry.Number] is >= 0 and var stack
                        ? results[scan.CarryCount + stack] + (place + direction) * stackBytes[stack]
                    : (nint)(frame + body.FrameBytes + carry.Offset + (step % 2) * whole.CarryBytes[carry.Number]);
                next[carry.Number] = to;
                foreach (int listed in carry.WrittenAt)
                    table[listed] = to;
            }

            bool isStaged = step >= firstStaged;
            for (int i = 0; isStaged && i < whole.Staged.Length; i++)
                if (IsStaged(whole.Staged[i].Stack, place))
                    foreach (int listed in whole.Staged[i].WrittenAt)
                        table[listed] = (nint)(frame + body.FrameBytes + whole.Staged[i].Offset);
            body.RunBound(table);
            for (int i = 0; isStaged && i < whole.Staged.Length; i++)
                if (whole.Staged[i] is var (stack, offset, _) && IsStaged(stack, place))
                    Copy(
                        (nint)(frame + body.FrameBytes + offset), results[scan.CarryCount + stack] + place * stackBytes[stack], stackBytes[stack]);
            foreach (var carry in whole.MovingCarries)
            {
                table[scan.ConstantCount + carry.Number] = next[carry.Number];
                foreach (int listed in carry.ReadAt)
                    table[listed] = next[carry.Number];
            }
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

    private nint BytesOf(int carry) => ArenaPlan.ElementBytes(Outputs[carry].Type);

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
            || VectorRoom.EndOf(stackBytes[stack]) > (scan.Length - place) * stackBytes[stack]);

    /// <summary>The body as a program, and how the addresses in the lists of its steps change from step to step.</summary>
    private sealed class Wholes
    {
        public Wholes(LoopStep loop, int[]? stacksOfBlocks)
        {
            var (scan, operands, stackOfCarry, computedStacks) = (loop.scan, loop.operands, loop.stackOfCarry, loop.computedStacks);
            Variable[] computed =
                [.. scan.Body.Outputs[..scan.CarryCount], .. computedStacks.Select(i => scan.Body.Outputs[scan.CarryCount + i])];
            // A carry that the body can write over stays where the final one goes, unless it takes longer to copy it there than it is
            // worth.
            var updates = scan.Length <= 2 ? []
                : Enumerable.Range(0, scan.CarryCount).Where(i => stackOfCarry[i] < 0).Select(i => (scan.ConstantCount + i, i));
            Body = StepProgram.Of(Pipeline.Simplify(scan.Body.With(scan.Body.Inputs, computed)), [.. updates]);
            foreach (var kernel in Body.Kernels)
                kernel.Repeat(scan.Length);
            CarryBytes = [.. scan.Body.Outputs.Take(scan.CarryCount).Select(v => ArenaPlan.Bytes(v.Type))];
            IsUpdated = new bool[scan.CarryCount];
            foreach (int input in Body.UpdatedInputs)
            {
                IsUpdated[input - scan.ConstantCount] = true;
                CarryBytes[input - scan.ConstantCount] = 0;
            }

            Blocks = stacksOfBlocks is null ? null : StencilBlocks.Of(scan, operands, Body, stacksOfBlocks, computedStacks);

            var (moving, staged, moves) = (new List<MovingCarry>(), new List<StagedStack>(), new List<(int, nint)>());
            nint offset = 0;
            for (int i = 0; i < scan.CarryCount; offset += 2 * CarryBytes[i++])
                if (!IsUpdated[i])
                    moving.Add(new MovingCarry(
                        i, offset, [.. Body.ListedAt(scan.ConstantCount + i)], [.. Body.ListedAt(operands.Length + i)]));
            for (int i = scan.CarryEnd; i < operands.Length; i++)
                Move(i, operands[i].Strides[0] * operands[i].Root.Type.DType.Size);
            for (int i = 0; i < computedStacks.Length; i++)
            {
                int output = operands.Length + scan.CarryCount + i;
                nint bytes = loop.stackBytes[computedStacks[i]];
                if (loop.HasStaging(computedStacks[i]))
                {
                    staged.Add(new StagedStack(computedStacks[i], offset, [.. Body.ListedAt(output)]));
                    offset += ArenaPlan.Bytes(bytes);
                }

                Move(output, bytes);
            }

            (MovingCarries, Staged, Moves) = ([.. moving], [.. staged], [.. moves]);

            void Move(int slot, nint bytes)
            {
                foreach (int listed in Body.ListedAt(slot))
                    moves.Add((listed, scan.Reverse ? -bytes : bytes));
            }
        }

        public StepProgram Body { get; }

        /// <summary>Runs it by blocks of rows, if it is a stencil.</summary>
        public StencilBlocks? Blocks { get; }

        /// <summary>The bytes of each of two places for a carry.</summary>
        public nint[] CarryBytes { get; }

        /// <summary>Which carries stay where the final ones go.</summary>
        public bool[] IsUpdated { get; }

        /// <summary>The others.</summary>
        public MovingCarry[] MovingCarries { get; }

        /// <summary>The computed stacks of which some elements are computed elsewhere.</summary>
        public StagedStack[] Staged { get; }

        /// <summary>The addresses of elements of stacks, with the bytes from one step to the next.</summary>
        public (int Listed, nint Bytes)[] Moves { get; }
    }

    /// <summary>
    /// A carry that goes back and forth between two places, from so many bytes behind the frame of the body on, or along a stack, and where the
    /// lists of the body have it as an input and as an output.
    /// </summary>
    private sealed record MovingCarry(int Number, nint Offset, int[] ReadAt, int[] WrittenAt);

    /// <summary>A stack of which some elements are computed behind the frame of the body, and where its lists have them.</summary>
    private sealed record StagedStack(int Stack, nint Offset, int[] WrittenAt);
}
