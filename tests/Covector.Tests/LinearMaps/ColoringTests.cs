using Covector.LinearMaps;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.LinearMaps;

/// <summary>Colours of graphs: what they must keep apart, how many there are, and that one dense row does not take the square of its length.</summary>
public sealed class ColoringTests
{
    private const int Long = 20_000;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    /// <summary>Passing all paths of four nodes by hand gives the same colours, to the last one.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void PathsGiveTheColorsOfTheDefinition(int seed)
    {
        var graph = Graph(seed);
        var order = (ColoringOrder)(seed % 3);
        var nodes = ColoringOrders.OfNodes(graph, order) ?? [.. Enumerable.Range(0, graph.Rows)];
        int[] colors = [.. Enumerable.Repeat(-1, graph.Rows)];
        int[] Others(int v) => [.. graph.Row(v).ToArray().Where(w => w != v)];
        foreach (int v in nodes)
        {
            var forbidden = new HashSet<int>();
            foreach (int w in Others(v))
            {
                forbidden.Add(colors[w]);
                foreach (int x in Others(w).Where(x => x != v))
                    if (colors[w] < 0 || Others(x).Any(y => y != w && colors[y] == colors[w]))
                        forbidden.Add(colors[x]);
            }

            colors[v] = Enumerable.Range(0, graph.Rows).First(c => !forbidden.Contains(c));
        }

        Assert.Equal(colors, StarColoring.ByPaths(graph, order));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TwoColorsOfAStarColoringHaveNoPathOfFourNodes(int seed)
    {
        var graph = Graph(seed);
        foreach (int[] colors in (int[][])[StarColoring.ByStars(graph, (ColoringOrder)(seed % 3)), StarColoring.Of(graph, ColoringOrder.Best)])
            for (int v = 0; v < graph.Rows; v++)
                foreach (int w in graph.Row(v))
                {
                    Assert.True(v == w || colors[v] != colors[w]);
                    foreach (int x in graph.Row(w))
                        foreach (int y in graph.Row(x))
                            Assert.True(
                                v == w || w == x || x == y || v == x || w == y || v == y || colors[v] != colors[x] || colors[w] != colors[y],
                                $"{v} {w} {x} {y}");
                }
    }

    /// <summary>The edges between nodes of two colours are fewer than the nodes of each part that they join.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void TwoColorsOfAnAcyclicColoringHaveNoCycle(int seed)
    {
        var graph = Graph(seed);
        var coloring = AcyclicColoring.Of(graph, (ColoringOrder)(seed % 4));
        int[] colors = coloring.Colors;
        var part = new Dictionary<(int Node, int Colors), (int, int)>();
        for (int v = 0; v < graph.Rows; v++)
            foreach (int w in graph.Row(v))
            {
                if (w >= v)
                    continue;
                Assert.NotEqual(colors[v], colors[w]);
                int pair = (Math.Max(colors[v], colors[w]) * graph.Rows) + Math.Min(colors[v], colors[w]);
                (int, int) Root(int node)
                {
                    var at = (node, pair);
                    while (part.TryGetValue(at, out var next))
                        at = next;
                    return at;
                }

                var (a, b) = (Root(v), Root(w));
                Assert.NotEqual(a, b);
                part[a] = b;
            }
    }

    [Theory]
    [InlineData(0, SparseColoring.Direct)]
    [InlineData(Long - 1, SparseColoring.Direct)]
    [InlineData(Long / 2, SparseColoring.Direct)]
    [InlineData(0, SparseColoring.Substitution)]
    [InlineData(Long - 1, SparseColoring.Substitution)]
    public void OneDenseRowOfAHessianTakesTwoProducts(int hub, SparseColoring coloring)
    {
        var x = Maps.Random([Long], 1);
        var hessian = Sparse.Hessian(v => Sum(v * v * v[hub]), x, new() { Coloring = coloring });
        Assert.Equal(3 * Long - 2, hessian.Pattern.Count);
        Assert.Equal(2, hessian.Colors);
        var matrix = hessian.Evaluate(x);
        double[] point = x.ToArray<double>(), values = matrix.Values.ToArray<double>();
        for (int r = 0; r < Long; r++)
            for (int p = matrix.Pattern.RowStarts[r]; p < matrix.Pattern.RowStarts[r + 1]; p++)
            {
                int c = matrix.Pattern.ColumnIndices[p];
                double expected = r == c ? (r == hub ? 6 : 2) * point[hub] : 2 * point[r == hub ? c : r];
                Assert.Equal(expected, values[p], 1e-9);
            }
    }

    /// <summary>A chain whose nodes are joined to one more: three colours for the chain, one for the hub.</summary>
    [Fact]
    public void AChainBesideADenseRowNeedsOneColorMore()
    {
        var places = Enumerable.Range(1, Long - 1).SelectMany(i => ((int, int)[])[(i, i), (0, i), (i, 0), (i, Math.Max(1, i - 1)), (Math.Max(1, i - 1), i)]);
        var graph = SparsityPattern.From(Long, Long, places.Append((0, 0)));
        Assert.Equal(4, ColoringOrders.Count(StarColoring.Of(graph, ColoringOrder.Natural)));
        Assert.Equal(4, ColoringOrders.Count(StarColoring.ByStars(graph, ColoringOrder.LargestFirst)));
        Assert.Equal(3, ColoringOrders.Count(AcyclicColoring.Of(graph, ColoringOrder.Natural).Colors));
    }

    [Fact]
    public void MatricesWithTooManyRowsAreRefused()
    {
        var x = BroadcastTo(Tensor.Zeros(1), [1 << 16, 1 << 16]);
        var message = Assert.Throws<ShapeMismatchException>(() => Sparse.Jacobian(v => Sum(v, 0), x)).Message;
        Assert.Contains("[65536, 65536]", message, StringComparison.Ordinal);
        Assert.Contains("Jvp", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProductsThatFitInNoArrayAreRefused()
    {
        // A complete graph has as many colours as nodes; its products would be 50,000² numbers.
        const int N = 50_000;
        var pattern = SparsityPattern.From(N, N, Enumerable.Range(0, N).Select(i => (i, i)));
        var message = Assert.Throws<ShapeMismatchException>(() => Recovery.Require(pattern, N, 0)).Message;
        Assert.Contains("50000 products J·v", message, StringComparison.Ordinal);
    }

    /// <summary>A symmetric pattern with a diagonal: sparse, with a dense row, in blocks.</summary>
    private static SparsityPattern Graph(int seed)
    {
        var random = new Random(seed);
        int n = 5 + random.Next(30), hub = random.Next(n);
        double density = 0.03 + 0.3 * random.NextDouble();
        var places = new List<(int, int)>();
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
                if (random.NextDouble() < density || (seed % 2 == 0 && (i == hub || j == hub)) || (seed % 5 == 0 && i - j < 3))
                    places.AddRange([(i, j), (j, i)]);
        return SparsityPattern.From(n, n, places);
    }
}
