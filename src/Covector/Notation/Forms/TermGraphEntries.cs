namespace Covector.Notation;

/// <summary>Unit vectors: what they are multiplied with is an entry.</summary>
internal sealed partial class TermGraph
{
    private static bool IsUnit(Pendant pendant) => pendant.Chain is [{ Expression: Call { Function: "unit" } }];

    private static string PlaceOf(Expression unit) => ((Call)unit).Arguments[1].ToString();

    /// <summary>
    /// What hangs on a node beside a unit vector: its entry there. Of a matrix times another unit vector it is an entry of the matrix.
    /// </summary>
    private void Entries(Node node, int unit)
    {
        string place = PlaceOf(node.Pendants[unit].Expression);
        for (int i = 0; i < node.Pendants.Count; i++)
        {
            var pendant = node.Pendants[i];
            if (i == unit || IsUnit(pendant))
                continue;
            var chain = pendant.Chain;
            if (chain.Count > 1 && chain[^1].Expression is Call { Function: "unit" } column)
            {
                var matrix = Link.Product([.. chain.SkipLast(1)]);
                string other = PlaceOf(column);
                var entry = matrix is Transpose transpose
                    ? new Entry(transpose.Operand, [other, place])
                    : new Entry(matrix, [place, other]);
                _scalars.Add((entry, pendant.Power));
                continue;
            }

            _scalars.Add((new Entry(pendant.Expression is Transpose row ? row.Operand : pendant.Expression, [place]), pendant.Power));
        }
    }
}
