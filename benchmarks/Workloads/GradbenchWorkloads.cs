using Covector.Gradbench;
using static Covector.Transforms;

namespace Covector.Benchmarks.Workloads;

/// <summary>The functions of the public benchmark for differentiation.</summary>
internal static unsafe class GradbenchWorkloads
{
    public static IEnumerable<Workload> All()
    {
        yield return Mixture(10, 25, 0.8, false);
        yield return Mixture(64, 100, 0.35, true);
        yield return LogSum(80_000, false);
        yield return LogSum(1_280_000, true);
        yield return Squares(16_392);
    }

    private static Workload Mixture(int d, int k, double limit, bool isLarge)
    {
        const int N = 1000, M = 0;
        const double Gamma = 1;
        return new("gradbench", "gmm", $"d = {d}, k = {k}, n = {N}", [new(Quantity.Gradient, "C++ scalar", limit), Bar.GradientToValue(3.5)], isLarge, () =>
        {
            Draw draw = new(1);
            int below = d * (d - 1) / 2;
            Block<double> x = new(draw.Normal(N * d)), alpha = new(draw.Normal(k)), mu = new(draw.Uniform(k * d));
            Block<double> q = new(draw.Normal(k * d, 0.3)), l = new(draw.Normal(k * below, 0.3));
            var points = Tensor.From(x.Span, N, d);
            var parameters = (Tensor.From(alpha.Span), Tensor.From(mu.Span, k, d), Tensor.From(q.Span, k, d), Tensor.From(l.Span, k, below));
            return Contestants.Of(
                Jit<(Tensor, Tensor, Tensor, Tensor), Tensor, double, int, Tensor>(GaussianMixture.Objective),
                Jit<(Tensor, Tensor, Tensor, Tensor), Tensor, double, int, (Tensor, (Tensor, Tensor, Tensor, Tensor))>(
                    ValueAndGrad<(Tensor, Tensor, Tensor, Tensor), Tensor, double, int>(GaussianMixture.Objective)),
                f => f(parameters, points, Gamma, M),
                f => f(parameters, points, Gamma, M),
                [
                    .. NativeProgram.All.Select(program =>
                    {
                        var value = (delegate* unmanaged<int, int, int, int, double, double*, double*, double*, double*, double*, double>)program["gmm_value"];
                        var gradient = (delegate* unmanaged<int, int, int, int, double, double*, double*, double*, double*, double*, double*, double*, double*, double*, double>)program["gmm_gradient"];
                        double f = 0;
                        Block<double> dalpha = new(k), dmu = new(k * d), dq = new(k * d), dl = new(k * below);
                        return new Contestant(
                            program.Name,
                            () => value(d, k, N, M, Gamma, x, alpha, mu, q, l),
                            () => f = gradient(d, k, N, M, Gamma, x, alpha, mu, q, l, dalpha, dmu, dq, dl),
                            () => [[f], dalpha.ToDoubles(), dmu.ToDoubles(), dq.ToDoubles(), dl.ToDoubles()]);
                    }),
                ]);
        });
    }

    private static Workload LogSum(int n, bool isLarge) =>
        new("gradbench", "lse", $"n = {n:N0}", [new(Quantity.Gradient, "C++", 0.5)], isLarge, () =>
        {
            Block<double> x = new(new Draw(2).Uniform(n));
            var input = Tensor.From(x.Span);
            return Contestants.Of(
                Jit(LogSumExpFunction.Objective),
                Jit<Tensor, (Tensor, Tensor)>(ValueAndGrad(LogSumExpFunction.Objective)),
                f => f(input),
                f => f(input),
                [
                    .. NativeProgram.All.Select(program =>
                    {
                        var value = (delegate* unmanaged<int, double*, double>)program["lse_value"];
                        var gradient = (delegate* unmanaged<int, double*, double*, double>)program["lse_gradient"];
                        double f = 0;
                        Block<double> dx = new(n);
                        return new Contestant(program.Name, () => value(n, x), () => f = gradient(n, x, dx), () => [[f], dx.ToDoubles()]);
                    }),
                ]);
        });

    private static Workload Squares(int n)
    {
        const int M = 128;
        return new("gradbench", "llsq", $"n = {n:N0}, m = {M}", [new(Quantity.Gradient, "C++", 0.5)], false, () =>
        {
            Block<double> x = new(new Draw(3).Uniform(M));
            var input = Tensor.From(x.Span);
            return Contestants.Of(
                Jit<Tensor, int, Tensor>(LeastSquares.Objective),
                Jit<Tensor, int, (Tensor, Tensor)>(ValueAndGrad<Tensor, int>(LeastSquares.Objective)),
                f => f(input, n),
                f => f(input, n),
                [
                    .. NativeProgram.All.Select(program =>
                    {
                        var value = (delegate* unmanaged<int, int, double*, double>)program["llsq_value"];
                        var gradient = (delegate* unmanaged<int, int, double*, double*, double>)program["llsq_gradient"];
                        double f = 0;
                        Block<double> dx = new(M);
                        return new Contestant(program.Name, () => value(n, M, x), () => f = gradient(n, M, x, dx), () => [[f], dx.ToDoubles()]);
                    }),
                ]);
        });
    }
}
