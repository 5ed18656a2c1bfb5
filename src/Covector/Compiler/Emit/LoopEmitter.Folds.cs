using System.Reflection.Emit;

namespace Covector.Compiler;

/// <summary>Innermost loops that fold values into one element, in the order in which <see cref="FoldLoops"/> folds a block.</summary>
internal sealed partial class LoopEmitter
{
    private const int Accumulators = 4;

    /// <summary>
    /// Whole turns of four vectors go to four accumulators, which are then combined; further vectors go to the first. What is left of the
    /// lanes takes its points from a vector that begins earlier.
    /// </summary>
    private void EmitFoldingLanes()
    {
        int n = kernel.Domain[Innermost - 1], turn = Accumulators * kernel.Lanes;
        int whole = n / turn * turn, rest = n % kernel.Lanes;
        int[] folds = [.. Enumerable.Range(0, kernel.Stores.Length).Where(s => kernel.Folds[s] is not null)];
        var sums = Array.ConvertAll(folds, s => EmitIdentities(kernel.Folds[s]!.Value, kernel.Stores[s].Type));
        var results = Array.ConvertAll(folds, s => il.DeclareLocal(VectorMethods.ElementOf(kernel.Stores[s].Type)));
        if (whole > 0)
            EmitTurns(0, whole, blocks, start =>
            {
                points[0] = start;
                for (int block = 1; block < blocks; block++)
                    EmitPointAfter(block, start);
                EmitLevel(Innermost);
                for (int f = 0; f < folds.Length; f++)
                    EmitFoldOfTurn(folds[f], sums[f]);
                ReleaseInnermost();
            });
        for (int f = 0; f < folds.Length; f++)
            EmitCombination(folds[f], sums[f]);
        if (whole < n)
        {
            blocks = 1;
            EmitTurns(whole, n, 1, start => EmitRest(start, n - kernel.Lanes, rest, folds, sums, results));
        }

        for (int f = 0; f < folds.Length; f++)
        {
            var access = kernel.Stores[folds[f]];
            EmitAddress(access, null, 0);
            if (rest == 0)
            {
                il.Emit(OpCodes.Ldloc, sums[f][0]);
                il.Emit(OpCodes.Call, FoldMethods.Of(kernel.Folds[folds[f]]!.Value, access.Type).Lanes);
            }
            else
            {
                il.Emit(OpCodes.Ldloc, results[f]);
            }

            il.Emit(StoreElement(access.Type));
            foreach (var local in sums[f])
                locals.Give(access.Type, local);
        }
    }

