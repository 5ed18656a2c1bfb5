using System.Globalization;
using Covector.Benchmarks.Workloads;
using Spectre.Console;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Benchmarks;

/// <summary>
/// Derivatives as linear maps and sparse matrices against the dense way of the same library, beside the bars they should meet.
/// </summary>
internal static class MapsTable
{
    private const int Rounds = 7;
    private const int DenseRounds = 3;

    private static readonly Table Rows =
        new Table { Border = TableBorder.Markdown }.AddColumns("what", "structured", "dense", "times faster", "bar", "");

    /// <summary>Prints the table.</summary>
    public static void Print()
    {
        Diagonal();
        LinearFunction();
        Factorization();
        Differences();
        Brusselator();
        AnsiConsole.Profile.Width = 1000;
        AnsiConsole.Write(Rows);
        AnsiConsole.WriteLine($"Times: the best of {Rounds} rounds of {ThreadClock.Name}; of the dense way, of {DenseRounds}.");
    }

    /// <summary>The dense Jacobian of 10⁴ elements has 10⁸; it is computed in Float32 on both sides, 400 MB.</summary>
    private static void Diagonal()
    {
        var x = Draw(10_000).AsType(DType.Float32);
        var map = Derivative(Tanh);
        var dense = Jacobian(Tanh);
        Row("Jacobian of tanh, n = 10⁴, Float32", Best(() => GC.KeepAlive(map(x).Diagonal)), DenseBest(() => dense(x)), 1000);
    }

    private static void LinearFunction()
    {
        var (a, x) = (Draw(1000, 1000), Draw(1000));
        var map = Derivative(Jit(y => Dot(a, y)));
        var recorded = Derivative(y => Dot(a, y));
        var dense = Jacobian(y => Dot(a, y));
        double denseTime = DenseBest(() => dense(x));
        Time("Jacobian of A·x, n = 1000, of a compiled function", Best(() => map(x)), denseTime, 1e-3);
        Row("the same, recorded on each call", Best(() => recorded(x)), denseTime, null);
    }

    private static void Factorization()
    {
        Tensor t = Draw(200, 200), u = Draw(200, 5), v = Draw(200, 5);
        Tensor Loss(Tensor p) => Sum(Square(t - Dot(p, v.T)));
        var map = Derivative(Grad((Func<Tensor, Tensor>)Loss));
        var dense = Hessian((Func<Tensor, Tensor>)Loss);
        Row("Hessian of ‖T − UVᵀ‖² in U, n = 200, k = 5", Best(() => map(u)), DenseBest(() => dense(u)), 1000);
    }

    private static void Differences()
    {
        static Tensor Iterated(Tensor v)
        {
            for (int i = 0; i < 10; i++)
                v = Square(v[1..]) - Square(v[..^1]);
            return v;
        }

        // A tenth of the length takes a hundredth of the time and memory of the dense way.
        var (x, part) = (Draw(10_000), Draw(1000));
        var sparse = Sparse.Jacobian(Iterated, x);
        var dense = Jacobian((Func<Tensor, Tensor>)Iterated);
        Row(
            "iterated differences, k = 10, n = 10⁴, prepared (dense: 100 × the time for n = 10³)", Best(() => sparse.Evaluate(x)),
            100 * DenseBest(() => dense(part)), 1000);
        Time("the same, pattern and colours", Best(() => Sparse.Jacobian(Iterated, x)), null, null);
    }

    private static void Brusselator()
    {
        const int N = 32;
        static Tensor Step(Tensor y)
        {
            Tensor u = y[0], v = y[1], reaction = u * u * v;
            const double Alpha = 10.0 * (N - 1) * (N - 1) / 100;
            static Tensor Laplacian(Tensor w) => Roll(w, 1, 0) + Roll(w, -1, 0) + Roll(w, 1, 1) + Roll(w, -1, 1) - 4 * w;
            return Stack([1 + reaction - 4.4 * u + Alpha * Laplacian(u), 3.4 * u - reaction + Alpha * Laplacian(v)], 0);
        }

        var x = Draw(2, N, N) + 2;
        var sparse = Sparse.Jacobian(Step, x);
        var dense = Jacobian((Func<Tensor, Tensor>)Step);
        Time("Brusselator 32 × 32: record, pattern, colours", Best(() => Sparse.Jacobian(Step, x)), null, 5);
        Time("Brusselator 32 × 32: Jacobian, prepared", Best(() => sparse.Evaluate(x)), DenseBest(() => dense(x)), 0.5);
    }

    private static double Best(Action action)
    {
        var times = ShortRace.Run(Rounds, action);
        return times[0].Minimum;
    }

    private static double DenseBest(Action action)
    {
        double best = double.PositiveInfinity;
        for (int round = 0; round < DenseRounds; round++)
        {
            double start = ThreadClock.Milliseconds;
            action();
            best = Math.Min(best, ThreadClock.Milliseconds - start);
            GC.Collect();
        }

        return best;
    }

    private static void Row(string name, double time, double dense, double? bar)
    {
        double ratio = dense / time;
        Add(name, time, dense, ratio, bar is null ? "" : Invariant($"≥ {bar:0} ×"), bar is null ? null : ratio >= bar);
    }

    private static void Time(string name, double time, double? dense, double? bar) =>
        Add(name, time, dense, dense / time, bar is null ? "" : $"≤ {Milliseconds(bar.Value)}", bar is null ? null : time <= bar);

    private static void Add(string name, double time, double? dense, double? ratio, string bar, bool? isMet)
    {
        string[] cells =
        [
            name, Milliseconds(time), dense is null ? "" : Milliseconds(dense.Value), ratio is null ? "" : Invariant($"{ratio:0}"), bar,
            isMet is null ? "" : isMet.Value ? "met" : "missed",
        ];
        Rows.AddRow(Array.ConvertAll(cells, Markup.Escape));
        Console.Error.WriteLine(string.Join(" | ", cells));
    }

    private static string Milliseconds(double time) => time switch
    {
        < 1e-3 => Invariant($"{time * 1e6:0} ns"),
        < 1 => Invariant($"{time * 1e3:0.0} µs"),
        < 1000 => Invariant($"{time:0.00} ms"),
        _ => Invariant($"{time * 1e-3:0.00} s"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static Tensor Draw(params int[] shape)
    {
        var random = new Random(7);
        var values = new double[new Shape(shape).Size];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextDouble() * 2 - 1;
        return Tensor.From(values, shape.AsSpan());
    }
}
