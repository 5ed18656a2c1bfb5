using System.Globalization;

namespace Covector.LinearMaps;

/// <summary>Compares products of a sparse derivative with random vectors with those that are computed without the matrix.</summary>
internal static class SparseVerification
{
    /// <exception cref="SparsityException">They differ.</exception>
    public static void Require(DifferentiatedGraph function, CsrMatrix matrix, Tensor x, double? tolerance)
    {
        double relative = tolerance ?? (matrix.Values.DType == DType.Float32 ? 1e-3 : 1e-8);
        const int Count = 2;
        var random = new Random(20260);
        int n = matrix.Columns;
        var directions = new double[Count * n];
        for (int i = 0; i < directions.Length; i++)
            directions[i] = random.NextDouble() * 2 - 1;
        var seeds = CsrMatrix.FromValues(directions, function.Input.DType);
        var batch = Primitives.Reshape.Of(seeds, function.Input.Shape.Insert(0, Count));
        var expected = Pipeline.Compile(function.Products(Count)).Run([x, .. function.Captures, batch])[0];
        double[] values = Factorization.Doubles(matrix.Values);
        double[] products = Factorization.Doubles(expected);
        for (int k = 0; k < Count; k++)
        {
            var v = StridedSlice.Of(seeds, 0, k * n, n);
            double[] own = Factorization.Doubles(matrix.Times(v.Packed()));
            var reference = products.AsSpan(k * own.Length, own.Length);
            for (int r = 0; r < own.Length; r++)
                if (!Agree(own[r], reference[r], relative * (Terms(r, k) + Math.Abs(reference[r]))))
                    throw new SparsityException(
                        $"Verify: row {r} of the sparse derivative times a random vector is {Digits(own[r])}; the product without "
                        + $"the matrix is {Digits(reference[r])}. The pattern lacks an entry of this row, or of one that shares a colour; "
                        + "leave SparseOptions.Known out to detect it.");
        }

        // Rounding errors of a row are as large as its terms, also where the terms cancel.
        double Terms(int row, int k)
        {
            double sum = 0;
            for (int p = matrix.Pattern.RowStarts[row]; p < matrix.Pattern.RowStarts[row + 1]; p++)
                sum += Math.Abs(values[p] * directions[k * n + matrix.Pattern.ColumnIndices[p]]);
            return sum;
        }
    }

    private static bool Agree(double a, double b, double tolerance) =>
        a.Equals(b) || double.IsFinite(a) && double.IsFinite(b) && Math.Abs(a - b) <= tolerance;

    private static string Digits(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
