namespace Covector.Runtime;

/// <summary>
/// Work in stages that all go through the same chunks in order: a stage may begin with a chunk when the one before it is done with it.
/// Threads take what can begin, so that one alone does everything, and none waits for another that has not begun. A thread stays with a
/// stage as long as it can; no stage runs far ahead of the next, which finds in the cache what it reads.
/// </summary>
internal abstract class StagedWork : Work
{
    /// <summary>So many chunks a stage may be ahead of the next.</summary>
    private const int Lead = 8;

    /// <summary>Counters of different stages are this far apart, so that one does not take another's cache line.</summary>
    private const int Apart = 128 / sizeof(int);

    /// <summary>So many looks for something to do, before other threads get the processor.</summary>
    private const int ShortWait = 500;

    private readonly int stages;
    /// <summary>For each stage the chunks that it has done, and whether a thread has it.</summary>
    private readonly int[] counters;
    private int chunks;
    private int parts;
    private volatile bool hasFailed;

    /// <param name="stages">The number of stages.</param>
    protected StagedWork(int stages)
    {
        this.stages = stages;
        counters = new int[(2 * stages + 1) * Apart];
    }

    /// <summary>Runs all stages on all chunks, on up to <paramref name="threads"/> threads.</summary>
    protected void Run(int chunks, int threads)
    {
        if (threads <= 1)
        {
            for (int chunk = 0; chunk < chunks; chunk++)
                for (int stage = 0; stage < stages; stage++)
                    RunChunk(stage, chunk);
            return;
        }

        this.chunks = chunks;
        parts = Math.Min(threads, stages);
        hasFailed = false;
        for (int stage = 0; stage < stages; stage++)
            DoneBy(stage) = TakenOf(stage) = 0;
        Workers.Run(this, parts);
    }

    /// <summary>One stage on one chunk: after the chunk before it, and after the stage before it on this chunk.</summary>
    protected abstract void RunChunk(int stage, int chunk);

    /// <summary>A thread that works until nothing is left.</summary>
    public sealed override void Run(int part)
    {
        int stage = part * stages / parts;
        var spin = default(SpinWait);
        for (int looks = 0; !hasFailed && Volatile.Read(ref DoneBy(stages - 1)) < chunks;)
        {
            if (Take(stage) is >= 0 and var taken)
            {
                stage = taken;
                RunTaken(stage);
                looks = 0;
            }
            else if (looks++ < ShortWait)
            {
                Thread.SpinWait(4);
            }
            else
            {
                spin.SpinOnce(-1);
            }
        }
    }

    private ref int DoneBy(int stage) => ref counters[(2 * stage + 1) * Apart];

    private ref int TakenOf(int stage) => ref counters[(2 * stage + 2) * Apart];

    /// <summary>A stage that can go on, this one first; it is the thread's until it gives it back. −1 if there is none now.</summary>
    private int Take(int first)
    {
        for (int turn = 0; turn < stages; turn++)
        {
            int stage = (first + turn) % stages;
            if (!CanGoOn(stage) || Interlocked.CompareExchange(ref TakenOf(stage), 1, 0) != 0)
                continue;
            if (CanGoOn(stage))
                return stage;
            Volatile.Write(ref TakenOf(stage), 0);
        }

        return -1;
    }

    private void RunTaken(int stage)
    {
        try
        {
            do
            {
                RunChunk(stage, DoneBy(stage));
                Volatile.Write(ref DoneBy(stage), DoneBy(stage) + 1);
            }
            while (CanGoOn(stage));
        }
        catch
        {
            hasFailed = true;
            throw;
        }
        finally
        {
            Volatile.Write(ref TakenOf(stage), 0);
        }
    }

    private bool CanGoOn(int stage)
    {
        int done = Volatile.Read(ref DoneBy(stage));
        return done < chunks && !hasFailed && (stage == 0 || Volatile.Read(ref DoneBy(stage - 1)) > done)
            && (stage == stages - 1 || done - Volatile.Read(ref DoneBy(stage + 1)) < Lead);
    }
}
