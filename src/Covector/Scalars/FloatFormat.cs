namespace Covector.Scalars;

/// <summary>The numbers that describe binary32 or binary64, so that one definition serves both.</summary>
internal readonly record struct FloatFormat(DType Type, int MantissaBits, int Bias)
{
    /// <summary>The integer type of the same width.</summary>
    public DType Integer => Type == DType.Float32 ? DType.Int32 : DType.Int64;

    public int Bits => Type == DType.Float32 ? 32 : 64;

    public bool IsSingle => Type == DType.Float32;

    /// <summary>1.5·2^MantissaBits: adding it rounds to an integer that then stands in the low bits.</summary>
    public double RoundingShift => 1.5 * Math.ScaleB(1, MantissaBits);

    public double SmallestNormal => Math.ScaleB(1, 1 - Bias);

    public static FloatFormat Of(Expr x) => x.Type switch
    {
        DType.Float32 => new(DType.Float32, 23, 127),
        DType.Float64 => new(DType.Float64, 52, 1023),
        _ => throw new ArgumentException($"The function is defined for Float32 and Float64, not for {x.Type}."),
    };

    /// <summary>An integer constant of the same width.</summary>
    public Expr Int(long value) => Expr.ConstantBits(Integer, value);

    /// <summary>The bits of a number of this format.</summary>
    public long BitsOf(double value) =>
        IsSingle ? BitConverter.SingleToInt32Bits((float)value) : BitConverter.DoubleToInt64Bits(value);

    /// <summary>2^(biased − Bias) for 0 &lt; biased &lt; 2·Bias + 1; 0 for biased 0 and ∞ for 2·Bias + 1.</summary>
    public Expr PowerOfTwo(Expr biased) => (biased << MantissaBits).BitCast();

    public T Choose<T>(T single, T wide) => IsSingle ? single : wide;
}
