using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<double>;

namespace Covector.Benchmarks.Workloads.Hand;

/// <summary>
/// Elementary functions of four doubles for the loops written by hand, for all arguments and as accurate as the library's.
/// Inlined: a call that passes vectors goes through memory.
/// </summary>
internal static class VectorMath64
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        var (n, r) = Reduce(Vector256.MinNative(Vector256.Create(710.0), Vector256.MaxNative(Vector256.Create(-746.0), x)));
        return Scale(ExpMinusOne(r) + V.One, n);
    }

    /// <summary>Of positive numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log(V x)
    {
        var isTiny = Vector256.LessThan(x, Vector256.Create(2.2250738585072014e-308));
        var bits = Vector256.ConditionalSelect(isTiny, x * 18014398509481984.0, x).AsInt64() + Vector256.Create(2638147582215219L);
        var exponent = (Vector256.ShiftRightLogical(bits, 52) | Vector256.Create(0x4330000000000000L)).AsDouble();
        exponent -= Vector256.Create(4503599627370496.0);
        exponent -= Vector256.ConditionalSelect(isTiny, Vector256.Create(1077.0), Vector256.Create(1023.0));
        var f = ((bits & Vector256.Create(0xFFFFFFFFFFFFFL)) + Vector256.Create(4604544271217802189L)).AsDouble() - V.One;
        var s = f / (f + Vector256.Create(2.0));
        var (z, half) = (s * s, 0.5 * f * f);
        var w = z * z;
        var even = Fma(Fma(Fma(w, 0.1531087673341377, 0.22222195891976068), w, 0.39999999999252556), w, -2.4751993602709895e-18);
        var odd = Fma(Fma(Fma(w, 0.1482678065836533, 0.18183694137616063), w, 0.2857142877171907), w, 0.6666666666666773);
        var correction = Vector256.FusedMultiplyAdd(s, half + Vector256.FusedMultiplyAdd(odd, z, even), exponent * 2.3190468138462996e-17);
        var result = Vector256.FusedMultiplyAdd(exponent, Vector256.Create(0.6931471805599453), f - (half - correction));
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(double.PositiveInfinity)), result, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erfc(V x)
    {
        var a = Vector256.Abs(x);
        var tail = ErfcOfPositive(a);
        var far = Vector256.ConditionalSelect(Vector256.LessThan(x, V.Zero), Vector256.Create(2.0) - tail, tail);
        return Vector256.ConditionalSelect(Vector256.LessThanOrEqual(a, Vector256.Create(0.5)), V.One - ErfOfSmall(x), far);
    }

    /// <summary>Up to 10⁸.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V Sin, V Cos) SinCos(V x)
    {
        var shift = Vector256.Create(6755399441055744.0);
        var shifted = Vector256.FusedMultiplyAdd(x, Vector256.Create(0.6366197723675814), shift);
        var number = shifted - shift;
        var r = Fma(number, 1.4973849048591698e-33, Fma(number, -6.123233995736766e-17, Fma(number, -1.5707963267948966, x)));
        var z = r * r;
        var tail = Fma(Fma(z, 1.5893130492351974e-10, -2.505069578938036e-8), z, 2.75573133006212e-6);
        tail = Fma(Fma(Fma(tail, z, -0.0001984126982870375), z, 0.008333333333321074), z, -0.16666666666666627);
        var sin = Vector256.FusedMultiplyAdd(r * z, tail, r);
        tail = Fma(Fma(z, -1.1356026127346843e-11, 2.087565237976286e-9), z, -2.7557313822253173e-7);
        tail = Fma(Fma(Fma(tail, z, 2.4801587287610008e-5), z, -0.0013888888888871048), z, 0.04166666666666658);
        var cos = Vector256.FusedMultiplyAdd(z * z, tail, Fma(z, -0.5, V.One));
        var n = shifted.AsInt64();
        var isOdd = Vector256.Equals(n & Vector256<long>.One, Vector256<long>.One).AsDouble();
        var sinSign = Vector256.ShiftLeft(n & Vector256.Create(2L), 62).AsDouble();
        var cosSign = Vector256.ShiftLeft((n + Vector256<long>.One) & Vector256.Create(2L), 62).AsDouble();
        return (Vector256.ConditionalSelect(isOdd, cos, sin) ^ sinSign, Vector256.ConditionalSelect(isOdd, sin, cos) ^ cosSign);
    }

    /// <summary>x = n log 2 + r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<long> N, V R) Reduce(V x)
    {
        var shift = Vector256.Create(6755399441055744.0);
        var shifted = Vector256.FusedMultiplyAdd(x, Vector256.Create(1.4426950408889634), shift);
        var number = shifted - shift;
        return (shifted.AsInt64() - shift.AsInt64(), Fma(number, -2.3190468138462996e-17, Fma(number, -0.6931471805599453, x)));
    }

    /// <summary>eʳ − 1 for |r| ≤ 0.35.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpMinusOne(V r)
    {
        var z = r * r;
        var odd = Fma(Fma(z, 2.5109820095172318e-8, 2.7557242284670454e-6), z, 0.0001984126988766722);
        odd = Fma(Fma(odd, z, 0.008333333333321197), z, 0.16666666666666677);
        var even = Fma(Fma(z, 2.0922777689329415e-9, 2.755724912118702e-7), z, 2.4801587351517963e-5);
        even = Fma(Fma(Fma(even, z, 0.0013888888888872655), z, 0.041666666666666685), z, 0.5);
        return Vector256.FusedMultiplyAdd(z, Vector256.FusedMultiplyAdd(odd, r, even), r);
    }

    /// <summary>y 2ⁿ by two factors, so that results below the smallest normal number are rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Scale(V y, Vector256<long> n)
    {
        var sum = n + Vector256.Create(2046L);
        var first = Vector256.ShiftRightLogical(sum, 1);
        return y * Vector256.ShiftLeft(first, 52).AsDouble() * Vector256.ShiftLeft(sum - first, 52).AsDouble();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ErfOfSmall(V x)
    {
        var z = x * x;
        var w = z * z;
        var odd = Fma(Fma(w, -8.722194653381333e-10, -1.629825661873451e-7), w, -1.4925491027748372e-5);
        odd = Fma(Fma(Fma(odd, w, -0.0008548327035468394), w, -0.026866170645484702), w, -0.3761263890318387);
        var even = Fma(Fma(w, 1.4158279522294347e-8, 1.645784879595274e-6), w, 0.00012055330092676114);
        even = Fma(Fma(Fma(even, w, 0.005223977627185009), w, 0.11283791670958278), w, 0.1283791670955126);
        return Vector256.FusedMultiplyAdd(x, Vector256.FusedMultiplyAdd(odd, z, even), x);
    }

    /// <summary>exp(−a²) G(a)/(1 + 2a), with the square to twice the precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ErfcOfPositive(V a)
    {
        var bounded = Vector256.MinNative(Vector256.Create(1e20), a);
        var t = (bounded - Vector256.Create(3.75)) / (bounded + Vector256.Create(3.75));
        var z = t * t;
        var odd = Fma(Fma(z, 3.1444750950002294e-10, -3.7627715409050204e-9), z, 2.3308708512675512e-8);
        odd = Fma(Fma(Fma(odd, z, -5.7280734939129976e-8), z, -9.735058878049442e-7), z, 2.238420892585998e-5);
        odd = Fma(odd, z, -0.0002901540695517923);
        odd = Fma(Fma(Fma(odd, z, 0.0017556258503652966), z, 0.028362277419304072), z, 0.09230432116035212);
        odd = Fma(Fma(odd, z, 0.08227673849014597), z, -0.14024059858554697);
        var even = Fma(Fma(z, 3.4553568871093136e-10, -4.6802651085277214e-9), z, 3.732876276261455e-8);
        even = Fma(Fma(Fma(even, z, -2.565450289511515e-7), z, 1.7494965016029312e-6), z, -1.1442704849451293e-5);
        even = Fma(even, z, 5.164844222365299e-5);
        even = Fma(Fma(Fma(even, z, 0.0002937138665034693), z, -0.009746579598151549), z, -0.05869339858468839);
        even = Fma(Fma(Fma(even, z, -0.10880393014209026), z, 0.003585415485475342), z, 1.2375126308378275);
        var g = Vector256.FusedMultiplyAdd(odd, t, even) / Fma(a, 2.0, V.One);
        var small = Vector256.MinNative(Vector256.Create(28.0), a);
        var square = small * small;
        var rest = Vector256.FusedMultiplyAdd(small, small, -square);
        var (n, r) = Reduce(-square);
        return Scale(Vector256.FusedMultiplyAdd(g, ExpMinusOne(r - rest), g), n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Fma(V a, double b, double c) => Vector256.FusedMultiplyAdd(a, Vector256.Create(b), Vector256.Create(c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Fma(V a, V b, double c) => Vector256.FusedMultiplyAdd(a, b, Vector256.Create(c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Fma(V a, double b, V c) => Vector256.FusedMultiplyAdd(a, Vector256.Create(b), c);
}
