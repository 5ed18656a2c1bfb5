using Covector.Gradbench;
using static Covector.Transforms;

namespace Covector.Tests.Gradbench;

public class LogSumExpTests
{
    [Fact]
    public void Agrees_with_known_values_and_gradients()
    {
        var file = GoldenFile.Read("lse__n2500");
        Golden.EagerlyAndCompiled(LogSumExpFunction.Objective, file.Array("input.x"), f => Golden.Close(file.Number("output.primal"), f));
        Golden.EagerlyAndCompiled(ValueAndGrad<Tensor>(LogSumExpFunction.Objective), file.Array("input.x"), result =>
        {
            Golden.Close(file.Number("output.primal"), result.Value);
            Golden.Close(file.Flat("output.gradient"), result.Grad);
        });
    }
}
