using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Benchmarks.Workloads;

/// <summary>
/// Whether the machine gives several threads a processor each at the moment. Virtual processors may share one of the host's, for milliseconds or
/// seconds, and then no program gains from threads: work in registers alone, on one thread and on all, shows it.
/// </summary>
internal sealed class ProcessorProbe
{
    private const int Steps = 50_000;

    /// <summary>What threads with a processor each gain, as a part of their number.</summary>
    private const double Least = 0.9, Most = 1.1;

    private readonly int threads;
    private readonly SemaphoreSlim signal = new(0);
    private readonly double[] ends;
    private int waiting, finished;

    /// <param name="threads">The number of threads, the caller's included.</param>
    public ProcessorProbe(int threads)
    {
        this.threads = threads;
        ends = new double[threads * Spread];
        for (int i = 1; i < threads; i++)
        {
            int number = i;
            new Thread(() => Help(number)) { IsBackground = true }.Start();
        }

        for (int i = 0; i < 100; i++)
            _ = IsWhole();
    }

    /// <summary>The results of two threads are in different cache lines.</summary>
    private const int Spread = 16;

    /// <summary>Measures; takes some tenths of a millisecond.</summary>
    public bool IsWhole()
    {
        long start = Stopwatch.GetTimestamp();
        Work();
        double alone = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        (waiting, finished) = (0, 0);
        signal.Release(threads - 1);
        Take(0);
        while (Volatile.Read(ref finished) < threads)
            Thread.SpinWait(10);
        double gain = 0;
        for (int i = 0; i < threads; i++)
            gain += alone / ends[i * Spread];
        return gain > Least * threads && gain < Most * threads;
    }

    private void Help(int number)
    {
        while (true)
        {
            signal.Wait();
            Take(number);
        }
    }

    private void Take(int number)
    {
        Interlocked.Increment(ref waiting);
        while (Volatile.Read(ref waiting) < threads)
            Thread.SpinWait(10);
        long start = Stopwatch.GetTimestamp();
        Work();
        ends[number * Spread] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Interlocked.Increment(ref finished);
    }

    // Eight chains of multiplications and additions, enough for two units with four steps each.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector256<float> Work()
    {
        Vector256<float> x = Vector256.Create(0.999f), y = Vector256.Create(0.001f);
        Vector256<float> a = x, b = x, c = x, d = x, e = y, f = y, g = y, h = y;
        for (int i = 0; i < Steps; i++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, y);
            b = Vector256.FusedMultiplyAdd(b, x, y);
            c = Vector256.FusedMultiplyAdd(c, x, y);
            d = Vector256.FusedMultiplyAdd(d, x, y);
            e = Vector256.FusedMultiplyAdd(e, x, y);
            f = Vector256.FusedMultiplyAdd(f, x, y);
            g = Vector256.FusedMultiplyAdd(g, x, y);
            h = Vector256.FusedMultiplyAdd(h, x, y);
        }

        return a + b + c + d + e + f + g + h;
    }
}
