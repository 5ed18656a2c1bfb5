using Covector.Gradbench;
using static Covector.Functions;
using static Covector.Transforms;
using Parameters = (Covector.Tensor Main, Covector.Tensor Extra);

namespace Covector.Tests.Gradbench;

public class RecurrentNetworkTests
{
    [Theory]
    [InlineData("lstm__l2_c1024")]
    [InlineData("lstm__l4_c4096")]
    public void Agrees_with_known_values_and_gradients(string name)
    {
        var file = GoldenFile.Read(name);
        Parameters p = (file.Array("input.main_params"), file.Array("input.extra_params"));
        Tensor state = file.Array("input.state"), sequence = file.Array("input.sequence");
        Func<Parameters, Tensor> objective = q => RecurrentNetwork.Objective(q, state, sequence);
        Golden.EagerlyAndCompiled(objective, p, f => Golden.Close(file.Number("output.objective"), f));
        Golden.EagerlyAndCompiled(ValueAndGrad<Parameters>(objective), p, result =>
        {
            Golden.Close(file.Number("output.objective"), result.Value);
            Golden.Close(file.Flat("output.jacobian"), Concatenate([result.Grad.Main.Reshape(-1), result.Grad.Extra.Reshape(-1)]));
        });
    }
}
