using System.Reflection;
using System.Reflection.Emit;

namespace Covector.Compiler;

/// <summary>
/// Innermost loops over vectors of twice the width. Each stands for two neighbouring vectors, lane for lane, so that every bit is the same;
/// the points that are left after whole turns are left to the loop over vectors of the usual width.
/// </summary>
internal sealed partial class LoopEmitter
{
    private const int NarrowBytes = 32;

    /// <summary>The wide vectors of points that a turn of the innermost loop takes; 0 if it takes none.</summary>
    private readonly int wideBlocks;

    /// <summary>What a vector takes in the memory for values: as much as the widest.</summary>
    private readonly int slotBytes;

    /// <summary>The points of a vector of the narrowest numbers, in the loop that is being emitted.</summary>
    private int lanes;

    /// <summary>The bytes of a vector there.</summary>
    private int vectorBytes = NarrowBytes;

    private bool IsWide => vectorBytes > NarrowBytes;

    private Type VectorOf(DType type) => IsWide ? WideVectorMethods.VectorOf(type) : VectorMethods.VectorOf(type);

    private MethodInfo Get(Op op, DType type) => IsWide ? WideVectorMethods.Get(op, type) : VectorMethods.Get(op, type);

    private MethodInfo Create(DType type) => IsWide ? WideVectorMethods.Create(type) : VectorMethods.Create(type);

    private MethodInfo As(DType from, DType to) => IsWide ? WideVectorMethods.As(from, to) : VectorMethods.As(from, to);

    private MethodInfo? AndNot(DType type) => IsWide ? WideVectorMethods.AndNot(type) : VectorMethods.AndNot(type);

    private MethodInfo? Blend(DType type) => IsWide ? WideVectorMethods.Blend(type) : VectorMethods.Blend(type);

    private MethodInfo Widen(DType from, bool upper) => IsWide ? WideVectorMethods.Widen(from, upper) : VectorMethods.Widen(from, upper);

    private MethodInfo Narrow(DType from) => IsWide ? WideVectorMethods.Narrow(from) : VectorMethods.Narrow(from);

    private MethodInfo AnyLane(DType mask) => IsWide ? WideVectorMethods.AnyLane(mask) : VectorMethods.AnyLane(mask);

    private MethodInfo Rare(DType type) => IsWide ? WideVectorMethods.Rare(type) : VectorMethods.Rare(type);

    private MethodInfo Float32ToInt32 => IsWide ? WideVectorMethods.Float32ToInt32 : VectorMethods.Float32ToInt32;

    private MethodInfo Int32ToFloat32 => IsWide ? WideVectorMethods.Int32ToFloat32 : VectorMethods.Int32ToFloat32;

    /// <summary>The vectors of values from outside of the innermost loop.</summary>
    private int OuterVectors()
    {
        int vectors = 0;
        for (int id = 0; id < levels.Length; id++)
            vectors += levels[id] < Innermost ? Vectors(id) : 0;
        return vectors;
    }

    /// <summary>Whole turns from the first point on.</summary>
    private void EmitWideLanes(LocalBuilder start)
    {
        EmitWide(() => EmitTurns(start, blocks * lanes, blocks, () =>
        {
            EmitPoints(start);
            EmitLevel(Innermost);
            ReleaseInnermost();
        }));
    }

    /// <summary>Whole turns of a loop that folds, with accumulators of twice the width; afterwards each is two.</summary>
    private LocalBuilder[][] EmitWideTurns(int[] folds, LocalBuilder start, int turn)
    {
        LocalBuilder[][] wide = [];
        EmitWide(() =>
        {
            wide = EmitIdentities(folds);
            EmitTurns(start, turn, blocks, () => EmitTurn(folds, wide, start));
        });
        return [.. folds.Zip(wide, (fold, sums) => EmitHalves(kernel.Stores[fold].Type, sums))];
    }

    /// <summary>The halves of wide vectors, in their place.</summary>
    private LocalBuilder[] EmitHalves(DType type, LocalBuilder[] wide)
    {
        var halves = new LocalBuilder[2 * wide.Length];
        for (int i = 0; i < halves.Length; i++)
        {
            halves[i] = locals.Take(VectorOf(type));
            il.Emit(OpCodes.Ldloc, wide[i / 2]);
            il.Emit(OpCodes.Call, WideVectorMethods.Half(type, i % 2 == 1));
            il.Emit(OpCodes.Stloc, halves[i]);
        }

        foreach (var local in wide)
            locals.Give(local);
        return halves;
    }

    /// <summary>Emits with wide vectors; values from outside of the loop, equal in all lanes, are doubled before it.</summary>
    private void EmitWide(Action emit)
    {
        int narrowBlocks = blocks;
        var outer = new List<(int Id, Place[] Places, LocalBuilder[] Doubled)>();
        for (int id = 0; id < levels.Length; id++)
            if (levels[id] < Innermost && lastUse[id] == int.MaxValue && values[id] is { } places)
                outer.Add((id, places, Array.ConvertAll(places, place => EmitDoubled(place, types[id]))));
        SetWidth(2 * NarrowBytes, wideBlocks);
        foreach (var (id, places, doubled) in outer)
            values[id] = [.. places.Zip(doubled, (place, local) => PlaceLike(place, local, types[id]))];
        emit();
        foreach (var (id, _, _) in outer)
            Free(id);
        SetWidth(NarrowBytes, narrowBlocks);
        foreach (var (id, places, _) in outer)
            values[id] = places;

        // The first of them is the counter of the loop, which the next loop must not move.
        Array.Clear(points);
    }

    private void SetWidth(int bytes, int count)
    {
        lanes = lanes * bytes / vectorBytes;
        (vectorBytes, blocks) = (bytes, count);
    }

    /// <summary>A vector beside itself.</summary>
    private LocalBuilder EmitDoubled(Place place, DType type)
    {
        EmitFromPlace(place, type);
        EmitFromPlace(place, type);
        il.Emit(OpCodes.Call, WideVectorMethods.Join(type));
        var local = locals.Take(WideVectorMethods.VectorOf(type));
        il.Emit(OpCodes.Stloc, local);
        return local;
    }

    /// <summary>The local variable, or memory if the other place is in memory.</summary>
    private Place PlaceLike(Place other, LocalBuilder local, DType type)
    {
        if (other.Local is not null)
            return new Place(local, -1);
        var place = EmitToSlot(type, () => il.Emit(OpCodes.Ldloc, local));
        locals.Give(local);
        return place;
    }
}
