using System.Diagnostics;
using System.Globalization;
using Covector.Benchmarks.Workloads;
using Covector.Compiler;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Benchmarks;

/// <summary>What a call of a compiled function costs beside its arithmetic, and what compiling costs.</summary>
internal static class CompileTable
{
    /// <summary>The command that makes the first kernel of its process and prints what that took.</summary>
    public const string FirstKernelCommand = "first-kernel";

    private const int Rounds = 11, FreshProcesses = 7, CompileWarmUp = 60;
    private static readonly TimeSpan MostWarmUp = TimeSpan.FromSeconds(3);
    private const int Points = 1000;
    private const double Microsecond = 1e-3, Nanosecond = 1e-6;
    private const double MostForCall = 100 * Nanosecond, MostForOperation = 12 * Microsecond, MostForFirst = 10, MostForLength = 1.3;

    private static readonly (string Name, Action<BarTable> Measure)[] Groups =
        [("calls", Calls), ("compile", Compilation), ("first", FirstKernels), ("straight", LongPrograms)];

    /// <summary>Adds the groups of rows whose names <paramref name="isNamed"/> accepts.</summary>
    public static void AddTo(BarTable table, Predicate<string> isNamed)
    {
        foreach (var (name, measure) in Groups)
            if (isNamed(name))
                measure(table);
    }

    /// <summary>Makes a kernel in a process that has computed eagerly, and prints the milliseconds: in all, and of the stages.</summary>
    public static void PrintFirstKernel()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Tensor x = Tensor.Linspace(-1, 1, Points);
        var y = new Tensor[1];
        _ = Curve(x);
        double start = ThreadClock.Milliseconds;
        var graph = MakeGraph(Curve)(x);
        double traced = ThreadClock.Milliseconds;
        var simplified = Pipeline.Simplify(graph);
        double passed = ThreadClock.Milliseconds;
        var program = new CompiledProgram(simplified);
        double scheduled = ThreadClock.Milliseconds;
        program.Prepare();
        double emitted = ThreadClock.Milliseconds;
        program.Run([x], y);
        double run = ThreadClock.Milliseconds;
        Console.WriteLine($"{run - traced} {traced - start} {passed - traced} {scheduled - passed} {emitted - scheduled} {run - emitted}");
    }

    private static Tensor Curve(Tensor x) => Tanh(2 * x + 1) * Exp(-x * x);

    private static void Calls(BarTable table)
    {
        var calls = new CallBenchmark();
        var times = ShortRace.Run(
            Rounds, () => calls.OneNumber(), () => calls.TwoNumbers(), () => calls.Slope(), calls.OneNumberInto, calls.TwoNumbersInto);
        string[] names = ["x² + 1", "x·y + x", "tanh′(x)", "x² + 1, Into", "x·y + x, Into"];
        for (int i = 0; i < names.Length; i++)
            table.Time($"call of a compiled function of numbers: {names[i]}", times[i].Median, MostForCall);
    }

    /// <summary>An operation counts as often as it is emitted: once for each of the vectors that a loop takes at once.</summary>
    private static void Compilation(BarTable table)
    {
        foreach (int operations in (int[])[100, 1000, 10_000])
            Measure($"{operations:N0} sums and products", seed => MakeGraph(StraightProgram.Of(operations, seed))(Tensor.Linspace(-1, 1, Points)));
        Measure("the gradient of Black–Scholes", seed => MakeGraph(GradientOfOptions(100 + seed))(Tensor.Linspace(50, 150, Points)));

        // Equal kernels are compiled once: in every round the constants are others.
        void Measure(string name, Func<int, Graph> graphOf)
        {
            var times = new List<double>();
            long count = 0;
            long start = Stopwatch.GetTimestamp();
            for (int round = 0; round < CompileWarmUp + Rounds; round++)
            {
                var graph = graphOf(round);
                double begin = ThreadClock.Milliseconds;
                var program = new CompiledProgram(Pipeline.Simplify(graph));
                program.Prepare();
                double end = ThreadClock.Milliseconds;
                count = program.Program.Kernels.Sum(kernel => (long)kernel.Program.Instructions.Count * kernel.Interleave);
                if (round >= CompileWarmUp)
                    times.Add(end - begin);
                else if (Stopwatch.GetElapsedTime(start) > MostWarmUp)
                    round = CompileWarmUp - 1;
            }

            double median = new Timing([.. times]).Median;
            table.Time($"compile {name}", median);
            table.Time($"for each of {count:N0} operations on vectors", median / count, MostForOperation);
        }
    }

    private static Func<Tensor, (Tensor, Tensor)> GradientOfOptions(double strike) =>
        Vmap<Tensor, (Tensor, Tensor)>(ValueAndGrad((Tensor spot) => BlackScholes.Call((spot, strike, 0.03, 0.25, 1.5))));

    private static void FirstKernels(BarTable table)
    {
        string[] names = ["compiled and run", "before that: traced", "of it: passes", "of it: scheduled", "of it: emitted", "of it: the first run"];
        var runs = Enumerable.Range(0, FreshProcesses).Select(_ => FreshProcess()).ToArray();
        for (int i = 0; i < names.Length; i++)
        {
            double median = new Timing([.. runs.Select(run => run[i])]).Median;
            if (i == 0)
                table.Time($"first kernel of a process, {names[i]}", median, MostForFirst);
            else
                table.Time($"first kernel of a process, {names[i]}", median);
        }
    }

    private static double[] FreshProcess()
    {
        var start = CleanProcess.Again([FirstKernelCommand]);
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        string line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. line.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }

    /// <summary>The same work for each operation in a program that must be split as in one that need not.</summary>
    private static void LongPrograms(BarTable table)
    {
        const int Few = 500, Many = 20_000;
        foreach (int points in (int[])[1, Points])
        {
            var x = Tensor.Linspace(-1, 1, points);
            var y = Tensor.Empty([points]);
            Action<Tensor> few = Jit(StraightProgram.Of(Few), JitOptions.Eager).Into(y), many = Jit(StraightProgram.Of(Many), JitOptions.Eager).Into(y);
            var times = ShortRace.Run(Rounds, () => few(x), () => many(x));
            table.Ratio(
                $"straight program of {Many:N0} operations on {points:N0} points, for each operation", times[1].Over(Many), $"of {Few}", times[0].Over(Few), MostForLength);
        }
    }
}
