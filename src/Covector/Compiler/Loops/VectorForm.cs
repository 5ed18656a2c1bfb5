namespace Covector.Compiler;

/// <summary>What vector code can express.</summary>
internal static class VectorForm
{
    /// <summary>Whether every operation of the expression has a fast form on vectors.</summary>
    public static bool Exists(Expr value)
    {
        var instructions = ScalarProgram.Of(value).Instructions;
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

    /// <summary>The number of operations between operands and value.</summary>
    public static int Size(Expr value, ReadOnlySpan<Expr> operands)
    {
        var seen = new HashSet<Expr>(ReferenceEqualityComparer.Instance);
        foreach (var operand in operands)
            seen.Add(operand);
        var pending = new Stack<Expr>();
        pending.Push(value);
        int size = 0;
        while (pending.TryPop(out var next))
        {
            if (!seen.Add(next))
                continue;
            size++;
            foreach (var operand in next.Operands)
                pending.Push(operand);
        }

        return size;
    }

    private static bool IsVectorConversion(DType from, DType to) => (from, to) is
        (DType.Float32, DType.Float64) or (DType.Float64, DType.Float32) or (DType.Float32, DType.Int32) or (DType.Int32, DType.Float32);
}
