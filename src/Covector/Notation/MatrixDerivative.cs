using Covector.Notation;

namespace Covector;

/// <summary>The derivative of a formula by a variable, as a formula.</summary>
public sealed class MatrixDerivative
{
    private readonly MatrixFormula _of;
    private ShapedFormula? _shaped;

    internal MatrixDerivative(MatrixFormula of, string variable, DerivedFormula derived) =>
        (_of, Variable, Derived) = (of, variable, derived);

    internal DerivedFormula Derived { get; }

    /// <summary>The variable.</summary>
    public string Variable { get; }

    /// <summary>Which derivative it is, and how it is written; never <see cref="DerivativeForm.Natural"/>.</summary>
    public DerivativeForm Form => Derived.Kind;

    /// <summary>The lengths of its axes, as letters or numbers; those of a row are 1 and its length.</summary>
    public IReadOnlyList<string> Shape => [.. Axes.Select(d => d.Name)];

    /// <summary>The names of its indices where it is written entry by entry, <c>δ[i,j] x[k]</c>; otherwise empty.</summary>
    public IReadOnlyList<string> Indices => Derived.Indices ?? [];

    private IReadOnlyList<Dimension> Axes => StackedAt is { } rank ? [Stacked(Derived.Axes.Take(rank)), Stacked(Derived.Axes.Skip(rank))]
        : IsRow ? [Dimension.One, Derived.Axes[0]]
        : Derived.Axes;

    private bool IsRow =>
        Derived.Axes.Count == 1 && (Form == DerivativeForm.Row || (Form == DerivativeForm.Jacobian && _of.Shaped.Shape.Count == 0));

    /// <summary>Of a Kronecker form that is written entry by entry, how many axes are stacked to rows.</summary>
    private int? StackedAt => Derived.Indices is not null && Form is DerivativeForm.Kronecker or DerivativeForm.HessianKronecker
        ? Derived.Indices?.Count - _of.Calculus.Variable(Variable).Axes.Count
        : null;

    private static Dimension Stacked(IEnumerable<Dimension> axes) => new(string.Join('*', axes.Select(a => a.Name).DefaultIfEmpty("1")));

    internal ShapedFormula Shaped => _shaped ??= ShapeInference.Infer(
        Derived.Formula, Unknowns, ranges: Derived.Indices?.Zip(Derived.Axes).ToDictionary(pair => pair.First, pair => pair.Second),
        letters: _of.Shaped.Dimensions);

    /// <summary>The variables of the formula, and the differential of one.</summary>
    internal IReadOnlyList<Unknown> Unknowns => Form != DerivativeForm.LinearMap
        ? _of.Shaped.Unknowns
        : [.. _of.Shaped.Unknowns, new Unknown("d" + Variable, _of.Calculus.Variable(Variable).Axes)];

    /// <summary>The value at a point; of a linear map, for a value of <c>dX</c> among the others.</summary>
    /// <exception cref="FormulaException">A value is missing, or its shape does not fit.</exception>
    public Tensor Evaluate(IReadOnlyDictionary<string, Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var point = new FormulaPoint(Unknowns, values);
        if (Derived.Indices is not { } indices)
            return FormulaPoint.ToTensor(Evaluator.Evaluate(Derived.Formula, point.Values, point.Lengths), Axes, point);
        int[] shape = [.. Derived.Axes.Select(point.Length)];
        var tensor = Tensor.From<double>(Evaluator.EvaluateIndexed(Derived.Formula, point.Values, point.Lengths, indices, shape), shape);
        if (StackedAt is not { } rank)
            return tensor;
        // vec stacks columns: the first axis of each pair moves fastest.
        int[] order = [.. Enumerable.Range(0, rank).Reverse(), .. Enumerable.Range(rank, shape.Length - rank).Reverse()];
        return tensor.Transpose(order).Reshape([.. Axes.Select(point.Length)]);
    }

    /// <summary>The value of a formula with the free indices of this one, as a column where it has any.</summary>
    internal DenseMatrix ValueAt(Formula formula, FormulaPoint point, Random? noise = null) => Derived.Indices is { } indices
        ? DenseMatrix.Column(Evaluator.EvaluateIndexed(
            formula, point.Values, point.Lengths, indices, Derived.Axes.Select(point.Length).ToArray(), noise))
        : Evaluator.Evaluate(formula, point.Values, point.Lengths, noise);

    /// <summary>
    /// Compares a formula that somebody proposes with this one: any equivalent form is right; of a wrong one it says what differs.
    /// </summary>
    /// <exception cref="FormulaException">The proposal is not a formula.</exception>
    public FormulaVerdict Check(string proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        return FormulaCheck.Compare(_of, this, proposal);
    }

    /// <summary>The derivative in the syntax that <see cref="MatrixFormula.Parse"/> reads.</summary>
    public override string ToString() => Derived.Formula.ToString();

    /// <summary>The derivative as text or as code.</summary>
    public string ToString(FormulaFormat format) => format == FormulaFormat.Plain
        ? Derived.Formula.ToString()
        : MatrixFormula.Written(Shaped, format, Derived.Indices, StackedAt);
}
