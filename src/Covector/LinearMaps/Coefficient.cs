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

    private Tensor Product(Coefficient other)
    {
        bool thisZeroCounts = (Kind & CoefficientKind.Mask) != 0 || (other.Kind & CoefficientKind.Singular) != 0;
        bool otherZeroCounts = (other.Kind & CoefficientKind.Mask) != 0 || (Kind & CoefficientKind.Singular) != 0;
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
