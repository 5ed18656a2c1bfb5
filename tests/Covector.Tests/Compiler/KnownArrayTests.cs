using Covector.Compiler;
using Covector.Graphs;
using Covector.Scalars;
using static Covector.Functions;

namespace Covector.Tests.Compiler;

/// <summary>What is known of tiny arrays before anything runs is what computing them gives.</summary>
public sealed class KnownArrayTests
{
    [Fact]
    public void MovesAndArithmeticOfConstants()
    {
        Func<Tensor, Tensor>[] known =
        [
            _ => Tensor.Eye(3) * 2 - 1,
            _ => Tensor.Arange(0.0, 4.0)[1..],
            _ => Tensor.Eye(3)[1..] * Tensor.Arange(0.0, 3.0),
            _ => Concatenate([Tensor.Eye(2), -Tensor.Ones([2, 1])], 1).T,
            _ => Pad(Tensor.Eye(2), [(1, 0), (0, 1)]).Reshape([9])[^1..],
            _ => Flip(Tensor.Arange(0.0, 5.0), 0) / 2.0,
        ];
        for (int i = 0; i < known.Length; i++)
            Check(known[i], isKnown: true, $"{i}");
        Check(x => x + Tensor.Arange(3), isKnown: false, "x + Arange");
        Check(x => Concatenate([x, Tensor.Ones([1])], 0), isKnown: false, "x joined");
    }

    private static void Check(Func<Tensor, Tensor> f, bool isKnown, string what)
    {
        var x = Tensor.From([0.5, -1, 2]);
        var graph = Staging.Trace(t => [f(t[0])], [x.Type], default);
        var arrays = new KnownArrays(graph.VariableCount);
        foreach (var equation in graph.Equations)
            arrays.Add(equation);
        var value = arrays[graph.Outputs[0]];
        Assert.True(isKnown == value is not null, what);
        if (value is null)
            return;
        var expected = f(x);
        Assert.Equal(expected.Shape, value.Shape);
        double[] cells = Array.ConvertAll(value.Cells, c => c.Type == DType.Float64 ? BitConverter.Int64BitsToDouble(c.Payload) : c.Payload);
        Assert.All(value.Cells, c => Assert.Equal(Op.Constant, c.Op));
        Assert.Equal(expected.AsType(DType.Float64).ToArray<double>(), cells);
    }
}
