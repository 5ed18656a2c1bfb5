using Covector.Compiler;
using Covector.Tests.Battery;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Choices in compiled programs, alone and in loops.</summary>
public sealed class CondStepTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(1001)]
    public void BranchesComputeWhatTheyWouldAlone(int n)
    {
        foreach (var type in (DType[])[DType.Float32, DType.Float64])
        {
            var x = RandomProgram.Sample([n], 1).AsType(type);
            foreach (double s in (double[])[-1, 0, 2])
            {
                var c = ((Tensor)s).AsType(type);
                var program = BothTiers.SameBits($"{type}[{n}] {s}", t => [Choice(t[0], t[1])], x, c);
                Assert.Equal(n > 0, program.Steps.Any(step => step is CondStep));
                var expected = s > 0 ? Exp(x) * s + Tensor.Arange(n).AsType(type) : x[Slice.Step(.., -1)];
                Same.Bits(expected, Jit((Tensor x, Tensor c) => Choice(x, c), JitOptions.Eager)(x, c), $"{program}");
                BothTiers.SameBits(
                    $"gradient {type}[{n}] {s}", t => [Grad((Tensor y) => Sum(Square(Choice(y, t[1]))))(t[0])], x, c);
            }
        }

        // One branch reads a constant that no input changes, the other one only moves elements.
        Tensor Choice(Tensor x, Tensor s) =>
            Cond(s > 0, y => Exp(y) * s + Tensor.Arange(n).AsType(x.DType), y => y[Slice.Step(.., -1)], x);
    }

    [Fact]
    public void AnIndexBeyondTheBranchesMeansTheNearest()
    {
        Tensor x = new double[] { 1, -2, 3 };
        foreach (long index in (long[])[-5, 0, 1, 2, 9])
        {
            var program = BothTiers.SameBits($"{index}", t => [Switch(t[0], [Exp, Square, y => -y], t[1])], (Tensor)index, x);
            var expected = index <= 0 ? Exp(x) : index == 1 ? Square(x) : -x;
            var chosen = Jit((Tensor i, Tensor x) => Switch(i, [Exp, Square, y => -y], x), JitOptions.Eager)(index, x);
            Same.Bits(expected, chosen, $"{program}");
        }
    }

    /// <summary>The steps of 3n + 1 from each start to 1, choices in a loop under a batch and without one.</summary>
    [Fact]
    public void ChoicesInALoopThatEndsWhenItsValuesSay()
    {
        foreach (long start in (long[])[1, 2, 7, 27])
        {
            long steps = 0;
            for (long n = start; n != 1; n = n % 2 == 0 ? n / 2 : 3 * n + 1)
                steps++;
            BothTiers.SameBits($"{start}", t => [Steps(t[0])], (Tensor)start);
            Assert.Equal(steps, (long)Jit(Steps, JitOptions.Eager)(start));
        }

        static Tensor Steps(Tensor start)
        {
            (Tensor n, Tensor steps) s = (start, (Tensor)0L);
            return While(
                s => s.n > 1,
                s => (Cond(Equal(s.n % 2, 0), n => (n / 2).AsType(DType.Int64), n => Cond(n > 1, m => 3 * m + 1, m => m, n), s.n), s.steps + 1), s).steps;
        }
    }

    /// <summary>Gradient descent in gradient descent, each with steps that shrink or grow: the saddle of |x|² − |y|².</summary>
    [Fact]
    public void TheSaddleByNestedDescents()
    {
        Tensor start = new double[] { 1, 1 };
        foreach (var outer in (Func<Func<Tensor, Tensor>, Func<Tensor, Tensor>>[])[Grad, Forward])
            foreach (var inner in (Func<Func<Tensor, Tensor>, Func<Tensor, Tensor>>[])[Grad, Forward])
            {
                Tensor Saddle(Tensor s) => Minimum(outer, x => Payoff(x, Minimum(inner, y => -Payoff(x, y), s)), s);
                var x = Jit(Saddle, JitOptions.Eager)(start);
                Assert.InRange((double)Max(Abs(x)), 0, 2e-3);
                Same.Close(ByHand(start), x, "the descent by hand");
            }

        static Tensor Payoff(Tensor x, Tensor y) => Sum(Square(x)) - Sum(Square(y));

        static Func<Tensor, Tensor> Forward(Func<Tensor, Tensor> f) =>
            x => Stack([Jvp(f, x, new double[] { 1, 0 }).Tangent, Jvp(f, x, new double[] { 0, 1 }).Tangent]);

        static Tensor Minimum(Func<Func<Tensor, Tensor>, Func<Tensor, Tensor>> grad, Func<Tensor, Tensor> f, Tensor start)
        {
            var g = grad(f);
            (Tensor x, Tensor value, Tensor slope, Tensor rate) init = (start, f(start), g(start), 1e-2);
            return While(
                s => Norm(s.slope) > 1e-3,
                s =>
                {
                    var x = s.x - s.rate * s.slope;
                    var value = f(x);
                    return Cond(value < s.value, t => (x, value, g(x), 1.1 * t.rate), t => (t.x, t.value, t.slope, t.rate / 2), s);
                },
                init).x;
        }

        // The payoff of the best answer is |x|² up to less than any comparison sees, since the answer does not depend on x.
        static Tensor ByHand(Tensor start)
        {
            double[] x = start.ToArray<double>(), answer = Descend(x, 0);
            return Descend(x, answer[0] * answer[0] + answer[1] * answer[1]);

            static double[] Descend(double[] x, double offset)
            {
                double rate = 1e-2, a = x[0], b = x[1], value = a * a + b * b - offset;
                while (Math.Sqrt(4 * a * a + 4 * b * b) > 1e-3)
                {
                    double c = a - rate * 2 * a, d = b - rate * 2 * b, next = c * c + d * d - offset;
                    if (next < value)
                        (a, b, value, rate) = (c, d, next, 1.1 * rate);
                    else
                        rate /= 2;
                }

                return [a, b];
            }
        }
    }
}
