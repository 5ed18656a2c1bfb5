namespace Covector.Runtime;

/// <summary>The innermost loop of a matrix product: a tile of C that stays in registers while k runs.</summary>
internal unsafe interface ITile<T>
    where T : unmanaged
{
    /// <summary>The rows of the tile.</summary>
    public static abstract int Rows { get; }

    /// <summary>The columns of the tile.</summary>
    public static abstract int Columns { get; }

    /// <summary>The steps of k after which a strip of B, this wide, no longer fits the first-level cache.</summary>
    public static abstract int Depth { get; }

    /// <summary>
    /// C = A·B or C += A·B for all rows and columns of the tile. The columns of B and C are neighbours; A may have any strides.
    /// </summary>
    public static abstract void Run(T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, nint cRow, nint k, bool accumulate);
}
