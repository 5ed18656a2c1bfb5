namespace Covector.Tests.Scalars;

/// <summary>Errors in units in the last place of the exact value.</summary>
internal static class Ulp
{
    /// <summary>|actual − (high + low)| in units of the last place at the larger of high and <paramref name="scale"/>.</summary>
    public static double ErrorAtScale(double actual, double high, double low, double scale, bool single)
    {
        if (!double.IsFinite(high) || high == 0 || (single && Math.Abs(high) > float.MaxValue)) return single ? Error((float)actual, high, low) : Error(actual, high, low);
        var unit = Math.ScaleB(1, Math.ILogB(Math.Max(Math.Abs(high), scale)) - (single ? 23 : 52));
        return Math.Abs((actual - high) - low) / unit;
    }

    /// <summary>|actual − (high + low)| in units of the last place of a double at high; 0 for equal special values, ∞ for wrong ones.</summary>
    public static double Error(double actual, double high, double low) => Error(actual, high, low, 52, -1074, double.MaxValue);

    /// <summary>The same for a float, the exact value being given to more than double precision.</summary>
    public static double Error(float actual, double high, double low)
    {
        // Above the largest float by at least half a unit the correct result is ∞.
        var bound = float.MaxValue + Math.ScaleB(1, 103);
        if (float.IsInfinity(actual) && Math.Abs(high) >= bound && Math.Sign(actual) == Math.Sign(high)) return 0;
        return Error(actual, high, low, 23, -149, float.MaxValue);
    }

    private static double Error(double actual, double high, double low, int mantissaBits, int lowestExponent, double largest)
    {
        if (double.IsNaN(high)) return double.IsNaN(actual) ? 0 : double.PositiveInfinity;
        if (double.IsInfinity(high)) return actual == high ? 0 : double.PositiveInfinity;
        if (high == 0 && low == 0)
            return actual == 0 && double.IsNegative(actual) == double.IsNegative(high) ? 0 : Math.Abs(actual) / Math.ScaleB(1, lowestExponent) + (actual == 0 ? double.PositiveInfinity : 0);
        if (!double.IsFinite(actual)) return double.PositiveInfinity;
        var exponent = Math.Max(Math.ILogB(Math.Min(Math.Abs(high), largest)) - mantissaBits, lowestExponent);
        // Scaled in two steps: a power of two beyond the range of exponents would be needed for the smallest unit.
        var difference = Math.Abs((actual - high) - low);
        return Math.ScaleB(Math.ScaleB(difference, -exponent / 2), -exponent - (-exponent / 2));
    }
}
