using Covector.Trees;

namespace Covector.Benchmarks.Workloads;

/// <summary>Covector as a contestant, from its compiled functions.</summary>
internal static class Contestants
{
    /// <summary>Covector and the others.</summary>
    /// <param name="value">The compiled function.</param>
    /// <param name="gradient">The compiled function with its gradient.</param>
    /// <param name="callValue">Calls the first on the inputs.</param>
    /// <param name="callGradient">Calls the second on the inputs.</param>
    /// <param name="others">Who else computes it.</param>
    public static Contestant[] Of<F, G, Y, D>(F value, G gradient, Func<F, Y> callValue, Func<G, D> callGradient, Contestant[] others)
    {
        D last = default!;
        var ours = new Contestant(Contestant.Ours, () => callValue(value), () => last = callGradient(gradient), () => Parts(last));
        return [ours, .. others];
    }

    private static double[][] Parts<D>(D results)
    {
        List<Tensor> leaves = [];
        Tree.Flatten(results, leaves);
        return [.. leaves.Select(leaf => leaf.AsType(DType.Float64).ToArray<double>())];
    }
}
