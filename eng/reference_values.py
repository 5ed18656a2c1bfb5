#!/usr/bin/env python3
"""Prints tests/Covector.Tests/Scalars/reference_values.csv: exact values of the elementary functions at chosen points.

A line is function, type, the bits of the arguments, and the value as a sum of two doubles (bits). Needs mpmath. Usage:
    eng/reference_values.py [points per function] [only this function] > tests/Covector.Tests/Scalars/reference_values.csv
"""
import math
import random
import struct
import sys

from mpmath import mp, mpf

mp.prec = 200
INF, NAN = math.inf, math.nan


def bits(x):
    return struct.pack(">d", x).hex()


def single(x):
    try:
        return struct.unpack("f", struct.pack("f", x))[0]
    except OverflowError:
        return math.copysign(INF, x)


def near(x, kind):
    """x and its neighbours in the format."""
    if kind == "Float64":
        return [math.nextafter(x, -INF), x, math.nextafter(x, INF)]
    x = single(x)
    b = struct.unpack("i", struct.pack("f", x))[0]
    return [struct.unpack("f", struct.pack("i", b + d))[0] for d in (-1, 0, 1) if b + d not in (-1,)]


def exact(value):
    """A multiprecision value as high + low, with high correctly rounded."""
    if value is None:
        return NAN, 0.0
    if isinstance(value, float) or mp.isinf(value) or mp.isnan(value):
        return float(value), 0.0
    high = float(value)
    if math.isinf(high):
        return high, 0.0
    return high, float(value - mpf(high))


class Function:
    def __init__(self, name, f, ranges, points=(), specials=()):
        self.name, self.f, self.ranges, self.points, self.specials = name, f, ranges, points, specials


TINY = [5e-324, 1e-320, 2.2250738585072014e-308, 1e-300, 1e-100, 1e-30, 1e-17, 3e-10, 1e-5]
TINY_SINGLE = [1.4e-45, 1e-42, 1.1754944e-38, 1e-30, 1e-15, 3e-8, 1e-5]
BOTH = lambda xs: [s * x for x in xs for s in (1, -1)]

def log_abs_gamma(x):
    if x > 0:
        return mp.loggamma(x)
    return mp.log(mp.pi / abs(x * mp.sinpi(x))) - mp.loggamma(-x)


