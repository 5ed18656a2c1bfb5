namespace Covector.Compiler;

/// <summary>
/// Folds over all rows in each step of a loop that runs for some rows at a time, whose results are stacked: the results of blocks are kept
/// for each step, and combined when all rows have come, as a loop over wholes combines them. A block of all rows is the result.
/// </summary>
internal sealed unsafe class StackedFolds
{
    /// <summary>The results of blocks may take this many bytes at the most.</summary>
    public const long MostBytes = 16 << 20;

    private readonly int rows;
    private readonly int length;
    private readonly Fold[] folds;

    /// <param name="rows">The number of rows.</param>
    /// <param name="length">The number of steps.</param>
    /// <param name="folds">Each with the number of its memory in the body and that of its stack outside.</param>
    /// <param name="memory">The number of the memory outside.</param>
    public StackedFolds(int rows, int length, IEnumerable<(RowFold Fold, int Own, int Stack)> folds, int memory)
    {
        (this.rows, this.length) = (rows, length);
        Memory = memory;
        var placed = new List<Fold>();
        foreach (var (fold, own, stack) in folds)
        {
            nint bytes = fold.PartialBytes(rows);
            bool isWhole = bytes == fold.ResultBytes;
            placed.Add(new Fold(fold, own, stack, isWhole ? stack : memory, isWhole ? 0 : Bytes, bytes));
            Bytes += isWhole ? 0 : bytes * length;
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
            foreach (ref readonly var fold in folds.AsSpan())
                unit = Math.Max(unit, fold.Rows.RowUnit);
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
            table[fold.Own] = addresses[fold.Memory] + fold.Offset + place * fold.StepBytes;
    }

    /// <summary>Combines the blocks and writes the stacks.</summary>
    public void Finish(nint* addresses)
    {
        foreach (ref readonly var fold in folds.AsSpan())
            for (int place = 0; place < length && fold.Memory != fold.Stack; place++)
                fold.Rows.Finish(
                    (byte*)addresses[fold.Memory] + fold.Offset + place * fold.StepBytes,
                    (byte*)addresses[fold.Stack] + place * fold.Rows.ResultBytes, rows);
    }

    /// <param name="Rows">The fold.</param>
    /// <param name="Own">The number of its memory in the body.</param>
    /// <param name="Stack">The number of its stack.</param>
    /// <param name="Memory">The number of the memory that its blocks go to.</param>
    /// <param name="Offset">Where these begin.</param>
    /// <param name="StepBytes">From those of one step to the next.</param>
    private readonly record struct Fold(RowFold Rows, int Own, int Stack, int Memory, nint Offset, nint StepBytes);
}
