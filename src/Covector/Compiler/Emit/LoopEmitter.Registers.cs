using System.Reflection.Emit;

namespace Covector.Compiler;

/// <summary>
/// Where vectors are: in a few local variables, which the JIT then keeps in registers, or in memory of the method. When all variables are
/// in use, the value that is needed last goes to memory and stays there, since an operand may as well be in memory. Left to itself, the JIT
/// would keep what is used most and write what is needed next.
/// </summary>
internal sealed partial class LoopEmitter
{
    /// <summary>Of sixteen registers, some are for what is on the way.</summary>
    private const int NarrowRegisters = 13;

    /// <summary>Of the thirty-two for wide vectors, some hold constants, too.</summary>
    private const int WideRegisters = 26;

    /// <summary>The most registers that values from outside of the innermost loop hold.</summary>
    private const int RegistersOfOuterLoops = 5;

    /// <summary>Vectors that a transposition needs beside the values.</summary>
    private const int Temporaries = 8;

    private int Registers => IsWide ? WideRegisters : NarrowRegisters;

    private readonly Stack<int> freeSlots = new();
    private readonly List<int> inRegisters = [];
    private LocalBuilder? slotMemory;
    private int slots;
    private int slotCapacity;
    private int now;

    /// <summary>A vector in a local variable, or in a slot of the memory.</summary>
    private readonly record struct Place(LocalBuilder? Local, int Slot);

    /// <summary>Makes the memory for values, if they may need it. There are no more of them there than live at a time.</summary>
    private void EmitSlotMemory()
    {
        int most = MostLive() + Temporaries + (wideBlocks > 0 ? OuterVectors() : 0);
        if (most <= NarrowRegisters)
            return;
        slotMemory = il.DeclareLocal(typeof(nint));
        slotCapacity = most;
        il.Emit(OpCodes.Ldc_I4, (slotCapacity + 1) * slotBytes);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Localloc);
        il.Emit(OpCodes.Ldc_I4, slotBytes - 1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldc_I4, -slotBytes);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.And);
        il.Emit(OpCodes.Stloc, slotMemory);
    }

    private int MostLive()
    {
        var change = new int[TimeOf(instructions.Count) + 2];
        for (int id = 0; id < instructions.Count; id++)
        {
            if (instructions[id].Op == Op.Constant)
                continue;
            int vectors = Vectors(id) * (levels[id] == Innermost ? Math.Max(blocks, wideBlocks) : 1);
            bool isForEver = lastUse[id] == int.MaxValue;
            change[isForEver ? 0 : TimeOf(FirstOf(id))] += vectors;
            if (!isForEver)
                change[lastUse[id] + 1] -= vectors;
        }

        int live = 0, most = 0;
        foreach (int step in change)
            most = Math.Max(most, live += step);
        return most;
    }

    /// <summary>The instruction with which a value comes: a load comes with the first of its group.</summary>
    private int FirstOf(int id)
    {
        if (instructions[id].Op != Op.Input || loadQuads[instructions[id].Payload] is not { } quad)
            return id;
        foreach (int member in quad.Members)
            if (member >= 0)
                id = Math.Min(id, valueOfLoad[member]);
        return id;
    }

    /// <summary>
    /// Before a vector is made: room for it in a local variable, or false if it goes to memory. Values that die now count as gone already.
    /// </summary>
    private bool Reserve(int id, int dying)
    {
        if (slotMemory is null || types[id] == DType.Bool)
            return true;
        if (levels[id] < Innermost)
            return locals.Live < RegistersOfOuterLoops;
        while (locals.Live - dying >= Registers)
            if (!Evict(NextUse(id)))
                return false;
        return true;
    }

    /// <summary>Moves the value that is needed last to memory; false if none is needed after <paramref name="time"/>.</summary>
    private bool Evict(int time)
    {
        int victim = -1;
        foreach (int id in inRegisters)
            if (types[id] != DType.Bool && NextUse(id) is var next && next > time)
                (victim, time) = (id, next);
        if (victim < 0)
            return false;
        var places = values[victim]!;
        for (int i = 0; i < places.Length; i++)
            if (places[i].Local is { } local)
            {
                places[i] = EmitToSlot(types[victim], () => il.Emit(OpCodes.Ldloc, local));
                locals.Give(local);
            }

        inRegisters.Remove(victim);
        return true;
    }

    /// <summary>Puts a vector where <see cref="Reserve"/> has found room.</summary>
    private Place EmitToPlace(DType type, bool isLocal, Action emit)
    {
        if (!isLocal)
            return EmitToSlot(type, emit);
        emit();
        var local = locals.Take(VectorOf(type));
        il.Emit(OpCodes.Stloc, local);
        return new Place(local, -1);
    }

    private Place EmitToSlot(DType type, Action emit)
    {
        if (!freeSlots.TryPop(out int slot) && (slot = slots++) >= slotCapacity)
            throw new InvalidOperationException("More vectors live at a time than were counted.");
        EmitSlotAddress(slot);
        emit();
        EmitStoreVector(type);
        return new Place(null, slot);
    }

    private void EmitFromPlace(Place place, DType type)
    {
        if (place.Local is { } local)
        {
            il.Emit(OpCodes.Ldloc, local);
            return;
        }

        EmitSlotAddress(place.Slot);
        EmitLoadVector(type);
    }

    /// <summary>The vector at an address. (A method for it would be one of too many that the JIT inlines.)</summary>
    private void EmitLoadVector(DType type)
    {
        il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(OpCodes.Ldobj, VectorOf(type));
    }

    /// <summary>Stores a vector; its address is below it on the stack.</summary>
    private void EmitStoreVector(DType type, bool isStreamed = false)
    {
        if (isStreamed)
        {
            il.Emit(OpCodes.Call, VectorMethods.StoreStreamed(type));
            return;
        }

        il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(OpCodes.Stobj, VectorOf(type));
    }

    private void EmitSlotAddress(int slot)
    {
        il.Emit(OpCodes.Ldloc, slotMemory!);
        if (slot == 0)
            return;
        LoadNative(slot * slotBytes);
        il.Emit(OpCodes.Add);
    }

    /// <summary>A vector that is needed for a moment.</summary>
    private LocalBuilder EmitTemporary(DType type, Action emit)
    {
        while (slotMemory is not null && locals.Live >= Registers && Evict(now + 1))
        {
        }

        emit();
        var local = locals.Take(VectorOf(type));
        il.Emit(OpCodes.Stloc, local);
        return local;
    }

    private void SetPlaces(int id, Place[] places)
    {
        values[id] = places;
        if (levels[id] == Innermost && Array.Exists(places, p => p.Local is not null))
            inRegisters.Add(id);
    }

    /// <summary>Gives the places of a dead value back; one that a loop within reads lives on for its next turn.</summary>
    private void Release(int id, int time)
    {
        if (lastUse[id] == time)
            Free(id);
    }

    private void Free(int id)
    {
        if (values[id] is not { } dead)
            return;
        foreach (var place in dead)
            if (place.Local is { } local)
                locals.Give(local);
            else
                freeSlots.Push(place.Slot);
        values[id] = null;
        inRegisters.Remove(id);
    }

    private int NextUse(int id)
    {
        foreach (int time in uses[id])
            if (time >= now)
                return time;
        return int.MaxValue;
    }
}
