using Covector.Compiler;
using Covector.Scalars;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Kernels of elementwise equations: every length of the rest, types that mix, views of every kind.</summary>
public sealed class KernelTests
{
    private static readonly DType[] Floats = [DType.Float32, DType.Float64];

    public static TheoryData<int> Lengths => [.. Enumerable.Range(1, 40), 63, 64, 65, 1023, 4099];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void EveryLength(int n)
    {
        foreach (var type in Floats)
        {
            var x = RandomProgram.Sample([n], 1).AsType(type);
            BothTiers.SameBits($"{type}[{n}]", t => [Tanh(t[0] * 2 + 1) * Exp(-t[0] * t[0]), t[0] > 0, Where(t[0] > 0, Log(t[0]), t[0])], x);
        }
    }

    /// <summary>Wherever the stack of the caller ends, what a kernel keeps on it is in one page.</summary>
    [Fact]
    public void FramesOfKernelsLieInOnePage()
    {
        for (int shift = 0; shift < 4096; shift += 16)
            Assert.InRange(PlaceOfFrame(shift) % 4096, 1024, 4095);

        static unsafe nint PlaceOfFrame(int shift)
        {
            byte* shifted = stackalloc byte[shift + 16];
            *shifted = 0;
            nint place = 0;
            KernelCall.Run(
                (_, _) =>
                {
                    byte here = 0;
                    place = (nint)(&here);
                },
                null, 0);
            return place;
        }
    }

