namespace Covector.Notation;

/// <summary>A formula with its variables and the shape of each of its parts.</summary>
internal sealed class ShapedFormula(
    Formula formula, IReadOnlyList<Unknown> unknowns, IReadOnlyList<Dimension> dimensions, IReadOnlyDictionary<string, Dimension> indices,
    Dictionary<Expression, Dimension[]> shapes)
{
    public Formula Formula => formula;

    /// <summary>The variables, first the declared ones, in the order of the declarations and of the text.</summary>
    public IReadOnlyList<Unknown> Unknowns => unknowns;

    /// <summary>
    /// The formula for a derivative by a variable: what holds of its values does not hold along its changes. tr(QᵀAQ) is constant among
    /// orthogonal Q only.
    /// </summary>
    public ShapedFormula Varied(string name, bool amongSymmetric = true) =>
        unknowns.All(u => u.Name != name || u.Properties == Free(u.Properties, amongSymmetric))
        ? this
        : new(formula, [.. unknowns.Select(u => u.Name == name ? u with { Properties = Free(u.Properties, amongSymmetric) } : u)], dimensions, indices, shapes);

    private static Properties Free(Properties properties, bool amongSymmetric)
    {
        const Properties Curved = Properties.Orthogonal | Properties.Simplex | Properties.Signs;
        const Properties OfSymmetric = Properties.Symmetric | Properties.PositiveDefinite | Properties.Diagonal;
        var free = properties & ~Curved & (amongSymmetric ? ~Properties.None : ~OfSymmetric);
        if ((properties & Properties.Orthogonal) != 0 || (!amongSymmetric && (properties & Properties.PositiveDefinite) != 0))
            free |= Properties.Invertible;
        return (properties & Properties.Simplex) != 0 ? free | Properties.Positive : free;
    }

    /// <summary>The letters of the lengths of axes; they may occur in the formula as numbers, too.</summary>
    public IReadOnlyList<Dimension> Dimensions => dimensions;

    /// <summary>The range of each index of an index form.</summary>
    public IReadOnlyDictionary<string, Dimension> Indices => indices;

    /// <summary>The axes of a part: none for a scalar, one for a column, two for a matrix; those of a row are 1 and its length.</summary>
    public IReadOnlyList<Dimension> this[Expression part] => shapes[part];

    public IReadOnlyList<Dimension> Shape => shapes[formula.Body];

    public bool IsScalar(Expression part) => shapes[part].Length == 0;

    public IReadOnlyList<Dimension>? Find(Expression part) => shapes.GetValueOrDefault(part);
}
