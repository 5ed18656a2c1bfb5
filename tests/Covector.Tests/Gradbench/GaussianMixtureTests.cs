using Covector.Gradbench;
using static Covector.Transforms;
using Parameters = (Covector.Tensor Alpha, Covector.Tensor Mu, Covector.Tensor Q, Covector.Tensor L);

namespace Covector.Tests.Gradbench;

public class GaussianMixtureTests
{
    [Theory]
    [InlineData("gmm__d2_k5_n1000")]
    [InlineData("gmm__d4_k3_n50_m2_gamma0.7")]
    [InlineData("gmm__d10_k25_n1000")]
    public void Agrees_with_known_values_and_gradients(string name)
    {
        var file = GoldenFile.Read(name);
        Parameters p = (file.Array("input.alpha"), file.Array("input.mu"), file.Array("input.q"), file.Array("input.l"));
        var x = file.Array("input.x");
        double gamma = file.Number("input.gamma");
        int m = file.Count("input.m");
        Golden.EagerlyAndCompiled(q => GaussianMixture.Objective(q, x, gamma, m), p, f => Golden.Close(file.Number("output.objective"), f));
        Golden.EagerlyAndCompiled(ValueAndGrad<Parameters>(q => GaussianMixture.Objective(q, x, gamma, m)), p, result =>
        {
            Golden.Close(file.Number("output.objective"), result.Value);
            Golden.Close(file.Flat("output.jacobian.alpha"), result.Grad.Alpha);
            Golden.Close(file.Flat("output.jacobian.mu"), result.Grad.Mu);
            Golden.Close(file.Flat("output.jacobian.q"), result.Grad.Q);
            Golden.Close(file.Flat("output.jacobian.l"), result.Grad.L);
        });
    }

    [Fact]
    public void One_dimension_has_no_entries_below_the_diagonal()
    {
        Parameters p = (Tensor.From([0.3, -0.2]), Tensor.From([0.5, -1.0], 2, 1), Tensor.From([0.1, -0.4], 2, 1), Tensor.Zeros([2, 0]));
        double[] points = [0.2, -0.7, 1.5];
        double[] alpha = [0.3, -0.2], mu = [0.5, -1.0], q = [0.1, -0.4];
        double expected = -1.5 * Math.Log(2 * Math.PI) - 3 * Math.Log(Math.Exp(0.3) + Math.Exp(-0.2));
        foreach (double point in points)
        {
            double sum = 0;
            for (int j = 0; j < 2; j++)
                sum += Math.Exp(alpha[j] + q[j] - 0.5 * Math.Pow(Math.Exp(q[j]) * (point - mu[j]), 2));
            expected += Math.Log(sum);
        }

        // The prior with ν = 2: 2(2(log γ − ½ log 2) − log Γ(1)) − ½γ² Σ exp 2q for γ = 1.
        expected -= 2 * Math.Log(2) + 0.5 * (Math.Exp(0.2) + Math.Exp(-0.8));
        Golden.Close(expected, GaussianMixture.Objective(p, Tensor.From(points, 3, 1), 1, 0));
    }
}
