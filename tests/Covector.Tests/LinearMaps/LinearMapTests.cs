using static Covector.Functions;

namespace Covector.Tests.LinearMaps;

/// <summary>Each kind of map by itself and in products and sums with every other kind, against the matrices.</summary>
public sealed class LinearMapTests
{
    private const int N = 6;

    /// <summary>Square maps on vectors of six elements, one or more of each kind, with their matrices by hand.</summary>
    private static readonly (string Name, LinearMap Map, double[,] Matrix)[] Kinds =
    [
        ("zero", LinearMap.Zero([N], [N]), Matrix((_, _) => 0)),
        ("identity", LinearMap.Identity([N]), Matrix((i, j) => i == j ? 1 : 0)),
        ("scaled identity", 3 * LinearMap.Identity([N]), Matrix((i, j) => i == j ? 3 : 0)),
        ("diag", LinearMap.Diag(Values(i => i + 1)), Matrix((i, j) => i == j ? i + 1 : 0)),
        ("dense", LinearMap.Dense(Tensor.From(Matrix(Entry))), Matrix(Entry)),
        ("low rank", LinearMap.LowRank(Values(i => i + 1).Reshape(N, 1), Values(i => 2 - i).Reshape(N, 1)), Matrix((i, j) => (i + 1) * (2 - j))),
        ("selector", LinearMap.Selector([2, -1, 0, 2, 5, 1], N), Matrix((i, j) => new[] { 2, -1, 0, 2, 5, 1 }[i] == j ? 1 : 0)),
        ("permutation", LinearMap.Selector([2, 3, 0, 4, 5, 1], N), Matrix((i, j) => new[] { 2, 3, 0, 4, 5, 1 }[i] == j ? 1 : 0)),
        ("stencil", LinearMap.Stencil([-1, 0, 2], Values(3, N, (k, r) => k + r + 1)), Matrix((i, j) => (j - i) switch
        {
            -1 => i + 1,
            0 => i + 2,
            2 => i + 3,
            _ => 0,
        })),
        ("sparse", LinearMap.Sparse(Sparse()), Matrix((i, j) => (i * j) % 4 == 1 ? i - j + 0.5 : 0)),
        ("diag + low rank", LinearMap.Diag(Values(i => i + 1)) + LinearMap.LowRank(Values(_ => 0.1).Reshape(N, 1), Values(i => i).Reshape(N, 1)),
            Matrix((i, j) => (i == j ? i + 1 : 0) + 0.1 * j)),
        ("dense · diag · dense",
            LinearMap.Dense(Tensor.From(Matrix(Entry))) * LinearMap.Diag(Values(i => i - 2.5)) * LinearMap.Dense(Tensor.From(Matrix(Entry))),
            Matrix((i, j) => Enumerable.Range(0, N).Sum(k => Entry(i, k) * (k - 2.5) * Entry(k, j)))),
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, Kinds.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public void KindHasItsEntriesInEveryView(int kind)
    {
        var (name, map, matrix) = Kinds[kind];
        Assert.Equal(name, map.Structure);
        Maps.RequireEntries(map, Tensor.From(matrix));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ProductsAndSumsAreThoseOfMatrices(int kind)
    {
        var (_, a, ma) = Kinds[kind];
        foreach (var (_, b, mb) in Kinds)
        {
            Maps.RequireEntries(a * b, Tensor.From(Matrix((i, j) => Enumerable.Range(0, N).Sum(k => ma[i, k] * mb[k, j]))));
            Maps.RequireEntries(a + b, Tensor.From(Matrix((i, j) => ma[i, j] + mb[i, j])));
            Maps.RequireEntries(a.T * b, Tensor.From(Matrix((i, j) => Enumerable.Range(0, N).Sum(k => ma[k, i] * mb[k, j]))));
        }
    }

    /// <summary>The composition table: what becomes of two structures.</summary>
    [Theory]
    [InlineData("diag", "diag", "diag")]
    [InlineData("diag", "dense", "diag · dense")]
    [InlineData("dense", "diag", "dense · diag")]
    [InlineData("dense", "dense", "dense · dense")]
    [InlineData("zero", "dense", "zero")]
    [InlineData("dense", "zero", "zero")]
    [InlineData("identity", "sparse", "sparse")]
    [InlineData("scaled identity", "scaled identity", "scaled identity")]
    [InlineData("scaled identity", "stencil", "stencil")]
    [InlineData("selector", "selector", "selector")]
    [InlineData("permutation", "permutation", "permutation")]
    [InlineData("selector", "dense", "selector · dense")]
    [InlineData("stencil", "diag", "stencil")]
    [InlineData("diag", "stencil", "stencil")]
    [InlineData("stencil", "stencil", "stencil")]
    [InlineData("sparse", "diag", "sparse")]
    [InlineData("sparse", "permutation", "sparse")]
    [InlineData("low rank", "diag", "low rank")]
    [InlineData("diag", "low rank", "low rank")]
    [InlineData("dense", "low rank", "low rank")]
    public void CompositionKeepsStructure(string left, string right, string product) => Assert.Equal(product, (Kind(left) * Kind(right)).Structure);

    [Theory]
    [InlineData("diag", "diag", "diag")]
    [InlineData("identity", "identity", "scaled identity")]
    [InlineData("diag", "identity", "diag")]
    [InlineData("diag", "low rank", "diag + low rank")]
    [InlineData("diag", "stencil", "stencil")]
    [InlineData("stencil", "stencil", "stencil")]
    [InlineData("sparse", "stencil", "sparse")]
    [InlineData("zero", "sparse", "sparse")]
    [InlineData("dense", "diag", "dense + diag")]
    public void AdditionKeepsStructure(string left, string right, string sum) => Assert.Equal(sum, (Kind(left) + Kind(right)).Structure);

    [Fact]
    public void SolveUsesTheStructure()
    {
        var b = Values(i => i * i - 3);
        string[] regular = ["identity", "scaled identity", "diag", "dense", "permutation", "stencil", "diag + low rank", "dense · diag · dense"];
        foreach (string name in regular)
        {
            var map = Kind(name);
            Maps.RequireClose(b, map * map.Solve(b), 1e-9, name);
            Maps.RequireClose(b, map.T * map.T.Solve(b), 1e-9, name);
        }

        foreach (string name in (string[])["zero", "low rank", "selector"])
            Assert.Throws<NonFiniteException>(() => Kind(name).Solve(b));
        var kronecker = LinearMap.Kronecker(Maps.Random([3, 3], 1), Maps.Random([2, 2], 2));
        var right = Maps.Random([3, 2], 3);
        Maps.RequireClose(right, kronecker * kronecker.Solve(right), 1e-9);
        var blocks = LinearMap.BlockDiagonal(Maps.Random([4, 3, 3], 4));
        var batch = Maps.Random([4, 3], 5);
        Maps.RequireClose(batch, blocks * blocks.Solve(batch), 1e-9);
        var product = LinearMap.Diag(Values(i => i + 1)) * LinearMap.Selector([2, 3, 0, 4, 5, 1], N);
        Maps.RequireClose(b, product * product.Solve(b), 1e-12);
    }

    [Fact]
    public void KroneckerProductsMultiplyFactorByFactor()
    {
        Tensor a = Maps.Random([3, 4], 1), b = Maps.Random([2, 5], 2), c = Maps.Random([4, 2], 3), d = Maps.Random([5, 3], 4);
        var product = LinearMap.Kronecker(a, b) * LinearMap.Kronecker(c, d);
        Assert.Equal(LinearMap.Kronecker(Dot(a, c), Dot(b, d)).InShape, product.InShape);
        Maps.RequireClose(LinearMap.Kronecker(Dot(a, c), Dot(b, d)).ToDense(), product.ToDense());
        Maps.RequireClose(Dot(Dot(a, Maps.Random([4, 5], 6)), b.T), LinearMap.Kronecker(a, b) * Maps.Random([4, 5], 6));
    }

    [Fact]
    public void MessagesNameTheShapes()
    {
        var map = LinearMap.Dense(Tensor.Ones(2, 3));
        Assert.Contains("v is [2]; expected [3]", Assert.Throws<ShapeMismatchException>(() => map * Tensor.Ones(2)).Message, StringComparison.Ordinal);
        Assert.Contains("u is [3]; expected [2]", Assert.Throws<ShapeMismatchException>(() => map.ApplyTransposed(Tensor.Ones(3))).Message, StringComparison.Ordinal);
        Assert.Contains("takes [3] and the right one returns [2]", Assert.Throws<ShapeMismatchException>(() => map * map).Message, StringComparison.Ordinal);
        Assert.Contains("2 rows and 3 columns", Assert.Throws<ShapeMismatchException>(() => map.Diagonal).Message, StringComparison.Ordinal);
        Assert.Contains("2 rows and 3 columns", Assert.Throws<ShapeMismatchException>(() => map.Solve(Tensor.Ones(2))).Message, StringComparison.Ordinal);
        Assert.Contains("from [3] to [2]", Assert.Throws<ShapeMismatchException>(() => map + map.T).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FormulasAreLatex()
    {
        Assert.Equal("\\operatorname{diag}(d) A", (LinearMap.Diag(Tensor.From([1.0, 2], 2)) * LinearMap.Dense(Tensor.Ones(2, 3) * Maps.Random([2, 3], 1))).ToLatex());
        Assert.Equal("I_{3}", LinearMap.Identity([3]).ToLatex());
        Assert.Equal("2 I_{3}", (2 * LinearMap.Identity([3])).ToLatex());
        Assert.Equal("A \\otimes B", LinearMap.Kronecker(Maps.Random([2, 2], 1), Maps.Random([3, 3], 2)).ToLatex());
        Assert.Equal("[3] → [2]: dense", LinearMap.Dense(Maps.Random([2, 3], 1)).ToString());
    }

    private static LinearMap Kind(string name) => Array.Find(Kinds, k => k.Name == name).Map;

    private static double Entry(int i, int j) => Math.Cos(3 * i + j * j) + (i == j ? 2 : 0);

    private static Tensor Values(Func<int, double> f) => Tensor.From(Enumerable.Range(0, N).Select(f).ToArray(), N);

    private static Tensor Values(int rows, int columns, Func<int, int, double> f) =>
        Tensor.From(Enumerable.Range(0, rows * columns).Select(i => f(i / columns, i % columns)).ToArray(), rows, columns);

    private static double[,] Matrix(Func<int, int, double> entry)
    {
        var result = new double[N, N];
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                result[i, j] = entry(i, j);
        return result;
    }

    private static CsrMatrix Sparse()
    {
        var places = from i in Enumerable.Range(0, N) from j in Enumerable.Range(0, N) where (i * j) % 4 == 1 select (i, j);
        var pattern = SparsityPattern.From(N, N, places);
        double[] values = [.. places.Select(p => p.i - p.j + 0.5)];
        return new CsrMatrix(pattern, Tensor.From(values, values.Length));
    }
}
