using Covector.Graphs;
using Covector.Primitives;
using Covector.Tracing;
using static Covector.Transforms;

namespace Covector.Tests.Battery;

/// <summary>The derivative rule of every primitive: against finite differences to second order, in single and double precision.</summary>
public sealed class DerivativeTests
{
    /// <summary>Checking the second order entry by entry is for small operands.</summary>
    private const int LargestForDifferences = 100;

    public static TheoryData<string, DType> Rows => PrimitiveCases.Rows((item, dtype) => dtype.IsFloating && IsDifferentiable(item, dtype));

    public static TheoryData<string, DType> FixedPoint => PrimitiveCases.Rows((item, dtype) =>
        dtype == DType.Float64 && !Array.Exists(item.Infer(item.InputTypes(dtype)), t => t.DType.IsFloating));

    [Theory, MemberData(nameof(Rows))]
    public void DerivativesAgreeWithDifferences(string name, DType dtype)
    {
        var item = PrimitiveCases.Named(name);
        var inputs = item.Inputs(dtype);
        if (!item.HasTrueDerivative || inputs.Sum(x => x.Size) > LargestForDifferences)
            return;
        var outputs = item.Eval(inputs);
        for (int i = 0; i < outputs.Length; i++)
        {
            if (!outputs[i].DType.IsFloating)
                continue;
            int output = i;
            var active = Active(item, inputs);
            var at = Array.ConvertAll(active, a => inputs[a]);
            var report = CheckGradients(x => item.Bind(Replace(inputs, active, x))[output], at);
            Assert.True(report.Comparisons > 0 || at.All(x => x.Size == 0) || outputs[i].Size == 0);
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void ForwardLinearizedAndGraphDerivativesAgree(string name, DType dtype)
    {
        var item = PrimitiveCases.Named(name);
        var inputs = item.Inputs(dtype);
        var active = Active(item, inputs);
        var point = Array.ConvertAll(active, a => inputs[a]);
        var tangents = point.Select((x, i) => new OperandSample(x.Shape, -1, 1).Make(x.DType, 11 + i)).ToArray();
        Func<Tensor[], Tensor[]> f = x => item.Bind(Replace(inputs, active, x));
        var (values, forward) = ForwardMode.Run(f, point, tangents, new TraceOrigin("a test", null));
        Same.Bits(item.Eval(inputs), values, "the value");
        var linearization = Linearization.Run(f, point, new TraceOrigin("a test", null));
        CheckedGraphs.Check(linearization.Graph);
        Same.Close(forward, linearization.Apply(tangents), "linearized");

        var mask = new BitMask([.. Enumerable.Range(0, inputs.Length).Select(i => active.Contains(i))]);
        var graph = item.Graph(dtype);
        var derived = GraphDerivatives.Forward(graph, mask);
        CheckedGraphs.Check(derived.Graph);
        var (_, staged) = derived.Split(GraphEvaluator.Run(derived.Graph, [.. inputs, .. tangents]));
        var split = GraphDerivatives.Linearize(graph, mask);
        CheckedGraphs.Check(split.Primal);
        CheckedGraphs.Check(split.Tangent);
        for (int i = 0; i < staged.Length; i++)
            Same.Close(forward[i], staged[i] ?? Fill.Like(forward[i], 0), "staged");

        var cotangents = values.Select((y, i) => new OperandSample(y.Shape, -1, 1).Make(y.DType, 21 + i)).ToArray();
        var pulled = linearization.ApplyTransposed(cotangents);
        double left = 0;
        for (int i = 0; i < values.Length; i++)
            left += values[i].DType.IsFloating ? Same.Inner([forward[i]], [cotangents[i]]) : 0;
        double size = 1 + Same.Inner([.. forward.Select(Abs)], [.. cotangents.Select(Abs)]);
        Assert.Equal(left, Same.Inner(tangents, pulled), 256 * Same.Precision(dtype) * size);
    }

    [Theory, MemberData(nameof(Rows))]
    public void SinglePrecisionAgreesWithDouble(string name, DType dtype)
    {
        var item = PrimitiveCases.Named(name);
        if (dtype != DType.Float32 || item.Primitive is MultiOutputPrimitive or Covector.Primitives.Convert)
            return;
        var inputs = item.Inputs(DType.Float32);
        var active = Active(item, inputs);
        var point = Array.ConvertAll(active, a => inputs[a]);
        var tangents = point.Select((x, i) => new OperandSample(x.Shape, -1, 1).Make(x.DType, 11 + i)).ToArray();
        var single = Tangents(point, tangents, inputs);
        var wide = Array.ConvertAll(inputs, Widen);
        var twice = Tangents(Array.ConvertAll(point, Widen), Array.ConvertAll(tangents, Widen), wide);
        for (int i = 0; i < single.Length; i++)
            Same.Close(Covector.Primitives.Convert.Of(twice[i], single[i].DType), single[i], "single precision", 256);

        Tensor[] Tangents(Tensor[] at, Tensor[] along, Tensor[] all) =>
            ForwardMode.Run(x => item.Bind(Replace(all, active, x)), at, along, new TraceOrigin("a test", null)).Tangents;

        static Tensor Widen(Tensor x) => x.DType == DType.Float32 ? Covector.Primitives.Convert.Of(x, DType.Float64) : x;
    }

    [Theory, MemberData(nameof(FixedPoint))]
    public void ResultsThatAreNotFloatingHaveNoTangent(string name, DType dtype)
    {
        var item = PrimitiveCases.Named(name);
        var inputs = item.Inputs(dtype);
        var linearization = Linearization.Run(item.Bind, inputs, new TraceOrigin("a test", null));
        Assert.Equal(0, linearization.Graph.Count);
    }

    private static bool IsDifferentiable(PrimitiveCase item, DType dtype) =>
        item.Operands.Length > 0 && Array.Exists(item.Infer(item.InputTypes(dtype)), t => t.DType.IsFloating);

    private static int[] Active(PrimitiveCase item, Tensor[] inputs) =>
        [.. Enumerable.Range(0, inputs.Length).Where(i => inputs[i].DType.IsFloating && !item.Refused.Contains(i))];

    private static Tensor[] Replace(Tensor[] inputs, int[] places, Tensor[] by)
    {
        Tensor[] result = [.. inputs];
        for (int i = 0; i < places.Length; i++)
            result[places[i]] = by[i];
        return result;
    }

    private static Tensor Abs(Tensor x) => x.DType.IsFloating ? Absolute.Of(x) : x;
}
