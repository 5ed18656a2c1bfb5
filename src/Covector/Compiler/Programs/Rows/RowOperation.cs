namespace Covector.Compiler;

/// <summary>Part of a <see cref="RowStep"/>: computes some rows of its results from the same rows of its operands.</summary>
internal abstract unsafe class RowOperation
{
    /// <param name="addresses">For each variable of the step the address that its row 0 has, or would have.</param>
    /// <param name="row">The first row.</param>
    /// <param name="count">The number of rows.</param>
    public abstract void Run(nint* addresses, nint row, nint count);
}

/// <summary>A kernel over rows.</summary>
/// <param name="step">The kernel.</param>
/// <param name="pointsPerRow">Points along its outermost axis that one row takes.</param>
/// <param name="variables">The numbers of its inputs and outputs.</param>
internal sealed unsafe class RowKernel(KernelStep step, int pointsPerRow, int[] variables) : RowOperation
{
    public override void Run(nint* addresses, nint row, nint count)
    {
        nint* own = stackalloc nint[variables.Length];
        for (int i = 0; i < variables.Length; i++)
            own[i] = addresses[variables[i]];
        step.Run(own, row * pointsPerRow, count * pointsPerRow);
    }
}

/// <summary>A reduction within rows, each [outer, n, inner].</summary>
internal sealed unsafe class RowReduction(Reduction reduction, DType dtype, int source, int target, nint outer, nint n, nint inner)
    : RowOperation
{
    public override void Run(nint* addresses, nint row, nint count)
    {
        int size = dtype.Size;
        reduction.Reduce(
            dtype, (byte*)addresses[source] + row * outer * n * inner * size, (byte*)addresses[target] + row * outer * inner * size,
            count * outer, n, inner);
    }
}

/// <summary>Rows copied to where they are wanted, from a place with room behind them.</summary>
internal sealed unsafe class RowCopy(int source, int target, nint bytesPerRow) : RowOperation
{
    public override void Run(nint* addresses, nint row, nint count) => System.Buffer.MemoryCopy(
        (byte*)addresses[source] + row * bytesPerRow, (byte*)addresses[target] + row * bytesPerRow, count * bytesPerRow,
        count * bytesPerRow);
}

/// <summary>
/// A reduction over all rows, in blocks of a fixed number of elements or rows: the results of the blocks are kept, and combined when all
/// rows have come. Rows come in order within a part that begins at a multiple of <see cref="RowUnit"/>.
/// </summary>
/// <param name="kind">What it folds with.</param>
/// <param name="dtype">The element type.</param>
/// <param name="source">The number of the operand.</param>
/// <param name="partials">The number of the memory for the results of blocks.</param>
/// <param name="rowLength">Elements of a row.</param>
/// <param name="width">Elements of the result: 1, or the length of the lines that a row is made of.</param>
internal sealed unsafe class RowFold(FoldKind kind, DType dtype, int source, int partials, nint rowLength, nint width) : RowOperation
{
    /// <summary>Lines of <c>width</c> elements that make a block.</summary>
    private int Block => width == 1 ? FoldLoops.RowBlock : FoldLoops.ColumnBlock;

    private nint LinesPerRow => rowLength / width;

    /// <summary>The same of elements in rows of another length.</summary>
    public RowFold ByRows(nint length) => new(kind, dtype, source, partials, length, width);

    /// <summary>After this many rows a block ends with a row: parts of the rows begin at multiples of it.</summary>
    public nint RowUnit => Block / (nint)System.Numerics.BigInteger.GreatestCommonDivisor(Block, LinesPerRow);

    /// <summary>The rows that a call must take together: elements are folded by whole blocks, lines one after another.</summary>
    public nint RowsTogether => width == 1 ? RowUnit : 1;

    /// <summary>Bytes of the result.</summary>
    public nint ResultBytes => width * dtype.Size;

    /// <summary>Bytes for the results of all blocks.</summary>
    public nint PartialBytes(nint rows) => BlockCount(rows) * ResultBytes;

    public int Source => source;

    public override void Run(nint* addresses, nint row, nint count)
    {
        byte* x = (byte*)addresses[source] + row * rowLength * dtype.Size;
        nint line = row * LinesPerRow, end = line + count * LinesPerRow;
        if (width == 1)
            FoldElements(x, (byte*)addresses[partials], line, end);
        else
            FoldLines(x, (byte*)addresses[partials], line, end);
    }

    /// <summary>Combines the blocks and writes the result.</summary>
    public void Finish(byte* blocks, byte* result, nint rows)
    {
        PartialFolds.Combine(kind, dtype, blocks, BlockCount(rows), width);
        System.Buffer.MemoryCopy(blocks, result, ResultBytes, ResultBytes);
    }

    private nint BlockCount(nint rows) => (rows * LinesPerRow + Block - 1) / Block;

    private void FoldElements(byte* x, byte* results, nint element, nint end)
    {
        int size = dtype.Size;
        for (; element < end; element += FoldLoops.RowBlock)
        {
            nint block = element / FoldLoops.RowBlock;
            PartialFolds.Block(kind, dtype, x, results + block * size, (int)Math.Min(FoldLoops.RowBlock, end - element));
            x += FoldLoops.RowBlock * size;
        }
    }

    private void FoldLines(byte* x, byte* results, nint line, nint end)
    {
        nint bytes = width * dtype.Size;
        while (line < end)
        {
            nint block = line / FoldLoops.ColumnBlock;
            byte* accumulated = results + block * bytes;
            if (line % FoldLoops.ColumnBlock == 0)
            {
                System.Buffer.MemoryCopy(x, accumulated, bytes, bytes);
                x += bytes;
                line++;
            }

            nint count = Math.Min(end, (block + 1) * FoldLoops.ColumnBlock) - line;
            PartialFolds.Onto(kind, dtype, x, accumulated, width, count);
            x += count * bytes;
            line += count;
        }
    }
}
