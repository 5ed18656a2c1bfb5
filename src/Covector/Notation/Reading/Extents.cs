namespace Covector.Notation;

/// <summary>
/// How large formulas are when they are written down. A graph shares values, a formula repeats them: some lines of a program can be a
/// formula of billions of letters, which nobody reads and nothing can walk over.
/// </summary>
internal sealed class Extents
{
    private const int MaximumSize = 4_000, MaximumDepth = 150;

    private readonly Dictionary<Expression, (int Size, int Depth)> _known = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="NotMatrixCalculusException">It is too large.</exception>
    public void Require(Expression? expression)
    {
        if (expression is not null && Of(expression) is not { Size: <= MaximumSize, Depth: <= MaximumDepth })
            throw new NotMatrixCalculusException("more operations than fit a formula");
    }

    private (int Size, int Depth) Of(Expression expression)
    {
        if (_known.TryGetValue(expression, out var extent))
            return extent;
        var (size, depth) = (1, 0);
        foreach (var child in expression.Children())
        {
            var inner = Of(child);
            (size, depth) = (size + inner.Size, Math.Max(depth, inner.Depth));
        }

        return _known[expression] = (size, depth + 1);
    }
}