    /// <summary>At the very end of a page one byte is skipped: no bytes of the stack lie nowhere, and what is written to them is an error.</summary>
    [Fact]
    public void SomethingIsSkippedWhereAPageEnds()
    {
        Assert.InRange(KernelCall.Skipped(0x7000), 1, 16);
        Assert.InRange(KernelCall.Skipped(0x7000 + 100), 101, 116);
        Assert.Equal(0, KernelCall.Skipped(0x7000 + 4000));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 2)]
    [InlineData(300, 3)]
    [InlineData(7, 8)]
    [InlineData(3, 37)]
    [InlineData(2, 64)]
    public void RowsAndColumnsRepeat(int m, int n)
    {
        foreach (var type in Floats)
        {
            var (a, row, column) = (RandomProgram.Sample([m, n], 1).AsType(type), RandomProgram.Sample([n], 2).AsType(type), RandomProgram.Sample([m, 1], 3).AsType(type));
            BothTiers.SameBits($"{type}[{m}, {n}]", t => [Sin(t[0] + t[1]) * t[2], t[0].T * 2 + t[1][.., Slice.NewAxis], Exp(t[1]) + t[2]], a, row, column);
        }
    }

    [Fact]
    public void ViewsAreReadInPlace()
    {
        var x = RandomProgram.Sample([6, 10], 1);
        var program = BothTiers.SameBits("views", t => [Sin(t[0][1..4, 2..]) + t[0][2..5, ..8] * Flip(t[0][..3, 1..9], 1)], x);
        Assert.Single(program.Steps);
        BothTiers.SameBits("steps", t => [Cos(t[0][.., Slice.Step(.., 3)]) * 2], x);
        BothTiers.SameBits("reshaped", t => [Exp(t[0].Reshape(3, 20)) - t[0].T.Reshape(3, 20)], x);
    }

    /// <summary>
    /// A kernel with numbers of two widths takes as many points at once as the narrow ones fit into a vector; of the wide ones these are two vectors,
    /// for which there is no room behind a tensor of few elements.
    /// </summary>
    [Theory]
    [InlineData(DType.Float32, DType.Float64, false)]
    [InlineData(DType.Float64, DType.Float64, true)]
    [InlineData(DType.Float32, DType.Float32, true)]
    public void OnlyKernelsOfOneWidthRunIntoThePadding(DType from, DType to, bool runsInto)
    {
        var x = RandomProgram.Sample([4], 1).AsType(from);
        var program = BothTiers.SameBits("widths", t => [(t[0] * 3).AsType(to)], x);
        Assert.Equal(runsInto, program.Steps.SelectMany(s => s.Kernels).Single().Tail == LoopTail.Padded);
    }

    [Fact]
    public void TypesMixInOneKernel()
    {
        var (x, y) = (RandomProgram.Sample([77], 1).AsType(DType.Float32), RandomProgram.Sample([77], 2));
        var i = Tensor.Arange(77).AsType(DType.Int32);
        BothTiers.SameBits(
            "mixed",
            t => [t[0].AsType(DType.Float64) * t[1], (t[1] * 3).AsType(DType.Float32) + t[0], t[2] * 3 + 1, t[2].AsType(DType.Float32) * t[0],
                Where((t[0] > 0) & (t[1] > 0), t[1], -t[1]), (t[0] < 0.5f) | (t[2] < 7), t[2] / 3, Where(t[1] > 0, t[2], -t[2])],
            x, y, i);
    }

    /// <summary>Rows shorter than a vector: lanes go along the long axis, where neighbours of a mask lie some bytes apart.</summary>
    [Theory]
    [InlineData(33, 3)]
    [InlineData(37, 2)]
    [InlineData(101, 7)]
    public void MasksWhoseLanesLieApart(int m, int n)
    {
        var mask = RandomProgram.Sample([m, n], 4) > 0.25;
        var row = RandomProgram.Sample([m, 1], 5) > -0.5;
        foreach (var type in new[] { DType.Float32, DType.Float64, DType.Int32, DType.Int64 })
        {
            Tensor x = (4 * RandomProgram.Sample([m, n], 1)).AsType(type), column = (2 * RandomProgram.Sample([m, 1], 2)).AsType(type);
            BothTiers.SameBits(
                $"{type}[{m}, {n}]", t => [t[0] > t[1], Where(t[2], t[0], t[1]), (t[0] <= t[1]) & t[2], t[2].T | (t[0] > t[1]).T, Where(t[3], t[1], t[0])],
                x, column, mask, row);
        }

        BothTiers.SameBits("masks alone", t => [t[0] & t[1], t[0] | t[1], t[0].T ^ t[1].T], mask, row);
    }

    [Fact]
    public void RareLanesAreRecomputed()
    {
        Tensor x = [1e30, 2, -1e22, 0.5, double.NaN, double.PositiveInfinity, -0.0, 1e300, 3];
        BothTiers.SameBits("huge arguments", t => [Sin(t[0]), Cos(t[0]) * Tan(t[0]), Remainder(t[0], 3.7)], x);
        BothTiers.SameBits("huge arguments", t => [Sin(t[0]), Cos(t[0]) * Tan(t[0])], x.AsType(DType.Float32));
    }

    [Fact]
    public void OutputsThatAreInputsConstantsOrEqual()
    {
        var x = RandomProgram.Sample([3, 5], 1);
        BothTiers.SameBits("outputs", t => [t[0], t[0].T, Tensor.Ones([2, 2]), Sin(t[0]), Sin(t[0]), Tensor.Arange(4)], x);
        BothTiers.SameBits("nothing", t => [Sin(t[0][..0]), Sum(t[0][..0], 0)], x);
    }

    [Fact]
    public void ALongStraightProgramIsSplit()
    {
        var x = RandomProgram.Sample([9], 1);
        var program = BothTiers.SameBits("20,000 operations", t =>
        {
            var y = t[0];
            for (int i = 0; i < 10_000; i++)
                y = y * 0.999 + t[0];
            return [y];
        }, x);
        Assert.InRange(program.Kernels.Max(k => k.Program.Instructions.Count), 1, 1000);
    }

    /// <summary>
    /// Beyond 2,000 locals or 8,000 references to them in a method the JIT gives up optimizing, and code becomes four times slower. Many values are
    /// alive at any time in this program, which must be cut into kernels that hand them on.
    /// </summary>
    [Theory]
    [InlineData(8)]
    [InlineData(150)]
    public void KernelsOfALongProgramStayBelowTheLimitsOfTheJit(int alive)
    {
        const int Operations = 20_000;
        foreach (var type in Floats)
        {
            var x = RandomProgram.Sample([37], 1).AsType(type);
            var program = BothTiers.SameBits($"{Operations} operations of {type}", t =>
            {
                var values = new Tensor[alive];
                for (int i = 0; i < alive; i++)
                    values[i] = t[0] + 0.01 * i;
                for (int i = 0; i < Operations / 3; i++)
                    values[i % alive] = values[i % alive] * (0.5 - 1.0 / (i + 9)) + 0.25 * values[(i + 3) % alive];
                return values[..3];
            }, x);
            Assert.InRange(program.Kernels.Max(LocalReferences), 1, 7000);
        }
    }

    /// <summary>Four vectors at once are for what has few values; others would leave the registers.</summary>
    [Fact]
    public void LoopsThatFoldTakeAsManyVectorsAsRegistersHold()
    {
        foreach (var type in Floats)
        {
            var x = RandomProgram.Sample([6, 1000], 1).AsType(type);
            Assert.Equal(4, Folding(t => Sum(t * t, 1)));
            Assert.InRange(Folding(t => Sum(Exp(t), 1)), 1, 2);
            Assert.InRange(Folding(t => Sum(Log(t * t + 1), 1)), 1, 2);
            Assert.InRange(Folding(t => Sum(Exp(-t * t) * Tanh(t), 1)), 1, 2);

            int Folding(Func<Tensor, Tensor> f) =>
                BothTiers.SameBits($"folds of {type}", t => [f(t[0])], x).Kernels.Single(k => k.HasFolds).Interleave;
        }
    }

    /// <summary>About how often emitted code reads and writes local variables: operands and results once for each vector, addresses from a pointer and a point.</summary>
    private static int LocalReferences(LoopKernel kernel)
    {
        int once = 2 * (kernel.Loads.Length + kernel.Stores.Length) + kernel.Stores.Length;
        foreach (var instruction in kernel.Program.Instructions)
            if (instruction.Op != Op.Constant)
                once += 1 + instruction.Operands.Length;
        return once * (kernel.WideVectors > 0 ? kernel.WideVectors + 1 : kernel.Interleave);
    }

    [Fact]
    public void KernelsPrintAsCSharp()
    {
        string text = Jit<Tensor, Tensor>(x => x * 2 + 1).Explain(Tensor.Ones([5])).ToCSharp();
        Assert.Equal(
            """
            static unsafe void Kernel0(double* b0, double* b1)
            {
                var v1 = 2d;
                var v3 = 1d;
                for (long i0 = 0; i0 < 5; i0++)
                {
                    var v0 = b0[i0]; // x
                    var v2 = v0 * v1; // b = mul x a
                    var v4 = v2 + v3; // d = add b c
                    b1[i0] = v4; // d
                }
            }

            """, text);
    }
}
