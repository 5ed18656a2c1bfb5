using System.Reflection.Emit;

namespace Covector.Compiler;

/// <summary>Innermost loops that fold values into one element, in the order in which <see cref="FoldLoops"/> folds a block.</summary>
internal sealed partial class LoopEmitter
{
    private const int Accumulators = 4;

    /// <summary>
    /// Whole turns of four vectors go to four accumulators, which are then combined; further vectors go to the first. What is left of the
    /// lanes takes its points from a vector that begins earlier, or runs on into the padding.
    /// </summary>
    private void EmitFoldingLanes()
    {
        int axis = Innermost - 1, turn = Accumulators * kernel.Lanes;
        bool isOpen = kernel.CountsLanes;
        int n = isOpen ? 0 : kernel.Domain[axis];
        int[] folds = [.. Enumerable.Range(0, kernel.Stores.Length).Where(s => kernel.Folds[s] is not null)];
        var results = Array.ConvertAll(folds, s => il.DeclareLocal(VectorMethods.ElementOf(kernel.Stores[s].Type)));
        var start = il.DeclareLocal(typeof(nint));
        LoadNative(0);
        il.Emit(OpCodes.Stloc, start);
        var sums = wideBlocks > 0 ? EmitWideTurns(folds, start, turn) : EmitIdentities(folds);
        if (wideBlocks == 0 && (isOpen || n >= turn))
            EmitTurns(start, turn, blocks, () => EmitTurn(folds, sums, start));
        for (int f = 0; f < folds.Length; f++)
            EmitCombination(folds[f], sums[f]);
        if (isOpen || n % kernel.Lanes == 0)
            EmitResults(folds, sums, results);
        if (isOpen || n % turn != 0)
        {
            blocks = 1;
            EmitTurns(start, 1, 1, () => EmitRest(start, folds, sums, results));
        }

        for (int f = 0; f < folds.Length; f++)
        {
            var access = kernel.Stores[folds[f]];
            EmitAddress(access, null, 0);
            il.Emit(OpCodes.Ldloc, results[f]);
            il.Emit(StoreElement(access.Type));
            foreach (var local in sums[f])
                locals.Give(local);
        }
    }

    private void EmitTurn(int[] folds, LocalBuilder[][] sums, LocalBuilder start)
    {
        EmitPoints(start);
        EmitLevel(Innermost);
        for (int f = 0; f < folds.Length; f++)
            EmitFoldOfTurn(folds[f], sums[f]);
        ReleaseInnermost();
    }

    /// <summary>
    /// Goes on from start to the number of points, cut down to a multiple of a power of two, by some vectors of points at a time. Where vectors may
    /// run on into the padding, so may the last turn.
    /// </summary>
    private void EmitTurns(LocalBuilder start, int unit, int vectors, Action body)
    {
        var again = il.DefineLabel();
        var check = il.DefineLabel();
        il.Emit(OpCodes.Br, check);
        il.MarkLabel(again);
        body();
        il.Emit(OpCodes.Ldloc, start);
        LoadNative(vectors * lanes);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, start);
        il.MarkLabel(check);
        il.Emit(OpCodes.Ldloc, start);
        LoadCount(Innermost - 1);
        if (kernel is { Tail: LoopTail.Padded, HasFolds: false })
        {
            // No further than a vector of the usual width would.
            LoadNative(kernel.Lanes - 1);
            il.Emit(OpCodes.Add);
        }

