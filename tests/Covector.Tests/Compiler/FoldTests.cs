using Covector.Compiler;
using Covector.Primitives;
using Covector.Tests.Battery;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Kernels that fold their values along the last axis.</summary>
public sealed class FoldTests
{
    private static readonly DType[] Floats = [DType.Float32, DType.Float64];

    [Theory]
    [InlineData(2, 9)]
    [InlineData(3, 16)]
    [InlineData(5, 17)]
    [InlineData(1, 31)]
    [InlineData(2, 32)]
    [InlineData(7, 33)]
    [InlineData(3, 65)]
    [InlineData(40, 100)]
    [InlineData(2, 1000)]
    [InlineData(3, 1023)]
    [InlineData(2, 1024)]
    [InlineData(2, 1025)]
    public void EveryLength(int m, int n)
    {
        foreach (var type in Floats)
        {
            var x = RandomProgram.Sample([m, n], 1).AsType(type);
            var row = RandomProgram.Sample([n], 2).AsType(type);
            string what = $"{type}[{m}, {n}]";
            BothTiers.SameBits($"sums {what}", t => [Sum(t[0] * t[0] + 1, 1), Sum(Exp(t[0]) * t[1], 1)], x, row);
            BothTiers.SameBits($"extrema {what}", t => [Max(t[0] * t[1], 1), Min(t[0] - t[1], 1), Prod(1 + t[0] / n, 1)], x, row);
            BothTiers.SameBits($"the values too {what}", t =>
            {
                var e = Exp(t[0] * 2);
                return [e, Sum(e, 1), Sum(e * t[0], 1), Max(e, 1)];
            }, x);
            BothTiers.SameBits($"columns {what}", t => [Sum(t[0].T * 3 + t[1][.., Slice.NewAxis], 1), Max(t[0].T * 3, 1)], x, row);
            BothTiers.SameBits($"what is the same for all {what}", t => [Sum(BroadcastTo(t[0][.., ..1] * 3, [m, n]), 1)], x);
        }
    }

    [Fact]
    public void ManyOperationsTakeFewerVectorsAtOnce()
    {
        foreach (int n in (int[])[64, 200, 1024])
            foreach (var type in Floats)
            {
                var x = RandomProgram.Sample([4, n], 1).AsType(type);
                BothTiers.SameBits($"{type}[4, {n}]: two vectors", t => [Sum(Tanh(t[0]) * Exp(-t[0] * t[0]) + Sin(t[0]), 1)], x);
                BothTiers.SameBits($"{type}[4, {n}]: one vector", t =>
                {
                    var y = t[0];
                    for (int i = 0; i < 8; i++)
                        y = Tanh(y + Sin(y * 2));
                    return [Sum(y, 1), Max(y, 1)];
                }, x);
            }
    }

    [Fact]
    public void SpecialValuesFoldAsElsewhere()
    {
        Tensor x = Tensor.From(Enumerable.Range(0, 4 * 70).Select(i => i % 83 == 5 ? double.NaN : i % 41 == 7 ? double.NegativeInfinity : -0.0).ToArray(), 4, 70);
        foreach (var type in Floats)
        {
            BothTiers.SameBits($"{type}", t => [Sum(t[0] * 1.5, 1), Max(t[0] * 1.5, 1), Min(-t[0], 1), Prod(t[0] * 1.5, 1)], x.AsType(type));
            BothTiers.SameBits($"negative zeros of {type}", t => [Sum(t[0] * 1.5, 1), Max(t[0] * 1.5, 1)], Tensor.Zeros([3, 70], type) * -1);
        }
    }

    [Fact]
    public void Integers()
    {
        var x = Tensor.Arange(3 * 77).AsType(DType.Int32).Reshape(3, 77) * 1_234_567;
        BothTiers.SameBits("int32", t => [Sum(t[0] * 3, 1), Max(t[0] * 3, 1), Min(t[0] * 3, 1)], x);
        BothTiers.SameBits("int64", t => [Sum(t[0] * 3, 1), Max(t[0] * 3, 1), Min(t[0] * 3, 1)], x.AsType(DType.Int64));
        BothTiers.SameBits("mixed", t => [Sum((t[0] * 3).AsType(DType.Float64) * 0.1, 1), Sum((t[0] > 7).AsType(DType.Float32), 1)], x);
    }

