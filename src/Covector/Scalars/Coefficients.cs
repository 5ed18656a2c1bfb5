// Printed by eng/fit_coefficients.py, which says how each table was fitted.
namespace Covector.Scalars;

/// <summary>Minimax polynomials, lowest degree first, and constants in parts, largest first.</summary>
internal static class Coefficients
{
    /// <summary>log 2.</summary>
    public static Table Ln2 => new(Ln2Single, Ln2Double);

    private static ReadOnlySpan<float> Ln2Single =>
    [
        0.693147182f,
        -1.90465421e-09f,
        -8.78318374e-17f,
    ];

    private static ReadOnlySpan<double> Ln2Double =>
    [
        0.69314718055994529,
        2.3190468138462996e-17,
        5.7077084384162121e-34,
    ];

    /// <summary>π/2.</summary>
    public static Table HalfPi => new(HalfPiSingle, HalfPiDouble);

    private static ReadOnlySpan<float> HalfPiSingle =>
    [
        1.57079637f,
        -4.37113883e-08f,
        -1.71512451e-15f,
        1.0562999e-23f,
    ];

    private static ReadOnlySpan<double> HalfPiDouble =>
    [
        1.5707963267948966,
        6.123233995736766e-17,
        -1.4973849048591698e-33,
        5.5622711043168264e-50,
    ];

    /// <summary>π.</summary>
    public static Table Pi => new(PiSingle, PiDouble);

    private static ReadOnlySpan<float> PiSingle =>
    [
        3.14159274f,
        -8.74227766e-08f,
        -3.43024902e-15f,
    ];

    private static ReadOnlySpan<double> PiDouble =>
    [
        3.1415926535897931,
        1.2246467991473532e-16,
        -2.9947698097183397e-33,
    ];

    /// <summary>log₁₀ 2.</summary>
    public static Table Log10Of2 => new(Log10Of2Single, Log10Of2Double);

    private static ReadOnlySpan<float> Log10Of2Single =>
    [
        0.30103001f,
        -1.43209888e-08f,
        -5.83148766e-17f,
    ];

    private static ReadOnlySpan<double> Log10Of2Double =>
    [
        0.3010299956639812,
        -2.8037281277851704e-18,
        5.4719484023146385e-35,
    ];

    /// <summary>(eʳ − 1 − r)/r² on |r| ≤ 0.35.</summary>
    public static Table ExpTail => new(ExpTailSingle, ExpTailDouble);

    private static ReadOnlySpan<float> ExpTailSingle =>
    [
        0.5f,
        0.166666672f,
        0.0416664742f,
        0.00833319128f,
        0.00139342365f,
        0.00019959081f,
    ];

    private static ReadOnlySpan<double> ExpTailDouble =>
    [
        0.5,
        0.16666666666666677,
        0.041666666666666685,
        0.0083333333333211971,
        0.0013888888888872655,
        0.00019841269887667219,
        2.4801587351517963e-05,
        2.7557242284670454e-06,
        2.7557249121187021e-07,
        2.5109820095172318e-08,
        2.0922777689329415e-09,
    ];

    /// <summary>(2 artanh s − 2s)/s in s², for log(1 + f) with s = f/(2 + f), f from √½ − 1 to √2 − 1.</summary>
    public static Table LogTail => new(LogTailSingle, LogTailDouble);

    private static ReadOnlySpan<float> LogTailSingle =>
    [
        -1.43497136e-09f,
        0.666668236f,
        0.399739861f,
        0.299461544f,
    ];

    private static ReadOnlySpan<double> LogTailDouble =>
    [
        -2.4751993602709895e-18,
        0.66666666666667729,
        0.39999999999252556,
        0.28571428771719065,
        0.22222195891976068,
        0.18183694137616063,
        0.15310876733413767,
        0.14826780658365332,
    ];

    /// <summary>(sin r − r)/r³ in r² on |r| ≤ π/4.</summary>
    public static Table SinTail => new(SinTailSingle, SinTailDouble);

    private static ReadOnlySpan<float> SinTailSingle =>
    [
        -0.166666538f,
        0.00833210815f,
        -0.00019508235f,
    ];

    private static ReadOnlySpan<double> SinTailDouble =>
    [
        -0.16666666666666627,
        0.0083333333333210739,
        -0.00019841269828703751,
        2.7557313300621198e-06,
        -2.505069578938036e-08,
        1.5893130492351974e-10,
    ];

    /// <summary>(cos r − 1 + r²/2)/r⁴ in r² on |r| ≤ π/4.</summary>
    public static Table CosTail => new(CosTailSingle, CosTailDouble);

    private static ReadOnlySpan<float> CosTailSingle =>
    [
        0.0416666456f,
        -0.0013887299f,
        2.44302846e-05f,
    ];

    private static ReadOnlySpan<double> CosTailDouble =>
    [
        0.041666666666666581,
        -0.0013888888888871048,
        2.4801587287610008e-05,
        -2.7557313822253173e-07,
        2.087565237976286e-09,
        -1.1356026127346843e-11,
    ];
}
