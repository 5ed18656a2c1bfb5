using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Gradbench;

/// <summary>How far a polynomial is from the sign function on a grid.</summary>
internal static class LeastSquares
{
    /// <summary>½ Σᵢ (sign tᵢ − Σⱼ xⱼ tᵢʲ)² for n points tᵢ from −1 to 1.</summary>
    public static Tensor Objective(Tensor x, int n)
    {
        var t = -1 + 2 * Tensor.Arange(n) / (n - 1.0);
        return 0.5 * Sum(Square(Sign(t) - Polynomial(x, t)));
    }

    /// <summary>Horner's rule at every point, from the last coefficient to the first.</summary>
    private static Tensor Polynomial(Tensor coefficients, Tensor t) =>
        Scan<Tensor, Tensor, Tensor?>((sum, c) => (sum * t + c, null), Tensor.ZerosLike(t), coefficients, reverse: true).Carry;
}
