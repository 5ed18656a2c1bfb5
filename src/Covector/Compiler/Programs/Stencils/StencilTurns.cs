namespace Covector.Compiler;

/// <summary>
/// A loop over a stencil by blocks of rows: a block takes some steps in a turn, once it and the blocks next to it have taken those of the turn
/// before. What it reads then of its neighbours is there, and they have read what it writes over.
/// </summary>
internal sealed unsafe class StencilTurns(StencilFrame frame) : OrderedWork
{
    private const nint CacheLine = 64;

    private readonly nint[] places = new nint[2 * frame.Scan.CarryCount];
    private nint* operands;
    private nint* results;
    private EvenParts blocks;
    private EvenParts turns;

    /// <summary>Two places for each carry that is not stacked.</summary>
    public nint WorkspaceBytes { get; } = 2 * (nint)Enumerable.Range(0, frame.Scan.CarryCount).Sum(i => (long)BytesOf(frame, i));

    /// <summary>Runs the loop.</summary>
    /// <param name="table">The addresses of the operands, of stacks those of their first elements, and of constants of the body.</param>
    /// <param name="loopResults">The addresses of the results. The first element of a stacked carry is there.</param>
    /// <param name="workspace">Room of <see cref="WorkspaceBytes"/>.</param>
    /// <param name="rows">The blocks.</param>
    /// <param name="steps">The steps of each turn: two turns at least, because what a loop begins with may lie where it ends.</param>
    /// <param name="threads">The most threads.</param>
    public void Run(nint* table, nint* loopResults, byte* workspace, EvenParts rows, EvenParts steps, int threads)
    {
        operands = table;
        results = loopResults;
        (blocks, turns) = (rows, steps);
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = (nint)workspace;
            workspace += BytesOf(frame, i / 2);
        }

