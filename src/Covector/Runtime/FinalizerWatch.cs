using System.Diagnostics;

namespace Covector.Runtime;

/// <summary>
/// Waits for the finalizers that a collection left to run, but not for ever: a finalizer may wait for a lock that the caller holds. A thread
/// of its own does the waiting, so that only that thread is stuck in such a case, and only until the lock is free.
/// </summary>
internal sealed class FinalizerWatch
{
    private readonly object gate = new();
    private long asked;
    private long answered;

    public FinalizerWatch()
    {
        Thread thread = new(Watch) { IsBackground = true, Name = "Covector finalizer watch" };
        thread.Start();
    }

    /// <summary>True when all the finalizers that were pending at the call have run, false when they took too long.</summary>
    public bool Wait(int milliseconds)
    {
        long start = Stopwatch.GetTimestamp();
        lock (gate)
        {
            long ticket = ++asked;
            Monitor.PulseAll(gate);
            while (answered < ticket)
            {
                int left = milliseconds - (int)Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                if (left <= 0 || !Monitor.Wait(gate, left))
                    return answered >= ticket;
            }
            return true;
        }
    }

    private void Watch()
    {
        while (true)
        {
            long ticket;
            lock (gate)
            {
                while (asked == answered)
                    Monitor.Wait(gate);
                ticket = asked;
            }
            GC.WaitForPendingFinalizers();
            lock (gate)
            {
                answered = ticket;
                Monitor.PulseAll(gate);
            }
        }
    }
}
