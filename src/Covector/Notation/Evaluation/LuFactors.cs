namespace Covector.Notation;

/// <summary>The triangular factors of a square matrix, with exchanged rows.</summary>
internal sealed class LuFactors
{
    private readonly DenseMatrix _factors;
    private readonly int[] _rows;
    private readonly int _sign;

    private LuFactors(DenseMatrix factors, int[] rows, int sign) => (_factors, _rows, _sign) = (factors, rows, sign);

    public static LuFactors Of(DenseMatrix matrix)
    {
        matrix.RequireSquare("The inverse or determinant");
        int n = matrix.Rows;
        var a = new DenseMatrix(n, n, [.. matrix.Entries]);
        int[] rows = [.. Enumerable.Range(0, n)];
        int sign = 1;
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
            {
                if (Math.Abs(a[i, k]) > Math.Abs(a[pivot, k]))
                    pivot = i;
            }

            if (pivot != k)
            {
                for (int j = 0; j < n; j++)
                    (a[k, j], a[pivot, j]) = (a[pivot, j], a[k, j]);
                (rows[k], rows[pivot], sign) = (rows[pivot], rows[k], -sign);
            }

            // A column of zeros: the determinant is 0, and an inverse has infinite entries.
            if (a[k, k] == 0)
                continue;
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[i, k] /= a[k, k];
                for (int j = k + 1; j < n; j++)
                    a[i, j] -= factor * a[k, j];
            }
        }

        return new LuFactors(a, rows, sign);
    }

    public double Determinant()
    {
        double product = _sign;
        for (int i = 0; i < _rows.Length; i++)
            product *= _factors[i, i];
        return product;
    }

    /// <summary>The logarithm of the determinant; not a number where the determinant is negative.</summary>
    public double LogDeterminant()
    {
        (double sum, int sign) = (0, _sign);
        for (int i = 0; i < _rows.Length; i++)
        {
            sum += Math.Log(Math.Abs(_factors[i, i]));
            sign = _factors[i, i] < 0 ? -sign : sign;
        }

        return sign > 0 ? sum : double.NaN;
    }

    public DenseMatrix Inverse()
    {
        int n = _rows.Length;
        var inverse = new DenseMatrix(n, n);
        Span<double> column = n <= 64 ? stackalloc double[n] : new double[n];
        for (int c = 0; c < n; c++)
        {
            for (int i = 0; i < n; i++)
            {
                double value = _rows[i] == c ? 1 : 0;
                for (int k = 0; k < i; k++)
                    value -= _factors[i, k] * column[k];
                column[i] = value;
            }

            for (int i = n - 1; i >= 0; i--)
            {
                for (int k = i + 1; k < n; k++)
                    column[i] -= _factors[i, k] * column[k];
                column[i] /= _factors[i, i];
                inverse[i, c] = column[i];
            }
        }

        return inverse;
    }
}
