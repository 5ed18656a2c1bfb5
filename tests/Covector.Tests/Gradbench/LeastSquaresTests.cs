using Covector.Gradbench;
using static Covector.Transforms;

namespace Covector.Tests.Gradbench;

public class LeastSquaresTests
{
    [Theory]
    [InlineData("llsq__n16_m128")]
    [InlineData("llsq__n512_m128")]
    public void Agrees_with_known_values_and_gradients(string name)
    {
        var file = GoldenFile.Read(name);
        int n = file.Count("input.n");
        var x = file.Array("input.x");
        Golden.EagerlyAndCompiled(x => LeastSquares.Objective(x, n), x, f => Golden.Close(file.Number("output.primal"), f));
        Golden.EagerlyAndCompiled(ValueAndGrad<Tensor>(x => LeastSquares.Objective(x, n)), x, result =>
        {
            Golden.Close(file.Number("output.primal"), result.Value);
            Golden.Close(file.Flat("output.gradient"), result.Grad);
        });
    }
}
