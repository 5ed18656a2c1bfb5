using System.Diagnostics;
using System.Runtime.InteropServices;
using Covector.Runtime;
using Xunit;

namespace Covector.Tests.Scalars;

/// <summary>Prints nanoseconds per element of the kernels; run on its own with COVECTOR_SPEED set, otherwise skipped.</summary>
public sealed unsafe class KernelSpeed(ITestOutputHelper output)
{
    [Fact]
    public void Kernels_are_timed()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("COVECTOR_SPEED") is not null, "Set COVECTOR_SPEED to time the kernels.");
        string[] names = ["neg", "exp", "expm1", "log", "log1p", "logistic", "tanh", "sin", "cos", "tan", "atan", "asin", "cbrt", "sinh", "erf", "erfc", "erf_inv", "log_ndtr", "lgamma", "digamma"];
        foreach (var name in names)
        {
            output.WriteLine($"{name,-10} f32 {Time(TileKernels.UnaryKernel(name, DType.Float32), true):F2}  f64 {Time(TileKernels.UnaryKernel(name, DType.Float64), false):F2} ns/element");
        }
        foreach (var name in (string[])["add", "pow", "atan2", "hypot", "rem"])
        {
            output.WriteLine($"{name,-10} f32 {Time(TileKernels.BinaryKernel(name, DType.Float32), true):F2}  f64 {Time(TileKernels.BinaryKernel(name, DType.Float64), false):F2} ns/element");
        }
    }

    private const int Count = 1024;

    private static double Time(delegate*<byte*, byte*, nint, void> kernel, bool single)
    {
        var x = Buffer(single);
        var y = Buffer(single);
        var best = double.MaxValue;
        for (var round = 0; round < 15; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var k = 0; k < 100; k++) kernel(x, y, Count);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }
        NativeMemory.AlignedFree(x);
        NativeMemory.AlignedFree(y);
        return best / 100 / Count;
    }

    private static double Time(delegate*<byte*, byte*, byte*, nint, void> kernel, bool single)
    {
        var x = Buffer(single);
        var y = Buffer(single);
        var best = double.MaxValue;
        for (var round = 0; round < 15; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var k = 0; k < 100; k++) kernel(x, x, y, Count);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }
        NativeMemory.AlignedFree(x);
        NativeMemory.AlignedFree(y);
        return best / 100 / Count;
    }

    private static byte* Buffer(bool single)
    {
        var x = (byte*)NativeMemory.AlignedAlloc(Count * 8, 64);
        for (var i = 0; i < Count; i++)
        {
            if (single) ((float*)x)[i] = 0.9f * (i + 1) / Count;
            else ((double*)x)[i] = 0.9 * (i + 1) / Count;
        }
        return x;
    }
}
