namespace Covector.LinearMaps;

/// <summary>Systems of linear equations solved by elimination with row pivoting, in double precision.</summary>
internal static class Factorization
{
    /// <summary>A banded factorization with more elements than this is refused.</summary>
    private const long LargestBand = 1L << 28;

    public static Tensor RequireConcrete(Tensor tensor) => tensor.IsConcrete
        ? tensor
        : throw new ConcretizationException(
            "LinearMap: the entries have no values while a function is traced. Solve and ToSparse work on concrete maps; "
            + "apply the map with * inside of a traced function.");

    /// <summary>The elements of a concrete tensor in double precision.</summary>
    public static double[] Doubles(Tensor tensor) => RequireConcrete(tensor).AsType(DType.Float64).ToArray<double>();

    public static NonFiniteException Singular() => new("Solve: the map is singular: there is no solution, or not only one.");

    public static Tensor RequireNonzero(Tensor d)
    {
        if ((bool)Functions.Any(Functions.Equal(RequireConcrete(d), 0)))
            throw Singular();
        return d;
    }

    public static Tensor SolveDense(Tensor matrix, Tensor b)
    {
        int n = matrix.Shape[0];
        double[] a = Doubles(matrix), x = Doubles(b);
        Eliminate(a, x, n, 1);
        return CsrMatrix.FromValues(x, b.DType);
    }

    /// <summary>Solves for several right sides: x is [n, count], row after row.</summary>
    public static void Eliminate(Span<double> a, Span<double> x, int n, int count)
    {
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
                if (Math.Abs(a[i * n + k]) > Math.Abs(a[pivot * n + k]))
                    pivot = i;
            double p = a[pivot * n + k];
            if (p == 0 || !double.IsFinite(p))
                throw Singular();
            if (pivot != k)
            {
                Swap(a.Slice(k * n, n), a.Slice(pivot * n, n));
                Swap(x.Slice(k * count, count), x.Slice(pivot * count, count));
            }

            for (int i = k + 1; i < n; i++)
            {
                double f = a[i * n + k] / p;
                if (f == 0)
                    continue;
                Subtract(a.Slice(i * n + k, n - k), a.Slice(k * n + k, n - k), f);
                Subtract(x.Slice(i * count, count), x.Slice(k * count, count), f);
            }
        }

        for (int k = n - 1; k >= 0; k--)
        {
            var row = x.Slice(k * count, count);
            for (int j = k + 1; j < n; j++)
                Subtract(row, x.Slice(j * count, count), a[k * n + j]);
            for (int c = 0; c < count; c++)
                row[c] /= a[k * n + k];
        }
    }

    /// <summary>Solves with a sparse matrix whose rows and columns are first put in an order with a narrow band.</summary>
    public static Tensor Solve(CsrMatrix matrix, Tensor b, Shape shape)
    {
        int n = matrix.Rows;
        double[] values = Doubles(matrix.Values), right = Doubles(b);
        var order = BandOrder.Of(matrix.Pattern);
        var place = new int[n];
        for (int i = 0; i < n; i++)
            place[order[i]] = i;
        int below = 0, above = 0;
        for (int r = 0; r < n; r++)
            foreach (int c in matrix.Pattern.Row(r))
            {
                below = Math.Max(below, place[r] - place[c]);
                above = Math.Max(above, place[c] - place[r]);
            }

        // Exchanged rows widen the upper part by the width of the lower one.
        long width = 2L * below + above + 1;
        if (width * n > LargestBand)
            throw Error.Shapes(
                nameof(Solve),
                $"the sparse matrix of {n} rows has a band of {below} + {above} diagonals in its best order; too wide to factorize. "
                + "Use an iterative method with J * v.");
        int w = (int)width;
        var band = new double[(long)n * w];
        for (int r = 0; r < n; r++)
            for (int p = matrix.Pattern.RowStarts[r]; p < matrix.Pattern.RowStarts[r + 1]; p++)
                band[(long)place[r] * w + below + place[matrix.Pattern.ColumnIndices[p]] - place[r]] = values[p];
        var x = Array.ConvertAll(order, i => right[i]);
        EliminateBand(band, x, n, below, w);
        var result = new double[n];
        for (int i = 0; i < n; i++)
            result[order[i]] = x[i];
        return Primitives.Reshape.Of(CsrMatrix.FromValues(result, b.DType), shape);
    }

    /// <summary>Row i of the band holds the columns i − below … i − below + width − 1.</summary>
    private static void EliminateBand(double[] band, double[] x, int n, int below, int width)
    {
        for (int k = 0; k < n; k++)
        {
            int last = Math.Min(n - 1, k + below), pivot = k;
            for (int i = k + 1; i <= last; i++)
                if (Math.Abs(At(i, k)) > Math.Abs(At(pivot, k)))
                    pivot = i;
            double p = At(pivot, k);
            if (p == 0 || !double.IsFinite(p))
                throw Singular();
            int length = Math.Min(n - k, width - below);
            var row = band.AsSpan(Index(k, k), length);
            if (pivot != k)
            {
                Swap(row, band.AsSpan(Index(pivot, k), length));
                (x[k], x[pivot]) = (x[pivot], x[k]);
            }

            for (int i = k + 1; i <= last; i++)
            {
                double f = At(i, k) / p;
                if (f == 0)
                    continue;
                Subtract(band.AsSpan(Index(i, k), length), row, f);
                x[i] -= f * x[k];
            }
        }

        for (int k = n - 1; k >= 0; k--)
        {
            double sum = x[k];
            int end = Math.Min(n - 1, k + width - below - 1);
            for (int j = k + 1; j <= end; j++)
                sum -= At(k, j) * x[j];
            x[k] = sum / At(k, k);
        }

        double At(int i, int j) => band[Index(i, j)];
        int Index(int i, int j) => (i * width) + below + j - i;
    }

    private static void Swap(Span<double> a, Span<double> b)
    {
        for (int i = 0; i < a.Length; i++)
            (a[i], b[i]) = (b[i], a[i]);
    }

    private static void Subtract(Span<double> x, ReadOnlySpan<double> y, double factor)
    {
        for (int i = 0; i < x.Length; i++)
            x[i] -= factor * y[i];
    }
}
