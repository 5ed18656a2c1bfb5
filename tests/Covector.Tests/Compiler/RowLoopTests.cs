using Covector.Compiler;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Loops over many examples, a block of them at a time.</summary>
public sealed class RowLoopTests
{
    private static readonly DType[] Floats = [DType.Float32, DType.Float64];

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(14)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1001)]
    [InlineData(40_031)]
    public void ProductsOfPathsWithGradients(int n)
    {
        foreach (var type in Floats)
            foreach (int steps in (int[])[1, 2, 7])
            {
                var (x, z) = (RandomProgram.Sample([n], 1).AsType(type), RandomProgram.Sample([steps, n], 2).AsType(type));
                var a = RandomProgram.Sample([2], 3).AsType(type);
                string what = $"{type}, {steps} steps of {n} paths";
                var program = BothTiers.SameBits(what, t => [.. Path(t[0], t[1], t[2])], x, z, a);
                Assert.Equal(n >= 64 / type.Size, program.Steps.OfType<RowStep>().Any(s => s.ToString().Contains("loop[")));
                BothTiers.SameBits($"the gradient of {what}", t =>
                {
                    var (dx, dz, da) = Grad((Tensor x, Tensor z, Tensor a) => Path(x, z, a).Aggregate((Tensor)0, (s, y) => s + Sum(Square(y))), Wrt.All)(t[0], t[1], t[2]);
                    return [dx, dz, da];
                }, x, z, a);
            }

        static Tensor[] Path(Tensor x, Tensor z, Tensor a)
        {
            var ((last, sum), stack) = Scan<(Tensor P, Tensor S), Tensor, Tensor>(
                (c, z) => { var p = c.P * Exp(a[0] * z - a[1]); return ((p, c.S + p), p * c.S); }, (x, x * 0), z);
            return [last, sum, stack];
        }
    }

    [Theory]
    [InlineData(13)]
    [InlineData(64)]
    [InlineData(101)]
    [InlineData(4099)]
    public void StatesOfThreeNumbers(int n)
    {
        // Each example turns a vector by a matrix that all share, in lanes.
        var (x, r) = (RandomProgram.Sample([n, 3], 1), RandomProgram.Sample([3, 3], 2) / 3);
        var forces = RandomProgram.Sample([5, n, 3], 3);
        BothTiers.SameBits($"turned, {n}", t => [Turn(t[0], t[1], t[2])], x, r, forces);
        BothTiers.SameBits($"turned backwards, {n}", t =>
        {
            var (dx, df) = Grad((Tensor x, Tensor f) => Sum(Square(Turn(x, t[1], f))), Wrt.All)(t[0], t[2]);
            return [dx, df];
        }, x, r, forces);

        static Tensor Turn(Tensor x, Tensor r, Tensor forces) => Vmap((Tensor x, Tensor forces) => Scan<Tensor, Tensor, Tensor?>(
            (x, f) => (Dot(r, x) + Sin(f) * x[0], null), x, forces).Carry, (0, 1))(x, forces);
    }

    [Fact]
    public void StacksThatOthersReadAreWhole()
    {
        var (x, z) = (RandomProgram.Sample([300], 1), RandomProgram.Sample([4, 300], 2));
        BothTiers.SameBits("stacks", t =>
        {
            var (last, stack) = Scan<Tensor, Tensor, Tensor>((c, z) => (c * z + 1, c), t[0], t[1]);
            var (back, again) = Scan<Tensor, Tensor, Tensor>((c, y) => (c + y, c * y), last, stack, reverse: true);
            return [back, Sum(stack, 0), stack[1..], again.T, Sum(again)];
        }, x, z);
    }

    [Fact]
    public void AConstantOfTheLoopThatComesFromTheSameRows()
    {
        var (x, z) = (RandomProgram.Sample([257], 1), RandomProgram.Sample([6, 257], 2));
        BothTiers.SameBits("constants", t =>
        {
            var (scale, shift) = (Tanh(t[0]) + 2, Sum(t[0]));
            var c = Scan<Tensor, Tensor, Tensor?>((c, z) => (c * scale + z * shift + t[0][0], null), t[0] + 1, t[1]).Carry;
            return [c * scale, Scan<Tensor, Tensor, Tensor?>((c, z) => (c * 0.5 + z * c, null), c * scale, t[1], reverse: true).Carry];
        }, x, z);
    }

    [Fact]
    public void TotalsLeaveTheLoop()
    {
        // d/da Σᵢ xᵢ exp(a Σₜ zₜᵢ) = Σᵢ xᵢ exp(a Σₜ zₜᵢ) Σₜ zₜᵢ, whose terms add up inside the reversed loop as they are traced.
        var (x, z) = (RandomProgram.Sample([500], 1), RandomProgram.Sample([9, 500], 2) / 9);
        Func<Tensor, Tensor> total = a => Sum(Scan<Tensor, Tensor, Tensor?>((c, z) => (c * Exp(a * z), null), x, z).Carry);
        double expected = 0;
        for (int i = 0; i < 500; i++)
        {
            double sum = (double)Sum(z[.., i]);
            expected += (double)x[i] * Math.Exp(0.7 * sum) * sum;
        }

        Assert.Equal(expected, (double)Grad(total)(0.7), 1e-10 * Math.Abs(expected));
        Assert.Equal(expected, (double)Jit(Grad(total), new JitOptions { CompilesAtOnce = true })(0.7), 1e-10 * Math.Abs(expected));
    }

    [Fact]
    public void CarriesThatStayTheSame()
    {
        var z = RandomProgram.Sample([5, 70], 2);
        var graph = Pipeline.Simplify(MakeGraph((Tensor z) =>
        {
            var (((a, b), _), stack) = Scan<((Tensor A, Tensor B) P, Tensor Q), Tensor, Tensor>(
                (c, z) => (((c.P.A + z, c.P.B), c.Q), c.P.B * z), ((z[0], z[1]), z[2]), z);
            return a + b + stack[0];
        })(z));
        var scan = Assert.Single(graph.Equations.Select(e => e.Primitive).OfType<Covector.Primitives.Scan>());
        Assert.Equal(1, scan.CarryCount);
        BothTiers.SameBits("unchanged", t =>
        {
            var (((a, b), q), stack) = Scan<((Tensor A, Tensor B) P, Tensor Q), Tensor, Tensor>(
                (c, z) => (((c.P.A + z, c.P.B), c.Q), c.P.B * z), ((t[0][0], t[0][1]), t[0][2]), t[0]);
            return [a, b, q, stack];
        }, z);
    }
}
