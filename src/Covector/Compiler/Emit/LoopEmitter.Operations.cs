using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;

namespace Covector.Compiler;

/// <summary>The operations of the scalar program, on vectors.</summary>
internal sealed partial class LoopEmitter
{
    private void EmitValue(Instruction instruction, int id, int block, int vector)
    {
        var operands = instruction.Operands;
        switch (instruction.Op)
        {
            case Op.Input:
                EmitLoad(kernel.Loads[instruction.Payload], block, vector);
                break;
            case Op.NotEqual:
                EmitCompare(instruction, id, block, vector);
                il.Emit(OpCodes.Call, Get(Op.Not, types[id]));
                break;
            case Op.Less or Op.LessOrEqual or Op.Equal:
                EmitCompare(instruction, id, block, vector);
                break;
            case Op.ShiftLeft or Op.ShiftRightArithmetic or Op.ShiftRightLogical:
                EmitOperand(operands[0], widths[id], block, vector);
                il.Emit(OpCodes.Ldc_I4, (int)instruction.Payload);
                il.Emit(OpCodes.Call, Get(instruction.Op, types[id]));
                break;
            case Op.BitCast:
                EmitOperand(operands[0], widths[id], block, vector);
                il.Emit(OpCodes.Call, As(types[operands[0]], types[id]));
                break;
            case Op.Convert:
                EmitConversion(operands[0], id, block, vector);
                break;
            case Op.Select:
                EmitSelect(instruction, id, block, vector);
                break;
            case Op.Abs when instruction.Type == DType.Float64 && AndNot(DType.Float64) is { } andNot:
                il.Emit(OpCodes.Ldc_R8, -0.0);
                EmitWithoutSign(andNot);
                break;
            case Op.Abs when instruction.Type == DType.Float32 && AndNot(DType.Float32) is { } andNot:
                il.Emit(OpCodes.Ldc_R4, -0f);
                EmitWithoutSign(andNot);
                break;
            case Op.Rare:
                EmitRare(instruction, id, block, vector);
                break;
            default:
                foreach (int operand in operands)
                    EmitOperand(operand, widths[id], block, vector);
                il.Emit(OpCodes.Call, Get(instruction.Op, types[id]));
                break;
        }

        // What Vector256.Abs becomes.
        void EmitWithoutSign(MethodInfo andNot)
        {
            il.Emit(OpCodes.Call, Create(types[id]));
            EmitOperand(operands[0], widths[id], block, vector);
            il.Emit(OpCodes.Call, andNot);
        }
    }

    /// <summary>
    /// Masks have all bits of a lane set or none, which the JIT does not know: a choice against zero is one operation, and a blend too.
    /// </summary>
    private void EmitSelect(Instruction instruction, int id, int block, int vector)
    {
        int[] operands = instruction.Operands;
        if (IsZero(operands[2]))
        {
            EmitOperand(operands[1], widths[id], block, vector);
            EmitMask();
            il.Emit(OpCodes.Call, Get(Op.And, types[id]));
        }
        else if (IsZero(operands[1]) && AndNot(types[id]) is { } andNot)
        {
            EmitMask();
            EmitOperand(operands[2], widths[id], block, vector);
            il.Emit(OpCodes.Call, andNot);
        }
        else if (Blend(types[id]) is { } blend)
        {
            EmitOperand(operands[2], widths[id], block, vector);
            EmitOperand(operands[1], widths[id], block, vector);
            EmitMask();
            il.Emit(OpCodes.Call, blend);
        }
        else
        {
            EmitMask();
            EmitOperand(operands[1], widths[id], block, vector);
            EmitOperand(operands[2], widths[id], block, vector);
            il.Emit(OpCodes.Call, Get(Op.Select, types[id]));
        }

        void EmitMask()
        {
            EmitOperand(operands[0], widths[id], block, vector);
            if (instruction.Type is DType.Float32 or DType.Float64)
                il.Emit(OpCodes.Call, As(VectorMethods.MaskType(widths[id]), types[id]));
        }
    }

    private bool IsZero(int id) => instructions[id] is { Op: Op.Constant, Payload: 0 };