    [Fact]
    public void TheValuesAreNotStored()
    {
        var program = BothTiers.SameBits("squares", t => [Sum(t[0] * t[0], 1)], RandomProgram.Sample([50, 100], 1));
        var step = Assert.IsType<KernelStep>(Assert.Single(program.Steps));
        Assert.Single(step.Kernel.Stores);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(1000)]
    [InlineData(1023)]
    [InlineData(1025)]
    [InlineData(4099)]
    [InlineData(400_001)]
    public void EverythingIsFoldedByBlocks(int n)
    {
        foreach (var type in Floats)
        {
            var x = RandomProgram.Sample([n], 1).AsType(type);
            string what = $"{type}[{n}]";
            BothTiers.SameBits($"what is stored too {what}", t =>
            {
                var e = t[0] * 3 - 1;
                return [e, Sum(e), Max(e * t[0])];
            }, x);
            BothTiers.SameBits($"what is read too {what}", t => [Sum(t[0]), t[0] * t[0], Min(t[0])], x);
            BothTiers.SameBits($"one after the other {what}", t => [Exp(t[0] - Max(t[0])) / Sum(Exp(t[0] - Max(t[0])))], x);
            BothTiers.SameBits($"parts {what}", t => [Sum(t[0][1..] * 2), Sum(t[0][..^1] * 2), Sum(Flip(t[0], 0) * 2)], x);
            BothTiers.SameBits($"many operations {what}", t => [Sum(Tanh(t[0]) * Exp(-t[0] * t[0]) + Sin(t[0]))], x);
        }
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(64, 33)]
    [InlineData(1500, 8)]
    [InlineData(7, 2000)]
    public void MatricesAreFoldedIntoOneNumber(int m, int n)
    {
        foreach (var type in Floats)
        {
            var (x, y) = (RandomProgram.Sample([m, n], 1).AsType(type), RandomProgram.Sample([m, n], 2).AsType(type));
            BothTiers.SameBits($"{type}[{m}, {n}]", t => [Sum(Square(t[0] - t[1]))], x, y);
            BothTiers.SameBits($"after rows {type}[{m}, {n}]", t => [Sum(Square(Softmax(t[0]) - t[1])), Max(LogSoftmax(t[0]))], x, y);
            BothTiers.SameBits($"of rows {type}[{m}, {n}]", t =>
            {
                var s = Sum(t[0] * t[1], 1);
                return [Sum(s * 2 + 1), t[0] * (s * 2 + 1)[.., Slice.NewAxis]];
            }, x, y);
        }
    }

    [Fact]
    public void LinesAreFoldedWhereAllCannotBe()
    {
        var (x, y) = (RandomProgram.Sample([30, 40], 1), RandomProgram.Sample([40], 2));
        BothTiers.SameBits("both", t =>
        {
            var e = Exp(t[0] * t[1]);
            return [Sum(e), Sum(e, 1), Max(e * 2), e[3]];
        }, x, y);
    }

    [Fact]
    public void SumsOfProductsAreProductsOfSums()
    {
        var (a, b) = (RandomProgram.Sample([5, 30, 20], 1), RandomProgram.Sample([5, 20, 40], 2));
        var product = MatMul(a, b);
        foreach (int[] axes in new int[][] { [0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2] })
        {
            var program = BothTiers.Close($"over {string.Join(", ", axes)}", t => [Sum(MatMul(t[0], t[1]), axes)], a, b);
            var found = Jit<Tensor, Tensor, Tensor>((x, y) => Sum(-MatMul(x, y), axes))(a, b);
            Same.Close(Sum(-product, axes), found, $"over {string.Join(", ", axes)}");
            Assert.DoesNotContain(program.Steps, s => s.ToString()!.Contains("30×20·40", StringComparison.Ordinal));
        }

        var whole = BothTiers.SameBits("read by others", t =>
        {
            var c = MatMul(t[0], t[1]);
            return [c, Sum(c, 1)];
        }, a, b);
        Assert.Contains(whole.Steps, s => s.ToString()!.Contains("30×20·40", StringComparison.Ordinal));
        // Small ones keep their bits.
        var few = Jit<Tensor, Tensor, Tensor>((x, y) => Sum(MatMul(x, y), 0))(a[0], b[0][.., ..7]);
        Same.Bits(Sum(MatMul(a[0], b[0][.., ..7]), 0), few, "a small product");
    }

