using System.Reflection.Emit;
using System.Runtime.Intrinsics;

namespace Covector.Compiler;

/// <summary>
/// Emits a kernel as IL over 256-bit vectors, and wider ones where the machine has them. The innermost loop takes one or more vectors of
/// points at once, and each operation is emitted for all of them in turn: independent work interleaves, which the JIT would not do. What does not change in a loop is computed before it.
/// </summary>
[RequiresDynamicCode("Emits a DynamicMethod.")]
internal sealed partial class LoopEmitter
{
    private const int Depth0 = 0;

    private readonly LoopKernel kernel;
    /// <summary>The stores that go past the caches.</summary>
    private readonly bool[]? streamed;
    private readonly IReadOnlyList<Instruction> instructions;
    private readonly ILGenerator il;
    private readonly VectorLocals locals;
    private readonly int[] levels;
    private readonly int[] widths;
    private readonly int[] lastUse;
    private readonly DType[] types;
    private readonly Place[]?[] values;
    private readonly List<int>[] uses;
    /// <summary>The address of each buffer at the point where the loops are.</summary>
    private readonly LocalBuilder[] pointers;
    /// <summary>An access to each buffer. All of one buffer have the same strides.</summary>
    private readonly Access[] accessOf;
    private readonly LocalBuilder[] points;
    private readonly LaneQuad?[] loadQuads;
    private readonly LaneQuad?[] storeQuads;
    private readonly int[] valueOfLoad;
    /// <summary>
    /// The stores that may happen after an instruction, by its number; at the end of the list those before all instructions.
    /// </summary>
    private readonly List<int>[] storesAfter;
    private LocalBuilder? scratchAddress;

    /// <summary>The vectors of points that a turn of the innermost loop takes.</summary>
    private int blocks;

    private LoopEmitter(LoopKernel kernel, bool[]? streamed, ILGenerator il)
    {
        this.kernel = kernel;
        this.streamed = streamed;
        this.il = il;
        instructions = kernel.Program.Instructions;
        locals = new VectorLocals(il);
        levels = LoopPrinter.Levels(kernel);
        blocks = kernel.Interleave;
        lanes = kernel.Lanes;
        int count = instructions.Count;
        widths = new int[count];
        types = new DType[count];
        lastUse = new int[count];
        values = new Place[count][];
        uses = new List<int>[count];
        points = new LocalBuilder[Math.Max(kernel.Interleave, kernel.WideVectors)];
        pointers = new LocalBuilder[kernel.BufferCount];
        accessOf = new Access[kernel.BufferCount];
        foreach (var access in kernel.Loads)
            accessOf[access.Buffer] = access;
        foreach (var access in kernel.Stores)
            accessOf[access.Buffer] = access;
        for (int id = 0; id < count; id++)
        {
            var instruction = instructions[id];
            widths[id] = instruction.Type != DType.Bool ? ExprChecker.Width(instruction.Type)
                : instruction.Op is Op.Input or Op.Constant ? 32 / kernel.Lanes
                : widths[instruction.Operands[0]];
            types[id] = instruction.Type != DType.Bool ? instruction.Type : VectorMethods.MaskType(widths[id]);
            uses[id] = [];
            foreach (int operand in instruction.Operands)
            {
                lastUse[operand] = Math.Max(lastUse[operand], levels[id] > levels[operand] ? int.MaxValue : TimeOf(id));
                uses[operand].Add(TimeOf(id));
            }
        }

        valueOfLoad = new int[kernel.Loads.Length];
        Array.Fill(valueOfLoad, -1);
        for (int id = 0; id < count; id++)
            if (instructions[id].Op == Op.Input)
                valueOfLoad[instructions[id].Payload] = id;
        loadQuads = LaneQuad.OfLoads(kernel.Loads, i => valueOfLoad[i] >= 0 && kernel.Loads[i].Depth == Innermost);
        storeQuads = LaneQuad.OfStores(kernel.Stores, i => kernel.Stores[i].Depth == Innermost);
        storesAfter = new List<int>[count + 1];
        PlaceStores();
        wideBlocks = streamed is null ? kernel.WideVectors : 0;
        slotBytes = wideBlocks > 0 ? 2 * NarrowBytes : NarrowBytes;
    }

