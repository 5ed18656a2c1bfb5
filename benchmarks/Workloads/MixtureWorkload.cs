using Covector.Gradbench;
using static Covector.Transforms;
using unsafe NativeGradient = delegate* unmanaged<
    int, int, int, int, double, double*, double*, double*, double*, double*, double*, double*, double*, double*, double>;
using unsafe NativeValue = delegate* unmanaged<int, int, int, int, double, double*, double*, double*, double*, double*, double>;
using Parameters = (Covector.Tensor Alpha, Covector.Tensor Mu, Covector.Tensor Q, Covector.Tensor L);

namespace Covector.Benchmarks.Workloads;

/// <summary>The density of a Gaussian mixture with k components in d dimensions.</summary>
internal static unsafe class MixtureWorkload
{
    private const int N = 1000, M = 0;
    private const double Gamma = 1;

    public static IEnumerable<Workload> All() => [Of(10, 25, 0.8, false), Of(64, 100, 0.35, true)];

    private static Workload Of(int d, int k, double limit, bool isLarge)
    {
        Bar[] bars = [new(Quantity.Gradient, "C++ scalar", limit), Bar.GradientToValue(3.5)];
        return new("gradbench", "gmm", $"d = {d}, k = {k}, n = {N}", bars, isLarge, () =>
        {
            Draw draw = new(1);
            int below = d * (d - 1) / 2;
            Block<double> x = new(draw.Normal(N * d)), alpha = new(draw.Normal(k)), mu = new(draw.Uniform(k * d));
            Block<double> q = new(draw.Normal(k * d, 0.3)), l = new(draw.Normal(k * below, 0.3));
            var points = Tensor.From(x.Span, N, d);
            Parameters p = (Tensor.From(alpha.Span), Tensor.From(mu.Span, k, d), Tensor.From(q.Span, k, d), Tensor.From(l.Span, k, below));
            var objective = Jit<Parameters, Tensor, double, int, Tensor>(GaussianMixture.Objective);
            var gradient = Jit(ValueAndGrad<Parameters, Tensor, double, int>(GaussianMixture.Objective));
            var ours = Contestant.Covector(() => objective(p, points, Gamma, M), () => gradient(p, points, Gamma, M));
            return [ours, .. NativeProgram.Contestants(Native)];

            Contestant Native(NativeProgram program)
            {
                var value = (NativeValue)program["gmm_value"];
                var gradient = (NativeGradient)program["gmm_gradient"];
                double f = 0;
                Block<double> dalpha = new(k), dmu = new(k * d), dq = new(k * d), dl = new(k * below);
                return new(
                    program.Name,
                    () => value(d, k, N, M, Gamma, x, alpha, mu, q, l),
                    () => f = gradient(d, k, N, M, Gamma, x, alpha, mu, q, l, dalpha, dmu, dq, dl),
                    () => [[f], dalpha.ToDoubles(), dmu.ToDoubles(), dq.ToDoubles(), dl.ToDoubles()]);
            }
        });
    }
}
