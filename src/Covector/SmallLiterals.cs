namespace Covector;

/// <summary>Tensors that stand for small whole numbers written in C#, which formulas are full of: each is made once and then shared.</summary>
internal static class SmallLiterals
{
    private const int Least = -16, Count = 128;

    private static readonly Tensor?[] made = new Tensor?[(int)(DType.Float64 + 1) * Count];

    /// <summary>The literal, or null if the number is none of these. Negative zero is none.</summary>
    public static Tensor? Find(DType dtype, double value)
    {
        int number = (int)value;
        if (BitConverter.DoubleToInt64Bits(number) != BitConverter.DoubleToInt64Bits(value) || (uint)(number - Least) >= Count)
            return null;

        // Threads that meet here make equal tensors, of which one stays.
        return made[(int)dtype * Count + number - Least] ??= Tensor.Scalar(dtype, value, LiteralKind.Number);
    }
}