FUNCTIONS = [
    Function("exp", mp.exp, {"Float64": [(-745.2, 709.9), (-1, 1)], "Float32": [(-104, 89), (-1, 1)]},
             [709.782712893384, 709.78, -708.4, -745.13, -745.14, 88.72284, 88.7228, -87.34, -103.27, -103.98, 0.34657, -0.34657, 1, 2, -1],
             [(INF, INF), (-INF, 0.0), (NAN, NAN), (0.0, 1.0), (-0.0, 1.0), (1e30, INF), (-1e30, 0.0)]),
    Function("expm1", mp.expm1, {"Float64": [(-40, 709.9), (-1.2, 1.2)], "Float32": [(-20, 89), (-1.2, 1.2)]},
             [709.78, 88.7228, -37.5, -17.4, 0.34657, -0.34657, 1.04, -1.04],
             [(INF, INF), (-INF, -1.0), (NAN, NAN), (0.0, 0.0), (-0.0, -0.0), (-1e30, -1.0), (1e30, INF)]),
    Function("log", mp.log, {"Float64": [(1e-3, 5), (0.9, 1.1), (1e-300, 1e300)], "Float32": [(1e-3, 5), (0.9, 1.1), (1e-37, 1e38)]},
             [1.0, 0.7071067811865476, 1.4142135623730951, 2.0, 0.5, 10, 1000, 3e38, 1e-44, 1e-40, 1.2e-38],
             [(INF, INF), (-INF, NAN), (NAN, NAN), (0.0, -INF), (-0.0, -INF), (-1.0, NAN), (1.0, 0.0)]),
    Function("log1p", mp.log1p, {"Float64": [(-0.999, 5), (-0.5, 0.5), (1e-3, 1e300)], "Float32": [(-0.999, 5), (-0.5, 0.5), (1e-3, 1e38)]},
             [-0.2928932, 0.4142135, 1.0, -0.5, -0.99999, 1e10, 3e38],
             [(INF, INF), (-INF, NAN), (NAN, NAN), (0.0, 0.0), (-0.0, -0.0), (-1.0, -INF), (-1.5, NAN)]),
    Function("tanh", mp.tanh, {"Float64": [(-22, 22), (-1, 1)], "Float32": [(-10, 10), (-1, 1)]}, [0.17, 0.5493, 0.52, 19.06, 9.01],
             [(INF, 1.0), (-INF, -1.0), (NAN, NAN), (0.0, 0.0), (-0.0, -0.0), (1e30, 1.0)]),
    Function("logistic", lambda x: 1 / (1 + mp.exp(-x)), {"Float64": [(-745, 40), (-2, 2)], "Float32": [(-104, 20), (-2, 2)]},
             [-708.5, -744, -87.5, -103], [(INF, 1.0), (-INF, 0.0), (NAN, NAN), (0.0, 0.5), (-0.0, 0.5)]),
    Function("sin", mp.sin, {"Float64": [(-10, 10), (-1e8, 1e8), (1e8, 1e300)], "Float32": [(-10, 10), (-1e5, 1e5), (1e5, 3e38)]},
             [k * math.pi / 4 for k in range(1, 24)] + [k * math.pi for k in (100, 1000, 12345, 31000)] + [6381956970095103.0 * 2.0 ** 797, 16367173 * 2.0 ** 72],
             [(INF, NAN), (-INF, NAN), (NAN, NAN), (0.0, 0.0), (-0.0, -0.0)]),
    Function("cos", mp.cos, {"Float64": [(-10, 10), (-1e8, 1e8), (1e8, 1e300)], "Float32": [(-10, 10), (-1e5, 1e5), (1e5, 3e38)]},
             [k * math.pi / 4 for k in range(1, 24)] + [(k + 0.5) * math.pi for k in (100, 1000, 12345, 31000)] + [6381956970095103.0 * 2.0 ** 797, 16367173 * 2.0 ** 72],
             [(INF, NAN), (-INF, NAN), (NAN, NAN), (0.0, 1.0), (-0.0, 1.0)]),
    Function("sqrt", mp.sqrt, {"Float64": [(0, 10), (1e-300, 1e300)], "Float32": [(0, 10), (1e-37, 1e38)]}, [], [(-0.0, -0.0), (-1.0, NAN), (INF, INF)]),
    Function("rsqrt", lambda x: 1 / mp.sqrt(x), {"Float64": [(1e-9, 10), (1e-300, 1e300)], "Float32": [(1e-9, 10), (1e-37, 1e38)]}, [],
             [(0.0, INF), (-0.0, -INF), (-1.0, NAN), (INF, 0.0)]),
    Function("log2", lambda x: mp.log(x, 2), {"Float64": [(1e-3, 5), (0.9, 1.1), (1e-300, 1e300)], "Float32": [(1e-3, 5), (0.9, 1.1), (1e-37, 1e38)]},
             [0.5, 2, 4, 1024, 0.7071067811865476], [(INF, INF), (-1.0, NAN), (0.0, -INF), (1.0, 0.0)]),
    Function("log10", lambda x: mp.log(x) / mp.log(10), {"Float64": [(1e-3, 5), (0.9, 1.1), (1e-300, 1e300)], "Float32": [(1e-3, 5), (0.9, 1.1), (1e-37, 1e38)]},
             [0.5, 2, 10, 100, 1000, 1e10, 0.7071067811865476], [(INF, INF), (-1.0, NAN), (0.0, -INF), (1.0, 0.0)]),
    Function("cbrt", lambda x: mp.sign(x) * abs(x) ** (mpf(1) / 3), {"Float64": [(-10, 10), (1e-300, 1e300)], "Float32": [(-10, 10), (1e-37, 1e38)]},
             [8, 27, 1, 0.125, 2, 4, 1e308], [(0.0, 0.0), (-0.0, -0.0), (INF, INF), (-INF, -INF), (NAN, NAN)]),
    Function("tan", mp.tan, {"Float64": [(-10, 10), (-1e8, 1e8), (1e8, 1e300)], "Float32": [(-10, 10), (-1e5, 1e5), (1e5, 3e38)]},
             [k * math.pi / 4 for k in range(1, 24)] + [6381956970095103.0 * 2.0 ** 797, 16367173 * 2.0 ** 72],
             [(INF, NAN), (NAN, NAN), (0.0, 0.0), (-0.0, -0.0)]),
    Function("asin", mp.asin, {k: [(-1, 1), (-0.6, 0.6)] for k in ("Float64", "Float32")}, BOTH([0.5, 0.999999, 0.9]),
             [(1.5, NAN), (-1.5, NAN), (0.0, 0.0), (-0.0, -0.0), (NAN, NAN), (INF, NAN)]),
    Function("acos", mp.acos, {k: [(-1, 1), (-0.6, 0.6)] for k in ("Float64", "Float32")}, BOTH([0.5, 0.999999, 0.9]),
             [(1.5, NAN), (-1.5, NAN), (1.0, 0.0), (NAN, NAN), (INF, NAN)]),
    Function("atan", mp.atan, {"Float64": [(-5, 5), (-0.6, 0.6), (1e-3, 1e300)], "Float32": [(-5, 5), (-0.6, 0.6), (1e-3, 1e38)]}, BOTH([1, 0.41421356, 2.41421356]),
             [(0.0, 0.0), (-0.0, -0.0), (NAN, NAN)]),
    Function("sinh", mp.sinh, {"Float64": [(-710.4, 710.4), (-2, 2)], "Float32": [(-89.4, 89.4), (-2, 2)]}, BOTH([0.3466, 1.04, 710.4758, 89.41598]),
             [(0.0, 0.0), (-0.0, -0.0), (NAN, NAN), (INF, INF), (-INF, -INF), (1e30, INF)]),
    Function("cosh", mp.cosh, {"Float64": [(-710.4, 710.4), (-2, 2)], "Float32": [(-89.4, 89.4), (-2, 2)]}, BOTH([0.3466, 1.04, 710.4758, 89.41598]),
             [(0.0, 1.0), (NAN, NAN), (INF, INF), (-INF, INF), (1e30, INF)]),
    Function("asinh", mp.asinh, {"Float64": [(-5, 5), (-0.6, 0.6), (1e-3, 1e300)], "Float32": [(-5, 5), (-0.6, 0.6), (1e-3, 1e38)]}, BOTH([1e18, 1e9]),
             [(0.0, 0.0), (-0.0, -0.0), (NAN, NAN), (INF, INF), (-INF, -INF)]),
    Function("acosh", mp.acosh, {"Float64": [(1, 5), (1, 1.1), (1, 1e300)], "Float32": [(1, 5), (1, 1.1), (1, 1e38)]}, [1e18, 1e9],
             [(1.0, 0.0), (0.5, NAN), (-2.5, NAN), (-INF, NAN), (INF, INF), (NAN, NAN)]),
    Function("atanh", mp.atanh, {k: [(-1, 1), (-0.1, 0.1)] for k in ("Float64", "Float32")}, BOTH([0.999999, 0.5]),
             [(1.0, INF), (-1.0, -INF), (1.5, NAN), (-INF, NAN), (0.0, 0.0), (-0.0, -0.0)]),
    Function("erf", mp.erf, {k: [(-6, 6), (-1, 1)] for k in ("Float64", "Float32")}, BOTH([0.9, 0.91, 3.9, 5.9]),
             [(0.0, 0.0), (-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (NAN, NAN)]),
    Function("erfc", mp.erfc, {"Float64": [(-6, 27.3), (-1, 1)], "Float32": [(-4, 10.06), (-1, 1)]}, [0.5, 3.75, 9.19, 10.05, 26.5, 27.2],
             [(0.0, 1.0), (-0.0, 1.0), (INF, 0.0), (-INF, 2.0), (NAN, NAN), (1e30, 0.0)]),
    Function("erf_inv", lambda x: erf_inverse(x), {k: [(-1, 1), (0.9, 1), (0.995, 0.9999)] for k in ("Float64", "Float32")},
             [1 - 2.0 ** -k for k in range(5, 54)] + [0.99903, 0.9999999], [(1.0, INF), (-1.0, -INF), (1.5, NAN), (0.0, 0.0), (-0.0, -0.0), (NAN, NAN)]),
    Function("log_ndtr", lambda x: log_ndtr(x), {"Float64": [(-40, 38), (-3, 3), (1, 1e150)], "Float32": [(-15, 14), (-3, 3), (1, 1e18)]},
             [-1e10, -1e5, -100, -38, -1e150, 8.3, 5.6], [(INF, -0.0), (-INF, -INF), (NAN, NAN)]),
    Function("lgamma", log_abs_gamma, {"Float64": [(-20, -0.1), (0.01, 10), (0.9, 2.2), (1e-300, 1e300), (8, 200)], "Float32": [(-20, -0.1), (0.01, 10), (0.9, 2.2), (1e-37, 1e36), (8, 200)]},
             [1.5, 2.5, 0.5, 8, 3, 1.00001, 1.99999, 2.00001], [(INF, INF), (-INF, INF), (NAN, NAN), (0.0, INF), (-0.0, INF), (1.0, 0.0), (2.0, 0.0), (-3.0, INF)]),
    Function("polygamma1", lambda x: mp.psi(1, x), {k: [(-8, -0.1), (0.01, 10), (1e-9, 1e9)] for k in ("Float64", "Float32")}, [], []),
    Function("polygamma2", lambda x: mp.psi(2, x), {k: [(-8, -0.1), (0.01, 10), (1e-9, 1e9)] for k in ("Float64", "Float32")}, [], []),
    Function("polygamma7", lambda x: mp.psi(7, x), {k: [(0.01, 10), (10, 40)] for k in ("Float64", "Float32")}, [], []),
    Function("polygamma20", lambda x: mp.psi(20, x), {k: [(0.01, 10), (10, 40)] for k in ("Float64", "Float32")}, [], []),
    Function("digamma", lambda x: mp.psi(0, x), {"Float64": [(-20, -0.1), (0.01, 10), (1, 2), (1e-300, 1e300)], "Float32": [(-20, -0.1), (0.01, 10), (1, 2), (1e-37, 1e38)]},
             [1.4616321449683622, 6, 5.5], [(INF, INF), (-INF, NAN), (NAN, NAN), (0.0, -INF), (-0.0, INF), (-3.0, NAN)]),
    Function("inverse_mills", lambda x: inverse_mills(x), {"Float64": [(-40, 38), (-3, 3), (1, 1e150)], "Float32": [(-15, 13), (-3, 3), (1, 1e18)]},
             [-1e10, -1e5, -100, -38, -1e150, 8.3, 5.6], [(INF, 0.0), (-INF, INF), (NAN, NAN)]),
]


def erf_inverse(x):
    if abs(x) >= 1:
        return None
    complement = 1 - abs(x)
    y = mp.sqrt(-mp.log(complement * mp.sqrt(mp.pi))) if complement < mpf("0.3") else abs(x) * mpf("0.9")
    if abs(x) < mpf("1e-20"):
        return x * mp.sqrt(mp.pi) / 2
    for _ in range(100):
        step = (mp.erf(y) - abs(x)) / (2 / mp.sqrt(mp.pi) * mp.exp(-y * y))
        step = step / (1 + y * step)
        y -= step
        if abs(step) < abs(y) * mpf(10) ** -45:
            break
    return y * mp.sign(x)


def tail_series(x):
    """Φ(x)·|x|/φ(x) far to the left."""
    total, term = mpf(1), mpf(1)
    for k in range(1, 30):
        term *= -(2 * k - 1) / (x * x)
        total += term
    return total


def log_ndtr(x):
    if x > 0:
        return mp.log1p(-mp.erfc(x / mp.sqrt(2)) / 2)
    if x > -1000:
        return mp.log(mp.erfc(-x / mp.sqrt(2)) / 2)
    return -x * x / 2 - mp.log(-x * mp.sqrt(2 * mp.pi)) + mp.log(tail_series(x))


def inverse_mills(x):
    if x < -1000:
        return -x / tail_series(x)
    return mp.sqrt(2 / mp.pi) * mp.exp(-x * x / 2) / mp.erfc(-x / mp.sqrt(2))


def angle(y, x):
    return mp.atan2(y, x)


class BinaryFunction:
    def __init__(self, name, f, draws, specials):
        self.name, self.f, self.draws, self.specials = name, f, draws, specials


def log_uniform(low, high):
    return lambda rng: rng.choice((1, -1)) * math.exp(rng.uniform(math.log(low), math.log(high)))


def pow_draw(largest):
    """A positive base, and an exponent that keeps the result in range, or nearly."""
    def pair(rng):
        x = math.exp(rng.uniform(-1, 1) * 10 ** rng.uniform(-8, math.log10(largest)))
        y = rng.uniform(-1.06, 1.02) * largest / abs(math.log(x)) if x != 1 else 2.0
        if rng.random() < 0.3:
            y, x = float(round(y)), rng.choice((x, -x))
        return x, y
    return pair


def both(draw):
    return lambda rng: (draw(rng), draw(rng))


BINARY = [
    BinaryFunction("pow", lambda x, y: mp.power(x, y), {"Float64": [pow_draw(709)], "Float32": [pow_draw(88)]},
                   [(0.0, 0.0, 1.0), (0.0, 2.0, 0.0), (-0.0, 3.0, -0.0), (-0.0, 2.0, 0.0), (0.0, -1.0, INF), (-0.0, -3.0, -INF), (-0.0, -2.0, INF),
                    (NAN, 0.0, 1.0), (1.0, NAN, 1.0), (1.0, INF, 1.0), (-1.0, INF, 1.0), (-1.0, -INF, 1.0), (-1.0, 3.0, -1.0), (-8.0, 0.5, NAN),
                    (0.5, INF, 0.0), (0.5, -INF, INF), (2.0, INF, INF), (2.0, -INF, 0.0), (-2.0, INF, INF), (INF, 2.0, INF), (INF, -2.0, 0.0),
                    (-INF, 3.0, -INF), (-INF, 2.0, INF), (-INF, -3.0, -0.0), (-INF, -2.0, 0.0), (-INF, 0.5, INF), (NAN, 1.0, NAN), (2.0, NAN, NAN),
                    (-2.0, 3.0, -8.0), (-2.0, 2.0, 4.0), (3.0, 1e30, INF), (3.0, -1e30, 0.0), (-0.0, 0.5, 0.0), (0.0, INF, 0.0), (0.0, -INF, INF),
                    (10.0, 3.0, 1000.0), (-1.0, 1e30, 1.0), (INF, 0.0, 1.0), (4.0, 0.5, 2.0)]),
    BinaryFunction("atan2", angle, {"Float64": [both(log_uniform(1e-3, 1e3)), both(log_uniform(1e-300, 1e300))],
                                    "Float32": [both(log_uniform(1e-3, 1e3)), both(log_uniform(1e-37, 1e38))]},
                   [(0.0, 1.0, 0.0), (-0.0, 1.0, -0.0), (NAN, 1.0, NAN), (1.0, NAN, NAN), (0.0, 0.0, 0.0), (-0.0, 0.0, -0.0), (1.0, INF, 0.0), (-1.0, INF, -0.0)]),
    BinaryFunction("hypot", lambda x, y: mp.hypot(x, y), {"Float64": [both(log_uniform(1e-3, 1e3)), both(log_uniform(1e-308, 1e308))],
                                                          "Float32": [both(log_uniform(1e-3, 1e3)), both(log_uniform(1e-38, 1e38))]},
                   [(3.0, 4.0, 5.0), (0.0, -0.0, 0.0), (INF, NAN, INF), (NAN, -INF, INF), (NAN, 1.0, NAN), (INF, 1.0, INF), (-0.0, 2.0, 2.0), (1e30, 0.0, 1e30)]),
    BinaryFunction("rem", lambda x, y: mp.sign(x) * mp.fmod(abs(x), abs(y)), {"Float64": [both(log_uniform(1e-3, 1e3)), both(log_uniform(1e-100, 1e100))],
                                                        "Float32": [both(log_uniform(1e-3, 1e3)), both(log_uniform(1e-30, 1e30))]},
                   [(5.0, 3.0, 2.0), (-5.0, 3.0, -2.0), (5.0, -3.0, 2.0), (-6.0, 3.0, -0.0), (1.0, 0.0, NAN), (INF, 2.0, NAN), (2.0, INF, 2.0), (NAN, 1.0, NAN), (-0.0, 1.0, -0.0)]),
]


def print_binary(count, only, rng):
    for function in BINARY:
        if only and function.name != only:
            continue
        for kind in ("Float64", "Float32"):
            for x, y, expected in function.specials:
                if kind == "Float32" and abs(expected) == 1e30:
                    continue
                print(f"{function.name},{kind},{bits(x)},{bits(y)},{bits(expected)},{bits(0.0)}")
            draws = function.draws[kind]
            for k in range(count):
                x, y = draws[k % len(draws)](rng)
                if kind == "Float32":
                    x, y = single(x), single(y)
                v = function.f(mpf(x), mpf(y))
                high, low = exact(None if isinstance(v, mp.mpc) else v)
                if high == 0 and low == 0:
                    continue
                print(f"{function.name},{kind},{bits(x)},{bits(y)},{bits(high)},{bits(low)}")


def draw(rng, low, high):
    if low > 0 and high / low > 1e4:
        return math.exp(rng.uniform(math.log(low), math.log(high)))
    if rng.random() < 0.2 and low < 0 < high:
        return rng.choice((low, high)) * 10 ** rng.uniform(-12, 0)
    return rng.uniform(low, high)


def value(f, x):
    try:
        v = f(mpf(x))
    except (ValueError, ZeroDivisionError):
        return None
    return None if isinstance(v, mp.mpc) else v


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    only = sys.argv[2] if len(sys.argv) > 2 else None
    rng = random.Random(20260101)
    for function in FUNCTIONS:
        if only and function.name != only:
            continue
        for kind in ("Float64", "Float32"):
            points = []
            for x in list(function.points) + BOTH(TINY if kind == "Float64" else TINY_SINGLE):
                if not function.name.startswith("polygamma"):
                    points += near(x, kind)
            ranges = function.ranges[kind]
            for _ in range(count):
                x = draw(rng, *ranges[_ % len(ranges)])
                points.append(x if kind == "Float64" else single(x))
            seen = set()
            for x, expected in function.specials:
                print(f"{function.name},{kind},{bits(x)},,{bits(expected)},{bits(0.0)}")
                seen.add(bits(x))
            for x in points:
                if bits(x) in seen or math.isinf(x) or x == 0:
                    continue
                seen.add(bits(x))
                high, low = exact(value(function.f, x))
                print(f"{function.name},{kind},{bits(x)},,{bits(high)},{bits(low)}")
    print_binary(count, only, rng)


if __name__ == "__main__":
    main()
