using Covector.Gradbench;
using static Covector.Transforms;
using unsafe AsianGradient = delegate* unmanaged<int, int, double*, double*, double*, double>;
using unsafe AsianValue = delegate* unmanaged<int, int, double*, double*, double>;
using unsafe EquationFunction = delegate* unmanaged<int, int, double*, double*, double>;
using Market = (Covector.Tensor Spot, Covector.Tensor Strike, Covector.Tensor Rate, Covector.Tensor Volatility, Covector.Tensor Time, Covector.Tensor Dividend);
using unsafe NetworkGradient = delegate* unmanaged<int, int, int, double*, double*, double*, double*, double*, double*, double>;
using unsafe NetworkValue = delegate* unmanaged<int, int, int, double*, double*, double*, double*, double>;

namespace Covector.Benchmarks.Workloads;

/// <summary>Loops that carry a state: a recurrent network, a differential equation, paths of a price.</summary>
internal static unsafe class SequenceWorkloads
{
    public static IEnumerable<Workload> All() =>
        [Network(4, 4096), Equation(10_000, 100, false), Equation(100_000, 100, true), Asian(100_000, 252)];

    private static Workload Network(int layers, int c)
    {
        const int B = 14;
        return new("gradbench", "lstm", $"l = {layers}, c = {c:N0}", [new(Quantity.Value, "C++", 0.4), Bar.GradientToValue(3)], false, () =>
        {
            Draw draw = new(7);
            Block<double> main = new(draw.Uniform(8 * layers * B)), extra = new(draw.Uniform(3 * B));
            Block<double> state = new(draw.Uniform(2 * layers * B));
            Block<double> sequence = new(Array.ConvertAll(draw.Uniform(c * B), v => v < 0.4 ? 1.0 : 0.0));
            var p = (Tensor.From(main.Span, 2 * layers, 4 * B), Tensor.From(extra.Span, 3, B));
            Tensor s = Tensor.From(state.Span, 2 * layers, B), text = Tensor.From(sequence.Span, c, B);
            var objective = Jit<(Tensor, Tensor), Tensor, Tensor, Tensor>(RecurrentNetwork.Objective);
            var gradient = Jit(ValueAndGrad<(Tensor, Tensor), Tensor, Tensor>(RecurrentNetwork.Objective));
            return [Contestant.Covector(() => objective(p, s, text), () => gradient(p, s, text)), .. NativeProgram.Contestants(Native)];

            Contestant Native(NativeProgram program)
            {
                var value = (NetworkValue)program["lstm_value"];
                var gradient = (NetworkGradient)program["lstm_gradient"];
                double f = 0;
                Block<double> dmain = new(8 * layers * B), dextra = new(3 * B);
                return new(
                    program.Name,
                    () => value(layers, B, c, main, extra, state, sequence),
                    () => f = gradient(layers, B, c, main, extra, state, sequence, dmain, dextra),
                    () => [[f], dmain.ToDoubles(), dextra.ToDoubles()]);
            }
        });
    }

    private static Workload Equation(int n, int steps, bool isLarge)
    {
        Bar[] bars = [new(Quantity.Value, "C++", 0.5), Bar.GradientToValue(3)];
        return new("gradbench", "ode_sum", $"n = {n:N0}, s = {steps}", bars, isLarge, () =>
        {
            Block<double> x = new(new Draw(8).Uniform(n));
            var input = Tensor.From(x.Span);
            var total = Jit<Tensor, int, Tensor>(DifferentialEquation.Total);
            var gradient = Jit(ValueAndGrad<Tensor, int>(DifferentialEquation.Total));
            return [Contestant.Covector(() => total(input, steps), () => gradient(input, steps)), .. NativeProgram.Contestants(Native)];

            Contestant Native(NativeProgram program)
            {
                var value = (EquationFunction)program["ode_value"];
                var gradient = (EquationFunction)program["ode_gradient"];
                double f = 0;
                Block<double> y = new(n), dx = new(n);
                return new(program.Name, () => value(n, steps, x, y), () => f = gradient(n, steps, x, dx), () => [[f], dx.ToDoubles()]);
            }
        });
    }

    /// <summary>The draws lie step after step for Covector, whose lanes are paths, and path after path for C++.</summary>
    private static Workload Asian(int paths, int steps)
    {
        Bar[] bars = [Bar.GradientToValue(4), new(Quantity.Gradient, "C++ scalar", 0.5)];
        return new("more", "Asian option", $"{paths:N0} paths, {steps} steps", bars, true, () =>
        {
            Block<double> market = new([100.0, 95, 0.03, 0.25, 1.5, 0.01]), draws = new(new Draw(9).Normal(paths * steps));
            var columns = Tensor.From(draws.Span, paths, steps).T + 0;
            Market p = (market.Span[0], market.Span[1], market.Span[2], market.Span[3], market.Span[4], market.Span[5]);
            var price = Jit<Market, Tensor, Tensor>(AsianOption.Price);
            var greeks = Jit(ValueAndGrad<Market, Tensor>(AsianOption.Price));
            return [Contestant.Covector(() => price(p, columns), () => greeks(p, columns)), .. NativeProgram.Contestants(Native)];

            Contestant Native(NativeProgram program)
            {
                var value = (AsianValue)program["asian_value"];
                var gradient = (AsianGradient)program["asian_gradient"];
                double f = 0;
                Block<double> derivatives = new(6);
                return new(
                    program.Name,
                    () => value(paths, steps, market, draws),
                    () => f = gradient(paths, steps, market, draws, derivatives),
                    () => [[f], .. derivatives.ToDoubles().Select(v => new[] { v })]);
            }
        });
    }
}
