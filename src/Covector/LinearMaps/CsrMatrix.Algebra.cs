namespace Covector;

// Products and sums.
public sealed partial class CsrMatrix
{
    /// <summary>The entries of a matrix that are not zero.</summary>
    internal static CsrMatrix FromDense(Tensor matrix)
    {
        Factorization.RequireConcrete(matrix);
        int rows = matrix.Shape[0], columns = matrix.Shape[1];
        double[] all = matrix.AsType(DType.Float64).ToArray<double>();
        var (starts, places, values) = (new int[rows + 1], new List<int>(), new List<double>());
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
                if (all[(long)r * columns + c] is var value && value != 0)
                {
                    places.Add(c);
                    values.Add(value);
                }

            starts[r + 1] = places.Count;
        }

        var type = matrix.DType.IsFloating ? matrix.DType : DType.Float64;
        return new CsrMatrix(new SparsityPattern(rows, columns, starts, [.. places]), FromValues([.. values], type));
    }

    internal CsrMatrix With(Tensor values) => new(Pattern, values);

    /// <summary>The product with a vector of the right length and type.</summary>
    internal Tensor Times(Tensor v)
    {
        if (Count == 0)
            return Fill.Of([Rows], Values.DType, 0);
        if (Trace.Current is not null || !v.IsConcrete || !Values.IsConcrete)
        {
            var terms = Multiply.Of(Values, Gather.Of(v, LongColumns(), 0));
            return Scatter.Of(ScatterKind.Add, Fill.Of([Rows], Values.DType, 0), LongRows(), terms, 0);
        }

        return Values.DType == DType.Float32 ? Times<float>(v) : Times<double>(v);
    }

    /// <summary>For each place the element of a vector for its row.</summary>
    internal Tensor OfRows(Tensor d) => Gather.Of(d, LongRows(), 0);

    /// <summary>For each place the element of a vector for its column.</summary>
    internal Tensor OfColumns(Tensor d) => Gather.Of(d, LongColumns(), 0);

    /// <summary>The sum of a value for each place over the places of each row.</summary>
    internal Tensor SumRows(Tensor terms) => Scatter.Of(ScatterKind.Add, Fill.Of([Rows], Values.DType, 0), LongRows(), terms, 0);

    /// <summary>The product; where a zero of one of the matrices counts, what it meets does not.</summary>
    internal CsrMatrix Times(CsrMatrix other, bool zeroCounts = false, bool otherZeroCounts = false)
    {
        var (a, b) = (Factorization.Doubles(Values), Factorization.Doubles(other.Values));
        var (starts, columns, values) = (new int[Rows + 1], new List<int>(), new List<double>());
        var (sum, mark, row) = (new double[other.Columns], new int[other.Columns], new List<int>());
        for (int r = 0; r < Rows; r++)
        {
            row.Clear();
            for (int p = Pattern.RowStarts[r]; p < Pattern.RowStarts[r + 1]; p++)
            {
                int k = Pattern.ColumnIndices[p];
                for (int q = other.Pattern.RowStarts[k]; q < other.Pattern.RowStarts[k + 1]; q++)
                {
                    int c = other.Pattern.ColumnIndices[q];
                    if (mark[c] != r + 1)
                    {
                        mark[c] = r + 1;
                        sum[c] = 0;
                        row.Add(c);
                    }

                    if (!(zeroCounts && a[p] == 0 || otherZeroCounts && b[q] == 0))
                        sum[c] += a[p] * b[q];
                }
            }

            row.Sort();
            foreach (int c in row)
            {
                columns.Add(c);
                values.Add(sum[c]);
            }

            starts[r + 1] = columns.Count;
        }

        return new CsrMatrix(new SparsityPattern(Rows, other.Columns, starts, [.. columns]), FromValues([.. values], Values.DType));
    }

    internal CsrMatrix Plus(CsrMatrix other)
    {
        var (a, b) = (Factorization.Doubles(Values), Factorization.Doubles(other.Values));
        var (starts, columns, values) = (new int[Rows + 1], new List<int>(), new List<double>());
        for (int r = 0; r < Rows; r++)
        {
            int p = Pattern.RowStarts[r], q = other.Pattern.RowStarts[r];
            int pEnd = Pattern.RowStarts[r + 1], qEnd = other.Pattern.RowStarts[r + 1];
            while (p < pEnd || q < qEnd)
            {
                int left = p < pEnd ? Pattern.ColumnIndices[p] : int.MaxValue;
                int right = q < qEnd ? other.Pattern.ColumnIndices[q] : int.MaxValue;
                columns.Add(Math.Min(left, right));
                values.Add((left <= right ? a[p++] : 0) + (right <= left ? b[q++] : 0));
            }

            starts[r + 1] = columns.Count;
        }

        return new CsrMatrix(new SparsityPattern(Rows, Columns, starts, [.. columns]), FromValues([.. values], Values.DType));
    }

    /// <summary>The diagonal of a square matrix.</summary>
    internal Tensor DiagonalValues()
    {
        var values = Factorization.Doubles(Values);
        var diagonal = new double[Rows];
        for (int r = 0; r < Rows; r++)
            if (Pattern.Row(r).BinarySearch(r) is var place && place >= 0)
                diagonal[r] = values[Pattern.RowStarts[r] + place];
        return FromValues(diagonal, Values.DType);
    }

    internal static Tensor FromValues(double[] values, DType dtype) => Tensor.From(values, values.Length).AsType(dtype);

    private Tensor LongColumns() => Tensor.From(Array.ConvertAll(Pattern.ColumnArray, c => (long)c), Count);

    private Tensor LongRows()
    {
        var rows = new long[Count];
        for (int r = 0; r < Rows; r++)
            rows.AsSpan(Pattern.RowStarts[r]..Pattern.RowStarts[r + 1]).Fill(r);
        return Tensor.From(rows, rows.Length);
    }

    private Tensor Times<T>(Tensor v)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        ReadOnlySpan<T> x = v.AsSpan<T>(), a = Values.AsSpan<T>();
        var result = new T[Rows];
        ReadOnlySpan<int> starts = Pattern.RowStarts, columns = Pattern.ColumnIndices;
        for (int r = 0; r < result.Length; r++)
        {
            var sum = T.Zero;
            for (int p = starts[r]; p < starts[r + 1]; p++)
                sum += a[p] * x[columns[p]];
            result[r] = sum;
        }

        return Tensor.From(result, result.Length);
    }

    private CsrMatrix Transposed()
    {
        var places = Array.ConvertAll(Pattern.TransposedPlaces().Places, p => (long)p);
        return new CsrMatrix(Pattern.T, Count == 0 ? Values : Gather.Of(Values, Tensor.From(places, places.Length), 0));
    }
}
