namespace Covector.Notation;

/// <summary>Square matrices of a few rows, row by row in an array.</summary>
internal static class SmallMatrices
{
    public static double[] Transposed(double[] matrix, int rows, int columns)
    {
        double[] result = new double[matrix.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                result[j * rows + i] = matrix[i * columns + j];
        }

        return result;
    }

    /// <summary>The determinant; not a number where rounding has eaten it.</summary>
    public static double Determinant(double[] matrix, int n) => Eliminate(matrix, n, []);

    public static double[] Inverse(double[] matrix, int n)
    {
        double[] inverse = new double[n * n];
        for (int i = 0; i < n; i++)
            inverse[i * n + i] = 1;
        if (double.IsNaN(Eliminate(matrix, n, inverse)))
            Array.Fill(inverse, double.NaN);
        return inverse;
    }

    /// <summary>Gauss and Jordan's elimination with row pivots: the determinant, and A⁻¹B in place of B.</summary>
    private static double Eliminate(double[] matrix, int n, double[] right)
    {
        double[] a = [.. matrix];
        int columns = right.Length / Math.Max(n, 1);
        double determinant = 1, smallest = 1e-6 * (n == 0 ? 0 : a.Max(Math.Abs));
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
            {
                if (Math.Abs(a[i * n + k]) > Math.Abs(a[pivot * n + k]))
                    pivot = i;
            }

            if (!(Math.Abs(a[pivot * n + k]) > smallest))
                return double.NaN;
            if (pivot != k)
            {
                Swap(a, n, k, pivot);
                Swap(right, columns, k, pivot);
                determinant = -determinant;
            }

            determinant *= a[k * n + k];
            double scale = 1 / a[k * n + k];
            Scale(a, n, k, scale);
            Scale(right, columns, k, scale);
            for (int i = 0; i < n; i++)
            {
                double factor = a[i * n + k];
                if (i == k || factor == 0)
                    continue;
                Subtract(a, n, i, k, factor);
                Subtract(right, columns, i, k, factor);
            }
        }

        return determinant;
    }

    private static void Swap(double[] matrix, int columns, int i, int k)
    {
        for (int j = 0; j < columns; j++)
            (matrix[i * columns + j], matrix[k * columns + j]) = (matrix[k * columns + j], matrix[i * columns + j]);
    }

    private static void Scale(double[] matrix, int columns, int row, double factor)
    {
        for (int j = 0; j < columns; j++)
            matrix[row * columns + j] *= factor;
    }

    private static void Subtract(double[] matrix, int columns, int i, int k, double factor)
    {
        for (int j = 0; j < columns; j++)
            matrix[i * columns + j] -= factor * matrix[k * columns + j];
    }
}
