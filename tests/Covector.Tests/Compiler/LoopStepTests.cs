using Covector.Compiler;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>
/// Addresses move from step to step: of elements of stacks, of carries that change places, of elements that are computed elsewhere and copied because
/// they have no room for whole vectors.
/// </summary>
public sealed class LoopStepTests
{
    /// <summary>Lengths around those in which the last elements of stacks of so few numbers have no room.</summary>
    private static readonly int[] Lengths = [0, 1, 2, 3, 4, 5, 9, 40];

    [Theory]
    [InlineData(DType.Float32, false)]
    [InlineData(DType.Float32, true)]
    [InlineData(DType.Float64, false)]
    [InlineData(DType.Float64, true)]
    public void CarriesAndStacks(DType type, bool reverse)
    {
        foreach (int n in (int[])[1, 2, 3, 4, 5, 7, 8, 14, 33])
            foreach (int length in Lengths)
            {
                var (x, y, z) = (
                    RandomProgram.Sample([n], 1).AsType(type), RandomProgram.Sample([n], 2).AsType(type), RandomProgram.Sample([length, n], 3).AsType(type));
                BothTiers.SameBits(
                    $"{type}, {n} numbers, {length} steps",
                    t =>
                    {
                        // The first two change places, the third stays in its place, the sum is computed by a step that writes no padding.
                        var ((a, b, c), (u, v, w)) = Scan(
                            ((Tensor A, Tensor B, Tensor C) s, Tensor e) =>
                            {
                                var sum = CumSum(s.A, 0);
                                return ((s.B * e, Sin(s.A) + e, s.C + sum), (s.A, sum, Flip(s.C + e, 0)));
                            },
                            (t[0], t[1], t[0] - t[1]),
                            t[2],
                            reverse: reverse);
                        return [a, b, c, u, v, w];
                    },
                    x,
                    y,
                    z);
            }
    }

    [Fact]
    public void LoopsInLoops()
    {
        foreach (int n in (int[])[1, 3, 4, 14, 33])
            foreach (int length in Lengths)
                BothTiers.SameBits(
                    $"{n} numbers, {length} steps",
                    t =>
                    {
                        var (last, all) = Scan(
                            (Tensor s, Tensor e) =>
                            {
                                var (inner, rows) = Scan((Tensor c, Tensor d) => (CumSum(c, 0) * d + e, Tanh(c)), s, t[1], reverse: true);
                                return (Sin(inner), rows + While(w => Sum(Abs(w)) > 1, w => CumSum(w, 0) / 100, s));
                            },
                            t[0],
                            t[1]);
                        return [last, all];
                    },
                    RandomProgram.Sample([n], 1),
                    RandomProgram.Sample([length, n], 2));
    }

    /// <summary>What is returned twice, or carried and stacked, is stored twice by the kernel that computes it.</summary>
    [Fact]
    public void AKernelStoresWhatIsReturnedTwice()
    {
        var x = RandomProgram.Sample([14], 1);
        foreach (var function in (Func<Tensor[], Tensor[]>[])
            [
                t => { var y = Tanh(t[0]); return [y, y, y + 1]; },
                t => { var y = Tanh(t[0]); return [Sum(y), y, y]; },
                t => { var (last, all) = Scan((Tensor s, Tensor e) => { var h = Tanh(s * e) + CumSum(s, 0); return (h, h); }, t[0], t[1]); return [last, all]; },
            ])
        {
            var program = BothTiers.SameBits("twice", function, x, RandomProgram.Sample([9, 14], 2));
            Assert.DoesNotContain("copy", program.ToString());
        }
    }
}
