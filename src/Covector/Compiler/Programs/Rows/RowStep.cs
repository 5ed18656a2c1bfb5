namespace Covector.Compiler;

/// <summary>
/// Kernels and reductions over tensors that have the same rows, run one after another on a few rows at a time: what lies between them stays
/// in the cache and is never a whole tensor. Parts of the rows may run on different threads.
/// </summary>
internal sealed class RowStep : ProgramStep, IRowwise
{
    /// <summary>The rows that a loop works on are a multiple of this number where there are so many: whole vectors of all types.</summary>
    public const int LeastBlock = 32;

    private readonly ProgramStep[] steps;
    private readonly RowOperation[] operations;
    private readonly (RowFold Fold, int Partials, int Output)[] folds;
    private readonly (int Variable, nint RowBytes, nint Offset)[] scratch;
    private readonly nint scratchBytes;
    private readonly int variableCount;
    private readonly int rows;
    private readonly int blockRows;
    private readonly RowLoop[] loops;
    private readonly int lanes;
    private Parts? idle;

    private RowStep(RowStepBuilder builder) : base([.. builder.Inputs], [.. builder.Outputs])
    {
        steps = [.. builder.Steps];
        operations = [.. builder.Operations];
        folds = [.. builder.Folds];
        rows = builder.Rows;
        variableCount = builder.VariableCount;
        Cost = builder.Cost;
        blockRows = builder.BlockRows;
        // Units are powers of two, so that the largest is a multiple of all.
        nint unit = 1;
        foreach (var (fold, _, _) in folds)
            unit = Math.Max(unit, fold.RowUnit);
        loops = [.. builder.Loops];
        foreach (var loop in loops)
            unit = Math.Max(unit, loop.Folds.RowUnit);
        lanes = Kernels.Select(k => k.Lanes).DefaultIfEmpty(1).Max();
        // The last rows are worked on together with fewer than a vector behind them.
        int mostRows = blockRows < rows && loops.Length > 0 ? blockRows + lanes - 1 : blockRows;
        nint offset = 0;
        var places = new List<(int, nint, nint)>();
        foreach (int variable in builder.Scratch)
        {
            nint bytes = builder.RowBytes[variable];
            places.Add((variable, bytes, offset));
            offset += RowLoop.StepBytes(bytes, mostRows) * builder.StackLengths.GetValueOrDefault(variable, 1);
        }

        foreach (var loop in loops)
        {
            places.Add((loop.Workspace, 0, offset));
            offset += Aligned(loop.Arrange(mostRows));
        }

        scratch = [.. places];
        scratchBytes = offset;
        // The few rows of a long loop are worth a thread each, too.
        nint least = blockRows == rows && loops.Length > 0 ? lanes : blockRows;
        PartUnit = (int)((least + unit - 1) / unit * unit);
    }

    /// <summary>Parts begin at multiples of this many rows.</summary>
    private int PartUnit { get; }

    public override double Cost { get; }

    /// <summary>What it runs on some rows, in order.</summary>
    public IReadOnlyList<ProgramStep> Steps => steps;

    public override nint WorkspaceBytes =>
        folds.Sum(f => (int)Aligned(f.Fold.PartialBytes(rows))) + loops.Sum(l => (int)Aligned(l.Folds.Bytes));

    public static RowStep Of(RowStepBuilder builder) => new(builder);

    public override string ToString() => $"rows[{rows}] by {blockRows}: {string.Join(" | ", steps.Select(s => s.ToString()))}";

    public override IEnumerable<LoopKernel> Kernels => steps.SelectMany(s => s.Kernels);

    public override void Prepare()
    {
        foreach (var step in steps)
            step.Prepare();
    }

    public override bool CanWriteOver(Variable operand, Variable output)
    {
        ProgramStep? reader = null;
        foreach (var step in steps)
            if (Array.IndexOf(step.Inputs, operand) >= 0)
            {
                if (reader is not null)
                    return false;
                reader = step;
            }

        return reader is KernelStep kernel && kernel.CanWriteOver(operand, output);
    }

    // A loop works on whole vectors of rows; what a product finishes last may be fewer.
    int IRowwise.RowCount => loops.Length > 0 ? 0 : rows;

