namespace Covector.Compiler;

/// <summary>
/// A loop over a stencil, by blocks of rows: each runs several steps on its own. It begins with rows around it, fewer from step to step,
/// which its neighbours compute, too. So blocks wait for their neighbours once for some steps, and what a block carries stays in the cache.
/// </summary>
internal sealed class StencilBlocks
{
    /// <summary>Blocks for the cache take so many bytes with what they read.</summary>
    private const long BlockBytes = 256 << 10;

    /// <summary>Less is in a cache as a whole, where one thread gains nothing by blocks.</summary>
    private const long CacheBytes = 8 << 20;

    /// <summary>Rows around a block are at most this part of it.</summary>
    private const double MostHalo = 0.08;

    /// <summary>Fewer steps of a block before it waits for its neighbours are not worth it.</summary>
    private const int FewestSteps = 4;

    /// <summary>So many are, if smaller blocks give the threads more even work.</summary>
    private const int GoodSteps = 8;

    /// <summary>More steps are too many rows around a block.</summary>
    private const int MostSteps = 16;

    /// <summary>So many blocks for each thread keep it busy while its neighbours are late.</summary>
    private const int BlocksPerThread = 4;

    private readonly Scan scan;
    private readonly StepProgram program;
    private readonly StencilBody body;
    private readonly StencilFrame frame;
    private readonly int leastRows;
    private readonly int rowUnit;
    private StencilTurns? idle;

    private StencilBlocks(StencilBody body, Scan scan, View[] operands, StepProgram program, int[] stackOfCarry, int[] computedStacks)
    {
        (this.body, this.scan, this.program) = (body, scan, program);
        frame = new StencilFrame(body, scan, operands, program, stackOfCarry, computedStacks);
        idle = new StencilTurns(frame);
        WorkspaceBytes = idle.WorkspaceBytes;
        int lanes = body.Pieces.Max(p => p.Code.LeastRows);
        rowUnit = 2 * lanes;
        leastRows = 2 * (body.Edge + lanes + rowUnit + frame.MostBelow + frame.MostAbove + body.StackReach.Below + body.StackReach.Above);
    }

    /// <summary>The blocks and the steps of each that a test wants, whether they pay or not: fewer where the rows are too few.</summary>
    internal static (int Blocks, int Steps)? Wanted { get; set; }

    /// <summary>Two places for each carry that is not stacked.</summary>
    public nint WorkspaceBytes { get; }

    /// <summary>The blocks of a loop whose body is a stencil; null if it is none, or too short.</summary>
    public static StencilBlocks? Of(Scan scan, View[] operands, StepProgram program, int[] stackOfCarry, int[] computedStacks) =>
        scan.Length >= FewestSteps && StencilBody.Of(scan, program, stackOfCarry) is { } body
            ? new StencilBlocks(body, scan, operands, program, stackOfCarry, computedStacks)
            : null;

    /// <summary>Emits the code of the kernels.</summary>
    public void Prepare()
    {
        foreach (var piece in body.Pieces)
            piece.Code.Step.Prepare();
    }

    public override string ToString()
    {
        var reach = body.Reach;
        return $"by blocks of its {body.Rows} rows, {reach.Below} before and {reach.Above} behind them for each step";
    }

    /// <summary>Runs the loop, if blocks are faster than wholes at the moment.</summary>
    /// <param name="table">The addresses of the operands, of stacks those of their first elements, and of constants of the body.</param>
    /// <param name="results">The addresses of the results. The first element of a stacked carry is there.</param>
    /// <param name="workspace">Room of <see cref="WorkspaceBytes"/>.</param>
    public unsafe bool TryRun(nint* table, nint* results, byte* workspace)
    {
        int threads = Math.Min(Workers.Limit, Environment.ProcessorCount);
        threads = Wanted is not null || (Workers.CanHelp && ParallelCost.Parts(scan.Length * program.Cost, threads) > 1) ? threads : 1;
        var (count, steps) = Choose(threads);
        if (count < 2)
            return false;
        var turns = Interlocked.Exchange(ref idle, null) ?? new StencilTurns(frame);
        turns.Run(
            table, results, workspace, new EvenParts(body.Rows, rowUnit, count),
            new EvenParts(scan.Length, 1, Math.Max(2, (scan.Length + steps - 1) / steps)), threads);
        idle = turns;
        return true;
    }

    /// <summary>The number of blocks, and of steps that each runs on its own: what is best for the threads that there are.</summary>
    private (int Blocks, int Steps) Choose(int threads)
    {
        int rows = body.Rows;
        if (Wanted is { } wanted)
            return (Math.Min(wanted.Blocks, rows / (leastRows + wanted.Steps * (body.Reach.Below + body.Reach.Above))), wanted.Steps);
        long bytes = rows * frame.RowBytes;
        int cached = bytes > CacheBytes ? (int)(bytes / BlockBytes) : 0;
        if (threads == 1)
            return cached > 1 && StepsOf(rows / cached) is >= FewestSteps and var alone ? (cached, alone) : default;
        foreach (int count in (ReadOnlySpan<int>)[Math.Max(BlocksPerThread * threads, cached), BlocksPerThread * threads, 2 * threads])
            if (StepsOf(rows / count) is >= GoodSteps and var good)
                return (count, good);
        return StepsOf(rows / threads) is >= FewestSteps and var few ? (threads, few) : default;
    }

    /// <summary>The steps that a block of so many rows may run on its own.</summary>
    private int StepsOf(int block)
    {
        if (block < leastRows)
            return 0;
        double steps = MostHalo * block / Math.Max(0.01, body.Reach.Below + body.Reach.Above);
        return (int)Math.Min(steps, Math.Min(MostSteps, (scan.Length + 1) / 2));
    }
}
