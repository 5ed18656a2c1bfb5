using Covector.Compiler;
using Covector.Graphs;
using Covector.Primitives;
using Covector.Tracing;

namespace Covector.Tests.Battery;

/// <summary>The pullback of every elementwise primitive, compiled on numbers, against its rule, linearized and transposed operation by operation.</summary>
public sealed class PullbackTests
{
    public static TheoryData<string, DType> Rows => PrimitiveCases.Rows((item, dtype) =>
        dtype.IsFloating && item.Primitive is Elementwise && item.Operands.Length > 0 && item.Infer(item.InputTypes(dtype))[0].DType.IsFloating);

    [Theory, MemberData(nameof(Rows))]
    public void PullbacksComputeTheTransposedRule(string name, DType dtype)
    {
        var item = PrimitiveCases.Named(name);
        var primitive = (Elementwise)item.Primitive;
        var inputs = item.Inputs(dtype);
        var y = primitive.Eval(inputs);
        var cotangent = new OperandSample(y.Shape, -1, 1).Make(y.DType, 21);
        for (int active = 1; active < 1 << inputs.Length; active++)
        {
            int set = active;
            if (Enumerable.Range(0, inputs.Length).Any(i => (set >> i & 1) != 0 && (!inputs[i].DType.IsFloating || item.Refused.Contains(i))))
                continue;
            var expected = Expected(primitive, inputs, active, cotangent);
            var pullback = TilePullback.Compile(primitive, Array.ConvertAll(inputs, x => new TensorType(x.DType, default)), active);
            if (pullback is null)
            {
                // The rule calls a function that has no tile kernel.
                Assert.True(primitive is Digamma or Polygamma);
                continue;
            }

            var values = new Tensor?[inputs.Length + 1];
            for (int i = 0; i < values.Length; i++)
                values[i] = (pullback.Reads >> i & 1) == 0 ? null : i < inputs.Length ? inputs[i] : y;
            var contributions = new Tensor?[inputs.Length];
            pullback.Run(values, cotangent, contributions);
            Assert.Equal(pullback.IsZero, Array.TrueForAll(contributions, c => c is null));
            for (int i = 0; i < inputs.Length; i++)
                if ((active >> i & 1) == 0)
                    Assert.Null(contributions[i]);
                else
                    Same.Bits(expected[i], contributions[i] ?? Fill.Like(inputs[i], 0), $"operand {i} of the set {active}");
        }
    }

    private static Tensor[] Expected(Elementwise primitive, Tensor[] inputs, int active, Tensor cotangent)
    {
        bool[] isActive = [.. Enumerable.Range(0, inputs.Length).Select(i => (active >> i & 1) != 0)];
        var linearization = Linearization.Run(x => [Trace.Bind(primitive, x)], inputs, new TraceOrigin("a test", null), isActive);
        return linearization.ApplyTransposed([cotangent]);
    }
}
