namespace Covector;

/// <summary>
/// The places of a matrix that may be other than zero: for each row its columns, ascending. Immutable, with value equality.
/// </summary>
/// <remarks>Prints as a spy plot; <see cref="ToText"/> and <see cref="Parse"/> store it, <see cref="ToSvg"/> draws it.</remarks>
public sealed partial class SparsityPattern : IEquatable<SparsityPattern>
{
    private readonly int[] starts;
    private readonly int[] columns;
    private SparsityPattern? transposed;

    /// <summary>A pattern whose arrays are not copied and not checked.</summary>
    internal SparsityPattern(int rowCount, int columnCount, int[] starts, int[] columns)
    {
        Rows = rowCount;
        Columns = columnCount;
        this.starts = starts;
        this.columns = columns;
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The number of places in the pattern.</summary>
    public int Count => columns.Length;

    /// <summary>Where each row begins in <see cref="ColumnIndices"/>, and the end: Rows + 1 numbers.</summary>
    public ReadOnlySpan<int> RowStarts => starts;

    /// <summary>The columns of the places, row after row.</summary>
    public ReadOnlySpan<int> ColumnIndices => columns;

    /// <summary>The pattern of the transposed matrix.</summary>
    public SparsityPattern T => transposed ??= Transposed();

    /// <summary>The pattern with the given places, in any order; repeated ones count once.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="places">Row and column of each.</param>
    /// <exception cref="IndexOutOfBoundsException">A place is outside of the matrix.</exception>
    public static SparsityPattern From(int rows, int columns, IEnumerable<(int Row, int Column)> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        var sets = new SortedSet<int>?[rows];
        foreach (var (row, column) in places)
        {
            if ((uint)row >= (uint)rows)
                throw Error.IndexOutOfBounds("SparsityPattern.From", row, rows, "");
            if ((uint)column >= (uint)columns)
                throw Error.IndexOutOfBounds("SparsityPattern.From", column, columns, "");
            (sets[row] ??= []).Add(column);
        }

        var starts = new int[rows + 1];
        var all = new List<int>();
        for (int r = 0; r < rows; r++)
        {
            if (sets[r] is { } set)
                all.AddRange(set);
            starts[r + 1] = all.Count;
        }

        return new SparsityPattern(rows, columns, starts, [.. all]);
    }

    /// <summary>The places of a matrix that are not zero.</summary>
    /// <param name="matrix">A concrete matrix.</param>
    /// <exception cref="ShapeMismatchException">It has not two axes.</exception>
    public static SparsityPattern Of(Tensor matrix)
    {
        if (Tensor.Require(matrix).Rank != 2)
            throw Error.Shapes("SparsityPattern.Of", $"the operand is {matrix.Shape}; expected a matrix.");
        return CsrMatrix.FromDense(matrix).Pattern;
    }

    /// <summary>
    /// The band of a square matrix from <paramref name="below"/> diagonals below the main one to <paramref name="above"/> above it.
    /// </summary>
    public static SparsityPattern Banded(int n, int below, int above)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegative(below);
        ArgumentOutOfRangeException.ThrowIfNegative(above);
        var starts = new int[n + 1];
        var all = new List<int>();
        for (int r = 0; r < n; r++)
        {
            for (int c = Math.Max(0, r - below); c <= Math.Min(n - 1L, (long)r + above); c++)
                all.Add(c);
            starts[r + 1] = all.Count;
        }

        return new SparsityPattern(n, n, starts, [.. all]);
    }

    /// <summary>The columns of a row.</summary>
    /// <exception cref="IndexOutOfBoundsException">The row is outside of the matrix.</exception>
    public ReadOnlySpan<int> Row(int row) => (uint)row < (uint)Rows
        ? columns.AsSpan(starts[row]..starts[row + 1])
        : throw Error.IndexOutOfBounds("SparsityPattern.Row", row, Rows, "");

    /// <summary>Whether a place is in the pattern.</summary>
    /// <exception cref="IndexOutOfBoundsException">The row or the column is outside of the matrix.</exception>
    public bool Contains(int row, int column) => (uint)column < (uint)Columns
        ? Row(row).BinarySearch(column) >= 0
        : throw Error.IndexOutOfBounds("SparsityPattern.Contains: column", column, Columns, "");

    /// <summary>Whether all places of another pattern are in this one.</summary>
    public bool Contains(SparsityPattern other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Rows != Rows || other.Columns != Columns)
            return false;
        for (int r = 0; r < Rows; r++)
            foreach (int c in other.Row(r))
                if (!Contains(r, c))
                    return false;
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(SparsityPattern? other) =>
        ReferenceEquals(this, other)
        || other is not null && Rows == other.Rows && Columns == other.Columns
        && starts.AsSpan().SequenceEqual(other.starts) && columns.AsSpan().SequenceEqual(other.columns);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SparsityPattern);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rows, Columns, Count, Count > 0 ? columns[Count / 2] : 0);

    /// <summary>Whether the pattern equals that of its transpose.</summary>
    internal bool IsSymmetric => Rows == Columns && Equals(T);

    internal int[] StartArray => starts;

    internal int[] ColumnArray => columns;

    private SparsityPattern Transposed()
    {
        var (places, _) = TransposedPlaces();
        var rowsOf = new int[columns.Length];
        var rowOfPlace = new int[columns.Length];
        for (int r = 0; r < Rows; r++)
            rowOfPlace.AsSpan(starts[r]..starts[r + 1]).Fill(r);
        for (int p = 0; p < rowsOf.Length; p++)
            rowsOf[p] = rowOfPlace[places[p]];
        return new SparsityPattern(Columns, Rows, TransposedPlaces().Starts, rowsOf) { transposed = this };
    }

    /// <summary>For each place of the transpose, row after row, its number among the places of this pattern.</summary>
    internal (int[] Places, int[] Starts) TransposedPlaces()
    {
        var begin = new int[Columns + 1];
        foreach (int c in columns)
            begin[c + 1]++;
        for (int c = 0; c < Columns; c++)
            begin[c + 1] += begin[c];
        var next = begin.AsSpan(0, Columns).ToArray();
        var places = new int[columns.Length];
        for (int r = 0; r < Rows; r++)
            for (int p = starts[r]; p < starts[r + 1]; p++)
                places[next[columns[p]]++] = p;
        return (places, begin);
    }
}
