namespace Covector.Compiler;

/// <summary>
/// Folds over all rows in each step of a loop that runs for some rows at a time, whose results are stacked: the results of blocks are kept
/// for each step, and combined when all rows have come, as a loop over wholes combines them.
/// </summary>
internal sealed unsafe class StackedFolds
{
    /// <summary>The results of blocks may take this many bytes at the most.</summary>
    public const long MostBytes = 16 << 20;

    private readonly int rows;
    private readonly int length;
    private readonly (RowFold Fold, int Own, int Stack, nint StepBytes, nint Offset)[] folds;

    /// <param name="rows">The number of rows.</param>
    /// <param name="length">The number of steps.</param>
    /// <param name="folds">Each with the number of its memory in the body and that of its stack outside.</param>
    /// <param name="memory">The number of the memory outside.</param>
    public StackedFolds(int rows, int length, IEnumerable<(RowFold Fold, int Own, int Stack)> folds, int memory)
    {
        (this.rows, this.length) = (rows, length);
        Memory = memory;
        var placed = new List<(RowFold, int, int, nint, nint)>();
        foreach (var (fold, own, stack) in folds)
        {
            nint bytes = fold.PartialBytes(rows);
            placed.Add((fold, own, stack, bytes, Bytes));
            Bytes += bytes * length;
        }

        this.folds = [.. placed];
    }

    /// <summary>The number of the memory for the results of blocks.</summary>
    public int Memory { get; }

    /// <summary>The bytes of that memory.</summary>
    public nint Bytes { get; }

    /// <summary>Parts of the rows begin at multiples of so many.</summary>
    public nint RowUnit
    {
        get
        {
            nint unit = 1;
            foreach (var (fold, _, _, _, _) in folds)
                unit = Math.Max(unit, fold.RowUnit);
            return unit;
        }
    }

    /// <summary>Has the results of blocks in the step at this place go to their memory.</summary>
    /// <param name="addresses">Outside.</param>
    /// <param name="table">In the body.</param>
    /// <param name="place">The place.</param>
    public void Place(nint* addresses, nint* table, int place)
    {
        foreach (ref readonly var fold in folds.AsSpan())
            table[fold.Own] = addresses[Memory] + fold.Offset + place * fold.StepBytes;
    }

    /// <summary>Combines the blocks and writes the stacks.</summary>
    public void Finish(nint* addresses)
    {
        foreach (var (fold, _, stack, bytes, offset) in folds)
            for (int place = 0; place < length; place++)
                fold.Finish(
                    (byte*)addresses[Memory] + offset + place * bytes, (byte*)addresses[stack] + place * fold.ResultBytes, rows);
    }
}
