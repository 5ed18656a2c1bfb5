namespace Covector.Compiler;

/// <summary>
/// Kernels and reductions over tensors that have the same rows, run one after another on a few rows at a time: what lies between them stays
/// in the cache and is never a whole tensor. Parts of the rows may run on different threads.
/// </summary>
internal sealed class RowStep : ProgramStep
{
    /// <summary>The rows that are worked on together take about this many bytes of cache.</summary>
    private const int BlockBytes = 96 << 10;

    private readonly ProgramStep[] steps;
    private readonly RowOperation[] operations;
    private readonly (RowFold Fold, int Partials, int Output)[] folds;
    private readonly (int Variable, nint RowBytes, nint Offset)[] scratch;
    private readonly nint scratchBytes;
    private readonly int variableCount;
    private readonly int rows;
    private readonly int blockRows;
    private Parts? idle;

    private RowStep(RowStepBuilder builder) : base([.. builder.Inputs], [.. builder.Outputs])
    {
        steps = [.. builder.Steps];
        operations = [.. builder.Operations];
        folds = [.. builder.Folds];
        rows = builder.Rows;
        variableCount = builder.VariableCount;
        Cost = builder.Cost;
        nint unit = 1, rowBytes = 1;
        foreach (var (fold, _, _) in folds)
            unit = Math.Max(unit, fold.RowUnit);
        foreach (var (_, bytes) in builder.RowBytes)
            rowBytes += bytes;
        // Units are powers of two, so that the largest is a multiple of all.
        nint fitting = Math.Max(1, BlockBytes / rowBytes);
        blockRows = (int)Math.Min(rows, Math.Max(unit, fitting / unit * unit));
        if (blockRows < rows && unit == 1 && blockRows > 64)
            blockRows = blockRows / 64 * 64;
        nint offset = 0;
        var places = new List<(int, nint, nint)>();
        foreach (int variable in builder.Scratch)
        {
            nint bytes = builder.RowBytes[variable];
            places.Add((variable, bytes, offset));
            offset += Aligned(bytes * blockRows + 2 * Tensor.Padding);
        }

        scratch = [.. places];
        scratchBytes = offset;
        PartUnit = (int)Math.Max(blockRows, unit);
    }

    /// <summary>Parts begin at multiples of this many rows.</summary>
    private int PartUnit { get; }

    public override double Cost { get; }

    public override nint WorkspaceBytes => folds.Sum(f => (int)Aligned(f.Fold.PartialBytes(rows)));

    public static RowStep Of(RowStepBuilder builder) => new(builder);

    public override string ToString() => $"rows[{rows}] by {blockRows}: {string.Join(" | ", steps.Select(s => s.ToString()))}";

    public override IEnumerable<LoopKernel> Kernels => steps.SelectMany(s => s.Kernels);

    public override void Prepare()
    {
        foreach (var step in steps)
            step.Prepare();
    }

    public override unsafe void Run(nint* addresses)
    {
        nint* table = stackalloc nint[variableCount];
        for (int i = 0; i < Inputs.Length + Outputs.Length; i++)
            table[i] = addresses[i];
        nint place = addresses[Inputs.Length + Outputs.Length];
        foreach (var (fold, number, _) in folds)
        {
            table[number] = place;
            place += Aligned(fold.PartialBytes(rows));
        }

        RunParts(table);
        foreach (var (fold, number, output) in folds)
            fold.Finish((byte*)table[number], (byte*)table[output], rows);
    }

    private static nint Aligned(nint bytes) => (bytes + 63) / 64 * 64;

    private unsafe void RunParts(nint* table)
    {
        int parts = 1;
        if (Cost >= 2 * ParallelCost.Part && Workers.Limit > 1)
            parts = (int)Math.Min(Math.Min(Cost / ParallelCost.Part, 4 * Workers.Limit), (rows + PartUnit - 1) / PartUnit);
        if (parts == 1)
        {
            RunRows(table, 0, rows);
            return;
        }

        var work = Interlocked.Exchange(ref idle, null) ?? new Parts(this);
        work.Begin(table, ((rows + parts - 1) / parts + PartUnit - 1) / PartUnit * PartUnit);
        Workers.Run(work, work.Count);
        idle = work;
    }

    private unsafe void RunRows(nint* shared, nint start, nint end)
    {
        nint* table = stackalloc nint[variableCount];
        for (int i = 0; i < variableCount; i++)
            table[i] = shared[i];
        byte* memory = scratchBytes > 0 ? RowScratch.Take(scratchBytes) : null;
        for (nint row = start; row < end; row += blockRows)
        {
            foreach (var (variable, rowBytes, offset) in scratch)
                table[variable] = (nint)(memory + offset) - row * rowBytes;
            nint count = Math.Min(blockRows, end - row);
            foreach (var operation in operations)
                operation.Run(table, row, count);
        }
    }

    /// <summary>Ranges of rows, each run by one thread in its own scratch memory.</summary>
    private sealed unsafe class Parts(RowStep step) : Work
    {
        private nint* table;
        private int length;

        public int Count => (step.rows + length - 1) / length;

        public void Begin(nint* addresses, int rowsPerPart)
        {
            table = addresses;
            length = rowsPerPart;
        }

        public override void Run(int part) => step.RunRows(table, part * length, Math.Min(step.rows, (part + 1) * length));
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
            block?.Release();
            block = NativeBlock.Rent((nuint)bytes);
        }

        return block.Pointer;
    }
}
