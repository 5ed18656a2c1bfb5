namespace Covector.Compiler;

/// <summary>What vector code can express.</summary>
internal static class VectorForm
{
    /// <summary>Whether every operation of the program has a fast form on vectors.</summary>
    public static bool Exists(IReadOnlyList<Instruction> instructions)
    {
        foreach (var instruction in instructions)
        {
            bool isInteger = instruction.Type is DType.Int32 or DType.Int64;
            switch (instruction.Op)
            {
                case Op.Divide or Op.Remainder when isInteger:
                case Op.ShiftRightArithmetic when instruction.Type == DType.Int64:
                case Op.Convert when !IsVectorConversion(instructions[instruction.Operands[0]].Type, instruction.Type):
                    return false;
            }
        }

        return true;
    }

    private static bool IsVectorConversion(DType from, DType to) => (from, to) is
        (DType.Float32, DType.Float64) or (DType.Float64, DType.Float32) or (DType.Float32, DType.Int32) or (DType.Int32, DType.Float32);
}
