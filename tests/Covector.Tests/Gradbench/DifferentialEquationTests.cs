using Covector.Gradbench;
using static Covector.Transforms;

namespace Covector.Tests.Gradbench;

public class DifferentialEquationTests
{
    [Theory]
    [InlineData("ode_sum__n64_s50")]
    [InlineData("ode_sum__n1000_s100")]
    public void Agrees_with_known_solutions_and_gradients(string name)
    {
        var file = GoldenFile.Read(name);
        int steps = file.Count("input.s");
        var x = file.Array("input.x");
        Golden.EagerlyAndCompiled(x => DifferentialEquation.Solution(x, steps), x, y => Golden.Close(file.Flat("output.primal"), y));
        Golden.EagerlyAndCompiled(ValueAndGrad<Tensor>(x => DifferentialEquation.Total(x, steps)), x, result =>
        {
            Golden.Close(file.Number("output.sum"), result.Value);
            Golden.Close(file.Flat("output.gradient"), result.Grad);
        });
    }

    [Fact]
    public void The_last_component_depends_on_all_factors()
    {
        // yᵢ = x₀⋯xᵢ tⁱ⁺¹/(i + 1)!, which the method gives exactly up to the fourth power of t: its gradient is y/xⱼ.
        double[] x = [0.9, -1.2, 1.1, 0.7];
        double y = x[0] * x[1] * x[2] * x[3] * Math.Pow(2, 4) / 24;
        Golden.EagerlyAndCompiled(ValueAndGrad<Tensor>(v => DifferentialEquation.Solution(v, 5)[^1]), Tensor.From(x), result =>
        {
            Golden.Close(y, result.Value);
            Golden.Close(Array.ConvertAll(x, v => y / v), result.Grad);
        });
    }
}
