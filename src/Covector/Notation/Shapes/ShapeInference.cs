namespace Covector.Notation;

/// <summary>Finds the variables of a formula and the shapes of all its parts, by unification of the lengths of axes.</summary>
internal static class ShapeInference
{
    // A formula of undeclared variables is read in several ways, until one fits.
    private const int MaximumAttempts = 100;

    /// <summary>The shapes of a formula that was read from text.</summary>
    public static ShapedFormula Infer(ParsedFormula parsed) => Infer(parsed.Formula, parsed.Declarations, parsed, null);

    /// <summary>
    /// The shapes of a formula with the given variables, and of an index form with the ranges of indices that nothing else gives. Letters
    /// are known to be lengths, such as that of ones(p) in the formula that it is the derivative of.
    /// </summary>
    public static ShapedFormula Infer(
        Formula formula, IReadOnlyList<Unknown> unknowns, ParsedFormula? parsed = null, IReadOnlyDictionary<string,
            Dimension>? ranges = null, IReadOnlyList<Dimension>? letters = null) =>
        Infer(formula, [.. unknowns.Select(u => new Declaration(u.Name, u.Axes.Count, u.Axes, u.Properties, default))], parsed, ranges, letters);

    private static ShapedFormula Infer(
        Formula formula, IReadOnlyList<Declaration> declarations, ParsedFormula? parsed, IReadOnlyDictionary<string, Dimension>? ranges,
        IReadOnlyList<Dimension>? letters = null)
    {
        var undeclared = Undeclared(formula, declarations);
        // Of letters that are no variables those that the formula mentions.
        string[] lengths = [.. undeclared.Where(name => letters?.Any(l => l.Name == name) == true)];
        undeclared.RemoveAll(lengths.Contains);
        var ranks = undeclared.ToDictionary(name => name, DefaultTypes.ByLetter);
        bool hasVectors = DefaultTypes.Guess(formula, ranks) || ranks.ContainsValue(2)
            || declarations.Any(declaration => declaration.Rank > 0);
        // Of a to d, b is a vector only among vectors and matrices: in A*x-b, not in a*b*c.
        if (!hasVectors && undeclared.TrueForAll(name => ranks[name] == 0 || name[0] == 'b'))
            ranks = undeclared.ToDictionary(name => name, _ => 0);
        var (pass, cost, error) = Attempt(formula, declarations, undeclared, ranks, parsed, ranges, lengths);
        if (cost > 0)
            (pass, cost) = Search(formula, declarations, undeclared, ranks, parsed, ranges, lengths, (pass, cost), hasVectors);
        if (pass == null)
            throw error!;
        return Finish(formula, declarations, undeclared, pass);
    }

    private static (ShapePass? Pass, int Cost) Search(
        Formula formula, IReadOnlyList<Declaration> declarations, List<string> undeclared, Dictionary<string, int> ranks,
            ParsedFormula? parsed,
        IReadOnlyDictionary<string, Dimension>? ranges, string[] lengths, (ShapePass? Pass, int Cost) best, bool hasVectors)
    {
        int attempts = 0;
        foreach (var trial in Deviations(undeclared, ranks, best.Pass == null, hasVectors))
        {
            // Each deviation from the guess costs 1.
            int deviations = trial.Count(rank => rank.Value != ranks[rank.Key]);
            if (deviations >= best.Cost)
                continue;
            if (++attempts > MaximumAttempts)
                break;
            var (pass, cost, _) = Attempt(formula, declarations, undeclared, trial, parsed, ranges, lengths);
            if (pass != null && cost + deviations < best.Cost)
                best = (pass, cost + deviations);
        }

        return best;
    }

    // Scalars may be vectors; capital letters are always matrices. Letters for vectors are scalars together, x*y^2, or not at all, except
    // for b in w'*x+b.
    private static IEnumerable<Dictionary<string,
        int>> Deviations(List<string> undeclared, Dictionary<string, int> ranks, bool fails, bool hasVectors)
    {
        string[] open = [.. undeclared.Where(name => ranks[name] == 0 || ranks[name] == 1 && fails && name[0] == 'b')];
        foreach (string name in open)
            yield return new(ranks) { [name] = 1 - ranks[name] };
        if (fails && !hasVectors)
            yield return undeclared.ToDictionary(name => name, _ => 0);
        for (int i = 0; i < open.Length; i++)
        {
            for (int j = i + 1; j < open.Length; j++)
                yield return new(ranks) { [open[i]] = 1 - ranks[open[i]], [open[j]] = 1 - ranks[open[j]] };
        }
    }