    /// <summary>Each store comes as soon as its values are there, which are then needed no more.</summary>
    private void PlaceStores()
    {
        var placed = new HashSet<LaneQuad>(ReferenceEqualityComparer.Instance);
        int[] results = kernel.Program.Results;
        for (int s = 0; s < results.Length; s++)
        {
            if (kernel.Folds[s] is not null)
            {
                lastUse[results[s]] = int.MaxValue;
                continue;
            }

            if (storeQuads[s] is { } quad && !placed.Add(quad))
                continue;
            int[] members = storeQuads[s] is { } group ? Array.FindAll(group.Members, m => m >= 0) : [s];
            int level = kernel.Stores[s].Depth, last = -1;
            foreach (int member in members)
                if (levels[results[member]] == level)
                    last = Math.Max(last, results[member]);
            (storesAfter[last < 0 ? ^1 : last] ??= []).Add(s);
            foreach (int member in members)
            {
                int result = results[member];
                lastUse[result] = levels[result] < level || last < 0 ? int.MaxValue : Math.Max(lastUse[result], TimeOf(last) + 1);
                uses[result].Add(TimeOf(last) + 1);
            }
        }

        foreach (var times in uses)
            times.Sort();
    }

    /// <summary>The time of an instruction; the stores that follow it have the next.</summary>
    private static int TimeOf(int id) => 2 * id;

    private int Innermost => kernel.Domain.Length;

    /// <param name="kernel">The kernel.</param>
    /// <param name="streamed">Which of its stores go past the caches: then the addresses of these are multiples of a vector.</param>
    public static KernelCode Compile(LoopKernel kernel, bool[]? streamed)
    {
        // With this kind of visibility the delegate is made with its code, not at its first call: the time is spent where nobody
        // waits for it.
        Type[] parameters = [typeof(object), typeof(nint*), typeof(nint)];
        var method = new DynamicMethod("Kernel", typeof(void), parameters, restrictedSkipVisibility: true)
        {
            InitLocals = false,
        };
        var emitter = new LoopEmitter(kernel, streamed, method.GetILGenerator(1024));
        emitter.Emit();
        return method.CreateDelegate<KernelCode>(kernel);
    }

    private void Emit()
    {
        EmitSlotMemory();
        EmitPointers();
        EmitLevel(Depth0);
        il.Emit(OpCodes.Ret);
    }

