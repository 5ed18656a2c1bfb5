namespace Covector.Scalars;

/// <summary>The type rules of the scalar IR: nodes are checked when they are made, programs as a whole on demand.</summary>
internal static class ExprChecker
{
    /// <summary>Checks one node.</summary>
    /// <exception cref="ArgumentException">The operand count, an operand type, the result type or the payload does not fit.</exception>
    public static void CheckNode(Op op, DType type, long payload, ReadOnlySpan<DType> operands)
    {
        if (!Fits(op, type, payload, operands))
            throw new ArgumentException($"{op}({string.Join(", ", operands.ToArray())}) with payload {payload} does not make a {type}.");
    }

    /// <summary>Checks that every instruction is well typed and reads only earlier ones, and that inputs are consistent.</summary>
    public static void Check(ScalarProgram program)
    {
        var instructions = program.Instructions;
        for (var i = 0; i < instructions.Count; i++)
        {
            var instruction = instructions[i];
            var types = new DType[instruction.Operands.Length];
            for (var k = 0; k < types.Length; k++)
            {
                if (instruction.Operands[k] < 0 || instruction.Operands[k] >= i)
                    throw new ArgumentException($"Instruction {i} reads {instruction.Operands[k]}, which is not before it.");
                types[k] = instructions[instruction.Operands[k]].Type;
            }
            CheckNode(instruction.Op, instruction.Type, instruction.Payload, types);
            for (var k = 0; k < i; k++)
            {
                if (instructions[k].SameAs(instruction))
                    throw new ArgumentException($"Instructions {k} and {i} are the same.");
                if (instruction.Op == Op.Input && instructions[k].Op == Op.Input && instructions[k].Payload == instruction.Payload)
                    throw new ArgumentException($"Input {instruction.Payload} has two types.");
            }
        }
        if (program.Result != instructions.Count - 1 && !(program.Result >= 0 && program.Result < instructions.Count))
            throw new ArgumentException($"The result {program.Result} is not an instruction.");
    }

    private static bool Fits(Op op, DType type, long payload, ReadOnlySpan<DType> operands) => op switch
    {
        Op.Input => operands.IsEmpty && payload >= 0,
        Op.Constant => operands.IsEmpty && (type != DType.Bool || payload is 0 or 1),
        Op.Add or Op.Subtract or Op.Multiply or Op.Divide or Op.Minimum or Op.Maximum =>
            IsNumber(type) && All(operands, 2, type),
        Op.MinimumNative or Op.MaximumNative => IsFloat(type) && All(operands, 2, type),
        Op.Remainder => IsInteger(type) && All(operands, 2, type),
        Op.FusedMultiplyAdd => IsFloat(type) && All(operands, 3, type),
        Op.Negate or Op.Abs => IsNumber(type) && All(operands, 1, type),
        Op.Sqrt or Op.Floor or Op.Ceiling or Op.Round or Op.Truncate => IsFloat(type) && All(operands, 1, type),
        Op.Less or Op.LessOrEqual => type == DType.Bool && operands.Length == 2 && IsNumber(operands[0]) && operands[1] == operands[0],
        Op.Equal or Op.NotEqual => type == DType.Bool && operands.Length == 2 && IsNumber(operands[0]) && operands[1] == operands[0],
        Op.And or Op.Or or Op.Xor => !IsFloat(type) && All(operands, 2, type),
        Op.Not => !IsFloat(type) && All(operands, 1, type),
        Op.ShiftLeft or Op.ShiftRightArithmetic or Op.ShiftRightLogical =>
            IsInteger(type) && All(operands, 1, type) && payload >= 0 && payload < 8 * Width(type),
        Op.BitCast => operands.Length == 1 && IsNumber(type) && IsNumber(operands[0])
            && Width(type) == Width(operands[0]) && IsFloat(type) != IsFloat(operands[0]),
        Op.Convert => operands.Length == 1 && IsNumber(type) && IsNumber(operands[0]) && type != operands[0],
        Op.Select => operands.Length == 3 && operands[0] == DType.Bool && operands[1] == type && operands[2] == type,
        Op.Rare => IsFloat(type) && operands.Length == 2 + Arity((ScalarFunction)payload)
            && operands[0] == DType.Bool && All(operands[1..], operands.Length - 1, type),
        _ => false,
    };

    /// <summary>The number of arguments of a scalar function, or −2 when there is no such function.</summary>
    public static int Arity(ScalarFunction function) => function switch
    {
        ScalarFunction.Sin or ScalarFunction.Cos or ScalarFunction.Tan => 1,
        ScalarFunction.Remainder => 2,
        _ => -2,
    };

    /// <summary>Bytes of a number of this type; 1 for Bool as it lies in memory.</summary>
    public static int Width(DType type) => type switch
    {
        DType.Bool => 1,
        DType.Int32 or DType.Float32 => 4,
        _ => 8,
    };

    private static bool IsFloat(DType type) => type is DType.Float32 or DType.Float64;

    private static bool IsInteger(DType type) => type is DType.Int32 or DType.Int64;

    private static bool IsNumber(DType type) => type != DType.Bool;

    private static bool All(ReadOnlySpan<DType> operands, int count, DType type)
    {
        if (operands.Length != count) return false;
        foreach (var operand in operands)
        {
            if (operand != type) return false;
        }
        return true;
    }
}