        LoadNative(-unit);
        il.Emit(OpCodes.And);
        il.Emit(OpCodes.Blt, again);
    }

    /// <summary>The first points of blocks of lanes, one after another.</summary>
    private void EmitPoints(LocalBuilder start)
    {
        points[0] = start;
        for (int block = 1; block < blocks; block++)
        {
            var point = points[block] ??= il.DeclareLocal(typeof(nint));
            il.Emit(OpCodes.Ldloc, start);
            LoadNative(block * lanes);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, point);
        }
    }

    /// <summary>One vector after the whole turns; of the last, only the lanes that are left count.</summary>
    private void EmitRest(LocalBuilder start, int[] folds, LocalBuilder[][] sums, LocalBuilder[] results)
    {
        var point = il.DeclareLocal(typeof(nint));
        var left = il.DeclareLocal(typeof(nint));
        var partial = il.DefineLabel();
        var done = il.DefineLabel();
        LoadCount(Innermost - 1);
        il.Emit(OpCodes.Ldloc, start);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Stloc, left);
        il.Emit(OpCodes.Ldloc, start);
        il.Emit(OpCodes.Stloc, point);
        if (!kernel.CountsLanes)
        {
            var within = il.DefineLabel();
            il.Emit(OpCodes.Ldloc, left);
            LoadNative(kernel.Lanes);
            il.Emit(OpCodes.Bge, within);
            LoadNative(kernel.Domain[^1] - kernel.Lanes);
            il.Emit(OpCodes.Stloc, point);
            il.MarkLabel(within);
        }

        points[0] = point;
        EmitLevel(Innermost);
        il.Emit(OpCodes.Ldloc, left);
        LoadNative(kernel.Lanes);
        il.Emit(OpCodes.Blt, partial);
        for (int f = 0; f < folds.Length; f++)
        {
            EmitFoldOperands(folds[f], sums[f][0]);
            il.Emit(OpCodes.Call, MethodsOf(folds[f]).Fold);
            il.Emit(OpCodes.Stloc, sums[f][0]);
        }

        EmitResults(folds, sums, results);
        il.Emit(OpCodes.Br, done);
        il.MarkLabel(partial);
        for (int f = 0; f < folds.Length; f++)
        {
            EmitFoldOperands(folds[f], sums[f][0]);
            LoadNative(kernel.CountsLanes ? 0 : kernel.Lanes - kernel.Domain[^1] % kernel.Lanes);
            if (kernel.CountsLanes)
                il.Emit(OpCodes.Ldloc, left);
            else
                LoadNative(kernel.Lanes);
            il.Emit(OpCodes.Call, MethodsOf(folds[f]).Rest);
            il.Emit(OpCodes.Stloc, results[f]);
        }

        il.MarkLabel(done);
        ReleaseInnermost();
    }

    private void EmitFoldOperands(int store, LocalBuilder sum)
    {
        il.Emit(OpCodes.Ldloc, sum);
        EmitVector(kernel.Program.Results[store], 0, 0);
    }

    /// <summary>The results, if no lanes are left.</summary>
    private void EmitResults(int[] folds, LocalBuilder[][] sums, LocalBuilder[] results)
    {
        for (int f = 0; f < folds.Length; f++)
        {
            il.Emit(OpCodes.Ldloc, sums[f][0]);
            il.Emit(OpCodes.Call, MethodsOf(folds[f]).Lanes);
            il.Emit(OpCodes.Stloc, results[f]);
        }
    }

    private FoldMethods MethodsOf(int store) => FoldMethods.Of(kernel.Folds[store]!.Value, kernel.Stores[store].Type);

    private LocalBuilder[][] EmitIdentities(int[] folds) =>
        Array.ConvertAll(folds, s => EmitIdentities(kernel.Folds[s]!.Value, kernel.Stores[s].Type));

    private LocalBuilder[] EmitIdentities(FoldKind kind, DType type)
    {
        var sums = new LocalBuilder[IsWide ? Accumulators / 2 : Accumulators];
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = locals.Take(VectorOf(type));
            EmitConstant(FoldMethods.Identity(kind, type), type);
            il.Emit(OpCodes.Stloc, sums[i]);
        }

        return sums;
    }

    /// <summary>Folds the vectors of this turn of the loop; where it takes fewer than there are accumulators, these move up.</summary>
    private void EmitFoldOfTurn(int store, LocalBuilder[] sums)
    {
        var fold = IsWide ? MethodsOf(store).FoldWide : MethodsOf(store).Fold;
        for (int block = 0; block < blocks; block++)
        {
            il.Emit(OpCodes.Ldloc, sums[block]);
            EmitVector(kernel.Program.Results[store], block, 0);
            il.Emit(OpCodes.Call, fold);
            il.Emit(OpCodes.Stloc, sums[block]);
        }

        if (blocks == sums.Length)
            return;
        for (int i = 0; i < sums.Length; i++)
            il.Emit(OpCodes.Ldloc, sums[(i + blocks) % sums.Length]);
        for (int i = sums.Length - 1; i >= 0; i--)
            il.Emit(OpCodes.Stloc, sums[i]);
    }

    /// <summary>a = (a ∘ b) ∘ (c ∘ d).</summary>
    private void EmitCombination(int store, LocalBuilder[] sums)
    {
        var fold = MethodsOf(store).Fold;
        for (int pair = 0; pair < 2; pair++)
        {
            il.Emit(OpCodes.Ldloc, sums[2 * pair]);
            il.Emit(OpCodes.Ldloc, sums[2 * pair + 1]);
            il.Emit(OpCodes.Call, fold);
        }

        il.Emit(OpCodes.Call, fold);
        il.Emit(OpCodes.Stloc, sums[0]);
    }

    /// <summary>Gives back what the innermost loop has computed and loaded, so that it can be emitted again.</summary>
    private void ReleaseInnermost()
    {
        for (int id = 0; id < values.Length; id++)
            if (levels[id] == Innermost)
                Free(id);
        loadedQuads.Clear();
        rows.Clear();
    }

    private static OpCode StoreElement(DType type) => type switch
    {
        DType.Float32 => OpCodes.Stind_R4,
        DType.Float64 => OpCodes.Stind_R8,
        DType.Int32 => OpCodes.Stind_I4,
        _ => OpCodes.Stind_I8,
    };
}