    private void EmitPointers()
    {
        for (int buffer = 0; buffer < pointers.Length; buffer++)
        {
            pointers[buffer] = il.DeclareLocal(typeof(nint));
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4, buffer * 8);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldind_I);
            il.Emit(OpCodes.Stloc, pointers[buffer]);
        }
    }

    /// <summary>The instructions that stand in <paramref name="level"/> loops, then the next loop.</summary>
    private void EmitLevel(int level)
    {
        int count = level == Innermost ? blocks : 1;
        // Values from outside of the loop: they stay for its next turn.
        EmitStores(storesAfter[^1], level, count, -1);
        for (int id = 0; id < levels.Length; id++)
        {
            if (levels[id] != level)
                continue;
            EmitInstruction(id, count);
            EmitStores(storesAfter[id], level, count, TimeOf(id) + 1);
        }

        if (level == Innermost)
            return;
        if (level + 1 == Innermost && kernel.HasFolds)
            EmitFoldingLanes();
        else if (level + 1 == Innermost)
            EmitLanes();
        else
            EmitLoop(level);
    }

    private void EmitStores(List<int>? stores, int level, int count, int time)
    {
        now = time;
        foreach (int s in stores ?? [])
        {
            if (kernel.Stores[s].Depth != level)
                continue;
            if (storeQuads[s] is { } quad)
                EmitStoreQuad(quad, count, streamed?[s] == true);
            else
                EmitStore(kernel.Stores[s], kernel.Program.Results[s], count, streamed?[s] == true);
        }

        foreach (int s in stores ?? [])
            foreach (int member in storeQuads[s]?.Members ?? [s])
                if (member >= 0)
                    Release(kernel.Program.Results[member], time);
    }

    private void EmitLoop(int axis)
    {
        var index = il.DeclareLocal(typeof(nint));
        var body = il.DefineLabel();
        var check = il.DefineLabel();
        // Pointers that step along this axis are kept aside and moved from turn to turn.
        var saved = (LocalBuilder[])pointers.Clone();
        for (int buffer = 0; buffer < saved.Length; buffer++)
        {
            if (accessOf[buffer].Strides[axis] == 0)
                continue;
            pointers[buffer] = il.DeclareLocal(typeof(nint));
            il.Emit(OpCodes.Ldloc, saved[buffer]);
            il.Emit(OpCodes.Stloc, pointers[buffer]);
        }

        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Stloc, index);
        il.Emit(OpCodes.Br, check);
        il.MarkLabel(body);
        EmitLevel(axis + 1);
        for (int buffer = 0; buffer < saved.Length; buffer++)
        {
            var access = accessOf[buffer];
            if (access.Strides[axis] == 0)
                continue;
            il.Emit(OpCodes.Ldloc, pointers[buffer]);
            il.Emit(OpCodes.Ldc_I8, (long)access.Strides[axis] * access.Type.Size);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, pointers[buffer]);
        }

        il.Emit(OpCodes.Ldloc, index);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, index);
        il.MarkLabel(check);
        il.Emit(OpCodes.Ldloc, index);
        LoadCount(axis);
        il.Emit(OpCodes.Blt, body);
        saved.CopyTo(pointers, 0);
    }

    private void EmitLanes()
    {
        int axis = Innermost - 1;
        var start = il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Stloc, start);
        if (wideBlocks > 0)
        {
            EmitWideLanes(start);
            if (!kernel.CountsLanes && kernel.Domain[axis] % (wideBlocks * 2 * kernel.Lanes) == 0)
                return;
            blocks = 1;
        }

        var body = il.DefineLabel();
        var check = il.DefineLabel();
        il.Emit(OpCodes.Br, check);
        il.MarkLabel(body);
        for (int block = 0; block < blocks; block++)
            EmitPoint(block, start, axis);
        EmitLevel(Innermost);
        il.Emit(OpCodes.Ldloc, start);
        il.Emit(OpCodes.Ldc_I4, blocks * lanes);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, start);
        il.MarkLabel(check);
        il.Emit(OpCodes.Ldloc, start);
        LoadCount(axis);
        il.Emit(OpCodes.Blt, body);
    }

    /// <summary>
    /// The first point of a block of lanes. One that would lie beyond the end repeats points that the loop computes anyway.
    /// </summary>
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
            now = TimeOf(id);
            EmitLoadQuad(quad, count);
            return;
        }

        now = TimeOf(id);
        int vectors = Vectors(id);
        var places = new Place[count * vectors];
        for (int i = 0; i < places.Length; i++)
        {
            bool isLast = i == places.Length - 1;
            bool isLocal = Reserve(id, isLast ? Dying(instruction) : 0);
            int place = i;
            places[i] = EmitToPlace(types[id], isLocal, () =>
            {
                EmitValue(instruction, id, place / vectors, place % vectors);
                if (isLast)
                    foreach (int operand in instruction.Operands)
                        Release(operand, now);
            });
        }

        SetPlaces(id, places);
    }

    /// <summary>The local variables that are free after an instruction has read its operands.</summary>
    private int Dying(Instruction instruction)
    {
        int count = 0;
        int[] operands = instruction.Operands;
        for (int i = 0; i < operands.Length; i++)
            if (lastUse[operands[i]] == now && Array.IndexOf(operands, operands[i]) == i)
                foreach (var place in values[operands[i]] ?? [])
                    count += place.Local is null ? 0 : 1;
        return count;
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
    private int Vectors(int id) => Math.Max(1, lanes * widths[id] / vectorBytes);
}
