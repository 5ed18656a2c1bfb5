using Covector.Compiler;
using Covector.Runtime;
using Covector.Tests.Battery;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Kernels on vectors of 512 bits give the bits of tiles, however many points are left after their turns.</summary>
public sealed class WideLoopTests
{
    private static readonly int[] Lengths = [256, 257, 263, 264, 271, 272, 287, 319, 320, 333, 511, 512, 1000, 1024, 5001];

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void ElementsSideBySide(DType type)
    {
        foreach (int n in Lengths)
        {
            var (x, y) = (RandomProgram.Sample([n], 1).AsType(type), RandomProgram.Sample([n], 2).AsType(type));
            var program = BothTiers.SameBits(
                $"{type}, {n} points",
                t => [Tanh(t[0] * t[1]) - Sin(1e9 * t[1]), Where(t[0] > t[1], Abs(t[0]), Maximum(t[1], 0.5)), Exp(t[0])],
                x,
                y);
            AssertWide(program);
        }
    }

    /// <summary>Numbers of both widths, and integers among them.</summary>
    [Fact]
    public void BothWidths()
    {
        foreach (int n in Lengths)
        {
            var (x, y) = (RandomProgram.Sample([n], 1).AsType(DType.Float32), RandomProgram.Sample([n], 2));
            AssertWide(BothTiers.SameBits(
                $"{n} points",
                t =>
                [
                    Where(t[0] < 0.25f, t[1], t[0].AsType(DType.Float64)), (t[1] * 3).AsType(DType.Float32) + t[0],
                    Floor(8 * t[0]).AsType(DType.Int32) * 3,
                ],
                x,
                y));
        }
    }

    /// <summary>Rows with numbers of their own, which are the same in all lanes: few, and more than there are registers for them.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(12)]
    public void RowsAndTheirNumbers(int count)
    {
        foreach (int n in Lengths)
        {
            Tensor[] numbers = [.. Enumerable.Range(2, count).Select(seed => RandomProgram.Sample([5, 1], seed))];
            Tensor[] inputs = [RandomProgram.Sample([5, n], 1), .. numbers];
            AssertWide(BothTiers.SameBits(
                $"{count} numbers, rows of {n}",
                t => [t[1..].Aggregate(t[0], (x, a) => Tanh(x * a) + a), t[1..].Aggregate((a, b) => Exp(a) * b) + 0 * t[0]],
                inputs));
        }
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Folds(DType type)
    {
        foreach (int n in Lengths)
        {
            var x = RandomProgram.Sample([7, n], 1).AsType(type);
            var program = BothTiers.SameBits(
                $"{type}, rows of {n}",
                t =>
                [
                    Sum(Exp(t[0] - Max(t[0], 1, keepDims: true)), 1), Max(t[0] * t[0], 1), Min(Sin(t[0]), 1), Prod(1 + 0.01 * t[0], 1),
                    t[0] - Mean(t[0], 1, keepDims: true),
                ],
                x);
            if (n <= FoldLoops.RowBlock)
                AssertWide(program, kernel => kernel.HasFolds && !kernel.FoldsBlocks);
            program = BothTiers.SameBits($"{type}, {n} points as one", t => [Sum(Square(t[0])), Max(Exp(t[0]))], x);
            AssertWide(program, kernel => kernel.FoldsBlocks);
        }
    }

    /// <summary>A maximum keeps what is no number, whichever lane it is in.</summary>
    [Fact]
    public void MaximaOfNaN()
    {
        for (int place = 0; place < 130; place += 9)
        {
            double[] values = [.. Enumerable.Range(0, 260).Select(i => i % 130 == place ? double.NaN : Math.Sin(i))];
            var program = BothTiers.SameBits($"NaN at {place}", t => [Max(t[0] + 1, 1), Min(2 * t[0], 1)], Tensor.From(values, 2, 130));
            AssertWide(program, kernel => kernel.HasFolds);
        }
    }

    /// <summary>Parts that threads take, and results written over operands.</summary>
    [Fact]
    public void PartsAndResultsInPlace()
    {
        foreach (int n in (int[])[100_000, 100_003])
        {
            var x = RandomProgram.Sample([n], 1);
            var program = BothTiers.SameBits(
                $"{n} points", t => [Tanh(CumSum(Exp(t[0]) * t[0], 0)) + 1, Sum(Sin(CumSum(t[0], 0) * t[0]))], x);
            AssertWide(program);
        }
    }

    /// <summary>Steps of a loop that have few numbers each: as many as fill whole turns with the room behind them, and others, which do not.</summary>
    [Theory]
    [InlineData(DType.Float32, 13, true)]
    [InlineData(DType.Float32, 16, true)]
    [InlineData(DType.Float32, 32, true)]
    [InlineData(DType.Float32, 20, false)]
    [InlineData(DType.Float64, 5, true)]
    [InlineData(DType.Float64, 14, true)]
    [InlineData(DType.Float64, 16, true)]
    [InlineData(DType.Float64, 4, false)]
    public void StepsOfALoop(DType type, int n, bool isWide)
    {
        var (x, y) = (RandomProgram.Sample([n], 1).AsType(type), RandomProgram.Sample([60, n], 2).AsType(type));
        var program = BothTiers.SameBits(
            $"{type}, {n} numbers",
            t =>
            {
                var (last, all) = Scan((Tensor s, Tensor z) => (Tanh(s * z) + Exp(-Abs(s)), Sin(s) * z), t[0], t[1]);
                return [last, all];
            },
            x,
            y);
        if (isWide)
            AssertWide(program);
        else
            Assert.DoesNotContain(program.Kernels, kernel => kernel.WideVectors > 0);
    }

    private static void AssertWide(StepProgram program, Predicate<LoopKernel>? which = null)
    {
        if (WideVectorMethods.IsSupported)
            Assert.Contains(program.Kernels, kernel => kernel.WideVectors > 0 && which?.Invoke(kernel) != false);
    }
}
