namespace Covector;

/// <summary>How sparse derivatives are found and computed.</summary>
public sealed record SparseOptions
{
    /// <summary>By which products the entries are found; by default those that are fewest. Hessians take products H·v alone.</summary>
    public SparseMode Mode { get; init; } = SparseMode.Auto;

    /// <summary>How entries of Hessians are recovered; Jacobians have no use of it.</summary>
    public SparseColoring Coloring { get; init; } = SparseColoring.Direct;

    /// <summary>The order in which rows and columns are coloured.</summary>
    public ColoringOrder Order { get; init; } = ColoringOrder.Natural;

    /// <summary>The pattern, if it is known; it is not detected then, and must have every entry that can be other than zero.</summary>
    public SparsityPattern? Known { get; init; }

    /// <summary>About how many bytes one pass may take; more colours than fit are done in several passes.</summary>
    public long MemoryLimit { get; init; } = 1L << 28;
}

/// <summary>By which products the entries of a sparse Jacobian are found.</summary>
public enum SparseMode
{
    /// <summary>Whatever takes the fewest products.</summary>
    Auto,

    /// <summary>Products J·v: columns that share no row are found together.</summary>
    Forward,

    /// <summary>Products Jᵀ·u: rows that share no column are found together.</summary>
    Reverse,

    /// <summary>Both: a few dense rows by products Jᵀ·u, the rest by products J·v.</summary>
    Bidirectional,
}

/// <summary>How the entries of a symmetric matrix are recovered from products with it.</summary>
public enum SparseColoring
{
    /// <summary>Each entry stands in one product by itself (a star colouring).</summary>
    Direct,

    /// <summary>Entries are found one from another (an acyclic colouring): fewer products, slightly larger rounding errors.</summary>
    Substitution,
}

/// <summary>The order in which rows and columns are coloured.</summary>
public enum ColoringOrder
{
    /// <summary>As they are numbered.</summary>
    Natural,

    /// <summary>Those with many neighbours first.</summary>
    LargestFirst,

    /// <summary>Those with few neighbours among what is left last.</summary>
    SmallestLast,

    /// <summary>Whichever of the others needs the fewest colours.</summary>
    Best,
}

/// <summary>The pattern of a sparse derivative and its values do not agree.</summary>
public sealed class SparsityException(string message) : CovectorException(message);
