using Covector.Primitives;
using Covector.Tracing;

namespace Covector.Tests.Battery;

/// <summary>The batching rule of every primitive against a loop, for every choice of batched operands and every place of their batch axes.</summary>
public sealed class BatchTests
{
    private const int Size = 3;

    /// <summary>Cases of more elements add time, not ways of batching.</summary>
    private const int LargestOperand = 200;

    public static TheoryData<string, DType> Rows =>
        PrimitiveCases.Rows((item, dtype) => item.Operands.Length > 0 && item.Operands.All(o => o.Shape.Size <= LargestOperand));

    public static TheoryData<string, DType> Constants => PrimitiveCases.Rows((item, _) => item.Operands.Length == 0);

    [Theory, MemberData(nameof(Rows))]
    public void ABatchIsALoop(string name, DType dtype)
    {
        var item = PrimitiveCases.Named(name);
        int count = item.Operands.Length;
        for (int batched = 1; batched < 1 << count; batched++)
            foreach (var axes in Places(item, batched, 0))
                Check(item, dtype, axes);
    }

    [Theory, MemberData(nameof(Rows))]
    public void ABatchMayBeEmpty(string name, DType dtype)
    {
        var item = PrimitiveCases.Named(name);
        var axes = new int?[item.Operands.Length];
        Array.Fill(axes, 0);
        var inputs = item.Operands.Select(o => (o with { Shape = o.Shape.Insert(0, 0) }).Make(dtype, 0)).ToArray();
        var outputs = Run(item, inputs, axes, 0);
        var types = item.Infer(item.InputTypes(dtype));
        for (int i = 0; i < types.Length; i++)
            Assert.Equal(types[i].Shape.Insert(0, 0), outputs[i].Shape);
    }

    [Theory, MemberData(nameof(Constants))]
    public void ConstantsBatchByRepetition(string name, DType dtype)
    {
        if (dtype != DType.Float64)
            return;
        var primitive = (SingleOutputPrimitive)PrimitiveCases.Named(name).Primitive;
        var one = primitive.Eval([]);
        var (value, axis) = primitive.Batch([], [], Size);
        Same.Bits(Broadcast.Of(one, one.Shape.Insert(0, Size), Axes.Range(1, one.Rank)), Batching.MoveAxis(value, axis, 0), "batched");
    }

    private static void Check(PrimitiveCase item, DType dtype, int?[] axes)
    {
        var elements = new Tensor[Size][];
        for (int b = 0; b < Size; b++)
            elements[b] = [.. item.Operands.Select((o, i) => o.Make(dtype, axes[i] is null ? i : i + 5 * b))];
        var inputs = new Tensor[axes.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = axes[i] is { } axis ? Stack([.. elements.Select(e => e[i])], axis) : elements[0][i];
        var actual = Run(item, inputs, axes, Size);
        var loop = Array.ConvertAll(elements, item.Eval);
        string what = $"batch axes ({string.Join(", ", axes.Select(a => a?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"))})";
        for (int i = 0; i < actual.Length; i++)
        {
            var expected = Stack([.. loop.Select(y => y[i])], 0);
            if (item.Primitive is DotGeneral or Reduction or AxisPrimitive or MultiOutputPrimitive)
                Same.Close(expected, actual[i], what);
            else
                Same.Bits(expected, actual[i], what);
        }
    }

    private static Tensor[] Run(PrimitiveCase item, Tensor[] inputs, int?[] axes, int size)
    {
        var trace = new BatchTrace(null, size, new TraceOrigin("a test", null));
        Tensor[] wrapped = [.. inputs.Select((x, i) => axes[i] is { } axis ? trace.Wrap(x, axis, null, "an operand") : x)];
        Tensor[] outputs;
        using (Trace.Enter(trace))
            outputs = item.Bind(wrapped);
        return Array.ConvertAll(outputs, y =>
        {
            var (value, axis) = trace.Split(y);
            return Batching.ToFront(value, axis, size);
        });
    }

    private static IEnumerable<int?[]> Places(PrimitiveCase item, int batched, int operand)
    {
        if (operand == item.Operands.Length)
        {
            yield return new int?[operand];
            yield break;
        }

        bool isBatched = (batched >> operand & 1) != 0;
        foreach (var rest in Places(item, batched, operand + 1))
            for (int axis = 0; axis <= (isBatched ? item.Operands[operand].Shape.Rank : 0); axis++)
            {
                int?[] axes = [.. rest];
                axes[operand] = isBatched ? axis : null;
                yield return axes;
            }
    }

    private static Tensor Stack(Tensor[] elements, int axis) =>
        Concatenate.Of(Array.ConvertAll(elements, x => Reshape.Of(x, x.Shape.Insert(axis, 1))), axis);
}
