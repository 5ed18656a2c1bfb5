namespace Covector.Compiler;

/// <summary>Some steps of a loop over a stencil: its blocks may run at the same time.</summary>
internal sealed unsafe class StencilChunk(StencilFrame frame) : Work
{
    private const nint Line = 64;

    private readonly nint[] sources = new nint[frame.Scan.CarryCount];
    private readonly nint[] targets = new nint[frame.Scan.CarryCount];
    private nint* operands;
    private nint* results;
    private EvenParts blocks;
    private int firstStep;
    private int steps;

    /// <summary>Begins a run of the loop.</summary>
    public void Begin(nint* table, nint* loopResults, EvenParts ranges)
    {
        operands = table;
        results = loopResults;
        blocks = ranges;
    }

    /// <summary>Where a carry was written last.</summary>
    public nint TargetOf(int carry) => targets[carry];

    /// <summary>Sets where a carry is read and written.</summary>
    public void Move(int carry, nint source, nint target) => (sources[carry], targets[carry]) = (source, target);

    /// <summary>Runs some steps of all blocks.</summary>
    public void Run(int start, int count)
    {
        (firstStep, steps) = (start, count);
        Workers.Run(this, blocks.Count);
    }

    public override void Run(int part)
    {
        var (scan, body) = (frame.Scan, frame.Body);
        int start = (int)blocks.Start(part), end = (int)blocks.End(part), carries = scan.CarryCount, variables = body.Numbers.Count;
        // The addresses of all variables for inner rows and for others, those of one kernel, then of memory of the block.
        nint* table = stackalloc nint[3 * variables + carries + frame.Outputs.Length];
        nint* around = table + variables, addresses = around + variables, scratch = addresses + variables;
        for (int i = 0; i < scan.ConstantCount; i++)
            table[i] = operands[i];
        foreach (var (number, slot) in frame.Constants)
            table[number] = operands[slot];
        Place(start, end, table, scratch);
        // Near a neighbour, kernels read rows of the neighbour, which are in memory of the block only.
        var inner = new RowRange(
            start == 0 ? 0 : start + body.StackReach.Below, end == body.Rows ? body.Rows : end - body.StackReach.Above);
        for (int step = 0; step < steps; step++)
        {
            int left = steps - 1 - step, at = PlaceOf(firstStep + step);
            for (int i = scan.CarryEnd; i < frame.StepBytes.Length; i++)
                table[i] = operands[i] + at * frame.StepBytes[i];
            for (int i = 0; i < carries; i++)
            {
                table[scan.ConstantCount + i] = step == 0 ? sources[i] : scratch[2 * i + (step - 1) % 2];
                table[frame.Outputs[i].Number] = left == 0 && frame.Outputs[i].Demand is { Below: 0, Above: 0 } ? targets[i]
                    : scratch[2 * i + step % 2];
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
                if (i < carries && step > 0)
                    table[scan.ConstantCount + i] = TargetOf(i, step - 1);
                if (i < carries)
                    around[frame.Outputs[i].Number] = scratch[2 * i + step % 2];
                table[frame.Outputs[i].Number] = TargetOf(i, step);
            }

            var rows = new RowRange(start - left * body.Reach.Below, end + left * body.Reach.Above);
            foreach (var piece in frame.Pieces)
                if (piece.Kind is PieceKind.Rows or PieceKind.All || (piece.Kind == PieceKind.First ? start == 0 : end == body.Rows))
                    piece.Run(table, around, addresses, piece.Demand.Grows ? rows : new RowRange(start, end), inner);
            for (int i = 0; i < frame.Outputs.Length; i++)
                Finish(i, step, new RowRange(start, end), inner, table[frame.Outputs[i].Number], around[frame.Outputs[i].Number]);
        }
    }

    /// <summary>Takes what a step has computed where it goes.</summary>
    private void Finish(int output, int step, RowRange block, RowRange inner, nint home, nint memory)
    {
        nint target = TargetOf(output, step), bytes = frame.Outputs[output].Bytes;
        if (!frame.IsInStack[output])
        {
            if (target != 0 && target != home)
                Copy(memory, target, block.Start, block.End, bytes);
            return;
        }

        Copy(memory, home, block.Start, inner.Start, bytes);
        Copy(memory, home, inner.End, block.End, bytes);
        if (output >= frame.Scan.CarryCount || step == steps - 1)
            return;
        // The rows of neighbours are computed in memory, from these.
        if (block.Start > 0)
            Copy(home, memory, inner.Start, inner.Start + frame.SharedRows, bytes);
        if (block.End < frame.Body.Rows)
            Copy(home, memory, inner.End - frame.SharedRows, inner.End, bytes);
    }

    /// <summary>Where the rows of a block that a step computes go; 0 if nowhere, because only the next step reads them.</summary>
    private nint TargetOf(int output, int step) =>
        output >= frame.Scan.CarryCount
            ? frame.StackElement(results, frame.ComputedStacks[output - frame.Scan.CarryCount], PlaceOf(firstStep + step))
        : step == steps - 1 ? targets[output]
        : frame.StackOfCarry[output] is >= 0 and var stack ? frame.StackElement(results, stack, PlaceOf(firstStep + step + 1))
        : 0;

    private int PlaceOf(int step) => frame.Scan.Reverse ? frame.Scan.Length - 1 - step : step;

    /// <summary>Finds places for what belongs to the block and the rows around it.</summary>
    private void Place(int start, int end, nint* table, nint* scratch)
    {
        var (body, reach) = (frame.Body, frame.Body.Reach);
        int first = Math.Max(0, start - (steps - 1) * reach.Below - frame.MostBelow);
        int count = Math.Min(body.Rows, end + (steps - 1) * reach.Above + frame.MostAbove) - first;
        nint bytes = 0;
        for (int i = 0; i < frame.Outputs.Length; i++)
            bytes += BytesOf(frame.Outputs[i]) * (i < frame.Scan.CarryCount ? 2 : 1);
        foreach (var rows in frame.Between)
            bytes += BytesOf(rows);
        foreach (var (_, size) in frame.Numbers)
            bytes += size;
        byte* memory = RowScratch.Take(bytes + Line);
        memory += -(nint)memory & (Line - 1);
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

        nint BytesOf(StencilRows rows) => (count * rows.Bytes + 2 * Line - 1) / Line * Line;

        // Rows lie at addresses that differ from those of a whole tensor by whole lines.
        nint PlaceOf(StencilRows rows)
        {
            nint offset = (first - rows.First) * rows.Bytes, place = (nint)memory - (offset & -Line);
            memory += BytesOf(rows);
            return place;
        }
    }

    private static void Copy(nint from, nint to, int start, int end, nint bytes) =>
        Buffer.MemoryCopy((byte*)from + start * bytes, (byte*)to + start * bytes, (end - start) * bytes, (end - start) * bytes);
}
