namespace Covector.Scalars;

/// <summary>The elementwise functions that have precompiled tile kernels.</summary>
internal static class ElementwiseDefinitions
{
    private static readonly DType[] s_floats = [DType.Float32, DType.Float64];
    private static readonly DType[] s_integers = [DType.Int32, DType.Int64];
    private static readonly DType[] s_numbers = [.. s_integers, .. s_floats];
    private static readonly DType[] s_logic = [DType.Bool, .. s_integers];
    private static readonly DType[] s_all = [DType.Bool, .. s_numbers];

    /// <summary>All definitions, in the order of the printed files.</summary>
    public static IReadOnlyList<ElementwiseDefinition> All { get; } =
    [
        Binary("add", "Arithmetic", s_numbers, ScalarMath.Add),
        Binary("sub", "Arithmetic", s_numbers, ScalarMath.Subtract),
        Binary("mul", "Arithmetic", s_numbers, ScalarMath.Multiply),
        Binary("div", "Arithmetic", s_numbers, ScalarMath.Divide),
        Binary("rem", "Arithmetic", s_numbers, ScalarMath.Remainder),
        Binary("min", "Arithmetic", s_numbers, ScalarMath.Minimum),
        Binary("max", "Arithmetic", s_numbers, ScalarMath.Maximum),
        Binary("strong_mul", "Arithmetic", s_numbers, ScalarMath.StrongMultiply),
        Unary("neg", "Arithmetic", s_numbers, ScalarMath.Negate),
        Unary("abs", "Arithmetic", s_numbers, ScalarMath.Abs),
        Unary("sign", "Arithmetic", s_numbers, ScalarMath.Sign),
        Unary("square", "Arithmetic", s_numbers, ScalarMath.Square),
        Unary("reciprocal", "Arithmetic", s_floats, ScalarMath.Reciprocal),

        Unary("floor", "Rounding", s_numbers, ScalarMath.Floor),
        Unary("ceil", "Rounding", s_numbers, ScalarMath.Ceiling),
        Unary("round", "Rounding", s_numbers, ScalarMath.Round),
        Unary("trunc", "Rounding", s_numbers, ScalarMath.Truncate),

        Binary("eq", "Comparisons", s_all, ScalarMath.Equal),
        Binary("ne", "Comparisons", s_all, ScalarMath.NotEqual),
        Binary("lt", "Comparisons", s_all, ScalarMath.Less),
        Binary("le", "Comparisons", s_all, ScalarMath.LessOrEqual),
        Binary("gt", "Comparisons", s_all, ScalarMath.Greater),
        Binary("ge", "Comparisons", s_all, ScalarMath.GreaterOrEqual),
        Unary("is_nan", "Comparisons", s_floats, ScalarMath.IsNaN),
        Unary("is_finite", "Comparisons", s_floats, ScalarMath.IsFinite),

        Binary("and", "Logic", s_logic, ScalarMath.And),
        Binary("or", "Logic", s_logic, ScalarMath.Or),
        Binary("xor", "Logic", s_logic, ScalarMath.Xor),
        Unary("not", "Logic", s_logic, ScalarMath.Not),
        new("select", "Logic", [.. from type in s_all select new[] { DType.Bool, type, type }],
            x => x[1].Type == DType.Bool ? (x[0] & x[1]) | (~x[0] & x[2]) : ScalarMath.Select(x[0], x[1], x[2])),

        Unary("exp", "Exponential", s_floats, ScalarMath.Exp),
        Unary("expm1", "Exponential", s_floats, ScalarMath.Expm1),
        Unary("logistic", "Exponential", s_floats, ScalarMath.Logistic),

        Unary("log", "Logarithms", s_floats, ScalarMath.Log),
        Unary("log1p", "Logarithms", s_floats, ScalarMath.Log1p),
        Unary("log2", "Logarithms", s_floats, ScalarMath.Log2),
        Unary("log10", "Logarithms", s_floats, ScalarMath.Log10),

        Unary("sqrt", "Powers", s_floats, ScalarMath.Sqrt),
        Unary("rsqrt", "Powers", s_floats, ScalarMath.Rsqrt),
        Unary("cbrt", "Powers", s_floats, ScalarMath.Cbrt),
        Binary("hypot", "Powers", s_floats, ScalarMath.Hypot),
        Binary("pow", "Powers", s_floats, ScalarMath.Pow),

        Unary("sin", "Trigonometric", s_floats, ScalarMath.Sin),
        Unary("cos", "Trigonometric", s_floats, ScalarMath.Cos),
        Unary("tan", "Trigonometric", s_floats, ScalarMath.Tan),

        Unary("asin", "InverseTrigonometric", s_floats, ScalarMath.Asin),
        Unary("acos", "InverseTrigonometric", s_floats, ScalarMath.Acos),
        Unary("atan", "InverseTrigonometric", s_floats, ScalarMath.Atan),
        Binary("atan2", "InverseTrigonometric", s_floats, ScalarMath.Atan2),

        Unary("tanh", "Hyperbolic", s_floats, ScalarMath.Tanh),
        Unary("sinh", "Hyperbolic", s_floats, ScalarMath.Sinh),
        Unary("cosh", "Hyperbolic", s_floats, ScalarMath.Cosh),
        Unary("asinh", "Hyperbolic", s_floats, ScalarMath.Asinh),
        Unary("acosh", "Hyperbolic", s_floats, ScalarMath.Acosh),
        Unary("atanh", "Hyperbolic", s_floats, ScalarMath.Atanh),

        Unary("erf", "ErrorFunction", s_floats, ScalarMath.Erf),
        Unary("erfc", "ErrorFunction", s_floats, ScalarMath.Erfc),
        Unary("erf_inv", "ErrorFunction", s_floats, ScalarMath.ErfInv),
        Unary("log_ndtr", "ErrorFunction", s_floats, ScalarMath.LogNdtr),

        Unary("lgamma", "Gamma", s_floats, ScalarMath.LogGamma),
        Unary("digamma", "Gamma", s_floats, ScalarMath.Digamma),

        .. from target in s_all
           select new ElementwiseDefinition("convert_" + Lower(target), "Conversions",
               [.. from source in s_all where source != target select new[] { source }], x => ScalarMath.Convert(x[0], target)),
    ];

    private static string Lower(DType type) => type.ToString().ToLowerInvariant();

    private static ElementwiseDefinition Unary(string name, string area, DType[] types, Func<Expr, Expr> define) =>
        new(name, area, [.. from type in types select new[] { type }], x => define(x[0]));

    private static ElementwiseDefinition Binary(string name, string area, DType[] types, Func<Expr, Expr, Expr> define) =>
        new(name, area, [.. from type in types select new[] { type, type }], x => define(x[0], x[1]));
}
