using Covector.Compiler;
using Covector.Tests.Battery;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Neighbours in the rows of a batch: which are loaded together, and that columns with gaps between them give the right numbers.</summary>
public sealed class LaneQuadTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(0, 3)]
    [InlineData(0, 4)]
    [InlineData(0, 1, 2)]
    [InlineData(0, 2, 3)]
    [InlineData(1, 2, 5, 6, 7)]
    [InlineData(3, 0, 9, 1)]
    [InlineData(0, 5, 10, 15)]
    [InlineData(2, 2, 3, 2, 4)]
    [InlineData(0, 1, 2, 3, 4, 5, 6, 7, 8, 10)]
    public void LoadsStayInTheirRow(params int[] offsets)
    {
        Access[] loads = [.. offsets.Select(offset => new Access(0, DType.Float64, offset, [16]))];
        var quads = LaneQuad.OfLoads(loads, _ => true);
        bool hasThree = offsets.Distinct().Count() >= 3;
        foreach (var quad in quads)
        {
            if (quad is null)
                continue;
            // Nothing before the first element that is wanted; behind the last one element, if the row has three.
            Assert.InRange(quad.First.Offset, offsets.Min(), Math.Max(offsets.Min(), offsets.Max() - (hasThree ? 2 : 3)));
            Assert.True(quad.Members.Count(m => m >= 0) >= 2);
            for (int i = 0; i < 4; i++)
                if (quad.Members[i] >= 0)
                    Assert.Equal(quad.First.Offset + i, loads[quad.Members[i]].Offset);
        }

        // An element of a group is one of its members, or at the place of a member.
        for (int i = 0; i < loads.Length; i++)
            if (quads[i] is { } own)
                Assert.Contains(i, own.Members);
    }

    /// <summary>The loop over whole turns and the one over the rest load them each for itself.</summary>
    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(64)]
    [InlineData(103)]
    public void FoldsOfThreeCoordinates(int points)
    {
        var x = RandomProgram.Sample([40, points, 3], 1);
        static Tensor Total(Tensor x) => Sum(x[.., .., 0] * x[.., .., 1] + Tanh(x[.., .., 2]), 1);
        var program = BothTiers.SameBits("a sum over points", t => [Total(t[0])], x);
        if (points > 40)
            Assert.True(program.Steps is [KernelStep { Kernel.HasFolds: true }], program.ToString());
        double[] expected = new double[40], numbers = x.ToArray<double>();
        for (int i = 0; i < 40 * points; i++)
            expected[i / points] += numbers[3 * i] * numbers[3 * i + 1] + Math.Tanh(numbers[3 * i + 2]);
        Same.Close(Tensor.From<double>(expected, 40), Jit<Tensor, Tensor>(Total, JitOptions.Eager)(x), "a loop");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(70)]
    [InlineData(1001)]
    public void ColumnsWithGaps(int count)
    {
        foreach (int width in (int[])[3, 4, 5, 7, 11])
        {
            double[] values = [.. Enumerable.Range(0, count * width).Select(i => i * 0.25 - 3)];
            var x = Tensor.From(values, count, width);
            foreach (var (a, b, c) in ((int, int, int)[])[(0, 2, 1), (0, 2, 2), (1, width - 1, 0), (width - 1, width - 1, 0), (0, width - 1, 0)])
            {
                var function = Vmap((Tensor row) => Stack([row[a] * row[b], row[c] - row[a]], 0));
                var expected = new double[2 * count];
                for (int i = 0; i < count; i++)
                {
                    expected[2 * i] = values[i * width + a] * values[i * width + b];
                    expected[2 * i + 1] = values[i * width + c] - values[i * width + a];
                }

                Assert.Equal(expected, Jit(function, JitOptions.Eager)(x).ToArray<double>());
                Assert.Equal(expected, function(x).ToArray<double>());
            }
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1001)]
    public void AnIndexThatIsNoRowIsAnErrorInAKernel(int count)
    {
        var points = Tensor.From(Enumerable.Range(0, 30).Select(i => (double)i).ToArray(), 10, 3);
        var function = Jit((Tensor ids) => Vmap((Tensor id) => Dot(points[id], points[id] + 1))(ids), JitOptions.Eager);
        int[] ids = [.. Enumerable.Range(0, count).Select(i => i % 10)];
        double[] right = Array.ConvertAll(ids, id => Enumerable.Range(3 * id, 3).Sum(v => v * (v + 1.0)));
        Assert.Equal(right, function(Tensor.From(ids)).ToArray<double>());
        foreach (int wrong in (int[])[10, -11, int.MaxValue, int.MinValue])
            foreach (int place in (int[])[0, count / 2, count - 1])
            {
                int[] broken = [.. ids];
                broken[place] = wrong;
                var error = Assert.ThrowsAny<Exception>(() => function(Tensor.From(broken)));
                Assert.Contains($"{wrong}", error.Message);
                // The program goes on to work.
                Assert.Equal(right, function(Tensor.From(ids)).ToArray<double>());
            }
    }
}
