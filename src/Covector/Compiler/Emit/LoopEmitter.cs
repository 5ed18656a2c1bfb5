using System.Reflection.Emit;
using System.Runtime.Intrinsics;

namespace Covector.Compiler;

/// <summary>
/// Emits a kernel as IL over 256-bit vectors. The innermost loop takes one or more vectors of points at once, and each operation is emitted
/// for all of them in turn: independent work interleaves, which the JIT would not do. What does not change in a loop is computed before it.
/// </summary>
[RequiresDynamicCode("Emits a DynamicMethod.")]
internal sealed partial class LoopEmitter
{
    private const int Depth0 = 0;

    private readonly LoopKernel kernel;
    private readonly IReadOnlyList<Instruction> instructions;
    private readonly ILGenerator il;
    private readonly VectorLocals locals;
    private readonly int[] levels;
    private readonly int[] widths;
    private readonly int[] lastUse;
    private readonly DType[] types;
    private readonly LocalBuilder[]?[] values;
    private readonly int blocks;
    private readonly Dictionary<(int Buffer, Strides Strides), LocalBuilder> pointers = [];
    private readonly LocalBuilder[] points;
    private readonly int[]?[] loadQuads;
    private readonly int[]?[] storeQuads;
    private readonly int[] valueOfLoad;
    private LocalBuilder? scratchAddress;

    private LoopEmitter(LoopKernel kernel, ILGenerator il)
    {
        this.kernel = kernel;
        this.il = il;
        instructions = kernel.Program.Instructions;
        locals = new VectorLocals(il);
        levels = LoopPrinter.Levels(kernel);
        blocks = kernel.Interleave;
        int count = instructions.Count;
        widths = new int[count];
        types = new DType[count];
        lastUse = new int[count];
        values = new LocalBuilder[count][];
        points = new LocalBuilder[blocks];
        for (int id = 0; id < count; id++)
        {
            var instruction = instructions[id];
            widths[id] = instruction.Type != DType.Bool ? ExprChecker.Width(instruction.Type)
                : instruction.Op is Op.Input or Op.Constant ? 32 / kernel.Lanes
                : widths[instruction.Operands[0]];
            types[id] = instruction.Type != DType.Bool ? instruction.Type : VectorMethods.MaskType(widths[id]);
            foreach (int operand in instruction.Operands)
                lastUse[operand] = Math.Max(lastUse[operand], levels[id] > levels[operand] ? int.MaxValue : id);
        }

        foreach (int result in kernel.Program.Results)
            lastUse[result] = int.MaxValue;
        valueOfLoad = new int[kernel.Loads.Length];
        Array.Fill(valueOfLoad, -1);
        for (int id = 0; id < count; id++)
            if (instructions[id].Op == Op.Input)
                valueOfLoad[instructions[id].Payload] = id;
        loadQuads = LaneQuads.Find(kernel.Loads, i => valueOfLoad[i] >= 0 && kernel.Loads[i].Depth == Innermost);
        storeQuads = LaneQuads.Find(kernel.Stores, i => kernel.Stores[i].Depth == Innermost);
    }

    private int Innermost => kernel.Domain.Length;

    public static KernelCode Compile(LoopKernel kernel)
    {
        var method = new DynamicMethod("Kernel", typeof(void), [typeof(object), typeof(nint*), typeof(nint)], typeof(LoopEmitter).Module, skipVisibility: true);
        var emitter = new LoopEmitter(kernel, method.GetILGenerator(1024));
        emitter.Emit();
        return method.CreateDelegate<KernelCode>(kernel);
    }

    private void Emit()
    {
        EmitPointers();
        EmitLevel(Depth0);
        il.Emit(OpCodes.Ret);
    }

