namespace Covector.Benchmarks;

/// <summary>The bars that the core should meet, measured in one process by the methods of the benchmark classes.</summary>
internal static class CoreTable
{
    private const int Rounds = 21;

    /// <summary>A chain is linear if ten times the length takes at most this many times the time: a longer one leaves the caches.</summary>
    private const double MostGrowth = 20;

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
        table.Print();
    }

    private static void Overhead(BarTable table)
    {
        var core = new CoreBenchmark();
        double[] times = Race.Run(
            Rounds, () => core.Stage(), () => core.EagerAdd16(), () => core.EagerScale16(), () => core.EagerTanh16(),
            () => core.EagerGradTanh(), () => core.CompiledGradTanh());
        table.Time("staging, for each operation", times[0] / core.Stage().Count, 1000);
        table.Time("eager x + y of 16 numbers", times[1], 150);
        table.Time("eager 2.0 * x of 16 numbers", times[2], 150);
        table.Time("eager Tanh(x) of 16 numbers", times[3], 150);
        table.Time("Grad(Tanh)(2.0), eager", times[4], 5000);
        table.Time("Grad(Tanh)(2.0), compiled", times[5], 200);
    }

    private static void FusedChain(BarTable table)
    {
        var chain = new FusedChainBenchmark();
        chain.Setup();
        double[] times = Race.Run(Rounds, chain.HandWritten, () => chain.Compiled(), () => chain.Eager());
        table.Ratio("tanh(a·x + b)·exp(−x²), 10⁶ Float32, compiled", times[1], "Vector256 loop", times[0], 2.5);
        table.Ratio("the same, eager", times[2], "Vector256 loop", times[0], null);
    }

    private static void Product(BarTable table)
    {
        const string Name = "matrix product, Float64, n = 1024";
        if (!OpenBlas.IsAvailable)
        {
            table.Missing(Name, "OpenBLAS is not installed", "≤ 1.3");
            return;
        }

        var product = new MatrixProductBenchmark();
        double[] times = Race.Run(Rounds, product.CovectorFloat64, product.OpenBlasFloat64, product.CovectorFloat32, product.OpenBlasFloat32);
        table.Ratio(Name, times[0], "OpenBLAS", times[1], 1.3);
        table.Ratio("matrix product, Float32, n = 1024", times[2], "OpenBLAS", times[3], null);
    }

    private static void Digits(BarTable table)
    {
        var step = new DigitsStepBenchmark();
        step.Setup();
        double[] times = Race.Run(Rounds, step.HandWritten, () => step.Compiled(), () => step.Eager());
        table.Ratio("digits training step, compiled", times[1], "by hand", times[0], null);
        table.Ratio("digits training step, eager", times[2], "by hand", times[0], null);
    }

    private static void GradientCost(BarTable table)
    {
        var cost = new GradientCostBenchmark();
        double[] times = Race.Run(
            Rounds, () => cost.LossGradientEagerly(), () => cost.LossEagerly(), () => cost.LossGradientCompiled(), () => cost.LossCompiled(),
            () => cost.ScalarGradientEagerly(), () => cost.ScalarEagerly(), () => cost.ScalarGradientCompiled(), () => cost.ScalarCompiled());
        string[] names = ["digits loss, eager", "digits loss, compiled", "1,000 scalar operations, eager", "1,000 scalar operations, compiled"];
        for (int i = 0; i < names.Length; i++)
            table.Ratio($"value and gradient: {names[i]}", times[2 * i], "value", times[2 * i + 1], 5);
    }

    private static void LongChains(BarTable table)
    {
        var (shorter, longer) = (new LongChainBenchmark { Length = 10_000 }, new LongChainBenchmark { Length = 100_000 });
        shorter.Setup();
        longer.Setup();
        (string Name, Func<LongChainBenchmark, object> Run)[] cases =
        [
            ("trace", chain => chain.Trace()), ("Grad", chain => chain.Gradient()), ("Grad(Grad)", chain => chain.SecondDerivative()),
            ("compile and run", chain => chain.CompileAndRun()), ("run compiled", chain => chain.RunCompiled()),
            ("run compiled Grad", chain => chain.RunCompiledGradient()),
        ];
        foreach (var (name, run) in cases)
        {
            double[] times = Race.Run(5, () => run(shorter), () => run(longer));
            table.Ratio($"chain of 10⁵ operations: {name}", times[1], "of 10⁴", times[0], MostGrowth);
        }
    }
}
