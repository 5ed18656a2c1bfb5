using Covector;
using static Covector.Functions;
using static Covector.Transforms;
using Parameters = (Covector.Tensor W, Covector.Tensor B);

namespace Covector.Smoke;

/// <summary>Programs of several kinds.</summary>
internal static class Programs
{
    private static readonly Tensor Line = Tensor.Linspace(-1, 1, 1001);

    private static readonly Tensor Square = Reshape(Tensor.Linspace(-1, 2, 13 * 17), 13, 17);

    public static SmokeProgram[] All { get; } =
    [
        Of("chain", x => Tanh(2 * x + 1) * Exp(-x * x), Line, Math.Tanh(-1) * Math.Exp(-1)),
        Of("slopes of a chain", Vmap(Grad((Tensor x) => x * x * Sin(x))), Line, 2 * Math.Sin(1) + Math.Cos(1)),
        Of("rows", x => Softmax(x, 1) - LogSumExp(x, 1)[.., Slice.NewAxis], Square),
        Of("gradient of rows", Grad((Tensor x) => Sum(LogSoftmax(x) * Cos(x))), Square),
        Of("norm of rows", Grad((Tensor x) => Sum(Sin((x - Mean(x, [1], keepDims: true)) / Sqrt(Variance(x) + 1)))), Square),
        Of("columns", x => Max(x, 0) + Sum(x, 0) * Prod(x, 0), Square),
        Of("prefix sums and order", x => CumSum(x, 0) + Sort(-x, 0), Line),
        Of("gather and scatter", x => Take(x, Tensor.Arange(7) * 2, 0).At(..3).Add(1) * x[3..10], Line, 0),
        Of("single precision", x => Erf(x.AsType(DType.Float32)) * Sqrt(x.AsType(DType.Float32) + 2), Line),
        Of("integers and masks", x => Where(Equal(Floor(4 * x).AsType(DType.Int32) % 2, 0), x, -x), Line),
        Of("loop over elements", Grad((Tensor x) => Scan((c, e) => (Sin(c + e), c * e), (Tensor)0.0, x).Carry), Tensor.Linspace(0, 1, 50)),
        Of("loop with a count", Grad((Tensor x) => ForLoop(0, 20, (i, y) => Cos(y) * x, x)), (Tensor)0.5),
        Of("loop with a condition", Grad((Tensor x) => While(y => y < 100.0, y => y * x, x)), (Tensor)3.0, 5 * Math.Pow(3, 4)),
        Of("branches", Vmap(Grad((Tensor x) => Cond(x > 0, y => y * y, y => -y, x))), Line, -1),
        Of("small matrices", Vmap((Tensor x) => Dot(Turn(x), Turn(-x))), Line, 1, 0, 0, 1),
        Of("Hessian", Hessian((Tensor x) => Sum(x * x * x) + x[0] * x[1]), new double[] { 1, 2, 3 }, 6, 1, 0, 1, 12),
        Network(),
        Mixed(),
    ];

    private static Tensor Turn(Tensor angle) => Stack([Stack([Cos(angle), -Sin(angle)]), Stack([Sin(angle), Cos(angle)])]);

    private static Tensor Variance(Tensor x) => Mean(Functions.Square(x - Mean(x, [1], keepDims: true)), [1], keepDims: true);

    private static SmokeProgram Of(string name, Func<Tensor, Tensor> f, Tensor x, params double[] expected) =>
        SmokeProgram.Of(name, f, Jit(f), x, y => [y], expected);

    /// <summary>A step of gradient descent on a tuple of parameters, with matrix products.</summary>
    private static SmokeProgram Network()
    {
        Func<Parameters, Parameters> step = p =>
        {
            var g = Grad<Parameters>(p => Mean(Functions.Square(Tanh(Dot(Square, p.W) + p.B))))(p);
            return (p.W - 0.1 * g.W, p.B - 0.1 * g.B);
        };
        return SmokeProgram.Of("network", step, Jit(step), (Reshape(Tensor.Linspace(-1, 1, 17 * 5), 17, 5), Tensor.Zeros([5])), p => [p.W, p.B]);
    }

    /// <summary>A record, whose conversion is generated.</summary>
    private static SmokeProgram Mixed()
    {
        Func<Orbit, Orbit> turn = o => new(o.Place + 0.1 * o.Speed, o.Speed - 0.1 * o.Place);
        return SmokeProgram.Of(
            "record", o => Jvp(turn, o, o).Tangent, Jit((Orbit o) => Jvp(turn, o, o).Tangent), new Orbit(new double[] { 1, 2 }, new double[] { 3, 4 }),
            o => [o.Place, o.Speed], 1.3, 2.4);
    }
}

/// <summary>A state of two vectors.</summary>
[Tree]
internal sealed partial record Orbit(Tensor Place, Tensor Speed);
