using Covector.Scalars;

namespace Covector.Compiler;

/// <summary>The elementwise primitives that have precompiled tile kernels, with the element types of each.</summary>
internal static class TileKernelDefinitions
{
    private static readonly DType[] floats = [DType.Float32, DType.Float64];
    private static readonly DType[] integers = [DType.Int32, DType.Int64];
    private static readonly DType[] numbers = [.. integers, .. floats];
    private static readonly DType[] logic = [DType.Bool, .. integers];
    private static readonly DType[] all = [DType.Bool, .. numbers];

    /// <summary>All definitions, in the order of the printed files.</summary>
    public static IReadOnlyList<ElementwiseDefinition> All { get; } =
    [
        Of(Add.Instance, 2, "Arithmetic", numbers),
        Of(Subtract.Instance, 2, "Arithmetic", numbers),
        Of(Multiply.Instance, 2, "Arithmetic", numbers),
        Of(Divide.Instance, 2, "Arithmetic", numbers),
        Of(Remainder.Instance, 2, "Arithmetic", numbers),
        Of(Minimum.Instance, 2, "Arithmetic", numbers),
        Of(Maximum.Instance, 2, "Arithmetic", numbers),
        Of(StrongMultiply.Instance, 2, "Arithmetic", numbers),
        Of(Negate.Instance, 1, "Arithmetic", numbers),
        Of(Absolute.Instance, 1, "Arithmetic", numbers),
        Of(Sign.Instance, 1, "Arithmetic", numbers),

        Of(Floor.Instance, 1, "Rounding", numbers),
        Of(Ceiling.Instance, 1, "Rounding", numbers),
        Of(Round.Instance, 1, "Rounding", numbers),
        Of(Truncate.Instance, 1, "Rounding", numbers),

        Of(Equal.Instance, 2, "Comparisons", all),
        Of(NotEqual.Instance, 2, "Comparisons", all),
        Of(Less.Instance, 2, "Comparisons", all),
        Of(LessOrEqual.Instance, 2, "Comparisons", all),
        Of(Greater.Instance, 2, "Comparisons", all),
        Of(GreaterOrEqual.Instance, 2, "Comparisons", all),
        Of(IsNaN.Instance, 1, "Comparisons", floats),
        Of(IsFinite.Instance, 1, "Comparisons", floats),

        Of(And.Instance, 2, "Logic", logic),
        Of(Or.Instance, 2, "Logic", logic),
        Of(Xor.Instance, 2, "Logic", logic),
        Of(Not.Instance, 1, "Logic", logic),

        Of(Exp.Instance, 1, "Exponential", floats),
        Of(Expm1.Instance, 1, "Exponential", floats),
        Of(Logistic.Instance, 1, "Exponential", floats),

        Of(Log.Instance, 1, "Logarithms", floats),
        Of(Log1p.Instance, 1, "Logarithms", floats),
        Of(LogAddExp.Instance, 2, "Logarithms", floats),
        Of(Log2.Instance, 1, "Logarithms", floats),
        Of(Log10.Instance, 1, "Logarithms", floats),

        Of(Sqrt.Instance, 1, "Powers", floats),
        Of(Rsqrt.Instance, 1, "Powers", floats),
        Of(Cbrt.Instance, 1, "Powers", floats),
        Of(Hypot.Instance, 2, "Powers", floats),
        Of(Power.Instance, 2, "Powers", floats),

        Of(Sin.Instance, 1, "Trigonometric", floats),
        Of(Cos.Instance, 1, "Trigonometric", floats),
        Of(Tan.Instance, 1, "Trigonometric", floats),

        Of(Asin.Instance, 1, "InverseTrigonometric", floats),
        Of(Acos.Instance, 1, "InverseTrigonometric", floats),
        Of(Atan.Instance, 1, "InverseTrigonometric", floats),
        Of(Atan2.Instance, 2, "InverseTrigonometric", floats),

        Of(Tanh.Instance, 1, "Hyperbolic", floats),
        Of(Sinh.Instance, 1, "Hyperbolic", floats),
        Of(Cosh.Instance, 1, "Hyperbolic", floats),
        Of(Asinh.Instance, 1, "Hyperbolic", floats),
        Of(Acosh.Instance, 1, "Hyperbolic", floats),
        Of(Atanh.Instance, 1, "Hyperbolic", floats),

        Of(Erf.Instance, 1, "ErrorFunction", floats),
        Of(Erfc.Instance, 1, "ErrorFunction", floats),
        Of(ErfInv.Instance, 1, "ErrorFunction", floats),
        Of(LogNdtr.Instance, 1, "ErrorFunction", floats),
        Of(InverseMills.Instance, 1, "ErrorFunction", floats),

        Of(LogGamma.Instance, 1, "Gamma", floats),
        Of(Digamma.Instance, 1, "Gamma", floats),

        new(Select.Instance.Name, "Logic", [.. from type in all select new[] { DType.Bool, type, type }], x => Select.Instance.Lower(x)),

        .. from target in all
           select new ElementwiseDefinition(
               "convert_" + target.ToString().ToLowerInvariant(), "Conversions",
               [.. from source in all where source != target select new[] { source }], x => new Primitives.Convert(target).Lower(x)),
    ];

    private static ElementwiseDefinition Of(Elementwise primitive, int arity, string area, DType[] types) => new(
        primitive.Name, area, [.. from type in types select Enumerable.Repeat(type, arity).ToArray()], x => primitive.Lower(x)!);
}