    [Fact]
    public void ShortReductionsComputeTheirOperands()
    {
        foreach (var type in Floats)
            foreach (int n in (int[])[1, 3, 10, 16, 31])
            {
                var x = RandomProgram.Sample([100, n], 1).AsType(type);
                var program = BothTiers.SameBits($"{type} {n}", t => [Sum(t[0] * t[0] + 1, 1), Max(t[0] * 2, 1)], x);
                Assert.All(program.Steps, s => Assert.IsType<KernelStep>(s));
                Assert.All(program.Kernels, k => Assert.True(k.Stores.All(s => k.Domain[0] == 100 || n == 1)));
            }

        BothTiers.SameBits("two axes", t => [Sum(t[0] * t[0], [1, 2])], RandomProgram.Sample([64, 3, 4], 1));
    }

    /// <summary>Two chains over the same number of rows take turns; a third joins them in the end.</summary>
    [Fact]
    public void ChainsThatMeetAreOneStep()
    {
        var (x, y) = (RandomProgram.Sample([50, 40], 1), RandomProgram.Sample([50, 60], 2));
        var program = BothTiers.SameBits("two chains", t =>
        {
            var (a, b) = (Sum(Exp(t[0]), 1), Sum(Exp(t[1]), 1));
            var (c, d) = (Sum(t[0] / a[.., Slice.NewAxis] * t[0], 1), Sum(t[1] / b[.., Slice.NewAxis] * t[1], 1));
            return [c * d];
        }, x, y);
        Assert.IsType<RowStep>(Assert.Single(program.Steps));
        BothTiers.SameBits("apart", t => [Softmax(t[0]), Softmax(t[1]), Sum(Softmax(t[0]), 0), Sum(Softmax(t[1]))], x, y);
    }

    [Fact]
    public void ProductsAreComputedAsTheyAreRead()
    {
        var (a, b) = (RandomProgram.Sample([40, 7], 1), RandomProgram.Sample([7, 50], 2));
        var program = BothTiers.SameBits("transposed", t => [MatMul(t[0], t[1]).T * 2], a, b);
        Assert.Equal([50, 40], program.Outputs[0].Type.Shape.AsSpan().ToArray());
        Assert.Equal(["product[50×7·40] + kernel[2000]: 3 operations"], program.Steps.Select(s => s.ToString()!));
        var expected = MatMul(a, b).T * 2;
        Assert.Equal(expected.ToArray<double>(), Jit<Tensor, Tensor, Tensor>((x, y) => MatMul(x, y).T * 2)(a, b).ToArray<double>());
        BothTiers.SameBits("read both ways", t =>
        {
            var c = MatMul(t[0], t[1]);
            return [c * 2, c.T * 3];
        }, a, b);
        BothTiers.SameBits("batches", t => [Transpose(MatMul(t[0], t[1]), 0, 2, 1) + 1], RandomProgram.Sample([3, 20, 30], 1), RandomProgram.Sample([3, 30, 25], 2));
    }

    [Theory]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    public void OneHotsOfAnyNumber(DType type)
    {
        long[] labels = type == DType.Int64
            ? [3, 0, -1, 19, 20, 1L << 32, (1L << 32) + 3, long.MinValue, long.MaxValue]
            : [3, 0, -1, 19, 20, int.MinValue, int.MaxValue, 5, 6];
        var given = Tensor.From(labels).AsType(type);
        var found = Jit<Tensor, Tensor>(l => OneHot(l, 20, DType.Float32) * 2)(given).ToArray<float>();
        for (int i = 0; i < labels.Length; i++)
            for (int j = 0; j < 20; j++)
                Assert.Equal(labels[i] == j ? 2 : 0, found[i * 20 + j]);
        BothTiers.SameBits("comparisons", t =>
        {
            var places = Iota.Of([9, 20], 1, DType.Int64);
            var l = Covector.Primitives.Broadcast.Of(t[0], [9, 20], [0]);
            return [l < places, l <= places, l > places, l >= places, places < l];
        }, given.AsType(DType.Int64));
    }
}
