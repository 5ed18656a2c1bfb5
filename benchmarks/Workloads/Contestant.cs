using Covector.Runtime;
using Covector.Trees;
using static Covector.Transforms;

namespace Covector.Benchmarks.Workloads;

/// <summary>One way to compute a function and its gradient.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="Value">Computes the function.</param>
/// <param name="Gradient">Computes the function and its gradient.</param>
/// <param name="Results">What the last call of <paramref name="Gradient"/> found, value first, in the same parts for all.</param>
internal sealed record Contestant(string Name, Action Value, Action Gradient, Func<double[][]> Results)
{
    /// <summary>The name of the loops in C#.</summary>
    public const string Hand = "C#";

    /// <summary>The name of Covector's functions on one thread, where it is measured on several.</summary>
    public const string OneThread = "one thread";

    /// <summary>The name of torch's operations.</summary>
    public const string Torch = "libtorch";

    /// <summary>For one that computes in another process: the milliseconds that a call takes there, when there are so many in a row.</summary>
    public Func<Quantity, int, double>? Elsewhere { get; init; }

    /// <summary>The same on several threads, for loops over items that threads may share.</summary>
    public Contestant? OnThreads { get; private init; }

    /// <summary>Loops in C# over items that do not depend on each other, from a first one on, so many.</summary>
    public static Contestant Loops(int items, Action<int, int> value, Action<int, int> gradient, Func<double[][]> results) =>
        new(Hand, () => value(0, items), () => gradient(0, items), results)
        {
            OnThreads = new(Hand, new SharedLoop(items, value).Run, new SharedLoop(items, gradient).Run, results),
        };

    /// <summary>The same on one thread of the library's.</summary>
    public Contestant OnOneThread()
    {
        return this with { Name = OneThread, Value = () => Alone(Value), Gradient = () => Alone(Gradient) };

        static void Alone(Action action)
        {
            int threads = Parallelism.MaxThreads;
            Parallelism.MaxThreads = 1;
            action();
            Parallelism.MaxThreads = threads;
        }
    }

    /// <summary>Covector's compiled functions of x, which write over the same results again and again, as the others do.</summary>
    public static Contestant Covector<X, Y, D>(X x, Func<X, Y> value, Func<X, D> gradient)
    {
        var (f, df) = (Jit(value), Jit(gradient));
        var results = Room(df(x));
        var (intoValue, intoGradient) = (f.Into(Room(f(x))), df.Into(results));
        return new(nameof(Covector), () => intoValue(x), () => intoGradient(x), () =>
        {
            List<Tensor> leaves = [];
            Tree.Flatten(results, leaves);
            return [.. leaves.Select(leaf => leaf.AsType(DType.Float64).ToArray<double>())];
        });

        static R Room<R>(R results) => Tree.Map(results, leaf => Tensor.Empty(leaf.Shape, leaf.DType));
    }
}

/// <summary>A loop of which the library's threads take ranges.</summary>
/// <param name="items">The number of items.</param>
/// <param name="loop">Runs the items from a first one on, so many.</param>
internal sealed class SharedLoop(int items, Action<int, int> loop) : Work
{
    /// <summary>Ranges begin at whole vectors; of these every thread gets several, because threads differ in speed.</summary>
    private const int Unit = 16, RangesPerThread = 16;

    private readonly EvenParts ranges = new(items, Unit, RangesPerThread * Parallelism.MaxThreads, Unit);

    public void Run() => Workers.Run(this, ranges.Count);

    public override void Run(int part) => loop((int)ranges.Start(part), (int)(ranges.End(part) - ranges.Start(part)));
}
