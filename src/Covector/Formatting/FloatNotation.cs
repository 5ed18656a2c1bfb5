using System.Globalization;
using System.Numerics;

namespace Covector.Formatting;

/// <summary>The notation of floating-point numbers, by the rules of NumPy.</summary>
internal static class FloatNotation
{
    /// <summary>Digits after the decimal point in an array, at most.</summary>
    private const int Precision = 8;

    /// <summary>
    /// A lone number, with all the digits it takes to read it back: <c>0.1</c>, <c>1.0</c>, <c>1e-05</c>. Scientific below 10⁻⁴ and from 10¹⁶.
    /// </summary>
    public static string Scalar<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!T.IsFinite(value))
            return NotFinite(value);
        var number = DecimalNumber.Shortest(value);
        double size = Math.Abs(double.CreateSaturating(value));
        if (size is 0 or >= 1e-4 and < 1e16)
            return $"{number.IntegerPart}.{(number.FractionPart is { Length: > 0 } fraction ? fraction : "0")}";
        string dot = number.FurtherDigits.Length > 0 ? "." : "";
        return $"{number.LeadingDigit}{dot}{number.FurtherDigits}e{ExponentText(number, 2)}";
    }

    /// <summary>
    /// Words of equal length with their decimal points below each other, shortest digits but no more than 8 after the point: positional,
    /// <c>1.  </c>, <c>0.25</c>, or scientific for all when they reach 10⁸, fall below 10⁻⁴ or span more than a factor of 1000.
    /// </summary>
    public static string[] Column<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = new DecimalNumber[values.Length];
        bool scientific = IsScientific(values);
        int before = 0, after = 0, exponentDigits = 2;
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!T.IsFinite(values[i]))
                continue;
            var shortest = DecimalNumber.Shortest(values[i]);
            var number = numbers[i] = shortest.Rounded(Precision + (scientific ? 1 : shortest.Point));
            before = Math.Max(before, (scientific ? number.LeadingDigit : number.IntegerPart).Length);
            after = Math.Max(after, (scientific ? number.FurtherDigits : number.FractionPart).Length);
            if (Math.Abs(number.Exponent) >= 100)
                exponentDigits = 3;
        }

        int width = before + 1 + after + (scientific ? 2 + exponentDigits : 0);
        foreach (var value in values)
            if (!T.IsFinite(value))
                width = Math.Max(width, NotFinite(value).Length);
        var words = new string[values.Length];
        for (int i = 0; i < words.Length; i++)
        {
            string word = !T.IsFinite(values[i]) ? NotFinite(values[i])
                : scientific ? Scientific(numbers[i].Extended(1 + after), after, exponentDigits)
                : $"{numbers[i].IntegerPart}.{numbers[i].FractionPart.PadRight(after)}";
            words[i] = word.PadLeft(width);
        }

        return words;
    }

    /// <summary>The bounds are compared in the precision of the numbers: the Float32 next to 0.0001 is no smaller than that.</summary>
    private static bool IsScientific<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T least = T.PositiveInfinity, greatest = T.Zero;
        foreach (var value in values)
        {
            var size = T.Abs(value);
            if (!T.IsFinite(size) || size == T.Zero)
                continue;
            least = T.Min(least, size);
            greatest = T.Max(greatest, size);
        }

        return greatest != T.Zero
            && (greatest >= T.CreateSaturating(1e8) || least < T.CreateSaturating(1e-4) || greatest / least > T.CreateSaturating(1000));
    }

    private static string NotFinite<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsNaN(value) ? "nan" : value > T.Zero ? "inf" : "-inf";

    private static string Scientific(DecimalNumber number, int fractionDigits, int exponentDigits) =>
        $"{number.LeadingDigit}.{number.FurtherDigits.PadRight(fractionDigits, '0')}e{ExponentText(number, exponentDigits)}";

    private static string ExponentText(DecimalNumber number, int digits)
    {
        string text = Math.Abs(number.Exponent).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
        return (number.Exponent < 0 ? "-" : "+") + text;
    }
}
