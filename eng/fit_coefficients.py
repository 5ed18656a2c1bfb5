#!/usr/bin/env python3
"""Fits the polynomials of the elementary functions and prints src/Covector/Scalars/Coefficients.cs.

Minimax polynomials by Remez exchange in high precision; coefficients are rounded to their format one by one from the
constant term upwards, and the higher ones absorb each rounding. Needs mpmath. Usage:
    eng/fit_coefficients.py > src/Covector/Scalars/Coefficients.cs
"""
import struct
import sys

from mpmath import mp, mpf

mp.prec = 300


def to_single(x):
    return mpf(struct.unpack("f", struct.pack("f", float(x)))[0])


def to_double(x):
    return mpf(float(x))


def solve_on(nodes, f, w, free, fixed):
    """Coefficients so that w·(p − f) alternates ±e on the nodes."""
    n = len(free) + 1
    a = mp.matrix(n, n)
    b = mp.matrix(n, 1)
    for i, x in enumerate(nodes):
        for j, k in enumerate(free):
            a[i, j] = x ** k
        a[i, n - 1] = (-1) ** i / w(x)
        b[i] = f(x) - sum(c * x ** k for k, c in fixed.items())
    s = mp.lu_solve(a, b)
    return [s[j] for j in range(n - 1)], abs(s[n - 1])


def remez(f, w, lo, hi, degree, fixed=None, rounds=6, grid=None):
    fixed = fixed or {}
    free = [k for k in range(degree + 1) if k not in fixed]
    n = len(free) + 1
    lo, hi = mpf(lo), mpf(hi)
    nodes = [(lo + hi) / 2 - (hi - lo) / 2 * mp.cos(mp.pi * (i + mpf(1) / 2) / n) for i in range(n)]
    samples = grid
    for _ in range(rounds):
        c, e = solve_on(nodes, f, w, free, fixed)
        coefficients = dict(fixed)
        coefficients.update(zip(free, c))
        poly = [coefficients[k] for k in range(degree + 1)]
        xs = samples[0]
        es = [wx * (mp.polyval(poly[::-1], x) - fx) for x, fx, wx in zip(*samples)]
        # The extremum of each run of equal sign.
        extrema = []
        for x, v in zip(xs, es):
            if extrema and (extrema[-1][1] > 0) == (v > 0):
                if abs(v) > abs(extrema[-1][1]):
                    extrema[-1] = (x, v)
            else:
                extrema.append((x, v))
        while len(extrema) > n:
            if abs(extrema[0][1]) < abs(extrema[-1][1]):
                extrema.pop(0)
            else:
                extrema.pop()
        worst = max(abs(v) for v in es)
        if len(extrema) < n or worst < e * mpf("1.02"):
            return poly, worst
        nodes = [x for x, _ in extrema]
    return poly, worst


def sample(f, w, lo, hi, degree):
    m = 24 * (degree + 2)
    xs = [(mpf(lo) + hi) / 2 - (mpf(hi) - lo) / 2 * mp.cos(mp.pi * (i + mpf(1) / 2) / m) for i in range(m)]
    return xs, [f(x) for x in xs], [w(x) for x in xs]


def absorb(poly, k, change, free, grid):
    """Changes the free coefficients so that their sum stands in for change·xᵏ, by weighted least squares."""
    xs, _, ws = grid
    n = len(free)
    if not n:
        return
    a, b = mp.matrix(n, n), mp.matrix(n, 1)
    powers = [[w * x ** j for j in free] for x, w in zip(xs, ws)]
    target = [w * change * x ** k for x, w in zip(xs, ws)]
    for i in range(n):
        b[i] = mp.fsum(p[i] * t for p, t in zip(powers, target))
        for j in range(i, n):
            a[i, j] = a[j, i] = mp.fsum(p[i] * p[j] for p in powers)
    d = mp.lu_solve(a, b)
    for i, j in enumerate(free):
        poly[j] += d[i]


def fit(name, f, w, lo, hi, degree, rounding, exact=None):
    grid = sample(f, w, lo, hi, degree)
    poly, best = remez(f, w, lo, hi, degree, exact, grid=grid)
    for k in range(degree + 1):
        if exact and k in exact:
            continue
        rounded = rounding(poly[k])
        absorb(poly, k, poly[k] - rounded, [j for j in range(k + 1, degree + 1) if not (exact and j in exact)], grid)
        poly[k] = rounded
    worst = max(abs(wx * (mp.polyval(poly[::-1], x) - fx)) for x, fx, wx in zip(*grid))
    bits = lambda v: float(mp.log(v, 2)) if v else -999
    print(f"{name}: degree {degree}, error 2^{bits(best):.2f}, rounded 2^{bits(worst):.2f}", file=sys.stderr)
    return poly


def number(x, single):
    return (f"{struct.unpack('f', struct.pack('f', float(x)))[0]:.9g}f" if single else f"{float(x):.17g}")


TABLES = []


def table(name, comment, single, double):
    TABLES.append((name, comment, single, double))


