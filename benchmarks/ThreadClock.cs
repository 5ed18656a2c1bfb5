using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Covector.Benchmarks;

/// <summary>The processor time of the current thread, which time-sharing with other programs does not lengthen; elsewhere than on Linux the wall clock.</summary>
internal static unsafe partial class ThreadClock
{
    private const int ThreadProcessorTime = 3;

    /// <summary>What <see cref="Nanoseconds"/> counts.</summary>
    public static string Name => OperatingSystem.IsLinux() ? "processor time of the thread" : "wall-clock time";

    public static double Nanoseconds
    {
        get
        {
            long* time = stackalloc long[2];
            if (OperatingSystem.IsLinux() && ClockGetTime(ThreadProcessorTime, time) == 0)
                return time[0] * 1e9 + time[1];
            return Stopwatch.GetElapsedTime(0).TotalNanoseconds;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ClockGetTime(int clock, long* time);
}
