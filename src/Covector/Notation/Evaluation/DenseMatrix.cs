namespace Covector.Notation;

/// <summary>A small matrix in row order. Vectors are columns, scalars 1×1.</summary>
internal sealed class DenseMatrix(int rows, int columns, double[] entries)
{
    public DenseMatrix(int rows, int columns) : this(rows, columns, new double[rows * columns])
    {
    }

    public int Rows => rows;

    public int Columns => columns;

    public double[] Entries => entries;

    public bool IsScalar => rows == 1 && columns == 1;

    public double this[int row, int column]
    {
        get => entries[row * columns + column];
        set => entries[row * columns + column] = value;
    }

    public static DenseMatrix Scalar(double value) => new(1, 1, [value]);

    public static DenseMatrix Column(params double[] values) => new(values.Length, 1, values);

    public static DenseMatrix Filled(int rows, int columns, double value)
    {
        var result = new DenseMatrix(rows, columns);
        Array.Fill(result.Entries, value);
        return result;
    }

    public static DenseMatrix Identity(int size)
    {
        var result = new DenseMatrix(size, size);
        for (int i = 0; i < size; i++)
            result[i, i] = 1;
        return result;
    }

    /// <summary>The matrix K with K vec(X) = vec(X') for X of m rows and n columns, with the columns of X stacked in vec.</summary>
    public static DenseMatrix Commutation(int m, int n)
    {
        var result = new DenseMatrix(m * n, m * n);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
                result[i * n + j, j * m + i] = 1;
        }

        return result;
    }

    public DenseMatrix Map(Func<double, double> function)
    {
        double[] values = new double[entries.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = function(entries[i]);
        return new DenseMatrix(rows, columns, values);
    }

    /// <summary>Entry by entry; a scalar stands for all entries.</summary>
    public DenseMatrix Zip(DenseMatrix other, Func<double, double, double> function)
    {
        if (IsScalar && !other.IsScalar)
            return other.Map(y => function(entries[0], y));
        if (other.IsScalar)
            return Map(x => function(x, other.Entries[0]));
        RequireSame(other);
        double[] values = new double[entries.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = function(entries[i], other.Entries[i]);
        return new DenseMatrix(rows, columns, values);
    }

    public DenseMatrix Transposed()
    {
        var result = new DenseMatrix(columns, rows);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                result[j, i] = this[i, j];
        }

        return result;
    }

    /// <summary>The matrix product, or a scaling where one of the two is a scalar.</summary>
    public DenseMatrix Times(DenseMatrix other)
    {
        if (IsScalar)
            return other.Map(y => entries[0] * y);
        if (other.IsScalar)
            return Map(x => x * other.Entries[0]);
        if (columns != other.Rows)
            throw new FormulaException($"A product of matrices of {rows}×{columns} and {other.Rows}×{other.Columns}.", -1);
        var result = new DenseMatrix(rows, other.Columns);
        for (int i = 0; i < rows; i++)
        {
            var row = result.Entries.AsSpan(i * other.Columns, other.Columns);
            for (int k = 0; k < columns; k++)
            {
                double x = this[i, k];
                var y = other.Entries.AsSpan(k * other.Columns, other.Columns);
                for (int j = 0; j < row.Length; j++)
                    row[j] += x * y[j];
            }
        }

        return result;
    }

    public DenseMatrix Kronecker(DenseMatrix other)
    {
        var result = new DenseMatrix(rows * other.Rows, columns * other.Columns);
        for (int i = 0; i < result.Rows; i++)
        {
            for (int j = 0; j < result.Columns; j++)
                result[i, j] = this[i / other.Rows, j / other.Columns] * other[i % other.Rows, j % other.Columns];
        }

        return result;
    }

    /// <summary>The columns below each other.</summary>
    public DenseMatrix Stacked() => new(rows * columns, 1, Transposed().Entries);

    /// <summary>The diagonal matrix of a vector, or the diagonal of a square matrix.</summary>
    public DenseMatrix Diagonal()
    {
        if (rows == 1 || columns == 1)
        {
            var result = new DenseMatrix(entries.Length, entries.Length);
            for (int i = 0; i < entries.Length; i++)
                result[i, i] = entries[i];
            return result;
        }

        RequireSquare("diag");
        double[] diagonal = new double[rows];
        for (int i = 0; i < rows; i++)
            diagonal[i] = this[i, i];
        return Column(diagonal);
    }

    public double Trace()
    {
        RequireSquare("tr");
        double sum = 0;
        for (int i = 0; i < rows; i++)
            sum += this[i, i];
        return sum;
    }

    public DenseMatrix ToPower(long exponent, string written)
    {
        RequireSquare("^");
        var power = exponent < 0 ? Inverse(written) : this;
        var result = Identity(rows);
        for (long rest = Math.Abs(exponent); rest > 0; rest >>= 1)
        {
            if ((rest & 1) == 1)
                result = result.Times(power);
            if (rest > 1)
                power = power.Times(power);
        }

        return result;
    }

    /// <summary>The inverse, where the matrix has one as far as its digits tell.</summary>
    /// <param name="written">The formula that asks for it, for the message.</param>
    /// <exception cref="FormulaException">
    /// The matrix is singular, or so nearly that rounding its entries may make it so: κ n ε ≥ 1 with the condition number κ = ‖A‖₁‖A⁻¹‖₁
    /// and ε = 2⁻⁵². No digit of an inverse would be right.
    /// </exception>
    public DenseMatrix Inverse(string written)
    {
        var inverse = LuFactors.Of(this).Inverse();
        double norm = Norm1();
        if (!double.IsFinite(norm))
            return inverse;
        double condition = norm * inverse.Norm1();
        if (condition * rows * Epsilon < 1)
            return inverse;
        string how = double.IsFinite(condition)
            ? $" to the precision of its entries (condition number {condition.ToString("0.0e+0", System.Globalization.CultureInfo.InvariantCulture)})" : "";
        throw new FormulaException($"{written}: the matrix of {rows}×{columns} is singular{how} and has no inverse.", -1);
    }

    private const double Epsilon = 1.0 / (1L << 52);

    /// <summary>The largest sum of magnitudes in a column.</summary>
    private double Norm1()
    {
        double largest = 0;
        for (int j = 0; j < columns; j++)
        {
            double sum = 0;
            for (int i = 0; i < rows; i++)
                sum += Math.Abs(this[i, j]);
            largest = double.IsNaN(sum) ? double.NaN : Math.Max(largest, sum);
        }

        return largest;
    }

    public void RequireSquare(string function)
    {
        if (rows != columns)
            throw new FormulaException($"{function} of a matrix of {rows}×{columns}; it must be square.", -1);
    }

    private void RequireSame(DenseMatrix other)
    {
        if (rows != other.Rows || columns != other.Columns)
            throw new FormulaException($"An entrywise operation on matrices of {rows}×{columns} and {other.Rows}×{other.Columns}.", -1);
    }
}