def fitted(name, comment, f, w, lo, hi, degrees):
    one = lambda x: mpf(1)
    table(name, comment, fit(name + " f32", f, w or one, lo, hi, degrees[0], to_single),
          fit(name + " f64", f, w or one, lo, hi, degrees[1], to_double))


def parts(name, comment, value, count=3):
    def split(rounding):
        rest, out = mpf(value), []
        for _ in range(count):
            out.append(rounding(rest))
            rest -= out[-1]
        return out
    table(name, comment, split(to_single), split(to_double))


def emit():
    print("// Printed by eng/fit_coefficients.py, which says how each table was fitted.")
    print("namespace Covector.Scalars;\n")
    print("/// <summary>Minimax polynomials, lowest degree first, and constants in parts, largest first.</summary>")
    print("internal static class Coefficients\n{")
    for i, (name, comment, single, double) in enumerate(TABLES):
        if i:
            print()
        print(f"    /// <summary>{comment}</summary>")
        print(f"    public static Table {name} => new({name}Single, {name}Double);\n")
        for suffix, kind, values in (("Single", "float", single), ("Double", "double", double)):
            print(f"    private static ReadOnlySpan<{kind}> {name}{suffix} =>\n    [")
            for v in values:
                print(f"        {number(v, suffix == 'Single')},")
            print("    ];")
            if suffix == "Single":
                print()
    print("}")


def series_guard(x, exact, series, bound=mpf("1e-12")):
    return series(x) if abs(x) < bound else exact(x)


def main():
    ln2 = mp.log(2)
    parts("Ln2", "log 2.", ln2)
    parts("HalfPi", "π/2.", mp.pi / 2, 4)
    parts("Pi", "π.", mp.pi)
    parts("Log10Of2", "log₁₀ 2.", mp.log(2, 10))

    half = ln2 / 2 * mpf("1.01")
    fitted("ExpTail", "(eʳ − 1 − r)/r² on |r| ≤ 0.35.",
           lambda r: (mp.expm1(r) - r) / r ** 2 if abs(r) > mpf('1e-30') else mpf(1) / 2, lambda r: abs(r) + mpf("0.02"), -half, half, (4, 9))
    z = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)
    top = z * z * mpf("1.01")
    fitted("LogTail", "(2 artanh s − 2s)/s in s², for log(1 + f) with s = f/(2 + f), f from √½ − 1 to √2 − 1.",
           lambda t: (2 * mp.atanh(mp.sqrt(t)) - 2 * mp.sqrt(t)) / mp.sqrt(t), None, mpf("1e-9"), top, (3, 7))
    q = (mp.pi / 4 * mpf("1.01")) ** 2
    fitted("SinTail", "(sin r − r)/r³ in r² on |r| ≤ π/4.",
           lambda t: (mp.sin(mp.sqrt(t)) - mp.sqrt(t)) / mp.sqrt(t) ** 3, lambda t: t * mp.sqrt(t) / mp.sin(mp.sqrt(t)), mpf("1e-9"), q, (2, 5))
    fitted("CosTail", "(cos r − 1 + r²/2)/r⁴ in r² on |r| ≤ π/4.",
           lambda t: (mp.cos(mp.sqrt(t)) - 1 + t / 2) / t ** 2, lambda t: t ** 2 / mp.cos(mp.sqrt(t)), mpf("1e-9"), q, (2, 5))
    second_wave()
    emit()


def in_square(f, series):
    """A function of r as one of t = r², with its value at 0."""
    return lambda t: f(mp.sqrt(t)) if t > mpf("1e-24") else mpf(series)


