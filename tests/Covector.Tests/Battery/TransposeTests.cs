using Covector.Graphs;
using Covector.Primitives;
using Covector.Tracing;

namespace Covector.Tests.Battery;

/// <summary>Linear primitives: f(v) is their derivative exactly, and ⟨f(x), u⟩ = ⟨x, fᵀ(u)⟩.</summary>
public sealed class TransposeTests
{
    public static TheoryData<string, DType> Rows => PrimitiveCases.Rows((item, dtype) => item.Linear.Length > 0 && dtype.IsFloating);

    public static TheoryData<string, DType> NotLinear => PrimitiveCases.Rows((item, dtype) => dtype == DType.Float64 && item.Primitive is SingleOutputPrimitive);

    [Theory, MemberData(nameof(Rows))]
    public void TheTransposeIsTheAdjoint(string name, DType dtype)
    {
        var item = PrimitiveCases.Named(name);
        foreach (var set in item.Linear)
        {
            var inputs = Exact(item, dtype);
            var x = Array.ConvertAll(set, i => inputs[i]);
            var outputs = Linear(item, inputs, set)(x);
            var cotangents = outputs.Select((y, i) => Exact(y.Shape, y.DType, 31 + i)).ToArray();
            var graph = CheckedGraphs.Check(Staging.Trace(Linear(item, inputs, set), Array.ConvertAll(x, t => t.Type), new TraceOrigin("a test", null)));
            var pulled = Transposition.Run(graph, new Tensor?[set.Length], cotangents);
            for (int i = 0; i < set.Length; i++)
                Assert.True(pulled[i] is null || pulled[i]!.Type == x[i].Type, $"the cotangent of operand {set[i]} is {pulled[i]?.Type}, expected {x[i].Type}");
            double left = Same.Inner(outputs, cotangents);
            Assert.Equal(left, Same.Inner(x, pulled), 64 * Same.Precision(dtype) * (1 + Math.Abs(left)));

            var staged = GraphDerivatives.Transpose(
                graph.WithCapturesAsInputs(), Mask(graph.Inputs.Length + graph.Captures.Length, i => i < set.Length), Mask(outputs.Length, _ => true));
            CheckedGraphs.Check(staged.Graph);
            var again = GraphEvaluator.Run(staged.Graph, [.. graph.Captures.Select(c => c.Value), .. cotangents]);
            Assert.Equal(left, Same.Inner([.. x.Where((_, i) => staged.IsPresent[i])], again), 64 * Same.Precision(dtype) * (1 + Math.Abs(left)));
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void TheDerivativeOfALinearPrimitiveIsItself(string name, DType dtype)
    {
        var item = PrimitiveCases.Named(name);
        foreach (var set in item.Linear)
        {
            var inputs = Exact(item, dtype);
            var x = Array.ConvertAll(set, i => inputs[i]);
            var v = x.Select((t, i) => Exact(t.Shape, t.DType, 41 + i)).ToArray();
            var f = Linear(item, inputs, set);
            var (_, tangents) = ForwardMode.Run(f, x, v, new TraceOrigin("a test", null));
            var moved = f([.. x.Select((t, i) => t + v[i])]);
            var still = f(x);
            for (int i = 0; i < tangents.Length; i++)
                Same.Close(moved[i] - still[i], tangents[i], $"along operands {string.Join(", ", set)}");
        }
    }

    /// <summary>A primitive that transposes in an operand is linear in it: the table says so, and the tests above look at it.</summary>
    [Theory, MemberData(nameof(NotLinear))]
    public void OnlyLinearOperandsAreTransposed(string name, DType dtype)
    {
        var item = PrimitiveCases.Named(name);
        var inputs = item.Inputs(dtype);
        var primitive = (SingleOutputPrimitive)item.Primitive;
        var type = item.Infer(item.InputTypes(dtype))[0];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!inputs[i].DType.IsFloating || !type.DType.IsFloating)
                continue;
            var operands = inputs.Select((x, j) => new Operand(x.Type, i == j ? null : x)).ToArray();
            bool isTransposed;
            try
            {
                primitive.Transpose(operands, Fill.Of(type.Shape, type.DType, 1), new Tensor?[inputs.Length]);
                isTransposed = true;
            }
            catch (NotDifferentiableException)
            {
                isTransposed = false;
            }

            Assert.Equal(item.Linear.Any(set => set.SequenceEqual([i])), isTransposed);
        }
    }

    /// <summary>The primitive as a function of the operands in a set, without what the others add to it.</summary>
    private static Func<Tensor[], Tensor[]> Linear(PrimitiveCase item, Tensor[] inputs, int[] set)
    {
        Tensor[] fixedInputs = [.. inputs];
        if (item.Primitive is Add or Subtract or Select or Scatter or Concatenate or LinearRecurrence or MultiOutputPrimitive)
            for (int i = 0; i < fixedInputs.Length; i++)
                if (!set.Contains(i) && fixedInputs[i].DType.IsFloating && !IsCoefficient(item, i))
                    fixedInputs[i] = Fill.Like(fixedInputs[i], 0);
        return x =>
        {
            Tensor[] all = [.. fixedInputs];
            for (int i = 0; i < set.Length; i++)
                all[set[i]] = x[i];
            return item.Bind(all);
        };
    }

    /// <summary>Whether an operand multiplies others, so that it may not be 0 for the map to be of interest.</summary>
    private static bool IsCoefficient(PrimitiveCase item, int operand) =>
        item.Primitive is LinearRecurrence && operand == 0 || item.Primitive is MultiOutputPrimitive && !item.Linear.Any(set => set.Length > 1);

    /// <summary>Small multiples of 1/8, on which sums and products are exact.</summary>
    private static Tensor[] Exact(PrimitiveCase item, DType dtype)
    {
        var inputs = item.Inputs(dtype);
        for (int i = 0; i < inputs.Length; i++)
            if (inputs[i].DType.IsFloating)
                inputs[i] = item.Primitive is Divide && i == 1 ? Fill.Like(inputs[i], 0.5) : Exact(inputs[i].Shape, inputs[i].DType, i);
        return inputs;
    }

    private static Tensor Exact(Shape shape, DType dtype, int seed) =>
        Floor.Of(new OperandSample(shape, -16, 16).Make(dtype, seed)) / 8;

    private static BitMask Mask(int count, Func<int, bool> isSet) => new([.. Enumerable.Range(0, count).Select(isSet)]);
}
