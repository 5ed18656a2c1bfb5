using Covector.Benchmarks.Workloads;

namespace Covector.Benchmarks;

/// <summary>The bars that the core should meet, measured in one process by the methods of the benchmark classes.</summary>
internal static class CoreTable
{
    private const int Rounds = 15;
    private const int RoundsOfChains = 5;
    private const double Nanosecond = 1e-6;

    /// <summary>A chain is linear if ten times the length takes at most this many times the time: a longer one leaves the caches.</summary>
    private const double MostGrowth = 20;

    /// <summary>Far less than any thread has: a recursion along a chain would not fit.</summary>
    private const int SmallStack = 256 << 10;

    private static readonly (string Name, Action<BarTable> Measure)[] Groups =
    [
        ("overhead", Overhead), ("chain", FusedChain), ("product", Product), ("digits", Digits), ("gradient", GradientCost), ("length", LongChains),
    ];

    /// <summary>Prints all groups of rows, or those named.</summary>
    public static void Print(ReadOnlySpan<string> names)
    {
        var table = new BarTable();
        foreach (var (name, measure) in Groups)
            if (names.IsEmpty || names.Contains(name))
                measure(table);
        table.Print(CleanProcess.Remark);
    }

    private static void Overhead(BarTable table)
    {
        var core = new CoreBenchmark();
        var times = ShortRace.Run(
            Rounds, () => core.Stage(), () => core.EagerAdd16(), () => core.EagerScale16(), () => core.EagerTanh16(),
            () => core.EagerGradTanh(), () => core.CompiledGradTanh());
        table.Time("staging, for each operation", times[0].Median / core.Stage().Count, 1000 * Nanosecond);
        table.Time("x + y of 16 numbers, eager", times[1].Median, 150 * Nanosecond);
        table.Time("2.0 * x of 16 numbers, eager", times[2].Median, 150 * Nanosecond);
        table.Time("Tanh(x) of 16 numbers, eager", times[3].Median, 150 * Nanosecond);
        table.Time("Grad(Tanh)(2.0), eager", times[4].Median, 5000 * Nanosecond);
        table.Time("Grad(Tanh)(2.0), compiled", times[5].Median, 200 * Nanosecond);
    }

    private static void FusedChain(BarTable table)
    {
        const string Name = "tanh(a·x + b)·exp(−x²), 10⁶ Float32", Peer = "Vector256 loop";
        var chain = new FusedChainBenchmark();
        chain.Setup();
        var times = ShortRace.Run(Rounds, chain.HandWritten, () => chain.Tiles(), () => chain.Compiled(), () => chain.Eager());
        table.Ratio($"{Name}, on tiles", times[1], Peer, times[0], 2.5);
        table.Ratio($"{Name}, compiled", times[2], Peer, times[0], 2.5);
        table.Ratio($"{Name}, eager", times[3], Peer, times[0], null);
    }

    private static void Product(BarTable table)
    {
        const string Name = "matrix product, n = 1024";
        if (!OpenBlas.IsAvailable)
        {
            table.Missing(Name, "OpenBLAS is not installed", "≤ 1.3");
            return;
        }

        var product = new MatrixProductBenchmark();
        var times = ShortRace.Run(Rounds, product.CovectorFloat64, product.OpenBlasFloat64, product.CovectorFloat32, product.OpenBlasFloat32);
        table.Ratio($"{Name}, Float64", times[0], "OpenBLAS", times[1], 1.3);
        table.Ratio($"{Name}, Float32", times[2], "OpenBLAS", times[3], null);
    }

    private static void Digits(BarTable table)
    {
        var step = new DigitsStepBenchmark();
        step.Setup();
        var times = ShortRace.Run(Rounds, step.HandWritten, () => step.Compiled(), () => step.Eager());
        table.Ratio("digits training step, compiled", times[1], "by hand", times[0], null);
        table.Ratio("digits training step, eager", times[2], "by hand", times[0], null);
    }

    private static void GradientCost(BarTable table)
    {
        var cost = new GradientCostBenchmark();
        var times = ShortRace.Run(
            Rounds, () => cost.LossGradientEagerly(), () => cost.LossEagerly(), () => cost.LossGradientCompiled(), () => cost.LossCompiled(),
            () => cost.ScalarGradientEagerly(), () => cost.ScalarEagerly(), () => cost.ScalarGradientCompiled(), () => cost.ScalarCompiled());
        string[] names = ["digits loss, eager", "digits loss, compiled", "1,000 scalar operations, eager", "1,000 scalar operations, compiled"];
        for (int i = 0; i < names.Length; i++)
            table.Ratio($"value and gradient of {names[i]}", times[2 * i], "value", times[2 * i + 1], 5);
    }

    private static void LongChains(BarTable table)
    {
        var thread = new Thread(() => MeasureLongChains(table), SmallStack);
        thread.Start();
        thread.Join();
    }

    private static void MeasureLongChains(BarTable table)
    {
        var (shorter, longer) = (new LongChainBenchmark { Length = 10_000 }, new LongChainBenchmark { Length = 100_000 });
        shorter.Setup();
        longer.Setup();
        (string Name, Func<LongChainBenchmark, object> Run)[] cases =
        [
            ("traced", chain => chain.Trace()), ("Grad, eager", chain => chain.Gradient()), ("Grad(Grad), eager", chain => chain.SecondDerivative()),
            ("compiled and run", chain => chain.CompileAndRun()), ("run", chain => chain.RunCompiled()), ("Grad, run", chain => chain.RunCompiledGradient()),
            ("Grad(Grad), run", chain => chain.RunCompiledSecondDerivative()),
        ];
        foreach (var (name, run) in cases)
        {
            var times = ShortRace.Run(RoundsOfChains, () => run(shorter), () => run(longer));
            table.Ratio($"chain of 10⁵ operations: {name}", times[1], "of 10⁴", times[0], MostGrowth);
        }
    }
}