def second_wave():
    ln2 = mp.log(2)
    tiny = mpf("1e-30")
    parts("Log2E", "1/log 2.", 1 / ln2)
    parts("Log10E", "1/log 10.", 1 / mp.log(10))
    parts("TwoThirds", "2/3.", mpf(2) / 3)
    half = (ln2 / 2 * mpf("1.01")) ** 2
    fitted("SinhTail", "(sinh r − r)/r³ in r² on |r| ≤ 0.35.", in_square(lambda r: (mp.sinh(r) - r) / r ** 3, mpf(1) / 6), None, tiny, half, (2, 5))
    fitted("CoshTail", "(cosh r − 1)/r² in r² on |r| ≤ 0.35.", in_square(lambda r: (mp.cosh(r) - 1) / r ** 2, mpf(1) / 2), None, tiny, half, (2, 5))
    eighth = (mp.tan(mp.pi / 8) * mpf("1.001")) ** 2
    fitted("AtanTail", "(arctan r − r)/r³ in r² on |r| ≤ tan π/8.", in_square(lambda r: (mp.atan(r) - r) / r ** 3, -mpf(1) / 3), None, tiny, eighth, (4, 11))
    fitted("AsinTail", "(arcsin r − r)/r³ in r² on |r| ≤ ½.", in_square(lambda r: (mp.asin(r) - r) / r ** 3, mpf(1) / 6), None, tiny, mpf("0.2501"), (5, 13))

    def pow_tail(s):
        return ((2 * mp.atanh(s) - 2 * s) / s ** 3 - mpf(2) / 3) / s ** 2
    z = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2 * mpf("1.01")
    fitted("PowTail", "(2 artanh s − 2s − ⅔s³)/s⁵ in s².", in_square(pow_tail, mpf(2) / 5), None, tiny, z, (3, 7))
    inverse_cube_root = lambda t: t ** (-mpf(1) / 3)
    table("CbrtSeed", "t^−⅓ to 3 digits, on ½ ≤ t ≤ 4 for binary32 and 1 ≤ t ≤ 8 for binary64.",
          fit("cbrt f32", inverse_cube_root, lambda t: t ** (mpf(1) / 3), mpf("0.5"), 4, 5, to_single),
          fit("cbrt f64", inverse_cube_root, lambda t: t ** (mpf(1) / 3), 1, 8, 5, to_double))
    fitted("ErfTail", "(erf x − x)/x in x² on |x| ≤ 0.9.", in_square(lambda x: (mp.erf(x) - x) / x, 2 / mp.sqrt(mp.pi) - 1), None, tiny, mpf("0.812"), (6, 11))

    def scaled_erfc(t):
        x = mpf("3.75") * (1 + t) / (1 - t)
        if x > 1e8:
            return 2 / mp.sqrt(mp.pi) * (1 + 1 / (2 * x))
        with mp.extraprec(int(3 * min(x, 100) ** 2) + 60):
            if x < 40:
                return (1 + 2 * x) * mp.exp(x * x) * mp.erfc(x)
            total, term, k = mpf(1), mpf(1), 0
            while abs(term) > mpf(10) ** -100 and k < 1000:
                k += 1
                term *= -(2 * k - 1) / (2 * x * x)
                total += term
            return (1 + 2 * x) * total / (x * mp.sqrt(mp.pi))
    fitted("ScaledErfc", "(1 + 2x)·exp(x²)·erfc(x) in (x − 3.75)/(x + 3.75), for all x ≥ 0.", scaled_erfc, None, -1, mpf("0.99999999"), (12, 24))

    def loggamma(y):
        return mp.loggamma(2 + y) / y if abs(y) > tiny else 1 - mp.euler
    fitted("LogGammaNear2", "log Γ(2 + y)/y on −¾ ≤ y ≤ ¼.", loggamma, lambda y: 1 / loggamma(y), mpf("-0.7501"), mpf("0.2501"), (9, 21))

    def stirling(t):
        if t < mpf("1e-12"):
            return mpf(1) / 12 - t / 360
        x = 1 / mp.sqrt(t)
        return x * (mp.loggamma(x) - (x - mpf(1) / 2) * mp.log(x) + x - mp.log(2 * mp.pi) / 2)
    fitted("Stirling", "x(log Γ(x) − (x − ½)log x + x − ½log 2π) in 1/x² for x ≥ 8.", stirling, None, tiny, mpf(1) / 64, (1, 5))

    def digamma(t):
        if t < mpf("1e-12"):
            return mpf(1) / 12 - t / 120
        x = 1 / mp.sqrt(t)
        return x * x * (mp.log(x) - 1 / (2 * x) - mp.psi(0, x))
    fitted("DigammaTail", "x²(log x − 1/(2x) − ψ(x)) in 1/x² for x ≥ 6.", digamma, None, tiny, mpf(1) / 36, (2, 7))

    # The inverse error function over x, through w = −log(1 − x²).
    def inverse_at(w):
        if w < mpf("1e-12"):
            return mp.sqrt(mp.pi) / 2 * (1 + mp.pi * w / 12)
        u = mp.exp(-w)
        x = mp.sqrt(1 - u)
        complement = u / (1 + x)
        # Newton in the complement, which keeps the far tail exact.
        y = mp.sqrt(max(-mp.log(complement * mp.sqrt(mp.pi)), mpf("0.1"))) if complement < mpf("0.3") else x * mpf("0.9")
        for _ in range(60):
            step = (mp.erfc(y) - complement) / (-2 / mp.sqrt(mp.pi) * mp.exp(-y * y))
            step = step / (1 + y * step)
            y -= step
            if abs(step) < mpf(10) ** -60:
                break
        return y / x
    relative = lambda f: (lambda v: 1 / f(v))
    center = lambda c: (lambda v: inverse_at(v + c))
    near = center(mpf("3.125"))
    fitted("ErfInvCenter", "erf⁻¹(x)/x in w − 3.125, w = −log(1 − x²) ≤ 6.25.", near, relative(near), mpf("-3.125"), mpf("3.126"), (11, 25))
    middle = lambda v: inverse_at((v + mpf("3.25")) ** 2)
    fitted("ErfInvMiddle", "erf⁻¹(x)/x in √w − 3.25, 2.5 ≤ √w ≤ 4.", middle, relative(middle), mpf("-0.751"), mpf("0.751"), (7, 20))
    far = lambda v: inverse_at((v + 5) ** 2)
    fitted("ErfInvFar", "erf⁻¹(x)/x in √w − 5, 4 ≤ √w ≤ 6.1, where only binary64 gets.", far, relative(far), -1, mpf("1.1"), (2, 19))


if __name__ == "__main__":
    main()
