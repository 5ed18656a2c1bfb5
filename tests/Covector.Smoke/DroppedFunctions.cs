using System.Diagnostics;
using System.Runtime.CompilerServices;
using Covector;
using static Covector.Transforms;

namespace Covector.Smoke;

/// <summary>Compiles functions, each different from all others, calls them once and forgets them: no memory stays behind.</summary>
internal static class DroppedFunctions
{
    /// <summary>Prints by how much the heap of the collector and the private memory of the process grew after the first half.</summary>
    public static int Run(int count)
    {
        Compile(0, count / 2);
        var (heap, memory) = Used();
        Compile(count / 2, count);
        var (heapAtEnd, memoryAtEnd) = Used();
        Console.WriteLine($"{heapAtEnd - heap} {memoryAtEnd - memory}");
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Compile(int first, int end)
    {
        Tensor x = Tensor.Linspace(0, 1, 100);
        for (int i = first; i < end; i++)
        {
            // The constant makes another kernel of it.
            double factor = 1 + i * 1e-3;
            var f = Jit((Tensor t) => t * factor + t, JitOptions.Eager);
            if ((double)f(x)[^1] != factor + 1)
                throw new InvalidOperationException($"Function {i} gives {f(x)}.");
        }
    }

    private static (long Heap, long Memory) Used()
    {
        for (int i = 0; i < 4; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return (GC.GetTotalMemory(true), PrivateMemory());
    }

    /// <summary>What only this process has, in bytes: on Linux of what is in memory, elsewhere as the system counts it.</summary>
    private static long PrivateMemory()
    {
        if (OperatingSystem.IsLinux())
            foreach (string line in File.ReadLines("/proc/self/status"))
                if (line.StartsWith("RssAnon:", StringComparison.Ordinal))
                    return long.Parse(line.AsSpan("RssAnon:".Length, line.Length - "RssAnon:".Length - " kB".Length), System.Globalization.CultureInfo.InvariantCulture) * 1024;
        using var process = Process.GetCurrentProcess();
        return process.PrivateMemorySize64;
    }
}
