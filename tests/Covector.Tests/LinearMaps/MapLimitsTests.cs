using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.LinearMaps;

/// <summary>Values that are not finite, maps that meet a trace, systems near the singular, and arguments out of range.</summary>
public sealed class MapLimitsTests
{
    private static Tensor[] Shift(Tensor[] carry, Tensor x) => [Sin(x), .. carry[..^1].Select(c => Sin(c))];

    /// <summary>Of 300 steps through a delay line of 80 places the first 220 come out at its end.</summary>
    [Fact]
    public void ALongLoopThatPassesItsInputOnSlowlyHasAllItsPlaces()
    {
        const int Steps = 300, Delay = 80;
        Tensor Delayed(Tensor xs)
        {
            var zero = Tensor.Zeros([], DType.Float64);
            var (_, ys) = Scan((Tensor[] c, Tensor x) => (Shift(c, x), c[^1]), Enumerable.Repeat(zero, Delay).ToArray(), xs);
            return ys;
        }

        var jacobian = Sparse.Jacobian(Delayed, Tensor.Zeros([Steps]));
        Assert.True(jacobian.Pattern.Count >= Steps - Delay);
        for (int i = Delay; i < Steps; i++)
            Assert.True(jacobian.Pattern.Contains(i, i - Delay), $"({i}, {i - Delay})");
    }

    [Fact]
    public void WhatAConditionHidesDoesNotCountBehindASlice()
    {
        var map = Derivative(x => Where(x[1..] > 0, Log(x[1..]), 0))(Vector(1, 0, 2));
        Require([0, 0, 0, 0, 0, 0.5], map.ToDense());
        Require([0, 0.5], map * Vector(1, 1, 1));
        Require([0, 0, 0.5], map.T * Vector(1, 1));
    }

    [Fact]
    public void WhatAConditionHidesDoesNotCountBehindAMatrix()
    {
        var w = Tensor.From([1.0, 2, 3, 4], 4).Reshape(2, 2);
        var x = Vector(0, 2);
        var m = Vector(1, 0);
        Tensor F(Tensor t) => Where(m > 0, Dot(w, Log(t)), 0);
        var map = Derivative(F)(x);
        Require([double.PositiveInfinity, 0], map * Vector(1, 1));
        Require([double.PositiveInfinity, 0], Jvp(F, x, Vector(1, 1)).Tangent);
        Require([double.PositiveInfinity, 1, 0, 0], map.ToDense());
        Require([double.PositiveInfinity, 0], map.Diagonal);
    }

    [Fact]
    public void WhatAConditionHidesDoesNotCountBehindDifferences()
    {
        var map = Derivative(x => Where(x[1..] > 0, Log(x[1..]) - Log(x[..^1] + 1), 0))(Vector(1, 0, 2));
        Require([0, 0, 0, 0, -1, 0.5], map.ToDense());
        Require([0, -0.5], map * Vector(1, 1, 1));
    }

    [Fact]
    public void TheTransposeThatATraceMadeIsNotKept()
    {
        var map = LinearMap.Stencil([0, 1], Tensor.From([1.0, 2, 3, 10, 20, 30], 6).Reshape(2, 3));
        var v = Vector(1, 1, 1);
        Require([1, 12, 23], Jit(u => map.T * u)(v));
        Require([1, 12, 23], map.T * v);
        Require([1, 2, 3], Jit(u => map.Diagonal * u)(v));
        Require([1, 2, 3], map.Diagonal);
        var matrix = new CsrMatrix(SparsityPattern.From(2, 2, [(0, 1), (1, 1)]), Vector(5, 7));
        Require([0, 12], Jit(u => matrix.T * u)(Vector(1, 1)));
        Require([0, 12], matrix.T * Vector(1, 1));
    }

    [Fact]
    public void StencilsOfPartsOfGridsAreAppliedInTracesAndOutside()
    {
        Tensor Differences(Tensor t) => t[.., 1..] - 2 * t[.., ..^1];
        var x = Maps.Random([6, 5], 1);
        var map = Derivative(Differences)(x);
        Assert.Equal("stencil", map.Structure);
        Maps.RequireClose(Differences(x), Jit(v => map * v)(x));
        Maps.RequireClose(Differences(x), map * x);
        Maps.RequireClose(Jit(u => map.T * u)(Differences(x)), map.T * Differences(x));

        // The coefficients have no values here: the maps stay stencils.
        var scaled = Jit(d => Derivative(t => d * Differences(t))(x) * x)(Maps.Random([6, 4], 2));
        Maps.RequireClose(Maps.Random([6, 4], 2) * Differences(x), scaled);
        var twice = Derivative(t => Differences(Sin(Differences(t))))(x);
        Assert.Equal("stencil", twice.Structure);
        Maps.RequireDerivative(twice, t => Differences(Sin(Differences(t))), x);
    }

    /// <summary>[[1, 1], [1, 2]]·[2, −1] = [1, 0].</summary>
    [Fact]
    public void LowRankThatDwarfsItsDiagonalIsSolvedByElimination()
    {
        var ones = Vector(1, 1).Reshape(2, 1);
        var map = LinearMap.Diag(Vector(1e-20, 1)) + LinearMap.LowRank(ones, ones);
        Require([2, -1], map.Solve(Vector(1, 0)));
    }

    [Fact]
    public void VerifyAllowsForRoundingInSinglePrecision()
    {
        var x = Tensor.From(Enumerable.Range(0, 2000).Select(i => (float)Math.Sin(i)).ToArray(), 2000);
        Sparse.Jacobian(t => CumSum(Sin(t * 1000), 0), x).Verify(x);
    }

