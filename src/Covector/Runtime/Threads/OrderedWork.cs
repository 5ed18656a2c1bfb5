namespace Covector.Runtime;

/// <summary>
/// Work on lines that advance turn by turn: a line may take its next turn when the lines that it depends on have come far enough. Threads take
/// what can go on, so that one alone does everything, and none waits for another that has not begun. A thread has lines of its own, which
/// it prefers, so that what it has in its cache stays there; it stays with a line as long as that can go on, then takes the one furthest behind.
/// </summary>
internal abstract class OrderedWork : Work
{
    /// <summary>Counters of different lines are this far apart, so that one does not take another's cache line.</summary>
    private const int Apart = 128 / sizeof(int);

    /// <summary>So many looks for something to do, before other threads get the processor.</summary>
    private const int ShortWait = 500;

    /// <summary>The lines that have not come to their end, then for each line the turns that it has done, and whether a thread has it.</summary>
    private int[] counters = [];
    private int parts;
    private volatile bool hasFailed;

    /// <summary>The number of lines.</summary>
    protected int Lines { get; private set; }

    /// <summary>The turns of each.</summary>
    protected int Turns { get; private set; }

    private ref int Unfinished => ref counters[Apart];

    /// <summary>
    /// Runs all turns of all lines, on up to <paramref name="threads"/> threads. One alone takes the first turn of all lines in order, then the
    /// second, and asks nothing.
    /// </summary>
    protected void Run(int lines, int turns, int threads)
    {
        (Lines, Turns) = (lines, turns);
        if (threads <= 1 || lines <= 1 || turns == 0)
        {
            for (int turn = 0; turn < turns; turn++)
                for (int line = 0; line < lines; line++)
                    RunTurn(line, turn);
            return;
        }

        if (counters.Length < (2 * lines + 3) * Apart)
            counters = new int[(2 * lines + 3) * Apart];
        (parts, hasFailed, Unfinished) = (Math.Min(threads, lines), false, lines);
        for (int line = 0; line < lines; line++)
            DoneBy(line) = TakenOf(line) = 0;
        Workers.Run(this, parts);
    }

    /// <summary>
    /// One turn of a line, after the one before it. Of other lines it may need earlier turns, and the same turn of lines before it.
    /// </summary>
    protected abstract void RunTurn(int line, int turn);

    /// <summary>Whether other lines have come far enough that a line may take a turn; they only come further.</summary>
    protected abstract bool MayTake(int line, int turn);

    /// <summary>The turns that a line has done.</summary>
    protected int Done(int line) => Volatile.Read(ref DoneBy(line));

    /// <summary>A thread that works until nothing is left.</summary>
    public sealed override void Run(int part)
    {
        int first = FirstOf(part), end = FirstOf(part + 1);
        var spin = default(SpinWait);
        for (int looks = 0; !hasFailed && Volatile.Read(ref Unfinished) > 0;)
        {
            if (TakeOne(first, end) || TakeOne(0, first) || TakeOne(end, Lines))
                looks = 0;
            else if (looks++ < ShortWait)
                Thread.SpinWait(4);
            else
                spin.SpinOnce(-1);
        }
    }

    private int FirstOf(int part) => (int)((long)part * Lines / parts);

    private ref int DoneBy(int line) => ref counters[(2 * line + 2) * Apart];

    private ref int TakenOf(int line) => ref counters[(2 * line + 3) * Apart];

    /// <summary>Goes on with the line furthest behind of those that can go on; says whether there was one.</summary>
    private bool TakeOne(int first, int end)
    {
        int best = -1, least = int.MaxValue;
        for (int line = first; line < end; line++)
            if (Done(line) is var done && done < least && Volatile.Read(ref TakenOf(line)) == 0 && CanGoOn(line))
                (best, least) = (line, done);
        if (best < 0 || Interlocked.CompareExchange(ref TakenOf(best), 1, 0) != 0)
            return false;
        try
        {
            // Another thread may have gone on with it meanwhile.
            bool canGoOn = CanGoOn(best);
            for (bool more = canGoOn; more; more = CanGoOn(best))
            {
                int turn = DoneBy(best);
                RunTurn(best, turn);
                Volatile.Write(ref DoneBy(best), turn + 1);
                if (turn + 1 == Turns)
                    Interlocked.Decrement(ref Unfinished);
            }

            return canGoOn;
        }
        catch
        {
            hasFailed = true;
            throw;
        }
        finally
        {
            Volatile.Write(ref TakenOf(best), 0);
        }
    }

    private bool CanGoOn(int line) => Done(line) is var done && done < Turns && !hasFailed && MayTake(line, done);
}
