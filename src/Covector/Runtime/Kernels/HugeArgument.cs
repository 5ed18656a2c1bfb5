namespace Covector.Runtime;

/// <summary>
/// The remainder of a huge number modulo π/2 (Payne and Hanek): of the product with 2/π only the bits around the binary point
/// are computed, 192 of them, which leaves 60 correct bits of the remainder even in the worst case of binary64.
/// </summary>
internal static class HugeArgument
{
    /// <summary>One word of zeros, then the first 1280 bits of 2/π after the binary point.</summary>
    private static ReadOnlySpan<ulong> TwoOverPi =>
    [
        0x0000000000000000, 0xA2F9836E4E441529, 0xFC2757D1F534DDC0, 0xDB6295993C439041,
        0xFE5163ABDEBBC561, 0xB7246E3A424DD2E0, 0x06492EEA09D1921C, 0xFE1DEB1CB129A73E,
        0xE88235F52EBB4484, 0xE99C7026B45F7E41, 0x3991D639835339F4, 0x9C845F8BBDF9283B,
        0x1FF897FFDE05980F, 0xEF2F118B5A0A6D1F, 0x6D367ECF27CB09B7, 0x4F463F669E5FEA2D,
        0x7527BAC7EBE5F17B, 0x3D0739F78A5292EA, 0x6BFB5FB11F8D5D08, 0x56033046FC7B6BAB,
        0xF0CFBC209AF4361D,
    ];

    /// <summary>n modulo 4 and the remainder r = x − n·π/2 as a sum of two numbers, for finite |x| ≥ 2¹⁰.</summary>
    public static int Reduce(double x, out double high, out double low)
    {
        var bits = (ulong)BitConverter.DoubleToInt64Bits(x);
        var significand = (bits & 0xFFFFFFFFFFFFFUL) | 0x10000000000000UL;
        var exponent = (int)((bits >> 52) & 0x7FF) - 1075;

        // Bits of 2/π whose product is a multiple of 4 are left out; the window starts after them.
        var start = exponent - 2 + 64;
        var top = Word(start);
        var middle = Word(start + 64);
        var bottom = Word(start + 128);

        var product = (UInt128)significand * bottom;
        var third = (ulong)product;
        product = ((UInt128)significand * middle) + (ulong)(product >> 64);
        var second = (ulong)product;
        var first = (significand * top) + (ulong)(product >> 64);

        // Two bits of integer, then the fraction; a fraction of a half or more counts from the next integer down.
        var quadrant = (int)(first >> 62);
        var fraction = (new UInt128(first, second) << 2) | (third >> 62);
        var negative = fraction >> 127 != 0;
        if (negative)
        {
            quadrant++;
            fraction = UInt128.Zero - fraction;
        }

        var zeros = (int)UInt128.LeadingZeroCount(fraction);
        fraction <<= zeros;
        var scale = Math.ScaleB(negative ? -1 : 1, -64 - zeros);
        var head = (ulong)(fraction >> 64) & ~0x7FFUL;
        var highPart = head * scale;
        var lowPart = ((double)(fraction - ((UInt128)head << 64))) * scale * Math.ScaleB(1, -64);

        const double halfPi = 1.5707963267948966;
        const double halfPiRest = 6.123233995736766E-17;
        high = highPart * halfPi;
        low = Math.FusedMultiplyAdd(highPart, halfPi, -high) + (highPart * halfPiRest) + (lowPart * halfPi);
        if (double.IsNegative(x))
        {
            high = -high;
            low = -low;
            quadrant = -quadrant;
        }
        return quadrant & 3;
    }

    /// <summary>sin x for |x| ≥ 2¹⁰; NaN for infinite x.</summary>
    public static double Sin(double x) => SinCos(x, 0);

    /// <summary>cos x for |x| ≥ 2¹⁰; NaN for infinite x.</summary>
    public static double Cos(double x) => SinCos(x, 1);

    /// <summary>tan x for |x| ≥ 2¹⁰; NaN for infinite x.</summary>
    public static double Tan(double x) => SinCos(x, 0) / SinCos(x, 1);

    private static double SinCos(double x, int quadrants)
    {
        if (!double.IsFinite(x)) return double.NaN;
        var quadrant = Reduce(x, out var high, out var low) + quadrants;
        var (sine, cosine) = (Math.Sin(high), Math.Cos(high));
        var value = (quadrant & 1) == 0 ? Math.FusedMultiplyAdd(cosine, low, sine) : Math.FusedMultiplyAdd(-sine, low, cosine);
        return (quadrant & 2) == 0 ? value : -value;
    }

    /// <summary>64 bits of the table from a bit position on.</summary>
    private static ulong Word(int position)
    {
        var index = position >> 6;
        var shift = position & 63;
        return shift == 0 ? TwoOverPi[index] : (TwoOverPi[index] << shift) | (TwoOverPi[index + 1] >> (64 - shift));
    }
}
