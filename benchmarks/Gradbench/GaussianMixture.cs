using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Gradbench;

/// <summary>The logarithm of the posterior density of a Gaussian mixture of k components in d dimensions with triangular matrices.</summary>
internal static class GaussianMixture
{
    /// <summary>
    /// Σᵢ log Σⱼ exp(αⱼ + Σᵣ qⱼᵣ − ½|Qⱼ(xᵢ − μⱼ)|²) − n log Σⱼ exp αⱼ with the normalization and a Wishart prior with scale γ and m
    /// degrees of freedom beyond d.
    /// </summary>
    /// <param name="p">
    /// α [k], μ [k, d], the logarithms q [k, d] of the diagonals, and the entries l [k, d(d − 1)/2] below them, column by column.
    /// </param>
    /// <param name="x">The points, [n, d].</param>
    /// <param name="gamma">The scale of the prior.</param>
    /// <param name="m">Degrees of freedom of the prior beyond d.</param>
    public static Tensor Objective((Tensor Alpha, Tensor Mu, Tensor Q, Tensor L) p, Tensor x, double gamma, int m)
    {
        int n = x.Shape[0], d = x.Shape[1], k = p.Alpha.Shape[0], nu = d + m + 1;
        var distances = Vmap((mu, q) => Sum(Square(MatMul(x - mu, q.T)), 1), (0, 0), 1)(p.Mu, Triangular(p.Q, p.L));
        var likelihood = Sum(LogSumExp(p.Alpha + Sum(p.Q, 1) - 0.5 * distances, 1)) - n * LogSumExp(p.Alpha);
        var prior = m * Sum(p.Q) - 0.5 * gamma * gamma * (Sum(Exp(2 * p.Q)) + Sum(Square(p.L)));
        var normalization = nu * d * (Math.Log(gamma) - 0.5 * Math.Log(2)) - LogMultivariateGamma(0.5 * nu, d);
        return likelihood + prior + k * normalization - 0.5 * n * d * Math.Log(2 * Math.PI);
    }

    /// <summary>Lower triangular matrices [k, d, d] with exp q on the diagonal.</summary>
    private static Tensor Triangular(Tensor q, Tensor l)
    {
        int k = q.Shape[0], d = q.Shape[1], count = l.Shape[1];

        // Every entry that is not below the diagonal is taken from an additional zero.
        var places = new long[d, d];
        for (int column = 0, place = 0; column < d; column++)
            for (int row = 0; row < d; row++)
                places[row, column] = row > column ? place++ : count;
        var padded = Concatenate([l, Tensor.Zeros([k, 1])], 1);
        return Take(padded, Tensor.From(places), 1) + Exp(q)[.., Slice.NewAxis] * Tensor.Eye(d);
    }

    /// <summary>log Γ_d(a) = ¼d(d − 1) log π + Σₜ log Γ(a + ½(1 − t)), t from 1 to d.</summary>
    private static Tensor LogMultivariateGamma(double a, int d) =>
        0.25 * d * (d - 1) * Math.Log(Math.PI) + Sum(LogGamma(a - 0.5 * Tensor.Arange(d)));
}
