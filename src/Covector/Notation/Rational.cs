using System.Globalization;
using System.Numerics;

namespace Covector.Notation;

/// <summary>An exact fraction in lowest terms with a positive denominator: coefficients and exponents of formulas.</summary>
internal readonly record struct Rational : IComparable<Rational>
{
    public static readonly Rational Zero = new(0, 1), One = new(1, 1), MinusOne = new(-1, 1), Two = new(2, 1), Half = new(1, 2);

    private const int LargestDenominator = 5040;

    private readonly BigInteger _denominator;

    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
            throw new DivideByZeroException("A fraction with the denominator 0.");
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        (Numerator, _denominator) = (numerator / divisor, denominator / divisor);
    }

    public BigInteger Numerator { get; }

    // The default value of the structure is 0, too.
    public BigInteger Denominator => _denominator.IsZero ? BigInteger.One : _denominator;

    public bool IsZero => Numerator.IsZero;

    public bool IsOne => Numerator.IsOne && Denominator.IsOne;

    public bool IsInteger => Denominator.IsOne;

    public int Sign => Numerator.Sign;

    public static implicit operator Rational(int value) => new(value, 1);

    public static explicit operator double(Rational value) => (double)value.Numerator / (double)value.Denominator;

    public static Rational operator +(Rational a, Rational b) =>
        new(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator);

    public static Rational operator -(Rational a, Rational b) => a + -b;

    public static Rational operator -(Rational a) => new(-a.Numerator, a.Denominator);

    public static Rational operator *(Rational a, Rational b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Rational operator /(Rational a, Rational b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public static Rational Abs(Rational a) => a.Sign < 0 ? -a : a;

    public Rational Pow(int exponent) => exponent >= 0
        ? new(BigInteger.Pow(Numerator, exponent), BigInteger.Pow(Denominator, exponent))
        : new(BigInteger.Pow(Denominator, -exponent), BigInteger.Pow(Numerator, -exponent));

    /// <summary>The fraction with a denominator of at most 5,040 that the number is up to rounding; null where there is none.</summary>
    public static Rational? From(double value, double tolerance = 1e-9)
    {
        if (!double.IsFinite(value) || Math.Abs(value) > 1e9)
            return null;
        // Continued fractions: the convergents are the best approximations.
        double rest = value;
        (long p0, long q0, long p1, long q1) = (0, 1, 1, 0);
        for (int i = 0; i < 24; i++)
        {
            double whole = Math.Floor(rest);
            // From the second on it is a lower bound of the denominator.
            if (i > 0 && whole > LargestDenominator)
                return null;
            (p0, q0, p1, q1) = (p1, q1, (long)whole * p1 + p0, (long)whole * q1 + q0);
            if (q1 > LargestDenominator)
                return null;
            if (Math.Abs((double)p1 / q1 - value) <= tolerance * Math.Max(1, Math.Abs(value)))
                return new Rational(p1, q1);
            rest = 1 / (rest - whole);
        }

        return null;
    }

    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    public override string ToString() => IsInteger
        ? Numerator.ToString(CultureInfo.InvariantCulture)
        : $"{Numerator.ToString(CultureInfo.InvariantCulture)}/{Denominator.ToString(CultureInfo.InvariantCulture)}";
}
