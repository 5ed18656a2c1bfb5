namespace Covector.Compiler;

/// <summary>A step that can run for some rows at a time, in order, as soon as what it reads is there in these rows.</summary>
internal unsafe interface IRowwise
{
    /// <summary>The number of rows; 0 if it must run as a whole.</summary>
    int RowCount { get; }

    /// <summary>A call begins with a multiple of so many rows.</summary>
    int RowUnit { get; }

    /// <summary>The number of addresses that it uses while it runs.</summary>
    int TableLength { get; }

    /// <summary>Whether it reads of a variable in row i, of <see cref="RowCount"/>, nothing but row i.</summary>
    bool ReadsSameRows(Variable variable);

    /// <summary>Writes the addresses that it uses into a table.</summary>
    /// <param name="addresses">Of the inputs, then of the outputs, then of the workspace.</param>
    /// <param name="table">What the other methods take.</param>
    void Begin(nint* addresses, nint* table);

    /// <summary>Computes some rows.</summary>
    void RunRows(nint* table, nint start, nint end);

    /// <summary>All rows are computed.</summary>
    void Finish(nint* table);
}
