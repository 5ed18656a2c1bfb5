using Covector.Scalars;
using Xunit;

namespace Covector.Tests.Scalars;

public sealed class AccuracyTests(ITestOutputHelper output)
{
    /// <summary>The bounds that the definitions state, in ulp.</summary>
    public static TheoryData<string, double, double> Bounds => new()
    {
        { "exp", 1.1, 1.1 },
        { "expm1", 2.2, 2.2 },
        { "log", 1.0, 1.0 },
        { "log1p", 1.5, 1.5 },
        { "tanh", 2.5, 2.5 },
        { "logistic", 2.4, 2.4 },
        { "sin", 1.6, 1.6 },
        { "cos", 1.6, 1.6 },
        { "sqrt", 0.5, 0.5 },
        { "rsqrt", 1.5, 1.5 },
        { "log2", 1.7, 1.7 },
        { "log10", 2, 2 },
        { "cbrt", 1, 1 },
        { "tan", 3.5, 3.5 },
        { "asin", 2.5, 2.5 },
        { "acos", 2, 2 },
        { "atan", 2, 2 },
        { "sinh", 2.5, 2.5 },
        { "cosh", 2.5, 2.5 },
        { "asinh", 3, 3 },
        { "acosh", 3, 3 },
        { "atanh", 3, 3 },
        { "erf", 1.5, 1.5 },
        { "erfc", 3.5, 3.5 },
        { "erf_inv", 3, 3 },
        { "log_ndtr", 4, 4 },
        { "inverse_mills", 4, 4 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Unary_functions_stay_within_their_stated_error(string name, double single, double wide)
    {
        var points = ReferenceTable.Of(name, DType.Float64);
        var results = KernelRun.Unary<double, double>(name, [.. points.Select(p => p.X)]);
        var worst = Worst(points, i => Ulp.Error(results[i], points[i].High, points[i].Low), i => results[i], name);

        var singlePoints = ReferenceTable.Of(name, DType.Float32);
        var singles = KernelRun.Unary<float, float>(name, [.. singlePoints.Select(p => (float)p.X)]);
        var worstSingle = Worst(singlePoints, i => Ulp.Error(singles[i], singlePoints[i].High, singlePoints[i].Low), i => singles[i], name + "f");

        Assert.True(worst <= wide, $"{name} Float64: {worst} ulp");
        Assert.True(worstSingle <= single, $"{name} Float32: {worstSingle} ulp");
    }

    /// <summary>
    /// Near their zeros the gamma functions are bounded in units of a scale: digamma of 1, and of π|cot πx| for negative x, where it is
    /// the difference of such terms; lgamma, for negative x only, of 1 and |x| log |x|.
    /// </summary>
    [Theory]
    [InlineData("lgamma")]
    [InlineData("digamma")]
    public void Gamma_functions_stay_within_4_ulp_of_their_scale(string name)
    {
        double Scale(double x) => name == "lgamma"
            ? (x > 0 ? 0 : Math.Max(1, Math.Abs(x) * Math.Log(Math.Abs(x))))
            : (x > 0 ? 1 : Math.Max(1, Math.PI / Math.Abs(Math.Tan(Math.PI * (x - Math.Round(x))))));

        var points = ReferenceTable.Of(name, DType.Float64);
        var results = KernelRun.Unary<double, double>(name, [.. points.Select(p => p.X)]);
        var worst = Worst(points, i => Ulp.ErrorAtScale(results[i], points[i].High, points[i].Low, Scale(points[i].X), false), i => results[i], name);
        var singlePoints = ReferenceTable.Of(name, DType.Float32);
        var singles = KernelRun.Unary<float, float>(name, [.. singlePoints.Select(p => (float)p.X)]);
        var worstSingle = Worst(singlePoints,
            i => Ulp.ErrorAtScale(singles[i], singlePoints[i].High, singlePoints[i].Low, Scale(singlePoints[i].X), true), i => singles[i], name + "f");
        Assert.True(worst <= 4 && worstSingle <= 4, $"{name}: {worst} ulp, Float32 {worstSingle} ulp");
    }

    /// <summary>In units of the result for positive x; for negative x of the derivative of the cotangent too, whose terms cancel.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(20)]
    public void Polygamma_stays_within_a_relative_error_of_1e_14(int order)
    {
        foreach (var point in ReferenceTable.Of($"polygamma{order}", DType.Float64))
        {
            var actual = PolygammaFunction.Value(order, point.X);
            var terms = point.X > 0 ? 0 : Math.Pow(1 / (Math.PI * (point.X - Math.Round(point.X))), order + 1);
            Assert.True(Math.Abs(actual - point.High) <= 1e-14 * Math.Max(Math.Abs(point.High), terms), $"ψ({order}, {point.X:R}) = {actual:R}, exactly {point.High:R}");
        }
    }

    /// <summary>Binary32 against binary64 at points that the table does not have.</summary>
    [Theory]
    [InlineData("exp", -104, 89, 2.5)]
    [InlineData("expm1", -20, 89, 2.5)]
    [InlineData("log", 0, 100, 2.5)]
    [InlineData("log1p", -1, 10, 2.5)]
    [InlineData("tanh", -10, 10, 2.5)]
    [InlineData("logistic", -104, 20, 2.5)]
    [InlineData("sin", -100000, 100000, 2.5)]
    [InlineData("cos", -100000, 100000, 2.5)]
    [InlineData("tan", -1000, 1000, 4)]
    [InlineData("sin", -10, 10, 2.5)]
    [InlineData("cos", -10, 10, 2.5)]
    [InlineData("tan", -10, 10, 4)]
    [InlineData("asin", -1, 1, 4)]
    [InlineData("acos", -1, 1, 4)]
    [InlineData("atan", -10, 10, 4)]
    [InlineData("sinh", -89, 89, 4)]
    [InlineData("cosh", -89, 89, 4)]
    [InlineData("asinh", -10, 10, 4)]
    [InlineData("acosh", 1, 10, 4)]
    [InlineData("atanh", -1, 1, 4)]
    [InlineData("cbrt", -10, 10, 4)]
    [InlineData("log2", 0, 10, 4)]
    [InlineData("log10", 0, 10, 4)]
    [InlineData("erf", -4, 4, 4)]
    [InlineData("erfc", -4, 10.05, 4)]
    [InlineData("erf_inv", -1, 1, 4)]
    [InlineData("log_ndtr", -20, 13, 4)]
    [InlineData("inverse_mills", -20, 13, 4)]
    [InlineData("lgamma", 0, 20, 4)]
    public void Single_precision_is_dense_within_its_bound(string name, double low, double high, double bound)
    {
        const int count = 100_000;
        var x = new float[count];
        for (var i = 0; i < count; i++) x[i] = (float)(low + ((high - low) * ((i + 0.5) / count)));
        var exact = KernelRun.Unary<double, double>(name, [.. x.Select(v => (double)v)]);
        var actual = KernelRun.Unary<float, float>(name, x);
        var worst = 0;
        for (var i = 0; i < count; i++)
        {
            if (!(Ulp.Error(actual[i], exact[i], 0) <= Ulp.Error(actual[worst], exact[worst], 0))) worst = i;
        }
        output.WriteLine($"dense {name}: {Ulp.Error(actual[worst], exact[worst], 0):F3} at {x[worst]:R}");
        Assert.True(Ulp.Error(actual[worst], exact[worst], 0) <= bound, $"{name}({x[worst]:R}) = {actual[worst]:R}, in binary64 {exact[worst]:R}");
    }

    public static TheoryData<string, double, double> BinaryBounds => new()
    {
        { "pow", 0.6, 1.5 },
        { "atan2", 2.5, 2.5 },
        { "hypot", 2, 2 },
        { "rem", 0, 0 },
    };

    [Theory]
    [MemberData(nameof(BinaryBounds))]
    public void Binary_functions_stay_within_their_stated_error(string name, double single, double wide)
    {
        var points = ReferenceTable.Of(name, DType.Float64);
        var results = KernelRun.Binary<double, double>(name, [.. points.Select(p => p.X)], [.. points.Select(p => p.Y!.Value)]);
        var worst = Worst(points, i => Ulp.Error(results[i], points[i].High, points[i].Low), i => results[i], name);

        var singlePoints = ReferenceTable.Of(name, DType.Float32);
        var singles = KernelRun.Binary<float, float>(name, [.. singlePoints.Select(p => (float)p.X)], [.. singlePoints.Select(p => (float)p.Y!.Value)]);
        var worstSingle = Worst(singlePoints, i => Ulp.Error(singles[i], singlePoints[i].High, singlePoints[i].Low), i => singles[i], name + "f");

        Assert.True(worst <= wide, $"{name} Float64: {worst} ulp");
        Assert.True(worstSingle <= single, $"{name} Float32: {worstSingle} ulp");
    }

    private double Worst(ReferenceTable.Point[] points, Func<int, double> error, Func<int, double> result, string name)
    {
        var worst = 0;
        var wrong = 0;
        for (var i = 0; i < points.Length; i++)
        {
            if (error(i) > 4) wrong++;
            if (!(error(i) <= error(worst))) worst = i;
        }
        output.WriteLine($"{name}: {error(worst):F3} ulp at {points[worst].X:R} {points[worst].Y}: {result(worst):R}, exactly {points[worst].High:R}; {wrong} of {points.Length} above 4");
        return error(worst);
    }
}
