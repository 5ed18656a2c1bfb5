namespace Covector.Notation;

/// <summary>How the shape of a function's value follows from its arguments.</summary>
internal enum FunctionKind
{
    /// <summary>Entry by entry.</summary>
    Elementwise,

    /// <summary>Of two arguments, entry by entry, or of one, over all entries: max, min.</summary>
    Extremum,

    /// <summary>A number from all entries.</summary>
    Reduction,

    /// <summary>A number from all entries, or one for each column (1) or row (2).</summary>
    AxisReduction,

    /// <summary>A number from a square matrix.</summary>
    OfSquare,

    Inverse,
    Softmax,
    Diagonal,
    Vectorization,
    Kronecker,

    /// <summary>A matrix or vector from lengths of axes: ones, zeros.</summary>
    Constant,
    Identity,

    /// <summary>A column of the identity from its length and its number.</summary>
    Unit,
    Commutation,

    /// <summary>Of two indices.</summary>
    Delta,
}

/// <summary>A function of the syntax.</summary>
internal sealed record FunctionEntry(string Name, FunctionKind Kind, int Minimum, int Maximum, Func<double, double>? Value = null);

/// <summary>All functions of the syntax.</summary>
internal static class FunctionTable
{
    private static readonly Dictionary<string, FunctionEntry> _entries = Build();

    public static IEnumerable<FunctionEntry> All => _entries.Where(entry => entry.Key == entry.Value.Name).Select(entry => entry.Value);

    public static FunctionEntry? Find(string name) => _entries.GetValueOrDefault(name);

    /// <summary>The name of a function that is one or two typing errors away.</summary>
    public static string? Nearest(string name)
    {
        (string? nearest, int best) = (null, name.Length <= 3 ? 4 : 6);
        foreach (string candidate in _entries.Keys)
        {
            // Among equally near ones, that of the same length.
            int distance = 2 * Distance(name, candidate) + (name.Length == candidate.Length ? 0 : 1);
            if (distance < best)
                (nearest, best) = (candidate, distance);
        }

        return nearest;
    }

    // Letters left out, put in, replaced, or exchanged with the next one.
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 2)
            return 1000;
        int[,] distance = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                distance[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1, distance[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
            }
        }

        return distance[a.Length, b.Length];
    }

    private static Dictionary<string, FunctionEntry> Build()
    {
        FunctionEntry[] entries =
        [
            Elementwise("exp", Math.Exp), Elementwise("log", Math.Log), Elementwise("sqrt", Math.Sqrt), Elementwise("square", x => x * x),
            Elementwise("sin", Math.Sin), Elementwise("cos", Math.Cos), Elementwise("tan", Math.Tan),
            Elementwise("arcsin", Math.Asin), Elementwise("arccos", Math.Acos), Elementwise("arctan", Math.Atan),
            Elementwise("sinh", Math.Sinh), Elementwise("cosh", Math.Cosh), Elementwise("tanh", Math.Tanh),
            Elementwise("abs", Math.Abs), Elementwise("sign", x => double.IsNaN(x) ? x : Math.Sign(x)),
            Elementwise("relu", x => x > 0 ? x : double.IsNaN(x) ? x : 0), Elementwise("step", x => x > 0 ? 1 : double.IsNaN(x) ? x : 0),
            Elementwise("sigmoid", SmoothFunctions.Sigmoid), Elementwise("softplus", SmoothFunctions.Softplus),
            Elementwise("log1p", SmoothFunctions.Log1p), Elementwise("expm1", SmoothFunctions.Expm1),
            new("max", FunctionKind.Extremum, 1, 2), new("min", FunctionKind.Extremum, 1, 2),
            new("sum", FunctionKind.AxisReduction, 1, 2), new("mean", FunctionKind.AxisReduction, 1, 2),
            new("norm1", FunctionKind.Reduction, 1, 1), new("norm2", FunctionKind.Reduction, 1, 1),
            new("logsumexp", FunctionKind.Reduction, 1, 1), new("softmax", FunctionKind.Softmax, 1, 1),
            new("tr", FunctionKind.OfSquare, 1, 1), new("det", FunctionKind.OfSquare, 1, 1), new("logdet", FunctionKind.OfSquare, 1, 1),
            new("inv", FunctionKind.Inverse, 1, 1), new("diag", FunctionKind.Diagonal, 1, 1), new("vec", FunctionKind.Vectorization, 1, 1),
            new("kron", FunctionKind.Kronecker, 2, 2), new("ones", FunctionKind.Constant, 1, 2), new("zeros", FunctionKind.Constant, 1, 2),
            new("eye", FunctionKind.Identity, 1, 1), new("comm", FunctionKind.Commutation, 2, 2), new("delta", FunctionKind.Delta, 2, 2),
            new("unit", FunctionKind.Unit, 2, 2),
        ];
        var table = entries.ToDictionary(entry => entry.Name);
        (string Other, string Name)[] spellings =
        [
            ("atan", "arctan"), ("asin", "arcsin"), ("acos", "arccos"), ("ln", "log"), ("trace", "tr"), ("norm", "norm2"),
            ("logistic", "sigmoid"), ("heaviside", "step"), ("identity", "eye"),
        ];
        foreach (var (other, name) in spellings)
            table.Add(other, table[name]);
        return table;
    }

    private static FunctionEntry Elementwise(string name, Func<double, double> value) => new(name, FunctionKind.Elementwise, 1, 1, value);
}
