using System.Globalization;
using System.Numerics;

namespace Covector.Formatting;

/// <summary>A finite number in decimal: ±0.d₁d₂d₃… · 10^<see cref="Point"/>, without zeros at either end; zero has no digits.</summary>
internal readonly struct DecimalNumber
{
    /// <summary>Enough for the exact decimal expansion of every double, which has up to 767 significant digits.</summary>
    private const string ExactFormat = "E770";

    private readonly double exact;
    private readonly string digits;

    private DecimalNumber(bool isNegative, string digits, int point, double exact)
    {
        IsNegative = isNegative;
        this.digits = digits;
        Point = point;
        this.exact = exact;
    }

    public bool IsNegative { get; }

    /// <summary>The number of digits before the decimal point; not positive for a number below 0.1.</summary>
    public int Point { get; }

    /// <summary>The exponent in scientific notation.</summary>
    public int Exponent => digits.Length == 0 ? 0 : Point - 1;

    /// <summary>The sign and what stands before the decimal point.</summary>
    public string IntegerPart => Sign + (Point <= 0 ? "0" : Point <= digits.Length ? digits[..Point] : digits.PadRight(Point, '0'));

    /// <summary>What stands after the decimal point, without zeros at its end.</summary>
    public string FractionPart => Point >= digits.Length ? "" : Point >= 0 ? digits[Point..] : new string('0', -Point) + digits;

    /// <summary>The sign and the first significant digit.</summary>
    public string LeadingDigit => Sign + (digits.Length == 0 ? "0" : digits[..1]);

    /// <summary>The significant digits after the first.</summary>
    public string FurtherDigits => digits.Length == 0 ? "" : digits[1..];

    private string Sign => IsNegative ? "-" : "";

    /// <summary>The fewest digits that read back as the same number of type <typeparamref name="T"/>.</summary>
    public static DecimalNumber Shortest<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var text = T.Abs(value).ToString("R", CultureInfo.InvariantCulture).AsSpan();
        int exponent = 0;
        int e = text.IndexOf('E');
        if (e >= 0)
        {
            exponent = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        int dot = text.IndexOf('.');
        int point = dot < 0 ? text.Length : dot;
        var all = dot < 0 ? text.ToString() : string.Concat(text[..dot], text[(dot + 1)..]);
        return Normalized(T.IsNegative(value), all, point + exponent, double.CreateSaturating(value));
    }

    /// <summary>Rounded to so many significant digits (0 or fewer if the first one lies behind the last place that is kept).</summary>
    public DecimalNumber Rounded(int count)
    {
        if (digits.Length <= count)
            return this;
        if (count < 0)
            return Normalized(IsNegative, "", 1, 0);
        if (!RoundsUp(count))
            return Normalized(IsNegative, digits[..count], Point, exact);
        var kept = ('0' + digits[..count]).ToCharArray();
        int i = count;
        while (kept[i] == '9')
            kept[i--] = '0';
        kept[i]++;
        return Normalized(IsNegative, new string(kept), Point + 1, exact);
    }

    /// <summary>At least so many significant digits: where the shortest ones are fewer, those of the exact value follow.</summary>
    public DecimalNumber Extended(int count) =>
        digits.Length is 0 || digits.Length >= count ? this : Normalized(IsNegative, Expansion(exact, out int point), point, exact).Rounded(count);

    /// <summary>
    /// The rest of the shortest digits decides, except where it is a lone 5: the exact value lies above or below, or on the middle, which
    /// goes to the even digit.
    /// </summary>
    private bool RoundsUp(int count)
    {
        if (digits.Length - count > 1 || digits[count] != '5')
            return digits[count] >= '5';
        var expansion = Expansion(exact, out _);
        if (expansion[count] != '5')
            return expansion[count] > '5';
        return expansion.AsSpan(count + 1).ContainsAnyExcept('0') || (count > 0 && (digits[count - 1] - '0') % 2 != 0);
    }

    /// <summary>All digits of a number, with zeros behind.</summary>
    private static string Expansion(double value, out int point)
    {
        var text = Math.Abs(value).ToString(ExactFormat, CultureInfo.InvariantCulture).AsSpan();
        int e = text.IndexOf('E');
        point = 1 + int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return string.Concat(text[..1], text[2..e]);
    }

    private static DecimalNumber Normalized(bool isNegative, string digits, int point, double exact)
    {
        int start = 0;
        while (start < digits.Length && digits[start] == '0')
            start++;
        var trimmed = digits[start..].TrimEnd('0');
        return new(isNegative, trimmed, trimmed.Length == 0 ? 1 : point - start, exact);
    }
}
