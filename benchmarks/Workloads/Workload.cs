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

    /// <summary>How its time and memory are measured at other sizes.</summary>
    public Growth? Growth { get; init; }

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

/// <summary>The same function at several sizes.</summary>
/// <param name="Variable">What grows.</param>
/// <param name="Sizes">The values that it takes, increasing.</param>
/// <param name="At">The workload for one of them.</param>
internal sealed record Growth(string Variable, int[] Sizes, Func<int, Workload> At);

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
