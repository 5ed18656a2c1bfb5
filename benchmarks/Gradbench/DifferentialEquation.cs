using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Gradbench;

/// <summary>The system dy₀/dt = x₀, dyᵢ/dt = xᵢ yᵢ₋₁ from y = 0 at t = 0 to t = 2.</summary>
internal static class DifferentialEquation
{
    /// <summary>The last y after so many steps of the classic Runge–Kutta method.</summary>
    public static Tensor Solution(Tensor x, int steps)
    {
        double h = 2.0 / steps;
        return ForLoop(0, steps, (_, y) => Step(y), Tensor.ZerosLike(x));

        Tensor Slope(Tensor y) => x * Concatenate([Tensor.Ones([1]), y[..^1]]);

        Tensor Step(Tensor y)
        {
            var k1 = Slope(y);
            var k2 = Slope(y + h / 2 * k1);
            var k3 = Slope(y + h / 2 * k2);
            var k4 = Slope(y + h * k3);
            return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
        }
    }

    /// <summary>The sum of the last y.</summary>
    public static Tensor Total(Tensor x, int steps) => Sum(Solution(x, steps));
}
