namespace Covector.LinearMaps;

/// <summary>What an array of coefficients does with values that are not finite, which products with zero would spread.</summary>
[Flags]
internal enum CoefficientKind
{
    /// <summary>It is multiplied as it is.</summary>
    Plain = 0,

    /// <summary>It may be singular, and does not count where what it is multiplied with is exactly 0.</summary>
    Singular = 1,

    /// <summary>It chooses: where it is 0, what it is multiplied with does not count.</summary>
    Mask = 2,
}

/// <summary>An array in a sum of products, with a label for each axis.</summary>
internal readonly record struct Coefficient(Tensor Value, int[] Labels, CoefficientKind Kind)
{
    /// <summary>The product with another factor that has the same labels in the same order; this one is applied after the other.</summary>
    public Coefficient Times(Coefficient other) => new(Product(other), Labels, Kind | other.Kind);

    /// <summary>The factor times a tensor of its shape that it is applied to.</summary>
    public Tensor Times(Tensor v) => Product(new Coefficient(v, Labels, CoefficientKind.Plain));

    /// <summary>The elements of one array times those of another that is applied before; null counts as 1.</summary>
    public static Tensor? Product(Tensor? a, CoefficientKind kind, Tensor? b, CoefficientKind other) =>
        a is null ? b : b is null ? a : new Coefficient(a, [], kind).Product(new Coefficient(b, [], other));

    /// <summary>The kind of a sum: 0 means that neither counts only if it does so in both.</summary>
    public static CoefficientKind OfSum(CoefficientKind a, CoefficientKind b) =>
        (a | b) & CoefficientKind.Singular | a & b & CoefficientKind.Mask;

    /// <summary>Whether an exact 0 of coefficients wins over what they are multiplied with, of another kind.</summary>
    public static bool ZeroCounts(CoefficientKind kind, CoefficientKind other) =>
        (kind & CoefficientKind.Mask) != 0 || (other & CoefficientKind.Singular) != 0;

    private Tensor Product(Coefficient other)
    {
        bool thisZeroCounts = ZeroCounts(Kind, other.Kind), otherZeroCounts = ZeroCounts(other.Kind, Kind);
        if (thisZeroCounts && otherZeroCounts)
        {
            var zero = Fill.Like(Value, 0);
            return Select.Of(Equal.Of(other.Value, zero), zero, StrongMultiply.Of(Value, other.Value));
        }

        return thisZeroCounts ? StrongMultiply.Of(Value, other.Value)
            : otherZeroCounts ? StrongMultiply.Of(other.Value, Value)
            : Multiply.Of(Value, other.Value);
    }
}
