using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<double>;

namespace Covector.Benchmarks.Workloads.Hand;

/// <summary>Points turned around axes, four at a time: Rodrigues' formula and its adjoint. For a multiple of four rotations.</summary>
internal static unsafe class HandRotations
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Value(double* r, double* y, double* turned, nint n)
    {
        for (nint i = 0; i < 3 * n; i += 12)
        {
            var (r0, r1, r2, _) = Transposed.Load(r + i, 3);
            var (y0, y1, y2, _) = Transposed.Load(y + i, 3);
            var square = r0 * r0 + r1 * r1 + r2 * r2;
            var isNone = Vector256.Equals(square, V.Zero);
            var inverse = V.One / Vector256.Sqrt(Vector256.ConditionalSelect(isNone, V.One, square));
            var (sin, cos) = VectorMath64.SinCos(square * inverse);
            V a0 = r0 * inverse, a1 = r1 * inverse, a2 = r2 * inverse;
            var along = (a0 * y0 + a1 * y1 + a2 * y2) * (V.One - cos);
            var t0 = y0 * cos + (a1 * y2 - a2 * y1) * sin + a0 * along;
            var t1 = y1 * cos + (a2 * y0 - a0 * y2) * sin + a1 * along;
            var t2 = y2 * cos + (a0 * y1 - a1 * y0) * sin + a2 * along;
            t0 = Vector256.ConditionalSelect(isNone, y0 + (r1 * y2 - r2 * y1), t0);
            t1 = Vector256.ConditionalSelect(isNone, y1 + (r2 * y0 - r0 * y2), t1);
            t2 = Vector256.ConditionalSelect(isNone, y2 + (r0 * y1 - r1 * y0), t2);
            Transposed.Store(turned + i, 3, t0, t1, t2, t2);
        }
    }

    /// <summary>The points and, from the derivatives g by the turned points, those by r and by y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(double* r, double* y, double* g, double* turned, double* byR, double* byY, nint n)
    {
        for (nint i = 0; i < 3 * n; i += 12)
        {
            var (r0, r1, r2, _) = Transposed.Load(r + i, 3);
            var (y0, y1, y2, _) = Transposed.Load(y + i, 3);
            var (g0, g1, g2, _) = Transposed.Load(g + i, 3);
            var square = r0 * r0 + r1 * r1 + r2 * r2;
            var isNone = Vector256.Equals(square, V.Zero);
            var inverse = V.One / Vector256.Sqrt(Vector256.ConditionalSelect(isNone, V.One, square));
            var (sin, cos) = VectorMath64.SinCos(square * inverse);
            var rest = V.One - cos;
            V a0 = r0 * inverse, a1 = r1 * inverse, a2 = r2 * inverse;
            V across0 = a1 * y2 - a2 * y1, across1 = a2 * y0 - a0 * y2, across2 = a0 * y1 - a1 * y0;
            var along = a0 * y0 + a1 * y1 + a2 * y2;
            var t0 = Vector256.ConditionalSelect(isNone, y0 + (r1 * y2 - r2 * y1), y0 * cos + across0 * sin + a0 * (along * rest));
            var t1 = Vector256.ConditionalSelect(isNone, y1 + (r2 * y0 - r0 * y2), y1 * cos + across1 * sin + a1 * (along * rest));
            var t2 = Vector256.ConditionalSelect(isNone, y2 + (r0 * y1 - r1 * y0), y2 * cos + across2 * sin + a2 * (along * rest));
            Transposed.Store(turned + i, 3, t0, t1, t2, t2);

            // g · turned, term by term: cos g·y + sin a·(y × g) + (1 − cos)(a·y)(a·g).
            V c0 = y1 * g2 - y2 * g1, c1 = y2 * g0 - y0 * g2, c2 = y0 * g1 - y1 * g0;
            var alongG = a0 * g0 + a1 * g1 + a2 * g2;
            var byAngle = cos * (a0 * c0 + a1 * c1 + a2 * c2) + sin * (along * alongG - (g0 * y0 + g1 * y1 + g2 * y2));
            var d0 = sin * c0 + rest * (along * g0 + alongG * y0);
            var d1 = sin * c1 + rest * (along * g1 + alongG * y1);
            var d2 = sin * c2 + rest * (along * g2 + alongG * y2);
            var radial = byAngle - (a0 * d0 + a1 * d1 + a2 * d2) * inverse;
            var e0 = Vector256.ConditionalSelect(isNone, c0, a0 * radial + d0 * inverse);
            var e1 = Vector256.ConditionalSelect(isNone, c1, a1 * radial + d1 * inverse);
            var e2 = Vector256.ConditionalSelect(isNone, c2, a2 * radial + d2 * inverse);
            Transposed.Store(byR + i, 3, e0, e1, e2, e2);
            alongG *= rest;
            var f0 = Vector256.ConditionalSelect(isNone, g0 + (g1 * r2 - g2 * r1), cos * g0 + sin * (g1 * a2 - g2 * a1) + a0 * alongG);
            var f1 = Vector256.ConditionalSelect(isNone, g1 + (g2 * r0 - g0 * r2), cos * g1 + sin * (g2 * a0 - g0 * a2) + a1 * alongG);
            var f2 = Vector256.ConditionalSelect(isNone, g2 + (g0 * r1 - g1 * r0), cos * g2 + sin * (g0 * a1 - g1 * a0) + a2 * alongG);
            Transposed.Store(byY + i, 3, f0, f1, f2, f2);
        }
    }
}
