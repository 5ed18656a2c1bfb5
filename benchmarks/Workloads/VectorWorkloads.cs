using Covector.Gradbench;
using static Covector.Transforms;
using unsafe LeastSquaresGradient = delegate* unmanaged<int, int, double*, double*, double>;
using unsafe LeastSquaresValue = delegate* unmanaged<int, int, double*, double>;
using unsafe LogSumExpGradient = delegate* unmanaged<int, double*, double*, double>;
using unsafe LogSumExpValue = delegate* unmanaged<int, double*, double>;

namespace Covector.Benchmarks.Workloads;

/// <summary>Functions of one vector: log Σ eˣ, and least squares of a polynomial.</summary>
internal static unsafe class VectorWorkloads
{
    public static IEnumerable<Workload> All() => [LogSumExp(80_000, false), LogSumExp(1_280_000, true), LeastSquares(16_392, 128)];

    private static Workload LogSumExp(int n, bool isLarge) =>
        new("gradbench", "lse", $"n = {n:N0}", [new(Quantity.Gradient, "C++", 0.5)], isLarge, () =>
        {
            Block<double> x = new(new Draw(2).Uniform(n));
            var input = Tensor.From(x.Span);
            var objective = Jit(LogSumExpFunction.Objective);
            var gradient = Jit<Tensor, (Tensor, Tensor)>(ValueAndGrad(LogSumExpFunction.Objective));
            return [Contestant.Covector(() => objective(input), () => gradient(input)), .. NativeProgram.Contestants(Native)];

            Contestant Native(NativeProgram program)
            {
                var value = (LogSumExpValue)program["lse_value"];
                var gradient = (LogSumExpGradient)program["lse_gradient"];
                double f = 0;
                Block<double> dx = new(n);
                return new(program.Name, () => value(n, x), () => f = gradient(n, x, dx), () => [[f], dx.ToDoubles()]);
            }
        });

    private static Workload LeastSquares(int n, int m) =>
        new("gradbench", "llsq", $"n = {n:N0}, m = {m}", [new(Quantity.Gradient, "C++", 0.5)], false, () =>
        {
            Block<double> x = new(new Draw(3).Uniform(m));
            var input = Tensor.From(x.Span);
            var objective = Jit<Tensor, int, Tensor>(Gradbench.LeastSquares.Objective);
            var gradient = Jit(ValueAndGrad<Tensor, int>(Gradbench.LeastSquares.Objective));
            return [Contestant.Covector(() => objective(input, n), () => gradient(input, n)), .. NativeProgram.Contestants(Native)];

            Contestant Native(NativeProgram program)
            {
                var value = (LeastSquaresValue)program["llsq_value"];
                var gradient = (LeastSquaresGradient)program["llsq_gradient"];
                double f = 0;
                Block<double> dx = new(m);
                return new(program.Name, () => value(n, m, x), () => f = gradient(n, m, x, dx), () => [[f], dx.ToDoubles()]);
            }
        });
}
