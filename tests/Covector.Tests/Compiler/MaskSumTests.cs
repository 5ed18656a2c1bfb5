using Covector.Compiler;
using Covector.Graphs;
using Covector.Primitives;
using Covector.Tests.Battery;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Sums of what one-hot vectors decide, and kernels over the same rows that become one.</summary>
public sealed class MaskSumTests
{
    private static readonly DType[] Floats = [DType.Float32, DType.Float64];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(1001)]
    public void SumsOfMasksAreComparisons(int n)
    {
        // Some numbers name no place.
        int[] labels = [0, n - 1, -1, n, n / 2, int.MaxValue, int.MinValue, 0];
        foreach (var type in Floats)
            foreach (double weight in (double[])[1, -0.125, 3, double.NaN, double.PositiveInfinity])
                foreach (var numbers in (Tensor[])[Tensor.From(labels), Tensor.From(Array.ConvertAll(labels, l => (long)l))])
                {
                    // 0 · ∞ is no zero: then it stays a sum.
                    bool isComparison = double.IsFinite(weight);
                    var expected = Array.ConvertAll(labels, l => isComparison ? (l >= 0 && l < n ? weight : 0) : n == 1 && l == 0 ? weight : double.NaN);
                    var graph = Simplified(t => [Sum(Mask(t[0], n, type) * weight, 1)], numbers);
                    Assert.Equal(!isComparison, graph.Equations.Any(e => e.Primitive is Sum));
                    Holds(expected, new Executable(Scheduler.Run(graph)), numbers);
                    Holds(expected, new CompiledProgram(graph), numbers);
                    BothTiers.SameBits(
                        $"{type}, {n}, {weight}", t => [Sum(-(Mask(t[0], n, type) * weight), 1), Sum(Where(Mask(t[0], n, type) > 0, weight, 0), 1)], numbers);
                }
    }

    [Fact]
    public void OtherSumsStaySums()
    {
        var numbers = Tensor.From([0, 2, 5, -1]);
        var x = Tensor.From([1.0, 2, 3, 4, 5, 6]);
        Func<Tensor, Tensor>[] functions =
        [
            // Along the other axis, of two different masks, not zero elsewhere, with something that is no constant.
            b => Sum(Mask(b, 6, DType.Float64), 0),
            b => Sum(Mask(b, 6, DType.Float64) * Mask(b + 1, 6, DType.Float64), 1),
            b => Sum(Mask(b, 6, DType.Float64) + 1, 1),
            b => Sum(Mask(b, 6, DType.Float64) * x, 1),
        ];
        double[][] expected = [[1, 0, 1, 0, 0, 1], [0, 0, 0, 0], [7, 7, 7, 6], [1, 3, 6, 0]];
        for (int i = 0; i < functions.Length; i++)
        {
            var f = functions[i];
            Assert.Equal(expected[i], f(numbers).ToArray<double>());
            Assert.Equal(expected[i], Jit(f, JitOptions.Eager)(numbers).ToArray<double>());
        }
    }

    [Theory]
    [InlineData(2, 16)]
    [InlineData(17, 33)]
    [InlineData(130, 257)]
    public void CrossEntropyPassesARowOnceLess(int m, int n)
    {
        foreach (var type in Floats)
        {
            var x = Tensor.From(Enumerable.Range(0, m * n).Select(i => 3 * Math.Sin(i * 0.7)).ToArray(), m, n).AsType(type);
            int[] labels = [.. Enumerable.Range(0, m).Select(i => i * 7 % n)];
            var numbers = Tensor.From(labels);
            Func<Tensor[], Tensor[]> function = t =>
            {
                var (value, slope) = ValueAndGrad((Tensor z) => -Mean(Sum(OneHot(t[1], n, type) * LogSoftmax(z), 1)))(t[0]);
                return [value, slope];
            };
            var program = BothTiers.SameBits($"{type}[{m}, {n}]", function, x, numbers);
            // The row of exponentials and their sum; then the loss and its derivatives together.
            if (m * n > 1000)
                Assert.Equal(2, program.Kernels.Count(k => k.Domain.Length == 2));
            var actual = ((IExecutable)new CompiledProgram(Simplified(function, x, numbers))).Run([x, numbers]);
            Same.Close(Reference(x, labels, m, n, type), actual, $"{type}[{m}, {n}]", 256);
        }
    }

    private static Tensor[] Reference(Tensor logits, int[] labels, int m, int n, DType type)
    {
        double[] x = logits.AsType(DType.Float64).ToArray<double>(), slope = new double[m * n];
        double loss = 0;
        for (int i = 0; i < m; i++)
        {
            double sum = 0;
            for (int j = 0; j < n; j++)
                sum += Math.Exp(x[i * n + j]);
            for (int j = 0; j < n; j++)
                slope[i * n + j] = (Math.Exp(x[i * n + j]) / sum - (j == labels[i] ? 1 : 0)) / m;
            loss += (Math.Log(sum) - x[i * n + labels[i]]) / m;
        }

        return [Tensor.From([loss], []).Reshape([]).AsType(type), Tensor.From(slope, m, n).AsType(type)];
    }

    private static Tensor Mask(Tensor numbers, int n, DType type) => OneHot(numbers, n, type);

    private static Graph Simplified(Func<Tensor[], Tensor[]> function, params Tensor[] inputs) =>
        GraphChecker.Check(Pipeline.Simplify(DeadCode.Remove(Staging.Trace(function, Array.ConvertAll(inputs, x => x.Type), default)).WithCapturesAsInputs()));

    private static void Holds(double[] expected, IExecutable program, Tensor numbers) =>
        Assert.Equal(expected, program.Run([numbers])[0].AsType(DType.Float64).ToArray<double>());
}
