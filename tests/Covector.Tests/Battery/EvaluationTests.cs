using Covector.Primitives;

namespace Covector.Tests.Battery;

/// <summary>Every primitive with every element type: its type rule, operands of any layout, and compiled against eager with equal bits.</summary>
public sealed class EvaluationTests
{
    public static TheoryData<string, DType> Rows => PrimitiveCases.Rows((_, _) => true);

    [Theory, MemberData(nameof(Rows))]
    public void ValuesHaveTheInferredType(string name, DType dtype)
    {
        var item = PrimitiveCases.Named(name);
        var outputs = item.Eval(item.Inputs(dtype));
        Assert.Equal(item.Infer(item.InputTypes(dtype)), Array.ConvertAll(outputs, y => y.Type));
    }

    [Theory, MemberData(nameof(Rows))]
    public void OperandsMayHaveAnyLayout(string name, DType dtype)
    {
        var item = PrimitiveCases.Named(name);
        var inputs = item.Inputs(dtype);
        var expected = item.Eval(inputs);
        var compiled = item.Compiled(dtype);
        foreach (var (layout, make) in Layouts.All)
            for (int i = 0; i <= inputs.Length; i++)
            {
                Tensor[] operands = [.. inputs];
                for (int j = 0; j < inputs.Length; j++)
                    if (i == j || i == inputs.Length)
                        operands[j] = make(inputs[j]);
                Compare(item, expected, item.Eval(operands), $"{layout}, operand {i}");
                Compare(item, expected, compiled.Run(operands), $"compiled, {layout}, operand {i}");
            }
    }

    [Theory, MemberData(nameof(Rows))]
    public void OperandsMayBeBroadcastNumbers(string name, DType dtype)
    {
        var item = PrimitiveCases.Named(name);
        var inputs = item.Inputs(dtype);
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Size == 0)
                continue;
            var number = Reshape.Of(StridedSlice.Of(Reshape.Of(inputs[i], [checked((int)inputs[i].Size)]), 0, 0, 1), []);
            var uniform = Broadcast.Of(number, inputs[i].Shape, []);
            Tensor[] broadcast = [.. inputs], packed = [.. inputs];
            (broadcast[i], packed[i]) = (uniform, uniform.Packed());
            var expected = item.Eval(packed);
            Compare(item, expected, item.Eval(broadcast), $"broadcast operand {i}");
            Compare(item, expected, item.Compiled(dtype).Run(broadcast), $"compiled, broadcast operand {i}");
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void CompiledGivesTheBitsOfEager(string name, DType dtype)
    {
        var item = PrimitiveCases.Named(name);
        var inputs = item.Inputs(dtype);
        Same.Bits(item.Eval(inputs), item.Compiled(dtype).Run(inputs), "compiled");
    }

    /// <summary>Products choose their order of summation by layout; everything else keeps every bit.</summary>
    private static void Compare(PrimitiveCase item, Tensor[] expected, Tensor[] actual, string what)
    {
        if (item.Primitive is DotGeneral or Call)
            Same.Close(expected, actual, what);
        else
            Same.Bits(expected, actual, what);
    }
}
