using System.Diagnostics;
using System.Globalization;
using Covector.Runtime;

namespace Covector.Benchmarks;

/// <summary>A quick table of what memory bounds: reductions, copies, scans, sorts and the pool itself; nanoseconds per element or call.</summary>
internal static unsafe class MovementTable
{
    private const int Side = 1024;
    private const int Count = Side * Side;

    public static void Print()
    {
        Operands operands = new(Side, Side, Side);
        byte* x = (byte*)operands.A32, d = (byte*)operands.A64, y = (byte*)operands.C64;
        long[] indices = new long[4096];
        Random random = new(3);
        for (int i = 0; i < indices.Length; i++)
            indices[i] = random.Next(4096);
        Show("copy 1M", Count, () => Buffer.MemoryCopy(x, y, 4 * Count, 4 * Count));
        Show("sum 1M", Count, () => Reductions.Sum(DType.Float32, x, y, 1, Count, 1));
        Show("sum of rows", Count, () => Reductions.Sum(DType.Float32, x, y, Side, Side, 1));
        Show("sum of columns", Count, () => Reductions.Sum(DType.Float32, x, y, 1, Side, Side));
        Show("sum of rows of 10", 128 * 10, () => Reductions.Sum(DType.Float32, x, y, 128, 10, 1));
        Show("sum of columns of 3", Count, () => Reductions.Sum(DType.Float32, x, y, 1, Count / 3, 3));
        Show("max 1M", Count, () => Reductions.Max(DType.Float32, x, y, 1, Count, 1));
        Show("argmax of rows", Count, () => Reductions.ArgMax(DType.Float32, x, y, Side, Side, 1));
        Show("argmax of columns", Count, () => Reductions.ArgMax(DType.Float32, x, y, 1, Side, Side));
        Show("sum 1M float64", Count, () => Reductions.Sum(DType.Float64, d, y, 1, Count, 1));
        Show("transpose 1024² float32", Count, () => StridedCopy.Pack(x, [Side, Side], [1, Side], y, 4));
        Show("transpose 1024² float64", Count, () => StridedCopy.Pack(d, [Side, Side], [1, Side], y, 8));
        Show("transpose 1000² float32", 1_000_000, () => StridedCopy.Pack(x, [1000, 1000], [1, 1000], y, 4));
        Show("cumulative sum of rows", Count, () => Scans.CumulativeSum(DType.Float32, x, y, Side, Side, 1, false));
        Show("cumulative sum 1M", Count, () => Scans.CumulativeSum(DType.Float32, x, y, 1, Count, 1, false));
        Show("cumulative sum of columns", Count, () => Scans.CumulativeSum(DType.Float32, x, y, 1, Side, Side, false));
        Show("argsort 256K float32", 1 << 18, () => Sorting.ArgSort(DType.Float32, x, y, 1, 1 << 18, 1));
        Show("argsort 256K float64", 1 << 18, () => Sorting.ArgSort(DType.Float64, d, y, 1, 1 << 18, 1));
        Show("argsort rows of 32", Count / 4, () => Sorting.ArgSort(DType.Float32, x, y, Side * 8, 32, 1));
        fixed (long* at = indices)
        {
            long* list = at;
            Show("gather 4096 × 64", 4096 * 64, () => Indexing.GatherRows(x, list, y, 1, 4096, 4096, 64, 4));
            Show("scatter-add 4096 × 64", 4096 * 64, () => Indexing.ScatterRows(ScatterKind.Add, DType.Float32, y, list, x, 1, 4096, 4096, 64));
        }
        Show("take and give 4 KiB", 1, () =>
        {
            byte* block = NativeMemoryPool.Take(4096, out nuint capacity);
            NativeMemoryPool.Give(block, capacity);
        });
        Show("rent and release 4 KiB", 1, () => NativeBlock.Rent(4096).Release());
        Show("rent and drop 1 MiB", 1, () => NativeBlock.Rent(1 << 20));
    }

    private static void Show(string name, int elements, Action action)
    {
        double best = double.PositiveInfinity;
        int calls = Math.Max(1, 2_000_000 / elements);
        for (int round = 0; round < 15; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < calls; i++)
                action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls / elements);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28} {best,9:F3}"));
    }
}
