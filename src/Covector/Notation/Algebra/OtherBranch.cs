namespace Covector.Notation;

/// <summary>
/// Values of functions on samples that tell apart what true values may not: those of logarithms, roots and inverse functions, of the
/// largest entry, and of exponentials far from zero. What holds on one side of zero or in one period only, as √(u²) = u or
/// arcsin(sin u) = u, must not be taken for an identity because a sample happens to lie there: the logarithm is one that is not additive,
/// log x + 0.37 sin(7.3 log x), roots are made of it, and inverse functions are no inverses. Everything that follows from being functions
/// of their arguments holds for them all the same; rules that need more are written as rules and ask for signs.
/// </summary>
internal static class OtherBranch
{
    // Odd, so that log(1/x) = −log(x) and 1/√x = √(1/x).
    private static double Turned(double x) => x + 0.37 * Math.Sin(7.3 * x);

    public static double Log(double x) => Turned(Math.Log(x));

    /// <summary>
    /// The argument of exponentials and what is made of them: far from zero a number nearer to it, another one for each. tanh(50 x) is not
    /// 1 there, nor exp(−1000 x²) zero.
    /// </summary>
    private static double Near(double x, double kept = 8, double beyond = 3)
    {
        double far = Math.Abs(x) - kept;
        return far > 0 ? Math.CopySign(kept + beyond * far / (1 + far), x) : x;
    }

    // 1 − tanh² must not be 2 (1 − tanh) up to rounding.
    private static double Nearer(double x) => Near(x, 4, 2.5);

    public static double Exp(double x) => Math.Exp(Near(x));

    public static double Sinh(double x) => Math.Sinh(Nearer(x));

    public static double Cosh(double x) => Math.Cosh(Nearer(x));

    public static double Tanh(double x) => Math.Tanh(Nearer(x));

    public static double Sigmoid(double x) => 1 / (1 + Exp(-x));

    public static double Softplus(double x) => Log(1 + Exp(x));

    /// <summary>x^p; of whole powers the true one.</summary>
    public static double Power(double x, double exponent)
    {
        double whole = Math.Floor(exponent);
        if (whole == exponent || x == 0)
            return Math.Pow(x, exponent);
        // x^(p + 1) = x·x^p.
        return Math.Pow(x, whole) * Math.Exp((exponent - whole) * Log(x));
    }

    /// <summary>x^b with an exponent that is a number by chance only: exp(b log x).</summary>
    public static double Exponential(double x, double exponent) => x == 0 ? Math.Pow(x, exponent) : Exp(exponent * Log(x));

    public static double ArcSin(double x) => Turned(Math.Asin(x));

    public static double ArcCos(double x) => 0.5 * Math.PI - ArcSin(x);

    public static double ArcTan(double x) => Turned(Math.Atan(x));

    /// <summary>
    /// The largest entry and a share of its distance from the mean: none of the entries, whichever of them is the largest on the sample.
    /// </summary>
    public static double Maximum(double[] values) => Away(values.Max(), values);

    /// <summary>min(x) = −max(−x).</summary>
    public static double Minimum(double[] values) => Away(values.Min(), values);

    private static double Away(double extremum, double[] values) => extremum + 0.3183 * (extremum - values.Average());
}