    [Fact]
    public void VerifySeesAMissingPlaceBesideANaN()
    {
        var x = Vector(-1, 2, 3);
        var known = SparsityPattern.From(3, 3, [(0, 0), (1, 1)]);
        Assert.Throws<SparsityException>(() => Sparse.Jacobian(t => Sqrt(t), x, new() { Known = known }).Verify(x));
    }

    [Fact]
    public void AStencilDoesNotChangeWithTheArrayItWasMadeOf()
    {
        int[] offsets = [0];
        var map = LinearMap.Stencil(offsets, Vector(1, 2).Reshape(1, 2));
        offsets[0] = 1;
        Require([1, 2], map * Vector(1, 1));
        Assert.Throws<ShapeMismatchException>(() => LinearMap.Stencil([0], Vector(1, 2).Reshape(1, 2), -1));
    }

    [Fact]
    public void BandsAreAsWideAsTheMatrixAtMost()
    {
        Assert.Equal(10, SparsityPattern.Banded(4, 0, int.MaxValue).Count);
        Assert.Equal(16, SparsityPattern.Banded(4, int.MaxValue, int.MaxValue).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => SparsityPattern.Banded(4, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SparsityPattern.Banded(4, 0, -1));
    }

    [Theory]
    [InlineData(0, 99)]
    [InlineData(7, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    public void PlacesOutsideOfAMatrixAreErrors(int row, int column)
    {
        var matrix = new CsrMatrix(SparsityPattern.From(3, 3, [(0, 0)]), Vector(1));
        Assert.Throws<IndexOutOfBoundsException>(() => matrix[row, column]);
        Assert.Throws<IndexOutOfBoundsException>(() => matrix.Pattern.Contains(row, column));
        Assert.Throws<IndexOutOfBoundsException>(() => LinearMap.Sparse(matrix)[row, column]);
    }

    [Fact]
    public void ElementTypesMustAgree()
    {
        var single = Tensor.From([1f, 2], 2).Reshape(1, 2);
        var other = Vector(1, 2).Reshape(2, 1);
        Assert.Throws<DTypeMismatchException>(() => LinearMap.Kronecker(single, other));
        Assert.Throws<DTypeMismatchException>(() => LinearMap.LowRank(single, Vector(1, 2).Reshape(1, 2)));
        Assert.Throws<DTypeMismatchException>(() => LinearMap.Dense(single) * LinearMap.Dense(other));
        Assert.Throws<DTypeMismatchException>(() => LinearMap.Dense(single) + LinearMap.Dense(Vector(1, 2).Reshape(1, 2)));
        var pattern = SparsityPattern.From(1, 1, [(0, 0)]);
        Assert.Throws<DTypeMismatchException>(() => new CsrMatrix(pattern, Vector(1)) * new CsrMatrix(pattern, Tensor.From([1f], 1)));
    }

    /// <summary>A matrix of 10¹⁰ elements would not fit; its entries do.</summary>
    [Fact]
    public void BlocksAndSumsAreSparseWithoutTheirMatrix()
    {
        const int N = 100_000;
        var x = Tensor.Ones([N]);
        var map = Derivative(((Tensor A, Tensor B) p) => (p.A * p.A, 3 * p.B))((x, x));
        var entries = map.ToSparse();
        Assert.Equal(2 * N, entries.Count);
        Assert.Equal(2, entries[7, 7]);
        Assert.Equal(3, entries[N + 7, N + 7]);
        Assert.Equal(0, entries[7, N + 7]);
        var b = Concatenate([x, 6 * x]);
        Require([0.5, 2], map.Solve(b)[(N - 1)..(N + 1)]);
        Require([2, 3], map.Diagonal[(N - 1)..(N + 1)]);
    }

    [Fact]
    public void WhatIsTooLargeForAnArraySaysSo()
    {
        var matrix = new CsrMatrix(SparsityPattern.From(50_000, 50_000, [(0, 0)]), Vector(1));
        Assert.Contains("2500000000", Assert.Throws<ShapeMismatchException>(() => matrix.ToDense()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PatternsMayHaveWindowsLineEnds()
    {
        var pattern = SparsityPattern.From(2, 3, [(0, 1), (1, 0), (1, 2)]);
        Assert.Equal(pattern, SparsityPattern.Parse(pattern.ToText().Replace("\n", "\r\n", StringComparison.Ordinal)));
    }

    [Fact]
    public void AMapOfLoneTensorsIsNotAppliedToTrees() =>
        Assert.Throws<TreeMismatchException>(() => LinearMap.Identity([1]).Apply<Tensor, (Tensor, Tensor)>(Vector(1)));

    /// <summary>Rows are coloured where a dense row needs a colour for each column; that takes seconds at most.</summary>
    [Fact]
    public void OneDenseRowIsNotColouredByColumns()
    {
        const int N = 50_000;
        long start = Environment.TickCount64;
        var x = Tensor.Ones([N]);
        var jacobian = Sparse.Jacobian(t => Concatenate([Square(t), Sum(t).Reshape(1)]), x);
        Assert.Equal(2 * N, jacobian.Pattern.Count);
        Assert.Equal((0, 2), (jacobian.ForwardColors, jacobian.ReverseColors));
        Assert.Contains("2 products", jacobian.Explain(), StringComparison.Ordinal);
        Assert.InRange(Environment.TickCount64 - start, 0, 8_000);
    }

    private static void Require(double[] expected, Tensor actual)
    {
        double[] values = actual.ToArray<double>();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
            Assert.True(
                expected[i].Equals(values[i]) || Math.Abs(expected[i] - values[i]) <= 1e-12 * (1 + Math.Abs(expected[i])),
                $"element {i}: expected {expected[i]}, got {values[i]}");
    }

    private static Tensor Vector(params double[] values) => Tensor.From(values, values.Length);
}
