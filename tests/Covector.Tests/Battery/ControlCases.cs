using Covector.Compiler;
using Covector.Graphs;
using Covector.Primitives;
using Covector.Tracing;

namespace Covector.Tests.Battery;

/// <summary>Calls of compiled graphs, with several outputs of which some do not depend on some inputs.</summary>
internal static class ControlCases
{
    public static IEnumerable<PrimitiveCase> All =>
    [
        .. Calls("smooth", [[2, 3], [3]], x => [Sin.Of(x[0]) * x[1], Sum.Of(x[0], [0, 1]), x[1]]),
        .. Calls("linear", [[2, 3], [3]], x => [x[0] * 2 + x[1], Sum.Of(x[0], [0])], [0], [1], [0, 1]),
        .. Calls("bilinear", [[2, 3], [3]], x => [DotGeneral.Of(x[0], x[1], [1], [0], [], [])], [0], [1]),
        .. Calls("nested", [[3]], x => Trace.Bind(new Call(Graph(t => [Exp.Of(t[0]), t[0]], DType.Float64, [3]), Pipeline.Compile), x[0])),
        .. Calls("of nothing", [[0, 3]], x => [Tanh.Of(x[0]), Sum.Of(x[0], [0])]),
    ];

    private static IEnumerable<PrimitiveCase> Calls(string name, Shape[] shapes, Func<Tensor[], Tensor[]> f, params int[][] linear)
    {
        DType[] types = name == "nested" ? [DType.Float64] : [DType.Float32, DType.Float64];
        foreach (var dtype in types)
            yield return new(
                $"{name} {dtype}", new Call(Graph(f, dtype, shapes), Pipeline.Compile), [.. shapes.Select(s => new OperandSample(s))])
            {
                Linear = linear,
                DTypes = [dtype],
            };
    }

    private static Graph Graph(Func<Tensor[], Tensor[]> f, DType dtype, params Shape[] shapes) =>
        Staging.Trace(f, Array.ConvertAll(shapes, s => new TensorType(dtype, s)), new TraceOrigin("a test", null));
}
