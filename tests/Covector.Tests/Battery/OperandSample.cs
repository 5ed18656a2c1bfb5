using Covector.Primitives;

namespace Covector.Tests.Battery;

/// <summary>An operand of a sample: its shape, the range of its elements, and its element type where that is not the sample's own.</summary>
internal sealed record OperandSample(Shape Shape, double Low = -2, double High = 2, DType? Fixed = null)
{
    /// <summary>Truth values.</summary>
    public static OperandSample Bools(Shape shape) => new(shape, 0, 2, DType.Bool);

    /// <summary>Positions from 0 to below <paramref name="count"/>.</summary>
    public static OperandSample Indices(Shape shape, int count) => new(shape, 0, count, DType.Int64);

    public DType TypeIn(DType dtype) => Fixed ?? dtype;

    /// <summary>
    /// Elements spread evenly over the range by the golden ratio: no two are equal, none lies at a whole number, and different operands
    /// (<paramref name="seed"/>) have different ones. Whole numbers and truth values are rounded from these.
    /// </summary>
    public Tensor Make(DType dtype, int seed)
    {
        var type = TypeIn(dtype);
        var values = new double[Shape.Size];
        for (int i = 0; i < values.Length; i++)
        {
            double turn = (i + 1 + 37 * seed) * 0.6180339887498949;
            double value = Low + (High - Low) * (turn - Math.Floor(turn));
            values[i] = type.IsFloating ? (float)value : Math.Floor(value);
        }

        return Make(values, Shape, type);
    }

    public static Tensor Make(double[] values, Shape shape, DType type) =>
        Covector.Primitives.Convert.Of(Reshape.Of(Tensor.From(values), shape), type);
}