    private static (ShapePass? Pass, int Cost, FormulaException? Error) Attempt(
        Formula formula, IReadOnlyList<Declaration> declarations, List<string> undeclared, Dictionary<string, int> ranks,
            ParsedFormula? parsed,
        IReadOnlyDictionary<string, Dimension>? ranges, string[] lengths)
    {
        const Properties OfSquare =
            Properties.Symmetric | Properties.PositiveDefinite | Properties.Invertible | Properties.Orthogonal | Properties.Diagonal;
        var pass = new ShapePass(formula, parsed);
        foreach (var declaration in declarations)
        {
            int rank = declaration.Rank ?? DefaultTypes.ByLetter(declaration.Name);
            pass.Declare(declaration.Name, rank, declaration.Axes, (declaration.Properties & OfSquare) != 0);
        }

        foreach (string length in lengths)
            pass.Named(length);
        foreach (string name in undeclared)
            pass.Declare(name, ranks[name], [], isSquare: false);
        foreach (var (index, length) in ranges ?? new Dictionary<string, Dimension>())
            pass.Range(index, length);
        try
        {
            // A row as the result is most often a scalar product that was taken for a scaling.
            return (pass, pass.Run().IsRow ? 2 : 0, null);
        }
        catch (FormulaException error)
        {
            return (null, int.MaxValue, error);
        }
    }

    private static ShapedFormula Finish(Formula formula, IReadOnlyList<Declaration> declarations, List<string> undeclared, ShapePass pass)
    {
        pass.NameAxes();
        var unknowns = new List<Unknown>();
        foreach (var declaration in declarations)
            unknowns.Add(new Unknown(declaration.Name, pass[declaration.Name].ToAxes(), declaration.Properties));
        foreach (string name in undeclared)
            unknowns.Add(new Unknown(name, pass[name].ToAxes()));
        var shapes = new Dictionary<Expression, Dimension[]>(pass.Forms.Count, ReferenceEqualityComparer.Instance);
        foreach (var (part, form) in pass.Forms)
            shapes[part] = form.ToAxes();
        return new ShapedFormula(formula, unknowns, [.. pass.DimensionNames.Select(name => new Dimension(name))],
            pass.Indices.ToDictionary(index => index.Key, index => index.Value.ToDimension()), shapes);
    }

    // Names that are neither declared nor defined nor the length of an axis, in the order of the text.
    private static List<string> Undeclared(Formula formula, IReadOnlyList<Declaration> declarations)
    {
        var known = new HashSet<string>();
        foreach (var declaration in declarations)
        {
            known.Add(declaration.Name);
            foreach (var axis in declaration.Axes)
                known.Add(axis.Name);
        }

        var lengths = new HashSet<string>();
        foreach (var definition in formula.Definitions)
            CollectLengths(definition.Value, lengths);
        CollectLengths(formula.Body, lengths);
        var names = new List<string>();
        foreach (var definition in formula.Definitions)
        {
            Collect(definition.Value);
            known.Add(definition.Name);
        }

        Collect(formula.Body);
        return names;

        void Collect(Expression expression)
        {
            if (expression is Symbol { Name: var name } && !lengths.Contains(name) && known.Add(name))
                names.Add(name);
            foreach (var child in expression.Children())
                Collect(child);
        }
    }

    private static void CollectLengths(Expression expression, HashSet<string> lengths)
    {
        if (expression is Call { Function: "ones" or "zeros" or "eye" or "comm" or "unit" } call)
        {
            foreach (var argument in call.Arguments)
            {
                foreach (var symbol in (argument is Product product ? (IEnumerable<Expression>)product.Factors
                    : [argument]).OfType<Symbol>())
                    lengths.Add(symbol.Name);
            }
        }

        foreach (var child in expression.Children())
            CollectLengths(child, lengths);
    }
}