    /// <summary>for (start = first; start &lt; end; start += vectors · lanes) body.</summary>
    private void EmitTurns(int first, int end, int vectors, Action<LocalBuilder> body)
    {
        var start = il.DeclareLocal(typeof(nint));
        var again = il.DefineLabel();
        LoadNative(first);
        il.Emit(OpCodes.Stloc, start);
        il.MarkLabel(again);
        body(start);
        il.Emit(OpCodes.Ldloc, start);
        LoadNative(vectors * kernel.Lanes);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, start);
        il.Emit(OpCodes.Ldloc, start);
        LoadNative(end);
        il.Emit(OpCodes.Blt, again);
    }

    private void EmitPointAfter(int block, LocalBuilder start)
    {
        var point = points[block] ??= il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Ldloc, start);
        LoadNative(block * kernel.Lanes);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, point);
    }

    /// <summary>One vector after the whole turns; the last may begin earlier, and only its last lanes count.</summary>
    private void EmitRest(LocalBuilder start, int last, int rest, int[] folds, LocalBuilder[][] sums, LocalBuilder[] results)
    {
        var point = il.DeclareLocal(typeof(nint));
        var within = il.DefineLabel();
        il.Emit(OpCodes.Ldloc, start);
        il.Emit(OpCodes.Stloc, point);
        il.Emit(OpCodes.Ldloc, point);
        LoadNative(last);
        il.Emit(OpCodes.Ble, within);
        LoadNative(last);
        il.Emit(OpCodes.Stloc, point);
        il.MarkLabel(within);
        points[0] = point;
        EmitLevel(Innermost);
        for (int f = 0; f < folds.Length; f++)
        {
            int store = folds[f];
            var methods = FoldMethods.Of(kernel.Folds[store]!.Value, kernel.Stores[store].Type);
            var whole = il.DefineLabel();
            var done = il.DefineLabel();
            il.Emit(OpCodes.Ldloc, sums[f][0]);
            EmitVector(kernel.Program.Results[store], 0, 0);
            if (rest > 0)
            {
                il.Emit(OpCodes.Ldloc, point);
                il.Emit(OpCodes.Ldloc, start);
                il.Emit(OpCodes.Beq, whole);
                LoadNative(rest);
                il.Emit(OpCodes.Call, methods.Rest);
                il.Emit(OpCodes.Stloc, results[f]);
                il.Emit(OpCodes.Br, done);
                il.MarkLabel(whole);
            }

            il.Emit(OpCodes.Call, methods.Fold);
            il.Emit(OpCodes.Stloc, sums[f][0]);
            il.MarkLabel(done);
        }

        ReleaseInnermost();
    }

    private LocalBuilder[] EmitIdentities(FoldKind kind, DType type)
    {
        var sums = new LocalBuilder[Accumulators];
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = locals.Take(type);
            EmitConstant(FoldMethods.Identity(kind, type), type);
            il.Emit(OpCodes.Stloc, sums[i]);
        }

        return sums;
    }

    /// <summary>Folds the vectors of this turn of the loop; where it takes fewer than there are accumulators, these move up.</summary>
    private void EmitFoldOfTurn(int store, LocalBuilder[] sums)
    {
        var fold = FoldMethods.Of(kernel.Folds[store]!.Value, kernel.Stores[store].Type).Fold;
        for (int block = 0; block < blocks; block++)
        {
            il.Emit(OpCodes.Ldloc, sums[block]);
            EmitVector(kernel.Program.Results[store], block, 0);
            il.Emit(OpCodes.Call, fold);
            il.Emit(OpCodes.Stloc, sums[block]);
        }

        if (blocks == Accumulators)
            return;
        for (int i = 0; i < sums.Length; i++)
            il.Emit(OpCodes.Ldloc, sums[(i + blocks) % sums.Length]);
        for (int i = sums.Length - 1; i >= 0; i--)
            il.Emit(OpCodes.Stloc, sums[i]);
    }

    /// <summary>a = (a ∘ b) ∘ (c ∘ d).</summary>
    private void EmitCombination(int store, LocalBuilder[] sums)
    {
        var fold = FoldMethods.Of(kernel.Folds[store]!.Value, kernel.Stores[store].Type).Fold;
        for (int pair = 0; pair < 2; pair++)
        {
            il.Emit(OpCodes.Ldloc, sums[2 * pair]);
            il.Emit(OpCodes.Ldloc, sums[2 * pair + 1]);
            il.Emit(OpCodes.Call, fold);
        }

        il.Emit(OpCodes.Call, fold);
        il.Emit(OpCodes.Stloc, sums[0]);
    }

    /// <summary>Gives back what the innermost loop has computed, so that it can be emitted again.</summary>
    private void ReleaseInnermost()
    {
        for (int id = 0; id < values.Length; id++)
        {
            if (levels[id] != Innermost || values[id] is not { } dead)
                continue;
            foreach (var local in dead)
                locals.Give(types[id], local);
            values[id] = null;
        }
    }

    private static OpCode StoreElement(DType type) => type switch
    {
        DType.Float32 => OpCodes.Stind_R4,
        DType.Float64 => OpCodes.Stind_R8,
        DType.Int32 => OpCodes.Stind_I4,
        _ => OpCodes.Stind_I8,
    };
}
