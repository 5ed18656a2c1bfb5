namespace Covector.Tool.Values;

/// <summary>Formulas whose variables are what their values are, where nobody has declared them otherwise.</summary>
internal static class DeclaredByValues
{
    /// <summary>Reads a formula.</summary>
    /// <param name="text">The formula, after declarations if there are any.</param>
    /// <param name="declarations">Further declarations; may be empty.</param>
    /// <param name="types">Names with the words scalar, vector or matrix.</param>
    public static MatrixFormula Parse(string text, string declarations, IEnumerable<(string Name, string Type)> types)
    {
        var declared = Declared(declarations).Concat(Declared(text)).Select(Normal).ToHashSet();
        var open = types.Where(t => !declared.Contains(Normal(t.Name))).ToList();
        if (open.Count == 0)
            return MatrixFormula.Parse(text, declarations);
        FormulaException? problem = null;
        try
        {
            var formula = MatrixFormula.Parse(text, declarations);
            open.RemoveAll(t => formula.Variables.FirstOrDefault(v => v.Name == t.Name) is not { } variable || TypeOf(variable) == t.Type);
            if (open.Count == 0)
                return formula;
        }
        catch (FormulaException unread)
        {
            // Its letters may fit together only as what their values are.
            problem = unread;
            open.RemoveAll(t => !text.Contains(t.Name, StringComparison.Ordinal));
            if (open.Count == 0)
                throw;
        }

        try
        {
            return MatrixFormula.Parse(text, string.Join('\n', open.Select(t => $"{t.Name}: {t.Type}").Prepend(declarations)));
        }
        catch (FormulaException) when (problem is not null)
        {
            throw problem;
        }
    }

    private static string TypeOf(FormulaVariable variable) => variable.Axes.Count switch { 0 => "scalar", 1 => "vector", _ => "matrix" };

    /// <summary>The names that are declared: those before a colon, and those before them, as in <c>a, b: n; S: n×n</c>.</summary>
    private static IEnumerable<string> Declared(string text) =>
        from statement in text.Split(';', '\n')
        where statement.Contains(':')
        from item in statement.Split(',')
        select item.Split(':')[0].Trim();

    /// <summary>The name as formulas write it: α is alpha.</summary>
    private static string Normal(string name)
    {
        if (name.All(char.IsAsciiLetterOrDigit))
            return name;
        try
        {
            return MatrixFormula.Parse(name).Variables is [var only] ? only.Name : name;
        }
        catch (FormulaException)
        {
            return name;
        }
    }
}
