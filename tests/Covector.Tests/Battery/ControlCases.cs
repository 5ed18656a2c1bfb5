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
        .. Scans("recurrence", 1, 1, 4, false, [[3], [3], [4, 3]], x => [Sin.Of(x[0] * x[1]) + x[2], x[1] * x[2]]),
        .. Scans("backwards", 1, 1, 3, true, [[2], [2], [3, 2]], x => [x[0] * x[1] - x[2], x[1]]),
        .. Scans("of nothing", 1, 1, 0, false, [[2], [2], [0, 2]], x => [x[0] * x[1], x[2]]),
        .. Scans("linear", 1, 2, 3, false, [[2], [2], [2], [3, 2]], x => [x[1] + x[2], 2 * x[2] + x[0], x[3] + x[1]], [0, 1, 2, 3], [0], [1], [2], [3]),
        .. Scans("linear backwards", 1, 1, 3, true, [[2, 2], [2], [3, 2]], x => [DotGeneral.Of(x[0], x[1], [1], [0], [], []) + x[2], x[1]], [1, 2], [1], [2]),
        .. Conds("by truth", true, [[3], []], [x => [Sin.Of(x[0]), x[1] * x[1]], x => [x[0] * Broadcast.Of(x[1], [3]), x[1]]]),
        .. Conds("by number", false, [[2], [2]], [x => [x[0] * x[1]], x => [Exp.Of(x[1])], x => [Fill.Like(x[0], 2)], x => [x[0] - x[1]]]),
        .. Conds("linear", true, [[3], [3]], [x => [x[0] + x[1], 2 * x[0]], x => [x[1], x[0] - x[1]]], [1, 2], [1], [2]),
        .. Whiles("doubling", 1, [[], [2]], x => [Less.Of(Sum.Of(x[1] * x[1], [0]), 9 + x[0] * x[0])], x => [x[1] * 2 + Sin.Of(Broadcast.Of(x[0], [2]))]),
        .. Whiles("ended", 0, [[2]], x => [Less.Of(Sum.Of(x[0] * x[0], [0]), Fill.Of(default, x[0].DType, 0))], x => [x[0] * x[0]]),
        .. CountedCalls,
        .. Scans("exchange", 0, 2, 5, false, [[], []], x => [x[1], x[0]], [0, 1], [0], [1]),
    ];

    private static IEnumerable<PrimitiveCase> Conds(
        string name, bool byTruth, Shape[] operands, Func<Tensor[], Tensor[]>[] branches, params int[][] linear)
    {
        foreach (var dtype in new[] { DType.Float32, DType.Float64 })
            yield return new(
                $"{name} {dtype}", new Cond(new Branches(Array.ConvertAll(branches, b => Graph(b, dtype, operands))), Pipeline.Compile),
                [byTruth ? OperandSample.Bools([]) : new OperandSample([], -1, 5, DType.Int64),
                 .. operands.Select(s => new OperandSample(s))])
            {
                Linear = linear,
                DTypes = [dtype],
            };
    }

    /// <summary>Three steps, whichever operands are batched.</summary>
    private static IEnumerable<PrimitiveCase> CountedCalls => new[] { DType.Float32, DType.Float64 }.Select(dtype =>
    {
        Shape[] operands = [[2], [2]];
        var loop = new While(
            Graph(x => [Less.Of(Sum.Of(x[1], [0]), Sum.Of(x[0], [0]))], dtype, operands), Graph(x => [Sin.Of(x[1]) * x[0]], dtype, operands), 1, Pipeline.Compile);
        var steps = new OperandSample([], 3, 3.5, DType.Int64);
        return new PrimitiveCase(
            $"{dtype}", new CountedCall(GraphFamily.Of(loop, new BitMask([false])), Pipeline.Compile), [steps, steps, .. operands.Select(s => new OperandSample(s))])
        {
            DTypes = [dtype],
        };
    });

    private static IEnumerable<PrimitiveCase> Whiles(
        string name, int constants, Shape[] operands, Func<Tensor[], Tensor[]> condition, Func<Tensor[], Tensor[]> body)
    {
        foreach (var dtype in new[] { DType.Float32, DType.Float64 })
            yield return new(
                $"{name} {dtype}", new While(Graph(condition, dtype, operands), Graph(body, dtype, operands), constants, Pipeline.Compile),
                [.. operands.Select(s => new OperandSample(s))])
            {
                DTypes = [dtype],
            };
    }

    private static IEnumerable<PrimitiveCase> Scans(
        string name, int constants, int carries, int length, bool reverse, Shape[] operands, Func<Tensor[], Tensor[]> body, params int[][] linear)
    {
        foreach (var dtype in new[] { DType.Float32, DType.Float64 })
        {
            var inputs = operands.Select((s, i) => i < constants + carries ? s : s.RemoveAt(0)).ToArray();
            yield return new(
                $"{name} {dtype}", new Scan(Graph(body, dtype, inputs), constants, carries, length, reverse, 1, Pipeline.Compile),
                [.. operands.Select(s => new OperandSample(s))])
            {
                Linear = linear,
                DTypes = [dtype],
            };
        }
    }

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
