namespace Covector.Compiler;

/// <summary>Which blocks run a piece of a stencil.</summary>
internal enum PieceKind
{
    /// <summary>Each for its own rows.</summary>
    Rows,
    /// <summary>The block with the first rows, as a whole.</summary>
    First,
    /// <summary>The block with the last rows, as a whole.</summary>
    Last,
    /// <summary>Each block, as a whole: a few numbers that have no rows.</summary>
    All,
}

/// <summary>A kernel, or the part of one that stores neighbouring rows.</summary>
/// <param name="Code">The kernel, which writes nothing beyond its last point.</param>
/// <param name="Kind">Which blocks run it.</param>
/// <param name="Start">The first row that it computes.</param>
/// <param name="Rows">The number of rows.</param>
internal sealed record StencilPiece(StencilKernel Code, PieceKind Kind, int Start, int Rows)
{
    /// <summary>What others need of it.</summary>
    public RowDemand Demand { get; set; }

    /// <summary>Runs what a block needs of it.</summary>
    /// <param name="table">The addresses of all variables, for the inner rows of the block.</param>
    /// <param name="around">The same for the others.</param>
    /// <param name="addresses">Room for those of the kernel.</param>
    /// <param name="rows">What the block needs of the carry.</param>
    /// <param name="inner">The inner rows.</param>
    public unsafe void Run(nint* table, nint* around, nint* addresses, RowRange rows, RowRange inner)
    {
        if (Kind != PieceKind.Rows)
        {
            Code.Run(table, addresses, 0, 1);
            return;
        }

        int from = Math.Max(Start, rows.Start - Demand.Below), to = Math.Min(Start + Rows, rows.End + Demand.Above);
        Code.Run(table, addresses, Math.Max(from, inner.Start) - Start, Math.Min(to, inner.End) - Start);
        // Inner rows are computed again where there are fewer others than a vector takes.
        if (from < inner.Start)
            Code.Run(around, addresses, from - Start, Math.Max(inner.Start, from + Code.LeastRows) - Start);
        if (to > inner.End)
            Code.Run(around, addresses, Math.Min(inner.End, to - Code.LeastRows) - Start, to - Start);
    }
}

/// <summary>Some rows.</summary>
/// <param name="Start">The first.</param>
/// <param name="End">The one behind the last.</param>
internal readonly record struct RowRange(int Start, int End);

/// <summary>A kernel over rows.</summary>
/// <param name="step">The kernel.</param>
/// <param name="slots">The numbers of its inputs and outputs.</param>
/// <param name="pointsPerRow">The points of a row along the axis that it counts.</param>
internal sealed class StencilKernel(KernelStep step, int[] slots, int pointsPerRow)
{
    public KernelStep Step => step;

    public int PointsPerRow => pointsPerRow;

    /// <summary>Fewer rows are not a vector.</summary>
    public int LeastRows => step.Kernel.CountsLanes ? (step.Kernel.Lanes + pointsPerRow - 1) / pointsPerRow : 1;

    /// <summary>Runs some of its rows.</summary>
    /// <param name="table">The addresses of all variables.</param>
    /// <param name="addresses">Room for its own.</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">The row behind the last.</param>
    public unsafe void Run(nint* table, nint* addresses, int from, int to)
    {
        for (int i = 0; i < slots.Length; i++)
            addresses[i] = table[slots[i]];
        step.Run(addresses, (nint)from * pointsPerRow, (nint)(to - from) * pointsPerRow);
    }
}

/// <summary>The rows of a variable around a block that are read to compute the block.</summary>
/// <param name="Below">So many rows before the block.</param>
/// <param name="Above">So many rows behind it.</param>
/// <param name="Grows">Whether the carry depends on it: then there are more for each step that the block still runs.</param>
internal readonly record struct RowDemand(int Below, int Above, bool Grows)
{
    public RowDemand With(RowDemand other) =>
        new(Math.Max(Below, other.Below), Math.Max(Above, other.Above), Grows || other.Grows);

    /// <summary>What is read so many rows further on.</summary>
    public RowDemand Shifted(int shift) => new(Math.Max(0, Below - shift), Math.Max(0, Above + shift), Grows);
}
