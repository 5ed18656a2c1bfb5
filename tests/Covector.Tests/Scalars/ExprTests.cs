using Covector.Scalars;
using Xunit;

namespace Covector.Tests.Scalars;

public sealed class ExprTests
{
    private static readonly Expr s_x = Expr.Input(0, DType.Float32);
    private static readonly Expr s_n = Expr.Input(1, DType.Int32);

    [Fact]
    public void Equal_subexpressions_are_one_instruction()
    {
        var program = ScalarProgram.Of((s_x + 1.0) * (s_x + 1.0));
        Assert.Equal("""
            v0 = Input 0 : Float32
            v1 = Constant 1 : Float32
            v2 = Add v0 v1 : Float32
            v3 = Multiply v2 v2 : Float32
            result v3
            """.ReplaceLineEndings("\n"), program.ToString());
        ExprChecker.Check(program);
    }

    [Fact]
    public void Multiplications_and_additions_are_not_contracted()
    {
        foreach (var instruction in ScalarProgram.Of((s_x * s_x) + s_x).Instructions) Assert.NotEqual(Op.FusedMultiplyAdd, instruction.Op);
    }

    [Fact]
    public void Ill_typed_nodes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => s_x + s_n);
        Assert.Throws<ArgumentException>(() => s_x & s_x);
        Assert.Throws<ArgumentException>(() => s_n << 32);
        Assert.Throws<ArgumentException>(() => Expr.Select(s_n, s_x, s_x));
        Assert.Throws<ArgumentException>(() => Expr.Fma(s_n, s_n, s_n));
        Assert.Throws<ArgumentException>(() => Expr.Rare(s_x < 0.0, s_x, ScalarFunction.Remainder, s_x));
        Assert.Throws<ArgumentException>(() => (s_x < 0.0).BitCast());
    }

    [Fact]
    public void One_input_with_two_types_is_refused()
    {
        var program = ScalarProgram.Of(s_x + Expr.Input(0, DType.Int32).Convert(DType.Float32));
        Assert.Throws<ArgumentException>(() => ExprChecker.Check(program));
    }

    [Fact]
    public void Deep_expressions_do_not_overflow_the_stack()
    {
        var sum = s_x;
        for (var k = 0; k < 100_000; k++) sum += s_x;
        Assert.Equal(100_001, ScalarProgram.Of(sum).Instructions.Count);
    }

    [Theory]
    [InlineData(1, 1.5)]
    [InlineData(5, 7.59375)]
    [InlineData(-2, 1 / 2.25)]
    public void Integer_powers_evaluate_by_squaring(int n, double expected)
    {
        var program = ScalarProgram.Of(new Covector.Primitives.IntegerPower(n).Lower(Expr.Constant(DType.Float64, 1.5)));
        var values = new double[program.Instructions.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var instruction = program.Instructions[i];
            values[i] = instruction.Op switch
            {
                Op.Constant => BitConverter.Int64BitsToDouble(instruction.Payload),
                Op.Multiply => values[instruction.Operands[0]] * values[instruction.Operands[1]],
                Op.Divide => values[instruction.Operands[0]] / values[instruction.Operands[1]],
                _ => throw new InvalidOperationException(instruction.Op.ToString()),
            };
        }
        Assert.Equal(expected, values[program.Result], 15);
    }
}
