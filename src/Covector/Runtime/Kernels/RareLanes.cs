using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Covector.Scalars;

namespace Covector.Runtime;

/// <summary>Recomputes with scalar functions the lanes that a vector form does not reach, such as sin of a huge argument. The trigonometric ones take their arguments for huge.</summary>
internal static class RareLanes
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector256<float> Recompute(ScalarFunction function, Vector256<int> mask, Vector256<float> fast, Vector256<float> x, Vector256<float> y = default)
    {
        for (var lane = 0; lane < Vector256<float>.Count; lane++)
        {
            if (mask.GetElement(lane) != 0) fast = fast.WithElement(lane, Call(function, x.GetElement(lane), y.GetElement(lane)));
        }
        return fast;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector256<double> Recompute(ScalarFunction function, Vector256<long> mask, Vector256<double> fast, Vector256<double> x, Vector256<double> y = default)
    {
        for (var lane = 0; lane < Vector256<double>.Count; lane++)
        {
            if (mask.GetElement(lane) != 0) fast = fast.WithElement(lane, Call(function, x.GetElement(lane), y.GetElement(lane)));
        }
        return fast;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> Recompute(ScalarFunction function, Vector512<int> mask, Vector512<float> fast, Vector512<float> x, Vector512<float> y) =>
        Vector512.Create(
            Recompute(function, mask.GetLower(), fast.GetLower(), x.GetLower(), y.GetLower()),
            Recompute(function, mask.GetUpper(), fast.GetUpper(), x.GetUpper(), y.GetUpper()));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> Recompute(
        ScalarFunction function, Vector512<long> mask, Vector512<double> fast, Vector512<double> x, Vector512<double> y) =>
        Vector512.Create(
            Recompute(function, mask.GetLower(), fast.GetLower(), x.GetLower(), y.GetLower()),
            Recompute(function, mask.GetUpper(), fast.GetUpper(), x.GetUpper(), y.GetUpper()));

    public static float Call(ScalarFunction function, float x, float y = 0) => function switch
    {
        ScalarFunction.Sin => (float)HugeArgument.Sin(x),
        ScalarFunction.Cos => (float)HugeArgument.Cos(x),
        ScalarFunction.Tan => (float)HugeArgument.Tan(x),
        _ => x % y,
    };

    public static double Call(ScalarFunction function, double x, double y = 0) => function switch
    {
        ScalarFunction.Sin => HugeArgument.Sin(x),
        ScalarFunction.Cos => HugeArgument.Cos(x),
        ScalarFunction.Tan => HugeArgument.Tan(x),
        _ => x % y,
    };
}
