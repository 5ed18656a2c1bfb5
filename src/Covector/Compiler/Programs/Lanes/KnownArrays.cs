namespace Covector.Compiler;

/// <summary>
/// Tiny arrays, too small to have a long axis, whose elements are known before anything runs: such as the basis of a Jacobian.
/// </summary>
internal sealed class KnownArrays(int variableCount)
{
    private readonly LaneValue?[] values = new LaneValue?[variableCount];
    private readonly ScalarAlgebra algebra = new();

    /// <summary>The elements of a variable as constants; null if they are not known.</summary>
    public LaneValue? this[Variable variable] => variable.Id < 0 ? null : values[variable.Id];

    /// <summary>Looks at an equation, whose inputs it has seen.</summary>
    public void Add(Equation equation)
    {
        if (equation.Outputs is not [{ Type.Shape: { Size: > 0 and < LaneAnalysis.ShortestAxis } shape } output])
            return;
        if (equation.Primitive is Fill or Iota)
        {
            values[output.Id] = Source(equation.Primitive, shape).Simplified(algebra);
            return;
        }

        var operands = new LaneValue[equation.Inputs.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            if (this[equation.Inputs[i]] is not { } operand)
                return;
            operands[i] = operand;
        }

        var result = equation.Primitive switch
        {
            Elementwise when ElementRule.Of(equation) is { HasVectorForm: true } rule =>
                LaneRules.Elementwise(rule, operands, algebra, shape, -1),
            Broadcast or Permute or Reverse or StridedSlice or Reshape or Concatenate or Pad =>
                LaneRules.Of(equation.Primitive, operands, output.Type, -1).Simplified(algebra),
            _ => null,
        };
        if (result is not null && Array.TrueForAll(result.Cells, c => c.Op == Op.Constant))
            values[output.Id] = result;
    }

    private static LaneValue Source(Primitive primitive, Shape shape)
    {
        var result = LaneValue.Empty(shape, -1);
        Span<int> index = stackalloc int[shape.Rank];
        for (int i = 0; i < result.Cells.Length; i++)
        {
            result.IndexOf(i, index);
            result.Cells[i] = primitive is Iota iota
                ? Expr.Constant(iota.DType, index[iota.Axis])
                : Expr.ConstantBits(((Fill)primitive).DType, ((Fill)primitive).Bits);
        }

        return result;
    }
}
