using Covector.Compiler;
using Covector.Scalars;

namespace Covector.Tests.Compiler;

/// <summary>Every simplified expression has the bits of the original, worked out operation by operation (all NaN counting as one).</summary>
public sealed class ScalarAlgebraTests
{
    private static readonly DType[] Floats = [DType.Float32, DType.Float64];
    private static readonly double[] Constants = [0, -0.0, 1, -1, 2, 0.1, double.NaN, double.PositiveInfinity];
    private static readonly double[] Numbers =
        [0, -0.0, 1, -1, 0.3, -7, 1e-45, -1e-310, 3e38, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    [Fact]
    public void SumsProductsAndQuotients()
    {
        foreach (var type in Floats)
        {
            var leaves = Leaves(type);
            foreach (var inner in Arithmetic(leaves, leaves).Concat(leaves.Select(x => -x)))
            {
                // One for many expressions: what it remembers must not confuse them.
                var algebra = new ScalarAlgebra();
                foreach (var outer in Arithmetic([inner], leaves).Concat(Arithmetic(leaves, [inner])).Append(-inner))
                    Check(algebra, outer);
            }
        }
    }

    [Fact]
    public void ChoicesAndComparisons()
    {
        foreach (var type in Floats)
        {
            var leaves = Leaves(type);
            var (x, y) = (leaves[0], leaves[1]);
            foreach (var a in leaves)
                foreach (var b in leaves)
                {
                    var algebra = new ScalarAlgebra();
                    foreach (var mask in (Expr[])[x < y, x + 0.0 <= y, Expr.Make(Op.Equal, DType.Bool, 0, x, y + 0.0), a < b])
                    {
                        var choice = Expr.Make(Op.Select, type, 0, mask, a, b);
                        Check(algebra, choice);
                        foreach (var c in leaves)
                        {
                            Check(algebra, choice * c);
                            Check(algebra, c * choice);
                            Check(algebra, choice + c);
                            Check(algebra, c - choice);
                            Check(algebra, Expr.Make(Op.Select, type, 0, mask, choice, c));
                            Check(algebra, Expr.Make(Op.Select, type, 0, mask, c, choice));
                        }
                    }
                }
        }
    }

    [Fact]
    public void FusedMultiplyAdds()
    {
        foreach (var type in Floats)
        {
            var leaves = Leaves(type);
            var algebra = new ScalarAlgebra();
            foreach (var a in leaves)
                foreach (var b in leaves)
                    foreach (var c in leaves)
                        Check(algebra, Expr.Make(Op.FusedMultiplyAdd, type, 0, a, b, c));
        }
    }

    [Fact]
    public void AbsoluteValuesOfOppositeNumbers()
    {
        foreach (var type in Floats)
        {
            var sign = type == DType.Float32 ? Expr.ConstantBits(DType.Int32, int.MinValue) : Expr.ConstantBits(DType.Int64, long.MinValue);
            foreach (var x in Leaves(type))
            {
                var algebra = new ScalarAlgebra();
                var size = Expr.Unary(Op.Abs, x);
                Check(algebra, Expr.Unary(Op.Abs, -x));
                Check(algebra, ((-x).BitCast() | sign).BitCast());
                Check(algebra, ((-x).BitCast() & sign).BitCast());
                if (x.Op == Op.Input)
                    Assert.Same(algebra.Simplify(size), algebra.Simplify(Expr.Unary(Op.Abs, -x)));
            }
        }
    }

    /// <summary>σ(x) and σ(−x) share their exponential.</summary>
    [Fact]
    public void FunctionsOfOppositeNumbersShare()
    {
        var x = Expr.Input(0, DType.Float64);
        var algebra = new ScalarAlgebra();
        _ = algebra.Simplify(ScalarMath.Logistic(x));
        int one = algebra.Count;
        _ = algebra.Simplify(ScalarMath.Logistic(-x));
        Assert.InRange(algebra.Count, one + 1, one + 5);
    }

    /// <summary>Operands in place of the inputs of a program: nothing is left to simplify, and what is equal is the same.</summary>
    [Fact]
    public void ProgramsOfOperands()
    {
        var (x, y) = (Expr.Input(0, DType.Float64), Expr.Input(1, DType.Float64));
        var program = ScalarProgram.Of(Expr.Fma(x, y, y) / (1.0 * y) + ScalarMath.Exp(x));
        var algebra = new ScalarAlgebra();
        foreach (var a in (Expr[])[x, -x, x + 0.0, y * x, x.Like(2)])
            foreach (var b in (Expr[])[y, -y, x, y.Like(1)])
            {
                var result = algebra.Apply(program, [algebra.Simplify(a), algebra.Simplify(b)]);
                Assert.Same(algebra.Simplify(Expr.Fma(a, b, b) / (1.0 * b) + ScalarMath.Exp(a)), result);
            }
    }

    [Fact]
    public void WhatIsSavedIsCounted()
    {
        var x = Expr.Input(0, DType.Float64);
        var algebra = new ScalarAlgebra();
        Assert.Equal(Op.Input, algebra.Simplify(1.0 * x / 1.0 - 0.0).Op);
        Assert.Equal(0, algebra.Count);
        var product = algebra.Simplify(x * x);
        Assert.Same(product, algebra.Simplify(x * x));
        Assert.Equal(1, algebra.Count);
    }

    /// <summary>Two inputs, then constants.</summary>
    private static Expr[] Leaves(DType type) => [Expr.Input(0, type), Expr.Input(1, type), .. Constants.Select(c => Expr.Constant(type, c))];

    private static IEnumerable<Expr> Arithmetic(Expr[] left, Expr[] right) =>
        from a in left from b in right from e in (Expr[])[a + b, a - b, a * b, a / b] select e;

    private static void Check(ScalarAlgebra algebra, Expr original)
    {
        var simplified = algebra.Simplify(original);
        foreach (double x in Numbers)
            foreach (double y in Numbers)
            {
                double expected = Value(original, x, y), actual = Value(simplified, x, y);
                if (!(double.IsNaN(expected) && double.IsNaN(actual)) && BitConverter.DoubleToInt64Bits(expected) != BitConverter.DoubleToInt64Bits(actual))
                    Assert.Fail($"at ({x:R}, {y:R}): {actual:R}, expected {expected:R}\n{ScalarProgram.Of(original)}\nbecame\n{ScalarProgram.Of(simplified)}");
            }
    }

    /// <summary>
    /// The value in the arithmetic of the type; truth is 1, and bits are the number that has them. Of numbers in single precision, double
    /// precision rounds one operation rightly.
    /// </summary>
    private static double Value(Expr e, double x, double y)
    {
        double V(int operand) => Value(e.Operands[operand], x, y);
        double value = e.Op switch
        {
            Op.Input => e.Payload == 0 ? x : y,
            Op.Constant => e.Type switch
            {
                DType.Float32 or DType.Int32 => BitConverter.Int32BitsToSingle((int)e.Payload),
                DType.Float64 or DType.Int64 => BitConverter.Int64BitsToDouble(e.Payload),
                _ => e.Payload,
            },
            Op.Add => V(0) + V(1),
            Op.Subtract => V(0) - V(1),
            Op.Multiply => V(0) * V(1),
            Op.Divide => V(0) / V(1),
            Op.Negate => -V(0),
            Op.Abs => Math.Abs(V(0)),
            Op.BitCast => V(0),
            Op.Or => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(V(0)) | BitConverter.DoubleToInt64Bits(V(1))),
            Op.And => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(V(0)) & BitConverter.DoubleToInt64Bits(V(1))),
            Op.FusedMultiplyAdd => e.Type == DType.Float32
                ? MathF.FusedMultiplyAdd((float)V(0), (float)V(1), (float)V(2))
                : Math.FusedMultiplyAdd(V(0), V(1), V(2)),
            Op.Less => V(0) < V(1) ? 1 : 0,
            Op.LessOrEqual => V(0) <= V(1) ? 1 : 0,
            Op.Equal => V(0) == V(1) ? 1 : 0,
            Op.Select => V(0) != 0 ? V(1) : V(2),
            _ => throw new InvalidOperationException($"{e.Op}"),
        };
        return e.Type == DType.Float32 ? (float)value : value;
    }
}