    private void EmitCompare(Instruction instruction, int id, int block, int vector)
    {
        var type = types[instruction.Operands[0]];
        foreach (int operand in instruction.Operands)
            EmitOperand(operand, widths[id], block, vector);
        il.Emit(OpCodes.Call, Get(instruction.Op, type));
        if (type is DType.Float32 or DType.Float64)
            il.Emit(OpCodes.Call, As(type, types[id]));
    }

    private void EmitConversion(int operand, int id, int block, int vector)
    {
        switch (types[operand], types[id])
        {
            case (DType.Float32, DType.Float64):
                EmitVector(operand, block, vector / 2);
                il.Emit(OpCodes.Call, Widen(DType.Float32, vector % 2 == 1));
                break;
            case (DType.Float64, DType.Float32):
                EmitVector(operand, block, 2 * vector);
                EmitVector(operand, block, 2 * vector + 1);
                il.Emit(OpCodes.Call, Narrow(DType.Float64));
                break;
            case (DType.Float32, DType.Int32):
                EmitVector(operand, block, vector);
                il.Emit(OpCodes.Call, Float32ToInt32);
                break;
            default:
                EmitVector(operand, block, vector);
                il.Emit(OpCodes.Call, Int32ToFloat32);
                break;
        }
    }

    /// <summary>mask has no lane ? fast : the scalar function for the lanes of the mask.</summary>
    private void EmitRare(Instruction instruction, int id, int block, int vector)
    {
        var operands = instruction.Operands;
        var common = il.DefineLabel();
        var done = il.DefineLabel();
        EmitOperand(operands[0], widths[id], block, vector);
        il.Emit(OpCodes.Call, AnyLane(VectorMethods.MaskType(widths[id])));
        il.Emit(OpCodes.Brfalse, common);
        il.Emit(OpCodes.Ldc_I4, (int)instruction.Payload);
        EmitOperand(operands[0], widths[id], block, vector);
        for (int i = 1; i < 4; i++)
            EmitOperand(operands[Math.Min(i, operands.Length - 1)], widths[id], block, vector);
        il.Emit(OpCodes.Call, Rare(types[id]));
        il.Emit(OpCodes.Br, done);
        il.MarkLabel(common);
        EmitOperand(operands[1], widths[id], block, vector);
        il.MarkLabel(done);
    }

    /// <summary>A vector of an operand; masks are widened or narrowed to where they are used.</summary>
    private void EmitOperand(int id, int width, int block, int vector)
    {
        if (widths[id] == width || instructions[id].Type != DType.Bool)
        {
            EmitVector(id, block, vector);
        }
        else if (width > widths[id])
        {
            EmitVector(id, block, vector / 2);
            il.Emit(OpCodes.Call, Widen(DType.Int32, vector % 2 == 1));
        }
        else
        {
            EmitVector(id, block, 2 * vector);
            EmitVector(id, block, 2 * vector + 1);
            il.Emit(OpCodes.Call, Narrow(DType.Int64));
        }
    }

    private void EmitVector(int id, int block, int vector)
    {
        var instruction = instructions[id];
        if (instruction.Op == Op.Constant)
        {
            EmitConstant(instruction, types[id]);
            return;
        }

        var vectors = values[id]!;
        int count = Vectors(id);
        EmitFromPlace(vectors[(vectors.Length > count ? block * count : 0) + vector], types[id]);
    }

    private void EmitConstant(Instruction constant, DType type)
    {
        switch (constant.Type)
        {
            case DType.Float32:
                il.Emit(OpCodes.Ldc_R4, BitConverter.Int32BitsToSingle((int)constant.Payload));
                break;
            case DType.Float64:
                il.Emit(OpCodes.Ldc_R8, BitConverter.Int64BitsToDouble(constant.Payload));
                break;
            case DType.Int64:
                il.Emit(OpCodes.Ldc_I8, constant.Payload);
                break;
            case DType.Int32:
                il.Emit(OpCodes.Ldc_I4, (int)constant.Payload);
                break;
            default:
                int mask = constant.Payload != 0 ? -1 : 0;
                if (type == DType.Int64)
                    il.Emit(OpCodes.Ldc_I8, (long)mask);
                else
                    il.Emit(OpCodes.Ldc_I4, mask);
                break;
        }

        il.Emit(OpCodes.Call, Create(type));
    }
}
