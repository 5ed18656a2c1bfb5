using System.Diagnostics;

namespace Covector.Runtime;

/// <summary>
/// Keeps the native memory of unreachable tensors bounded: tells the garbage collector of it in chunks, collects before the pool grows
/// by much more than what survived the last collection, and gives idle memory back to the system.
/// </summary>
internal static class MemoryPressure
{
    private const long Chunk = 64L << 20;
    private const long LeastGrowth = 64L << 20;
    private const long AlwaysKept = 64L << 20;
    private const long IdleMilliseconds = 1000;
    private const int SpinMicroseconds = 100;
    private const int LongestWaitMilliseconds = 200;

    private static readonly Lock CollectionGate = new();
    private static readonly Lock PressureGate = new();
    private static long inUse;
    private static long held;
    private static long chunksTold;
    private static long survived;
    private static int collections;
    private static long epochStart = Environment.TickCount64;
    private static long epochPeak;
    private static long previousPeak;
    private static FinalizerWatch? watch;

    public static long BytesInUse => Volatile.Read(ref inUse);

    public static long BytesHeld => Volatile.Read(ref held);

    /// <summary>The pool took (or, negative, gave back) bytes from the system.</summary>
    public static void Held(long bytes) => Interlocked.Add(ref held, bytes);

    /// <summary>Bytes came into use, or went out of use if negative.</summary>
    public static void Report(long change)
    {
        long now = Interlocked.Add(ref inUse, change);
        if (now > Volatile.Read(ref epochPeak))
            Volatile.Write(ref epochPeak, now);
        // What was released without a collection did not survive either.
        if (now < Volatile.Read(ref survived))
            Volatile.Write(ref survived, Math.Max(now, 0));
        // Told with half a chunk of hysteresis, so that a program that oscillates around a multiple does not tell at each turn.
        long told = Volatile.Read(ref chunksTold) * Chunk;
        if (now > told + (3 * Chunk / 2) || now < told - (Chunk / 2))
            Tell();
    }

    /// <summary>
    /// Finalizers gave bytes back. They run behind the collection that found the blocks: what was counted when it ended had not all survived
    /// it. Of what a later collection of the runtime's own found, nobody has counted anything.
    /// </summary>
    public static void ReportFinalized(long bytes)
    {
        long old = Volatile.Read(ref survived);
        while (Volatile.Read(ref collections) == GC.CollectionCount(0))
        {
            long seen = Interlocked.CompareExchange(ref survived, Math.Max(old - bytes, 0), old);
            if (seen == old)
                break;
            old = seen;
        }

        Report(-bytes);
    }

    /// <summary>
    /// Called before the pool takes memory from the system: when the bytes in use have grown by half since the last collection (and by
    /// 64 MiB), collects, the youngest generation first, and waits for the finalizers that give blocks back. True if it collected.
    /// </summary>
    public static bool CollectBeforeGrowth(SharedFreeLists shared, long size)
    {
        long keep = Math.Max(AlwaysKept, BytesInUse);
        if (shared.FreeBytes > keep)
            Held(-shared.Trim(keep));
        if (!Exceeds(size))
            return false;
        lock (CollectionGate)
        {
            // Another thread may have collected while this one waited.
            if (!Exceeds(size))
                return true;
            long before = BytesInUse;
            long wanted = Math.Max((before - Volatile.Read(ref survived)) / 2, 1);
            for (int generation = 0; generation <= GC.MaxGeneration; generation++)
            {
                GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
                if (AwaitFinalizers(before - wanted))
                    break;
            }
            Volatile.Write(ref collections, GC.CollectionCount(0));
            Volatile.Write(ref survived, BytesInUse);
            return true;
        }
    }

    /// <summary>
    /// Gives free memory back to the system when the pool holds far more than the most that was in use during the last seconds.
    /// </summary>
    public static void TrimIfIdle(SharedFreeLists shared)
    {
        long now = Environment.TickCount64;
        long start = Volatile.Read(ref epochStart);
        if (now - start < IdleMilliseconds || Interlocked.CompareExchange(ref epochStart, now, start) != start)
            return;
        long use = BytesInUse;
        long peak = Math.Max(Volatile.Read(ref epochPeak), Volatile.Read(ref previousPeak));
        Volatile.Write(ref previousPeak, Volatile.Read(ref epochPeak));
        Volatile.Write(ref epochPeak, use);
        long keep = AlwaysKept + peak + (peak / 2) - use;
        if (shared.FreeBytes > keep)
            Held(-shared.Trim(keep));
    }

    private static bool Exceeds(long size)
    {
        long old = Volatile.Read(ref survived);
        return BytesInUse + size > old + Math.Max(LeastGrowth, old / 2);
    }

    /// <summary>
    /// Waits until the bytes in use have fallen to <paramref name="enough"/>, or the pending finalizers have run. False if an older generation
    /// is worth a collection: not when these finalizers are stuck.
    /// </summary>
    private static bool AwaitFinalizers(long enough)
    {
        // Usually they are through in some microseconds; on a busy machine their thread may not run for a while.
        long start = Stopwatch.GetTimestamp();
        SpinWait spin = default;
        while (BytesInUse > enough)
        {
            if (Stopwatch.GetElapsedTime(start).TotalMicroseconds > SpinMicroseconds)
            {
                watch ??= new FinalizerWatch();
                return !watch.Wait(LongestWaitMilliseconds) || BytesInUse <= enough;
            }
            spin.SpinOnce(sleep1Threshold: -1);
        }
        return true;
    }

    private static void Tell()
    {
        lock (PressureGate)
        {
            long target = Math.Max(0, BytesInUse / Chunk);
            long change = target - chunksTold;
            Volatile.Write(ref chunksTold, target);
            if (change > 0)
                GC.AddMemoryPressure(change * Chunk);
            else if (change < 0)
                GC.RemoveMemoryPressure(-change * Chunk);
        }
    }
}