    int IRowwise.RowUnit => PartUnit;

    int IRowwise.TableLength => variableCount;

    bool IRowwise.ReadsSameRows(Variable variable) => Array.TrueForAll(steps, step => step switch
    {
        KernelStep kernel => kernel.Views.All(v => v.Root != variable || StepRows.StaysInRow(v, rows)),
        ReductionStep reduction => reduction.Source.Root != variable || StepRows.StaysInRow(reduction.Source, rows),
        _ => Array.IndexOf(step.Inputs, variable) < 0,
    });

    public override unsafe void Run(nint* addresses)
    {
        nint* table = stackalloc nint[variableCount];
        Begin(addresses, table);
        RunParts(table);
        Finish(table);
    }

    public unsafe void Begin(nint* addresses, nint* table)
    {
        for (int i = 0; i < Inputs.Length + Outputs.Length; i++)
            table[i] = addresses[i];
        nint place = addresses[Inputs.Length + Outputs.Length];
        foreach (var (fold, number, _) in folds)
        {
            table[number] = place;
            place += Aligned(fold.PartialBytes(rows));
        }

        foreach (var loop in loops)
        {
            table[loop.Folds.Memory] = place;
            place += Aligned(loop.Folds.Bytes);
        }
    }

    public unsafe void Finish(nint* table)
    {
        foreach (var (fold, number, output) in folds)
            fold.Finish((byte*)table[number], (byte*)table[output], rows);
        foreach (var loop in loops)
            loop.Folds.Finish(table);
    }

    private static nint Aligned(nint bytes) => (bytes + 63) / 64 * 64;

    private unsafe void RunParts(nint* table)
    {
        int parts = ParallelCost.Parts(Cost, (rows + PartUnit - 1) / PartUnit);
        // A loop over few rows takes as long as one over some more.
        if (loops.Length > 0)
            parts = Math.Min(parts, Math.Max(Workers.Limit, rows / (2 * LeastBlock)));
        if (parts == 1)
        {
            RunRows(table, 0, rows);
            return;
        }

        var work = Interlocked.Exchange(ref idle, null) ?? new Parts(this);
        Workers.Run(work, work.Begin(table, parts));
        idle = work;
    }

    public unsafe void RunRows(nint* shared, nint start, nint end)
    {
        nint* table = stackalloc nint[variableCount];
        for (int i = 0; i < variableCount; i++)
            table[i] = shared[i];
        byte* memory = scratchBytes > 0 ? RowScratch.Take(scratchBytes) : null;
        for (nint row = start; row < end;)
        {
            foreach (var (variable, rowBytes, offset) in scratch)
                table[variable] = (nint)(memory + offset) - row * rowBytes;
            nint count = Math.Min(blockRows, end - row), rest = end - row - count;
            if (loops.Length > 0 && rest > 0 && rest < lanes)
                count += rest;
            foreach (var operation in operations)
                operation.Run(table, row, count);
            row += count;
        }
    }

    /// <summary>Ranges of rows, each run by one thread in its own scratch memory.</summary>
    private sealed unsafe class Parts(RowStep step) : Work
    {
        private nint* table;
        private EvenParts ranges;

        /// <summary>The number of ranges.</summary>
        public int Begin(nint* addresses, int parts)
        {
            table = addresses;
            ranges = new EvenParts(step.rows, step.PartUnit, parts, step.loops.Length > 0 ? step.lanes : 1);
            return ranges.Count;
        }

        public override void Run(int part) => step.RunRows(table, ranges.Start(part), ranges.End(part));
    }
}

/// <summary>Memory for the rows that are worked on, one block for each thread, kept between calls.</summary>
internal static unsafe class RowScratch
{
    [ThreadStatic]
    private static NativeBlock? block;

    /// <summary>At least this many bytes, until the thread's next call.</summary>
    public static byte* Take(nint bytes)
    {
        if (block is null || (nint)block.Capacity < bytes)
        {
            // What is released is not there any more even if there is no memory for more.
            block?.Release();
            block = null;
            block = NativeBlock.Rent((nuint)bytes);
        }

        return block.Pointer;
    }
}
