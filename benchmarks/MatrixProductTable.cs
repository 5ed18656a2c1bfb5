using System.Diagnostics;
using System.Globalization;
using Covector.Runtime;

namespace Covector.Benchmarks;

/// <summary>
/// A quick table of GFLOP/s, ours and OpenBLAS's in turn in one process, the best of several rounds: on a shared machine ratios mean more
/// than times.
/// </summary>
internal static unsafe class MatrixProductTable
{
    private static readonly (string Name, int M, int N, int K, bool TransposeA, bool TransposeB)[] Cases =
    [
        ("4", 4, 4, 4, false, false), ("8", 8, 8, 8, false, false), ("16", 16, 16, 16, false, false), ("24", 24, 24, 24, false, false),
        ("32", 32, 32, 32, false, false), ("48", 48, 48, 48, false, false),
        ("64", 64, 64, 64, false, false), ("100", 100, 100, 100, false, false), ("256", 256, 256, 256, false, false), ("1024", 1024, 1024, 1024, false, false),
        ("256 AᵀB", 256, 256, 256, true, false), ("256 ABᵀ", 256, 256, 256, false, true),
        ("dense 32", 32, 512, 784, false, false), ("dense 32 dW", 784, 512, 32, true, false), ("dense 32 dX", 32, 784, 512, false, true),
        ("dense 256", 256, 512, 784, false, false), ("matrix·vector 1024", 1024, 1, 1024, false, false), ("vector·matrix 1024", 1, 1024, 1024, false, false),
    ];

    /// <summary>Prints all cases, or those named.</summary>
    public static void Print(ReadOnlySpan<string> names)
    {
        Console.WriteLine("product              float32: ours OpenBLAS ratio   float64: ours OpenBLAS ratio");
        foreach ((string name, int m, int n, int k, bool ta, bool tb) in Cases)
        {
            if (names.Length > 0 && !names.Contains(name))
                continue;
            Operands o = new(m, n, k);
            nint ar = ta ? 1 : k, ac = ta ? m : 1, br = tb ? 1 : n, bc = tb ? k : 1;
            double work = 2.0 * m * n * k;
            (double ours32, double peer32) = Race(
                work,
                () => MatrixProduct.Multiply(o.A32, ar, ac, o.B32, br, bc, o.C32, n, m, n, k, false),
                () => OpenBlas.Multiply(o.A32, ta, o.B32, tb, o.C32, m, n, k));
            (double ours64, double peer64) = Race(
                work,
                () => MatrixProduct.Multiply(o.A64, ar, ac, o.B64, br, bc, o.C64, n, m, n, k, false),
                () => OpenBlas.Multiply(o.A64, ta, o.B64, tb, o.C64, m, n, k));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-20} {ours32,13:F1} {peer32,8:F1} {ours32 / peer32,5:F2} {ours64,15:F1} {peer64,8:F1} {ours64 / peer64,5:F2}"));
        }
    }

    private static (double Ours, double Peer) Race(double work, Action ours, Action peer)
    {
        int calls = (int)Math.Clamp(2e7 / work, 1, 20_000);
        double bestOurs = double.PositiveInfinity, bestPeer = OpenBlas.IsAvailable ? double.PositiveInfinity : double.NaN;
        for (int round = 0; round < 60; round++)
        {
            bestOurs = Math.Min(bestOurs, Nanoseconds(ours, calls));
            if (OpenBlas.IsAvailable)
                bestPeer = Math.Min(bestPeer, Nanoseconds(peer, calls));
        }
        return (work / bestOurs, work / bestPeer);
    }

    private static double Nanoseconds(Action action, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            action();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
    }
}
