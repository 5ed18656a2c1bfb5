using System.Globalization;
using System.Text;

namespace Covector.Scalars;

/// <summary>Prints a program as C# statements over one element: for operations without a vector form.</summary>
internal static class CSharpScalarBody
{
    /// <summary>The statements that load element <paramref name="index"/>, compute, and store it to y.</summary>
    public static string Print(ScalarProgram program, IReadOnlyList<string> inputs, string index, string indent)
    {
        var text = new StringBuilder();
        var instructions = program.Instructions;
        for (var id = 0; id < instructions.Count; id++)
            text.Append(indent).Append("var v").Append(id).Append(" = ").Append(instructions[id].Op == Op.Input ? Load(instructions[id], inputs, index) : Expression(instructions[id])).Append(";\n");
        var result = program.ResultType == DType.Bool
            ? $"y[{index}] = v{program.Result} ? (byte)1 : (byte)0;"
            : $"(({TypeName(program.ResultType)}*)y)[{index}] = v{program.Result};";
        return text.Append(indent).Append(result).Append('\n').ToString();
    }

    public static string TypeName(DType type) => type switch
    {
        DType.Bool => "bool",
        DType.Int32 => "int",
        DType.Int64 => "long",
        DType.Float32 => "float",
        _ => "double",
    };

    public static string Literal(DType type, long bits) => type switch
    {
        DType.Bool => bits != 0 ? "true" : "false",
        DType.Int32 => bits == int.MinValue ? "int.MinValue" : bits.ToString(CultureInfo.InvariantCulture),
        DType.Int64 => bits == long.MinValue ? "long.MinValue" : bits.ToString(CultureInfo.InvariantCulture) + "L",
        DType.Float32 => BitConverter.Int32BitsToSingle((int)bits) switch
        {
            float.PositiveInfinity => "float.PositiveInfinity",
            float.NegativeInfinity => "float.NegativeInfinity",
            float.NaN => "float.NaN",
            var value => value.ToString("R", CultureInfo.InvariantCulture) + "f",
        },
        _ => BitConverter.Int64BitsToDouble(bits) switch
        {
            double.PositiveInfinity => "double.PositiveInfinity",
            double.NegativeInfinity => "double.NegativeInfinity",
            double.NaN => "double.NaN",
            var value => value.ToString("R", CultureInfo.InvariantCulture) + "d",
        },
    };

    private static string Load(Instruction input, IReadOnlyList<string> inputs, string index) => input.Type == DType.Bool
        ? $"{inputs[(int)input.Payload]}[{index}] != 0"
        : $"(({TypeName(input.Type)}*){inputs[(int)input.Payload]})[{index}]";

    /// <summary>The value of an instruction other than an input, in terms of v0, v1, …</summary>
    public static string Expression(Instruction instruction)
    {
        string V(int k) => "v" + instruction.Operands[k].ToString(CultureInfo.InvariantCulture);
        var type = TypeName(instruction.Type);
        var math = instruction.Type == DType.Float32 ? "MathF" : "Math";
        var isFloat = instruction.Type is DType.Float32 or DType.Float64;
        return instruction.Op switch
        {
            Op.Constant => Literal(instruction.Type, instruction.Payload),
            Op.Add => $"{V(0)} + {V(1)}",
            Op.Subtract => $"{V(0)} - {V(1)}",
            Op.Multiply => $"{V(0)} * {V(1)}",
            Op.Divide => $"{V(0)} / {V(1)}",
            Op.Remainder => $"{V(0)} % {V(1)}",
            Op.FusedMultiplyAdd => $"{math}.FusedMultiplyAdd({V(0)}, {V(1)}, {V(2)})",
            Op.Negate => $"-{V(0)}",
            // Math.Abs throws at the most negative integer.
            Op.Abs => isFloat ? $"{math}.Abs({V(0)})" : $"{V(0)} < 0 ? -{V(0)} : {V(0)}",
            Op.Sqrt => $"{math}.Sqrt({V(0)})",
            Op.Floor => $"{math}.Floor({V(0)})",
            Op.Ceiling => $"{math}.Ceiling({V(0)})",
            Op.Round => $"{math}.Round({V(0)})",
            Op.Truncate => $"{math}.Truncate({V(0)})",
            Op.Minimum => $"Math.Min({V(0)}, {V(1)})",
            Op.Maximum => $"Math.Max({V(0)}, {V(1)})",
            Op.MinimumNative => $"{V(0)} < {V(1)} ? {V(0)} : {V(1)}",
            Op.MaximumNative => $"{V(0)} > {V(1)} ? {V(0)} : {V(1)}",
            Op.Less => $"{V(0)} < {V(1)}",
            Op.LessOrEqual => $"{V(0)} <= {V(1)}",
            Op.Equal => $"{V(0)} == {V(1)}",
            Op.NotEqual => $"{V(0)} != {V(1)}",
            Op.And => $"{V(0)} & {V(1)}",
            Op.Or => $"{V(0)} | {V(1)}",
            Op.Xor => $"{V(0)} ^ {V(1)}",
            Op.Not => instruction.Type == DType.Bool ? $"!{V(0)}" : $"~{V(0)}",
            Op.ShiftLeft => $"{V(0)} << {instruction.Payload}",
            Op.ShiftRightArithmetic => $"{V(0)} >> {instruction.Payload}",
            Op.ShiftRightLogical => $"{V(0)} >>> {instruction.Payload}",
            Op.BitCast => instruction.Type switch
            {
                DType.Int32 => $"BitConverter.SingleToInt32Bits({V(0)})",
                DType.Int64 => $"BitConverter.DoubleToInt64Bits({V(0)})",
                DType.Float32 => $"BitConverter.Int32BitsToSingle({V(0)})",
                _ => $"BitConverter.Int64BitsToDouble({V(0)})",
            },
            Op.Convert => $"({type}){V(0)}",
            Op.Select => $"{V(0)} ? {V(1)} : {V(2)}",
            Op.Rare => $"{V(0)} ? RareLanes.Call(ScalarFunction.{(ScalarFunction)instruction.Payload}, "
                + string.Join(", ", instruction.Operands.Skip(2).Select(operand => $"v{operand}")) + $") : {V(1)}",
            _ => throw new ArgumentException($"{instruction.Op} has no C# form."),
        };
    }
}
