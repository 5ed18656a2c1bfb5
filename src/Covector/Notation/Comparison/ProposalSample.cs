namespace Covector.Notation;

/// <summary>The true derivative and a proposal at one point, and how far rounding may have moved them.</summary>
internal sealed class ProposalSample
{
    private const int Trials = 2;

    // The trials are few, and errors within an operation are not theirs.
    private const double Safety = 30, Least = 1e-13;

    private ProposalSample(FormulaPoint point, DenseMatrix truth, DenseMatrix proposed, double bound) =>
        (Point, Truth, Proposed, Bound) = (point, truth, proposed, bound);

    public FormulaPoint Point { get; }

    public DenseMatrix Truth { get; }

    public DenseMatrix Proposed { get; }

    /// <summary>What two formulas of the same value may differ by.</summary>
    public double Bound { get; }

    public bool HasSameShape => (Truth.Rows, Truth.Columns) == (Proposed.Rows, Proposed.Columns);

    public bool IsSame => Within(Truth.Entries, Proposed.Entries, 1);

    /// <summary>Null where nothing can be told: the derivative is nothing but rounding there, or a formula overflows.</summary>
    public static ProposalSample? Of(MatrixDerivative derivative, Formula proposal, FormulaPoint point, bool isLarge, int seed)
    {
        var truth = derivative.ValueAt(derivative.Derived.Formula, point);
        var proposed = derivative.ValueAt(proposal, point);
        if (isLarge && !Array.TrueForAll(proposed.Entries, double.IsFinite))
            return null;
        var noise = new Random(seed);
        double moved = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            moved = Math.Max(moved, Distance(truth.Entries, derivative.ValueAt(derivative.Derived.Formula, point, noise).Entries));
            moved = Math.Max(moved, Distance(proposed.Entries, derivative.ValueAt(proposal, point, noise).Entries));
        }

        double bound = Safety * moved + Least * Size(truth.Entries);
        return double.IsFinite(bound) ? new(point, truth, proposed, bound) : isLarge ? null : new(point, truth, proposed, 0);
    }

    /// <summary>Are they the same but for rounding, in the numbers that <see cref="Bound"/> is of, or larger ones?</summary>
    public bool Within(double[] a, double[] b, double times)
    {
        for (int i = 0; i < a.Length; i++)
        {
            if (!(Math.Abs(a[i] - b[i]) <= times * Bound))
                return false;
        }

        return a.Length == b.Length;
    }

    public static double Size(double[] values) => values.Length == 0 ? 0 : values.Max(Math.Abs);

    private static double Distance(double[] a, double[] b)
    {
        double distance = 0;
        for (int i = 0; i < a.Length; i++)
            distance = Math.Max(distance, Math.Abs(a[i] - b[i]));
        return distance;
    }

    /// <summary>Where they differ, in a few numbers; null where it takes many.</summary>
    public string? Difference()
    {
        const int MaxNumbers = 8;
        if (Point.Values.Values.Sum(v => v.Entries.Length) > MaxNumbers)
            return null;
        int largest = 0;
        for (int i = 1; i < Truth.Entries.Length; i++)
        {
            if (!(Math.Abs(Truth.Entries[i] - Proposed.Entries[i]) <= Math.Abs(Truth.Entries[largest] - Proposed.Entries[largest])))
                largest = i;
        }

        double expected = Truth.Entries[largest], found = Proposed.Entries[largest];
        string format = Math.Abs(expected - found) < 1e-4 * Math.Abs(expected) ? "G13" : "G6";
        string at = string.Join(", ", Point.Values.Select(v => $"{v.Key} = {Text(v.Value)}"));
        string entry = Truth.Entries.Length == 1 ? ""
            : Truth.Columns == 1 ? $"entry {largest + 1} of "
            : $"entry {largest / Truth.Columns + 1},{largest % Truth.Columns + 1} of ";
        return $"At {at}, {entry}the derivative is {Text(expected, format)}, {(entry.Length > 0 ? "of " : "")}the proposal "
            + $"{Text(found, format)}.";
    }

    private static string Text(double value, string format = "G6") =>
        value.ToString(format, System.Globalization.CultureInfo.InvariantCulture).Replace('-', '−');

    private static string Text(DenseMatrix value) => value.IsScalar ? Text(value.Entries[0])
        : value.Columns == 1 ? Row(value.Entries)
        : "[" + string.Join(", ", value.Entries.Chunk(value.Columns).Select(Row)) + "]";

    private static string Row(double[] values) => "[" + string.Join(", ", values.Select(x => Text(x))) + "]";
}
