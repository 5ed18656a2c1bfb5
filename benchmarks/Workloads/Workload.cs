using Covector.Trees;

namespace Covector.Benchmarks.Workloads;

/// <summary>A function to be timed with its gradient, and who else computes it.</summary>
/// <param name="Part">"gradbench" or "more".</param>
/// <param name="Name">What the function is.</param>
/// <param name="Size">How large its input.</param>
/// <param name="Bars">What Covector must reach.</param>
/// <param name="IsLarge">Whether a quick run leaves it out.</param>
/// <param name="Prepare">Makes the inputs and the contestants, Covector first.</param>
internal sealed record Workload(string Part, string Name, string Size, Bar[] Bars, bool IsLarge, Func<Contestant[]> Prepare)
{
    /// <summary>How far the results of the contestants may be apart, in the 2-norm relative to Covector's.</summary>
    public double Tolerance { get; init; } = 1e-10;

    public static IEnumerable<Workload> All =>
    [
        .. MixtureWorkload.All(),
        .. VectorWorkloads.All(),
        .. BundleWorkload.All(),
        .. SequenceWorkloads.All(),
        .. ChainWorkload.All(),
        .. BlackScholesWorkload.All(),
        .. SmallMatrixWorkloads.All(),
        .. RowWorkloads.All(),
        .. NetworkWorkloads.All(),
    ];
}

/// <summary>One way to compute a function and its gradient.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="Value">Computes the function.</param>
/// <param name="Gradient">Computes the function and its gradient.</param>
/// <param name="Results">What the last call of <paramref name="Gradient"/> found, value first, in the same parts for all.</param>
internal sealed record Contestant(string Name, Action Value, Action Gradient, Func<double[][]> Results)
{
    /// <summary>The name of the loops in C#.</summary>
    public const string Hand = "C#";

    /// <summary>Covector, from calls of compiled functions; the results are the leaves of the last tree.</summary>
    public static Contestant Covector<Y, D>(Func<Y> value, Func<D> gradient)
    {
        D last = default!;
        return new(nameof(Covector), () => value(), () => last = gradient(), () =>
        {
            List<Tensor> leaves = [];
            Tree.Flatten(last, leaves);
            return [.. leaves.Select(leaf => leaf.AsType(DType.Float64).ToArray<double>())];
        });
    }
}

/// <summary>What is compared.</summary>
internal enum Quantity
{
    Value,
    Gradient,
}

/// <summary>The time of a quantity must be at most Limit times that of an opponent; without an opponent, of the value.</summary>
internal sealed record Bar(Quantity Quantity, string? Opponent, double Limit)
{
    public static Bar GradientToValue(double limit) => new(Quantity.Gradient, null, limit);

    public override string ToString() =>
        FormattableString.Invariant($"{(Quantity == Quantity.Value ? "value" : "gradient")} ≤ {Limit} × {Opponent ?? "value"}");
}
