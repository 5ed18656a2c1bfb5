namespace Covector.Runtime;

/// <summary>
/// Hands rows of matrix products on as soon as they are finished, while they are in the cache: in order, and in whole blocks but for the last.
/// </summary>
internal abstract class FinishedRows
{
    private nint next;
    private nint end;
    private nint block = 1;

    /// <summary>The number of the first row of the product at hand.</summary>
    public nint Origin { get; set; }

    /// <summary>The number of rows that are handed on together.</summary>
    public nint Block => block;

    /// <summary>Rows of the product at hand are finished up to this one.</summary>
    public void Reach(nint row)
    {
        nint reached = Origin + row;
        if (reached < end)
            reached -= reached % block;
        if (reached <= next)
            return;
        Run(next, reached);
        next = reached;
    }

    /// <summary>Waits for rows from <paramref name="first"/>, a multiple of the rows that the follower takes together, to <paramref name="last"/>.</summary>
    protected void Begin(nint first, nint last, nint rows) => (next, end, block) = (first, last, rows);

    /// <summary>These rows are finished.</summary>
    protected abstract void Run(nint first, nint last);
}
