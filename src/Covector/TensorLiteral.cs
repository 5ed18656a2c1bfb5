using System.ComponentModel;

namespace Covector;

/// <summary>Builds tensors from collection literals such as <c>[[1, 2], [3, 4]]</c>. Called by the compiler.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TensorLiteral
{
    /// <summary>
    /// Numbers make a vector, tensors of one shape are stacked. A literal of numbers is Float64 (<c>[1, 2]</c> is how one writes a vector of
    /// reals), also beside integers, or Float32 or Bool if all its numbers are, or Int64 if all are whole and one is a <c>long</c>; beside a
    /// tensor of the same kind (real or whole) it takes the element type of that tensor. Whole numbers may index.
    /// </summary>
    /// <exception cref="ShapeMismatchException">The rows differ in shape.</exception>
    public static Tensor Create(ReadOnlySpan<Tensor> rows)
    {
        if (rows.IsEmpty)
            return Tensor.Zeros([0]);
        var literal = LiteralKind.WholeNumbers;
        bool allBool = true, allSingle = true, anyLong = false, anyLarge = false, isStacked = false;
        for (int i = 0; i < rows.Length; i++)
        {
            var row = Tensor.Require(rows[i], nameof(rows));
            allBool &= row.DType == DType.Bool;
            allSingle &= row.DType == DType.Float32;
            anyLong |= row.DType == DType.Int64;
            anyLarge |= row.Literal == LiteralKind.LargeNumber;
            if (row.Shape != rows[0].Shape)
                throw Error.Shapes(
                    "A collection literal", $"element {i} has the shape {row.Shape} and element 0 has {rows[0].Shape}; all must have one shape.");
            isStacked |= !row.IsLiteral || !row.IsConcrete;
            if (row.Literal != LiteralKind.WholeNumbers && !row.DType.IsInteger)
                literal = LiteralKind.Number;
        }

        if (isStacked)
            return Functions.Stack(rows);
        if (anyLong && literal == LiteralKind.WholeNumbers)
            return Tensor.Literals(rows, DType.Int64, anyLarge ? LiteralKind.LargeNumber : LiteralKind.Number);
        var dtype = allBool ? DType.Bool : allSingle ? DType.Float32 : DType.Float64;
        return Tensor.Literals(rows, dtype, literal);
    }
}