        Run(rows.Count, steps.Count, threads);
    }

    protected override bool MayTake(int line, int turn) =>
        (line == 0 || Done(line - 1) >= turn) && (line == Lines - 1 || Done(line + 1) >= turn);

    protected override void RunTurn(int line, int turn)
    {
        var (scan, body) = (frame.Scan, frame.Body);
        var block = new RowRange((int)blocks.Start(line), (int)blocks.End(line));
        var steps = new Steps(turn, (int)turns.Start(turn), (int)turns.End(turn));
        int carries = scan.CarryCount, variables = body.Numbers.Count;
        // The addresses of all variables for inner rows and for others, those of one kernel, then of memory of the block.
        nint* table = stackalloc nint[3 * variables + carries + frame.Outputs.Length];
        nint* around = table + variables, addresses = around + variables, scratch = addresses + variables;
        for (int i = 0; i < scan.ConstantCount; i++)
            table[i] = operands[i];
        foreach (var (number, slot) in frame.Constants)
            table[number] = operands[slot];
        Place(block, steps.End - steps.Start - 1, table, scratch);
        // Near a neighbour, kernels read rows of the neighbour, which are in memory of the block only.
        var inner = new RowRange(
            block.Start == 0 ? 0 : block.Start + body.StackReach.Below, block.End == body.Rows ? body.Rows : block.End - body.StackReach.Above);
        for (int step = steps.Start; step < steps.End; step++)
        {
            int left = steps.End - 1 - step, at = PlaceOf(step), before = (step + 1) % 2, now = step % 2;
            for (int i = scan.CarryEnd; i < frame.StepBytes.Length; i++)
                table[i] = operands[i] + at * frame.StepBytes[i];
            for (int i = 0; i < carries; i++)
            {
                table[scan.ConstantCount + i] = step == steps.Start ? SourceOf(i, steps) : scratch[2 * i + before];
                table[frame.Outputs[i].Number] = left == 0 && frame.Outputs[i].Demand is { Below: 0, Above: 0 } ? TargetOf(i, step, steps)
                    : scratch[2 * i + now];
            }

            for (int i = carries; i < frame.Outputs.Length; i++)
                table[frame.Outputs[i].Number] = scratch[carries + i];
            for (int i = 0; i < variables; i++)
                around[i] = table[i];
            // What is stacked is read and written there, but for rows of neighbours.
            for (int i = 0; i < frame.Outputs.Length; i++)
            {
                if (!frame.IsInStack[i])
                    continue;
                if (i < carries && step > steps.Start)
                    table[scan.ConstantCount + i] = TargetOf(i, step - 1, steps);
                if (i < carries)
                    around[frame.Outputs[i].Number] = scratch[2 * i + now];
                table[frame.Outputs[i].Number] = TargetOf(i, step, steps);
            }

            var rows = new RowRange(block.Start - left * body.Reach.Below, block.End + left * body.Reach.Above);
            foreach (var piece in frame.Pieces)
                if (piece.Kind is PieceKind.Rows or PieceKind.All
                    || (piece.Kind == PieceKind.First ? block.Start == 0 : block.End == body.Rows))
                    piece.Run(table, around, addresses, piece.Demand.Grows ? rows : block, inner);
            for (int i = 0; i < frame.Outputs.Length; i++)
                Finish(i, step, steps, block, inner, table[frame.Outputs[i].Number], around[frame.Outputs[i].Number]);
        }
    }

    private static nint BytesOf(StencilFrame frame, int carry) =>
        frame.StackOfCarry[carry] >= 0 ? 0 : ArenaPlan.Bytes(frame.Scan.Body.Outputs[carry].Type);

    /// <summary>Takes what a step has computed where it goes.</summary>
    private void Finish(int output, int step, Steps steps, RowRange block, RowRange inner, nint home, nint memory)
    {
        nint target = TargetOf(output, step, steps), bytes = frame.Outputs[output].Bytes;
        if (!frame.IsInStack[output])
        {
            if (target != 0 && target != home)
                Copy(memory, target, block.Start, block.End, bytes);
            return;
        }

        Copy(memory, home, block.Start, inner.Start, bytes);
        Copy(memory, home, inner.End, block.End, bytes);
        if (output >= frame.Scan.CarryCount || step == steps.End - 1)
            return;
        // The rows of neighbours are computed in memory, from these.
        if (block.Start > 0)
            Copy(home, memory, inner.Start, inner.Start + frame.SharedRows, bytes);
        if (block.End < frame.Body.Rows)
            Copy(home, memory, inner.End - frame.SharedRows, inner.End, bytes);
    }

    /// <summary>Where the carry lies that a turn begins with.</summary>
    private nint SourceOf(int carry, Steps steps) =>
        steps.Start == 0 ? operands[frame.Scan.ConstantCount + carry] : AfterStep(carry, steps.Start - 1, steps.Turn - 1);

    /// <summary>Where the rows of a block that a step computes go; 0 if nowhere, because only the next step reads them.</summary>
    private nint TargetOf(int output, int step, Steps steps) =>
        output >= frame.Scan.CarryCount
            ? frame.StackElement(results, frame.ComputedStacks[output - frame.Scan.CarryCount], PlaceOf(step))
        : step == steps.End - 1 || frame.StackOfCarry[output] >= 0 ? AfterStep(output, step, steps.Turn)
        : 0;

    /// <summary>Where a carry lies after a step that is the last of its turn, or any if the carry is stacked.</summary>
    private nint AfterStep(int carry, int step, int turn) =>
        step == frame.Scan.Length - 1 ? results[carry]
        : frame.StackOfCarry[carry] is >= 0 and var stack ? frame.StackElement(results, stack, PlaceOf(step + 1))
        : places[2 * carry + turn % 2];

    private int PlaceOf(int step) => frame.Scan.Reverse ? frame.Scan.Length - 1 - step : step;

    /// <summary>Finds places for what belongs to the block and the rows around it.</summary>
    private void Place(RowRange block, int stepsAfterFirst, nint* table, nint* scratch)
    {
        var (body, reach) = (frame.Body, frame.Body.Reach);
        int first = Math.Max(0, block.Start - stepsAfterFirst * reach.Below - frame.MostBelow);
        int count = Math.Min(body.Rows, block.End + stepsAfterFirst * reach.Above + frame.MostAbove) - first;
        nint bytes = 0;
        for (int i = 0; i < frame.Outputs.Length; i++)
            bytes += BytesOf(frame.Outputs[i]) * (i < frame.Scan.CarryCount ? 2 : 1);
        foreach (var rows in frame.Between)
            bytes += BytesOf(rows);
        foreach (var (_, size) in frame.Numbers)
            bytes += size;
        byte* memory = RowScratch.Take(bytes + CacheLine);
        memory += -(nint)memory & (CacheLine - 1);
        for (int i = 0; i < frame.Outputs.Length; i++)
            for (int copy = i < frame.Scan.CarryCount ? 2 : 1; copy > 0; copy--)
                *scratch++ = PlaceOf(frame.Outputs[i]);
        foreach (var rows in frame.Between)
            table[rows.Number] = PlaceOf(rows);
        foreach (var (number, size) in frame.Numbers)
        {
            table[number] = (nint)memory;
            memory += size;
        }

        nint BytesOf(StencilRows rows) => (count * rows.Bytes + 2 * CacheLine - 1) / CacheLine * CacheLine;

        // Rows lie at addresses that differ from those of a whole tensor by whole lines.
        nint PlaceOf(StencilRows rows)
        {
            nint offset = (first - rows.First) * rows.Bytes, place = (nint)memory - (offset & -CacheLine);
            memory += BytesOf(rows);
            return place;
        }
    }

    private static void Copy(nint from, nint to, int start, int end, nint bytes) =>
        Buffer.MemoryCopy((byte*)from + start * bytes, (byte*)to + start * bytes, (end - start) * bytes, (end - start) * bytes);

    /// <summary>The steps of a turn.</summary>
    private readonly record struct Steps(int Turn, int Start, int End);
}
