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
    def __init__(self, name, f, ranges, points=(), specials=(), huge=False):
        self.name, self.f, self.ranges, self.points, self.specials, self.huge = name, f, ranges, points, specials, huge


TINY = [5e-324, 1e-320, 2.2250738585072014e-308, 1e-300, 1e-100, 1e-30, 1e-17, 3e-10, 1e-5]
TINY_SINGLE = [1.4e-45, 1e-42, 1.1754944e-38, 1e-30, 1e-15, 3e-8, 1e-5]
BOTH = lambda xs: [s * x for x in xs for s in (1, -1)]
odd = lambda f: f

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
]


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


if __name__ == "__main__":
    main()