    /// <summary>The address of each buffer, once for every way to step through it.</summary>
    private void EmitPointers()
    {
        foreach (var access in kernel.Loads.Concat(kernel.Stores))
        {
            if (pointers.ContainsKey((access.Buffer, access.Strides)))
                continue;
            var pointer = il.DeclareLocal(typeof(nint));
            pointers.Add((access.Buffer, access.Strides), pointer);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4, access.Buffer * 8);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldind_I);
            il.Emit(OpCodes.Stloc, pointer);
        }
    }

    /// <summary>The instructions that stand in <paramref name="level"/> loops, then the next loop.</summary>
    private void EmitLevel(int level)
    {
        int count = level == Innermost ? blocks : 1;
        for (int id = 0; id < levels.Length; id++)
            if (levels[id] == level)
                EmitInstruction(id, count);
        for (int s = 0; s < kernel.Stores.Length; s++)
        {
            if (kernel.Stores[s].Depth != level)
                continue;
            if (storeQuads[s] is not { } quad)
                EmitStore(kernel.Stores[s], kernel.Program.Results[s], count);
            else if (quad[0] == s)
                EmitStoreQuad(quad, count);
        }

        if (level == Innermost)
            return;
        if (level + 1 == Innermost)
            EmitLanes();
        else
            EmitLoop(level);
    }

    private void EmitLoop(int axis)
    {
        var index = il.DeclareLocal(typeof(nint));
        var body = il.DefineLabel();
        var check = il.DefineLabel();
        // Pointers that step along this axis are kept aside and moved from turn to turn.
        var moving = pointers.Where(p => p.Key.Strides[axis] != 0).ToArray();
        var saved = new LocalBuilder[moving.Length];
        for (int i = 0; i < moving.Length; i++)
        {
            saved[i] = moving[i].Value;
            var local = il.DeclareLocal(typeof(nint));
            il.Emit(OpCodes.Ldloc, saved[i]);
            il.Emit(OpCodes.Stloc, local);
            pointers[moving[i].Key] = local;
        }

        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Stloc, index);
        il.Emit(OpCodes.Br, check);
        il.MarkLabel(body);
        EmitLevel(axis + 1);
        foreach (var (key, _) in moving)
        {
            il.Emit(OpCodes.Ldloc, pointers[key]);
            il.Emit(OpCodes.Ldc_I8, (long)key.Strides[axis] * SizeOf(key.Buffer));
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, pointers[key]);
        }

        il.Emit(OpCodes.Ldloc, index);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, index);
        il.MarkLabel(check);
        il.Emit(OpCodes.Ldloc, index);
        LoadCount(axis);
        il.Emit(OpCodes.Blt, body);
        for (int i = 0; i < moving.Length; i++)
            pointers[moving[i].Key] = saved[i];
    }

    private void EmitLanes()
    {
        int axis = Innermost - 1;
        var start = il.DeclareLocal(typeof(nint));
        var body = il.DefineLabel();
        var check = il.DefineLabel();
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Stloc, start);
        il.Emit(OpCodes.Br, check);
        il.MarkLabel(body);
        for (int block = 0; block < blocks; block++)
            EmitPoint(block, start, axis);
        EmitLevel(Innermost);
        il.Emit(OpCodes.Ldloc, start);
        il.Emit(OpCodes.Ldc_I4, blocks * kernel.Lanes);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, start);
        il.MarkLabel(check);
        il.Emit(OpCodes.Ldloc, start);
        LoadCount(axis);
        il.Emit(OpCodes.Blt, body);
    }

    /// <summary>The first point of a block of lanes. One that would lie beyond the end repeats points that the loop computes anyway.</summary>
    private void EmitPoint(int block, LocalBuilder start, int axis)
    {
        if (block == 0 && kernel.Tail != LoopTail.Overlapping)
        {
            points[0] = start;
            return;
        }

        var point = points[block] ??= il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Ldloc, start);
        il.Emit(OpCodes.Ldc_I4, block * kernel.Lanes);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, point);
        var within = il.DefineLabel();
        il.Emit(OpCodes.Ldloc, point);
        LoadCount(axis);
        if (kernel.Tail != LoopTail.Padded)
        {
            il.Emit(OpCodes.Ldc_I4, kernel.Lanes);
            il.Emit(OpCodes.Sub);
            il.Emit(OpCodes.Ble, within);
            LoadCount(axis);
            il.Emit(OpCodes.Ldc_I4, kernel.Lanes);
            il.Emit(OpCodes.Sub);
        }
        else
        {
            il.Emit(OpCodes.Blt, within);
            il.Emit(OpCodes.Ldloc, start);
        }

        il.Emit(OpCodes.Stloc, point);
        il.MarkLabel(within);
    }

    private void LoadCount(int axis)
    {
        if (axis == kernel.CountAxis)
        {
            il.Emit(OpCodes.Ldarg_2);
            return;
        }

        il.Emit(OpCodes.Ldc_I4, kernel.Domain[axis]);
        il.Emit(OpCodes.Conv_I);
    }

    private void EmitInstruction(int id, int count)
    {
        var instruction = instructions[id];
        if (instruction.Op == Op.Constant)
            return;
        if (instruction.Op == Op.Input && loadQuads[instruction.Payload] is { } quad)
        {
            EmitLoadQuad(quad, count);
            return;
        }

        int vectors = Vectors(id);
        var results = new LocalBuilder[count * vectors];
        for (int i = 0; i < results.Length; i++)
        {
            EmitValue(instruction, id, i / vectors, i % vectors);
            results[i] = locals.Take(types[id]);
            il.Emit(OpCodes.Stloc, results[i]);
        }

        values[id] = results;
        foreach (int operand in instruction.Operands)
            Release(operand, id);
    }

    /// <summary>Gives the locals of a dead value back; one that a loop within reads lives on for its next turn.</summary>
    private void Release(int operand, int user)
    {
        if (lastUse[operand] != user || values[operand] is not { } dead)
            return;
        foreach (var local in dead)
            locals.Give(types[operand], local);
        values[operand] = null;
    }

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
                il.Emit(OpCodes.Call, VectorMethods.Get(Op.Not, types[id]));
                break;
            case Op.Less or Op.LessOrEqual or Op.Equal:
                EmitCompare(instruction, id, block, vector);
                break;
            case Op.ShiftLeft or Op.ShiftRightArithmetic or Op.ShiftRightLogical:
                EmitOperand(operands[0], widths[id], block, vector);
                il.Emit(OpCodes.Ldc_I4, (int)instruction.Payload);
                il.Emit(OpCodes.Call, VectorMethods.Get(instruction.Op, types[id]));
                break;
            case Op.BitCast:
                EmitOperand(operands[0], widths[id], block, vector);
                il.Emit(OpCodes.Call, VectorMethods.As(types[operands[0]], types[id]));
                break;
            case Op.Convert:
                EmitConversion(operands[0], id, block, vector);
                break;
            case Op.Select:
                EmitOperand(operands[0], widths[id], block, vector);
                if (instruction.Type is DType.Float32 or DType.Float64)
                    il.Emit(OpCodes.Call, VectorMethods.As(VectorMethods.MaskType(widths[id]), types[id]));
                EmitOperand(operands[1], widths[id], block, vector);
                EmitOperand(operands[2], widths[id], block, vector);
                il.Emit(OpCodes.Call, VectorMethods.Get(Op.Select, types[id]));
                break;
            case Op.Rare:
                EmitRare(instruction, id, block, vector);
                break;
            default:
                foreach (int operand in operands)
                    EmitOperand(operand, widths[id], block, vector);
                il.Emit(OpCodes.Call, VectorMethods.Get(instruction.Op, types[id]));
                break;
        }
    }

    private void EmitCompare(Instruction instruction, int id, int block, int vector)
    {
        var type = types[instruction.Operands[0]];
        foreach (int operand in instruction.Operands)
            EmitOperand(operand, widths[id], block, vector);
        il.Emit(OpCodes.Call, VectorMethods.Get(instruction.Op, type));
        if (type is DType.Float32 or DType.Float64)
            il.Emit(OpCodes.Call, VectorMethods.As(type, types[id]));
    }

    private void EmitConversion(int operand, int id, int block, int vector)
    {
        switch (types[operand], types[id])
        {
            case (DType.Float32, DType.Float64):
                EmitVector(operand, block, vector / 2);
                il.Emit(OpCodes.Call, VectorMethods.Widen(DType.Float32, vector % 2 == 1));
                break;
            case (DType.Float64, DType.Float32):
                EmitVector(operand, block, 2 * vector);
                EmitVector(operand, block, 2 * vector + 1);
                il.Emit(OpCodes.Call, VectorMethods.Narrow(DType.Float64));
                break;
            case (DType.Float32, DType.Int32):
                EmitVector(operand, block, vector);
                il.Emit(OpCodes.Call, VectorMethods.Float32ToInt32);
                break;
            default:
                EmitVector(operand, block, vector);
                il.Emit(OpCodes.Call, VectorMethods.Int32ToFloat32);
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
        il.Emit(OpCodes.Call, VectorMethods.AnyLane(VectorMethods.MaskType(widths[id])));
        il.Emit(OpCodes.Brfalse, common);
        il.Emit(OpCodes.Ldc_I4, (int)instruction.Payload);
        EmitOperand(operands[0], widths[id], block, vector);
        for (int i = 1; i < 4; i++)
            EmitOperand(operands[Math.Min(i, operands.Length - 1)], widths[id], block, vector);
        il.Emit(OpCodes.Call, VectorMethods.Rare(types[id]));
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
            il.Emit(OpCodes.Call, VectorMethods.Widen(DType.Int32, vector % 2 == 1));
        }
        else
        {
            EmitVector(id, block, 2 * vector);
            EmitVector(id, block, 2 * vector + 1);
            il.Emit(OpCodes.Call, VectorMethods.Narrow(DType.Int64));
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
        il.Emit(OpCodes.Ldloc, vectors[(vectors.Length > count ? block * count : 0) + vector]);
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

        il.Emit(OpCodes.Call, VectorMethods.Create(type));
    }

    private void EmitLoad(Access access, int block, int vector)
    {
        if (access.Depth < Innermost)
        {
            EmitAddress(access, null, 0);
            EmitBroadcast(access.Type);
            return;
        }

        nint stride = access.Strides[Innermost - 1];
        EmitAddress(access, points[block], vector * (32 / ExprChecker.Width(access.Type)));
        if (access.Type == DType.Bool)
        {
            il.Emit(OpCodes.Call, VectorMethods.LoadMask(32 / kernel.Lanes));
        }
        else if (stride == 1)
        {
            il.Emit(OpCodes.Call, VectorMethods.Load(access.Type));
        }
        else
        {
            EmitGathered(access.Type, stride);
        }
    }

    /// <summary>
    /// Elements at equal distances from the address on the stack, one lane each. (A method for it would be one of too many that the JIT inlines.)
    /// </summary>
    private void EmitGathered(DType type, nint stride)
    {
        var address = scratchAddress ??= il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Stloc, address);
        for (int lane = 0; lane < 32 / type.Size; lane++)
        {
            EmitLaneAddress(address, lane * stride * type.Size);
            il.Emit(LoadElement(type));
        }

        il.Emit(OpCodes.Call, VectorMethods.CreateFromElements(type));
    }

    /// <summary>A vector's lanes stored at equal distances.</summary>
    private void EmitScattered(DType type, nint stride, LocalBuilder vector, LocalBuilder address)
    {
        for (int lane = 0; lane < 32 / type.Size; lane++)
        {
            EmitLaneAddress(address, lane * stride * type.Size);
            il.Emit(OpCodes.Ldloc, vector);
            il.Emit(OpCodes.Ldc_I4, lane);
            il.Emit(OpCodes.Call, VectorMethods.GetElement(type));
            il.Emit(type switch
            {
                DType.Float32 => OpCodes.Stind_R4,
                DType.Float64 => OpCodes.Stind_R8,
                DType.Int32 => OpCodes.Stind_I4,
                _ => OpCodes.Stind_I8,
            });
        }
    }

    private void EmitLaneAddress(LocalBuilder address, nint offset)
    {
        il.Emit(OpCodes.Ldloc, address);
        if (offset == 0)
            return;
        LoadNative(offset);
        il.Emit(OpCodes.Add);
    }

    private static OpCode LoadElement(DType type) => type switch
    {
        DType.Float32 => OpCodes.Ldind_R4,
        DType.Float64 => OpCodes.Ldind_R8,
        DType.Int32 => OpCodes.Ldind_I4,
        _ => OpCodes.Ldind_I8,
    };

    private void EmitBroadcast(DType type)
    {
        if (type == DType.Bool)
        {
            il.Emit(OpCodes.Call, VectorMethods.BroadcastMask(32 / kernel.Lanes));
            return;
        }

        il.Emit(LoadElement(type));
        il.Emit(OpCodes.Call, VectorMethods.Create(type));
    }

    private void EmitStore(Access access, int id, int count)
    {
        int vectors = Vectors(id);
        bool inner = access.Depth == Innermost;
        for (int i = 0; i < (inner ? count * vectors : 1); i++)
        {
            if (access.Type == DType.Bool)
            {
                // Masks of pairs of vectors are narrowed to one vector, which the store takes from there.
                EmitAddress(access, inner ? points[i / vectors] : null, 0);
                EmitOperand(id, 32 / kernel.Lanes, i / vectors, 0);
                il.Emit(OpCodes.Call, inner ? VectorMethods.StoreMask(32 / kernel.Lanes) : VectorMethods.StoreMaskElement(32 / kernel.Lanes));
                i += vectors - 1;
            }
            else if (!inner)
            {
                EmitVector(id, 0, 0);
                EmitAddress(access, null, 0);
                il.Emit(OpCodes.Call, VectorMethods.StoreElement(access.Type));
            }
            else
            {
                nint stride = access.Strides[Innermost - 1];
                int lane = i % vectors * (32 / ExprChecker.Width(access.Type));
                if (stride == 1)
                {
                    EmitVector(id, i / vectors, i % vectors);
                    EmitAddress(access, points[i / vectors], lane);
                    il.Emit(OpCodes.Call, VectorMethods.Store(access.Type));
                }
                else
                {
                    var address = scratchAddress ??= il.DeclareLocal(typeof(nint));
                    EmitAddress(access, points[i / vectors], lane);
                    il.Emit(OpCodes.Stloc, address);
                    var vector = locals.Take(types[id]);
                    EmitVector(id, i / vectors, i % vectors);
                    il.Emit(OpCodes.Stloc, vector);
                    EmitScattered(access.Type, stride, vector, address);
                    locals.Give(types[id], vector);
                }
            }
        }
    }

    /// <summary>pointer + (point·stride + offset)·size, for a point along the innermost axis or none.</summary>
    private void EmitAddress(Access access, LocalBuilder? point, long lane)
    {
        int size = access.Type.Size;
        il.Emit(OpCodes.Ldloc, pointers[(access.Buffer, access.Strides)]);
        long offset = access.Offset;
        if (point is not null)
        {
            nint stride = access.Strides[Innermost - 1];
            offset += lane * stride;
            il.Emit(OpCodes.Ldloc, point);
            LoadNative(stride * size);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Add);
        }

        if (offset != 0)
        {
            LoadNative((nint)offset * size);
            il.Emit(OpCodes.Add);
        }
    }

    private void LoadNative(nint value)
    {
        if (value == (int)value)
            il.Emit(OpCodes.Ldc_I4, (int)value);
        else
            il.Emit(OpCodes.Ldc_I8, (long)value);
        il.Emit(OpCodes.Conv_I);
    }

    /// <summary>Vectors that a value takes for one block of lanes.</summary>
    private int Vectors(int id) => Math.Max(1, kernel.Lanes * widths[id] / 32);

    private int SizeOf(int buffer)
    {
        foreach (var access in kernel.Loads)
            if (access.Buffer == buffer)
                return access.Type.Size;
        foreach (var access in kernel.Stores)
            if (access.Buffer == buffer)
                return access.Type.Size;
        return 1;
    }
}
