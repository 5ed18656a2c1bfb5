namespace Covector.Notation;

/// <summary>
/// In which order the factors of a product are multiplied: that of the fewest operations, with vectors short and matrices square.
/// </summary>
internal static class ProductOrder
{
    // Beyond this, from the right: it takes the cube of the number of factors.
    private const int MaximumFactors = 40;
    private const double Side = 100;

    public static Code Multiply(IReadOnlyList<Code> factors, Func<Code, Code, Code> multiply)
    {
        int n = factors.Count;
        if (n > MaximumFactors)
            return factors.Skip(1).Aggregate(factors[0], multiply);
        double[,] cost = new double[n, n];
        int[,] split = new int[n, n];
        for (int length = 1; length < n; length++)
        {
            for (int i = 0; i + length < n; i++)
            {
                int j = i + length;
                cost[i, j] = double.PositiveInfinity;
                // From the left where both cost the same, as it is read.
                for (int k = i; k < j; k++)
                {
                    double total = cost[i, k] + cost[k + 1, j] + Rows(factors[i]) * Columns(factors[k]) * Columns(factors[j]);
                    if (total < cost[i, j])
                        (cost[i, j], split[i, j]) = (total, k);
                    else if (total == cost[i, j] && k == j - 1)
                        split[i, j] = k;
                }
            }
        }

        return Build(0, n - 1);

        Code Build(int i, int j) => i == j ? factors[i] : multiply(Build(i, split[i, j]), Build(split[i, j] + 1, j));
    }

    private static double Rows(Code code) => code.Shape is CodeShape.Matrix or CodeShape.Column ? Side : 1;

    private static double Columns(Code code) => code.Shape is CodeShape.Matrix or CodeShape.Row ? Side : 1;
}
