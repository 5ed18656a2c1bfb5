namespace Covector.Notation;

/// <summary>Values of the variables of a formula, checked against its shapes.</summary>
internal sealed class FormulaPoint
{
    private readonly Dictionary<string, DenseMatrix> _values = [];
    private readonly Dictionary<string, int> _lengths = [];

    private FormulaPoint(FormulaPoint other, string name, DenseMatrix value) =>
        (_values, _lengths) = (new(other._values) { [name] = value }, other._lengths);

    /// <summary>The same point but for one value of the same shape.</summary>
    public FormulaPoint With(string name, DenseMatrix value) => new(this, name, value);

    public FormulaPoint(IReadOnlyList<Unknown> unknowns, IReadOnlyDictionary<string, Tensor> values)
    {
        foreach (var unknown in unknowns)
        {
            if (!values.TryGetValue(unknown.Name, out var value))
                throw new FormulaException($"There is no value for {unknown}; values are given for {string.Join(", ", values.Keys)}.", -1);
            // An axis of length 1 is none: x: 1 is a scalar.
            if (unknown.Axes.Count == 0 && value.Size == 1)
                value = value.Reshape();
            if (value.Rank != unknown.Axes.Count)
                throw new FormulaException($"{unknown} has {unknown.Axes.Count} axes, its value has the shape {value.Shape}.", -1);
            for (int i = 0; i < value.Rank; i++)
                Require(unknown, unknown.Axes[i], value.Shape[i], value);
            double[] entries = value.AsType(DType.Float64).ToArray<double>();
            _values[unknown.Name] = value.Rank == 2 ? new DenseMatrix(value.Shape[0], value.Shape[1], entries)
                : DenseMatrix.Column(entries);
        }
    }

    public IReadOnlyDictionary<string, DenseMatrix> Values => _values;

    public IReadOnlyDictionary<string, int> Lengths => _lengths;

    public int Length(Dimension axis)
    {
        int product = 1;
        foreach (string factor in axis.Name.Split('*'))
            product *= new Dimension(factor).Size ?? _lengths[factor];
        return product;
    }

    private void Require(Unknown unknown, Dimension axis, int length, Tensor value)
    {
        int expected = axis.Size ?? (_lengths.TryGetValue(axis.Name, out int known) ? known : length);
        if (expected != length)
            throw new FormulaException($"{unknown}: its value has the shape {value.Shape}, but {axis.Name} is {expected}.", -1);
        _lengths[axis.Name] = length;
    }

    public static Tensor ToTensor(DenseMatrix value, IReadOnlyList<Dimension> axes, FormulaPoint point) => axes.Count switch
    {
        0 => value.Entries[0],
        _ => Tensor.From<double>(value.Entries, [.. axes.Select(point.Length)]),
    };
}
