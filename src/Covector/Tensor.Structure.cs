namespace Covector;

/// <summary>Other views of the same elements.</summary>
public sealed partial class Tensor
{
    /// <summary>The axes in another order; without axes, reversed.</summary>
    public Tensor Transpose(params ReadOnlySpan<int> axes)
    {
        if (axes.IsEmpty)
        {
            var reversed = new int[Rank];
            for (int i = 0; i < reversed.Length; i++)
                reversed[i] = Rank - 1 - i;
            return Permute.Of(this, new Axes(reversed));
        }

        if (axes.Length != Rank)
            throw Error.Shapes("Transpose", $"{axes.Length} axes are given for the shape {Shape}, which has {Rank}; each must be named once.");
        return Permute.Of(this, Operands.AxisList("Transpose", axes, Shape));
    }

    /// <summary>The elements converted to another type.</summary>
    public Tensor AsType(DType dtype) => Primitives.Convert.Of(this, dtype);
}
