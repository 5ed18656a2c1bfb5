namespace Covector;

/// <summary>
/// The subscripts of <c>Einsum</c>, read: for each operand a label for each axis. Letters are labels, and so are the axes of an ellipsis,
/// numbered from the last one.
/// </summary>
internal sealed class Subscripts
{
    private readonly string text;
    private readonly Shape[] shapes;
    private readonly Dictionary<int, int> lengths = [];
    private int ellipsisRank = -1;

    /// <exception cref="ShapeMismatchException">The subscripts are malformed or do not fit the operands.</exception>
    public Subscripts(string text, Shape[] shapes)
    {
        this.text = text;
        this.shapes = shapes;
        string compact = text.Replace(" ", "", StringComparison.Ordinal);
        int arrow = compact.IndexOf("->", StringComparison.Ordinal);
        string[] terms = (arrow < 0 ? compact : compact[..arrow]).Split(',');
        if (terms.Length != shapes.Length)
            throw Fail(
                $"there {(terms.Length == 1 ? "is" : "are")} {Error.Count(terms.Length, "term")} for "
                + $"{Error.Count(shapes.Length, "operand")}.");
        Inputs = new int[terms.Length][];
        for (int i = 0; i < terms.Length; i++)
            Inputs[i] = ReadTerm(terms[i], i);
        for (int i = 0; i < terms.Length; i++)
            CheckLengths(i);
        Output = arrow < 0 ? ImplicitOutput() : ReadOutput(compact[(arrow + 2)..]);
    }

    /// <summary>For each operand the labels of its axes; an axis of an ellipsis that is repeated to a longer one is there too.</summary>
    public int[][] Inputs { get; }

    public int[] Output { get; }

    /// <summary>The length that a label has in the result.</summary>
    public int Length(int label) => lengths[label];

    private int[] ReadTerm(string term, int operand)
    {
        int rank = shapes[operand].Rank, dots = term.IndexOf("...", StringComparison.Ordinal);
        int letters = dots < 0 ? term.Length : term.Length - 3;
        if (dots < 0 ? letters != rank : letters > rank)
            throw Fail(
                $"the term '{term}' has {letters} labels{(dots < 0 ? "" : " beside the ellipsis")}, but operand {operand} has the shape "
                + $"{shapes[operand]}.");
        var labels = new List<int>(rank);
        for (int i = 0; i < term.Length; i++)
        {
            if (i == dots)
            {
                ellipsisRank = Math.Max(ellipsisRank, rank - letters);
                for (int axis = rank - letters; axis > 0; axis--)
                    labels.Add(-axis);
                i += 2;
                continue;
            }

            labels.Add(Letter(term, term[i]));
        }

        return [.. labels];
    }

    private void CheckLengths(int operand)
    {
        for (int axis = 0; axis < Inputs[operand].Length; axis++)
        {
            int label = Inputs[operand][axis], length = shapes[operand][axis];
            if (!lengths.TryGetValue(label, out int known) || label < 0 && known == 1)
                lengths[label] = length;
            else if (known != length && !(label < 0 && length == 1))
                throw Fail(
                    label < 0
                        ? $"the axes of the ellipses do not broadcast: one has {known} elements and axis {axis} of operand {operand}, "
                            + $"{shapes[operand]}, has {length}."
                        : $"the label '{(char)label}' stands for {known} elements and for {length}, in axis {axis} of operand {operand}, "
                            + $"{shapes[operand]}.");
        }
    }

    /// <summary>Without an arrow: the ellipsis, then the labels that occur once, in alphabetical order.</summary>
    private int[] ImplicitOutput()
    {
        var counts = new SortedDictionary<int, int>();
        foreach (int[] labels in Inputs)
            foreach (int label in labels)
                counts[label] = counts.GetValueOrDefault(label) + 1;
        var output = new List<int>();
        foreach (var (label, count) in counts)
            if (label < 0 || count == 1)
                output.Add(label);
        return [.. output];
    }

    private int[] ReadOutput(string term)
    {
        var output = new List<int>();
        int dots = term.IndexOf("...", StringComparison.Ordinal);
        if (dots >= 0 && ellipsisRank < 0)
            throw Fail("the result has an ellipsis, but no operand has one.");
        for (int i = 0; i < term.Length; i++)
        {
            if (i == dots)
            {
                for (int axis = ellipsisRank; axis > 0; axis--)
                    output.Add(-axis);
                i += 2;
                continue;
            }

            int label = Letter(term, term[i]);
            if (!lengths.ContainsKey(label))
                throw Fail($"the label '{term[i]}' of the result occurs in no operand.");
            if (output.Contains(label))
                throw Fail($"the label '{term[i]}' occurs twice in the result; use Diag to build a diagonal.");
            output.Add(label);
        }

        return [.. output];
    }

    private int Letter(string term, char c) => char.IsAsciiLetter(c)
        ? c
        : throw Fail($"'{c}' in the term '{term}' is no label; expected letters and at most one ellipsis '...'.");

    private ShapeMismatchException Fail(string message) => Error.Shapes(nameof(Functions.Einsum), $"in \"{text}\" {message}");
}
