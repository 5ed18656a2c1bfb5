namespace Covector.Notation;

/// <summary>What is known of the values of a variable of a formula.</summary>
[Flags]
internal enum Properties
{
    None = 0,

    /// <summary>S = Sᵀ.</summary>
    Symmetric = 1,

    /// <summary>Symmetric with positive eigenvalues.</summary>
    PositiveDefinite = 2,

    Invertible = 4,

    /// <summary>QᵀQ = I.</summary>
    Orthogonal = 8,

    /// <summary>All entries are positive.</summary>
    Positive = 16,

    /// <summary>Entries are positive and their sum is 1.</summary>
    Simplex = 32,

    /// <summary>Entries are −1 or 1.</summary>
    Signs = 64,

    /// <summary>A square diagonal matrix.</summary>
    Diagonal = 128,
}

/// <summary>
/// A variable of a formula: its name, its axes (none for a scalar, one for a column vector, two for a matrix) and what is known of it.
/// </summary>
internal sealed record Unknown(string Name, IReadOnlyList<Dimension> Axes, Properties Properties = Properties.None)
{
    public bool IsSymmetric => (Properties & (Properties.Symmetric | Properties.PositiveDefinite | Properties.Diagonal)) != 0;

    public override string ToString() => Axes.Count == 0 ? Name : $"{Name}: {string.Join("×", Axes)}";
}
