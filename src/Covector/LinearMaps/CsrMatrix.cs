using System.Globalization;
using System.Text;

namespace Covector;

/// <summary>A matrix in compressed sparse rows: a pattern, and a value for each of its places. Immutable.</summary>
public sealed partial class CsrMatrix
{
    /// <summary>The matrix with values for the places of a pattern, row after row.</summary>
    /// <param name="pattern">The places.</param>
    /// <param name="values">One floating-point value for each.</param>
    /// <exception cref="ShapeMismatchException">There is not one value for each place.</exception>
    /// <exception cref="DTypeMismatchException">The values are not floating point.</exception>
    public CsrMatrix(SparsityPattern pattern, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (Tensor.Require(values).Rank != 1 || values.Size != pattern.Count)
            throw Error.Shapes(
                "CsrMatrix", $"the values are {values.Shape}; expected [{pattern.Count}], one for each place of the pattern.");
        if (!values.DType.IsFloating)
            throw Error.DTypes("CsrMatrix", values.DType, "floating-point values; convert with AsType(DType.Float64)");
        Pattern = pattern;
        Values = values;
    }

    /// <summary>The places.</summary>
    public SparsityPattern Pattern { get; }

    /// <summary>The value at each place, row after row.</summary>
    public Tensor Values { get; }

    /// <summary>The number of rows.</summary>
    public int Rows => Pattern.Rows;

    /// <summary>The number of columns.</summary>
    public int Columns => Pattern.Columns;

    /// <summary>The number of places.</summary>
    public int Count => Pattern.Count;

    /// <summary>[Rows, Columns].</summary>
    public Shape Shape => [Rows, Columns];

    /// <summary>The transposed matrix.</summary>
    public CsrMatrix T
    {
        get
        {
            if (field is { } known)
                return known;
            var transposed = Transposed();
            return Trace.Current is null ? field = transposed : transposed;
        }
    }

    /// <summary>One entry; 0 where the pattern has no place.</summary>
    /// <exception cref="IndexOutOfBoundsException">The row or the column is outside of the matrix.</exception>
    public double this[int row, int column]
    {
        get
        {
            var places = Pattern.Row(row);
            if ((uint)column >= (uint)Columns)
                throw Error.IndexOutOfBounds("CsrMatrix[row, column]: column", column, Columns, "");
            int place = places.BinarySearch(column);
            return place < 0 ? 0 : (double)Values[Pattern.RowStarts[row] + place];
        }
    }

    /// <summary>The matrix times a vector.</summary>
    /// <exception cref="ShapeMismatchException">The operand is no vector of as many elements as the matrix has columns.</exception>
    public static Tensor operator *(CsrMatrix matrix, Tensor v)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (Tensor.Require(v).Rank != 1 || v.Size != matrix.Columns)
            throw Error.Shapes("CsrMatrix * v", $"the matrix is {matrix.Shape}, v is {v.Shape}; expected [{matrix.Columns}].");
        return matrix.Times(Primitives.Convert.Of(v, matrix.Values.DType));
    }

    /// <summary>The product of two matrices.</summary>
    /// <exception cref="ShapeMismatchException">The left one has not as many columns as the right one rows.</exception>
    /// <exception cref="DTypeMismatchException">Their element types differ.</exception>
    public static CsrMatrix operator *(CsrMatrix left, CsrMatrix right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Columns != right.Rows)
            throw Error.Shapes(
                "CsrMatrix * CsrMatrix",
                $"the operands are {left.Shape} and {right.Shape}: {left.Columns} columns meet {right.Rows} rows.");
        if (left.Values.DType != right.Values.DType)
            throw Error.DTypes(
                "CsrMatrix * CsrMatrix", right.Values.DType,
                $"{left.Values.DType}, the element type of the left matrix; convert the values with AsType");
        return left.Times(right);
    }

    /// <summary>The v with M·v = b: rows and columns are put in an order with a narrow band, which is factorized with pivoting.</summary>
    /// <param name="b">A vector.</param>
    /// <exception cref="ShapeMismatchException">The matrix is not square, or b does not fit.</exception>
    /// <exception cref="NonFiniteException">The matrix is singular.</exception>
    public Tensor Solve(Tensor b)
    {
        if (Rows != Columns)
            throw Error.Shapes(nameof(Solve), $"the matrix is {Shape}; expected a square one.");
        if (Tensor.Require(b).Rank != 1 || b.Size != Rows)
            throw Error.Shapes(nameof(Solve), $"the matrix is {Shape}, b is {b.Shape}; expected [{Rows}].");
        return Factorization.Solve(this, Primitives.Convert.Of(b, Values.DType), [Rows]);
    }

    /// <summary>The matrix [Rows, Columns] with zeros written out.</summary>
    /// <exception cref="ShapeMismatchException">It would have too many elements.</exception>
    public Tensor ToDense()
    {
        int rows = Rows, columns = Columns;
        if ((long)rows * columns > int.MaxValue)
            throw Error.Shapes(
                nameof(ToDense),
                $"the matrix is {Shape}: {(long)rows * columns} elements are too many for an array; apply it with *, or read its Values.");
        Shape flat = [rows * columns];
        var places = new long[Count];
        for (int r = 0; r < rows; r++)
            for (int p = Pattern.RowStarts[r]; p < Pattern.RowStarts[r + 1]; p++)
                places[p] = (long)r * columns + Pattern.ColumnIndices[p];
        var zeros = Fill.Of(flat, Values.DType, 0);
        var filled = places.Length == 0 ? zeros : Scatter.Of(ScatterKind.Set, zeros, Tensor.From(places, places.Length), Values, 0);
        return Primitives.Reshape.Of(filled, [rows, columns]);
    }

    /// <summary>The size, and the entries of the first places.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Rows} × {Columns} {Values.DType.ShortName}, {Count} nonzeros");
        if (!Values.IsConcrete)
            return text.ToString();
        int shown = 0;
        for (int r = 0; r < Rows && shown < 12; r++)
            for (int p = Pattern.RowStarts[r]; p < Pattern.RowStarts[r + 1] && shown < 12; p++, shown++)
                text.Append(CultureInfo.InvariantCulture, $"\n({r}, {Pattern.ColumnIndices[p]}) {(double)Values[p]}");
        if (shown < Count)
            text.Append("\n…");
        return text.ToString();
    }
}
