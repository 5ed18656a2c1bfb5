using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.LinearMaps;

/// <summary>Patterns, colours and values of sparse Jacobians and Hessians, on problems whose counts are known.</summary>
public sealed class SparseTests
{
    /// <summary>The reaction and diffusion of two species on a periodic grid, [2, n, n].</summary>
    internal static Func<Tensor, Tensor> Brusselator(int n) => y =>
    {
        Tensor u = y[0], v = y[1];
        double alpha = 10.0 * (n - 1) * (n - 1) / 100;
        Tensor Laplacian(Tensor w) => Roll(w, 1, 0) + Roll(w, -1, 0) + Roll(w, 1, 1) + Roll(w, -1, 1) - 4 * w;
        var reaction = u * u * v;
        return Stack([1 + reaction - 4.4 * u + alpha * Laplacian(u), 3.4 * u - reaction + alpha * Laplacian(v)], 0);
    };

    private static Tensor Laplacian(Tensor x)
    {
        var w = Pad(x, [(1, 1), (1, 1)]);
        return w[1..^1, 1..^1] * 4.0 - w[..^2, 1..^1] - w[2.., 1..^1] - w[1..^1, ..^2] - w[1..^1, 2..];
    }

    private static Tensor Arrow(Tensor x) => (x * x + x[0] * x).At(0).Add(Sum(x));

    [Theory]
    [InlineData(6, 9)]
    [InlineData(8, 11)]
    [InlineData(16, 11)]
    [InlineData(32, 12)]
    [InlineData(64, 12)]
    [InlineData(100, 12)]
    public void BrusselatorNeedsTheColorsOfTheReference(int n, int colors)
    {
        var x = Maps.Random([2, n, n], 1) + 2;
        var jacobian = Sparse.Jacobian(Brusselator(n), x);
        Assert.Equal(12 * n * n, jacobian.Pattern.Count);
        Assert.Equal(colors, jacobian.Colors);
        Assert.Equal(colors, Sparse.Jacobian(Brusselator(n), x, new() { Order = ColoringOrder.LargestFirst }).Colors);
        jacobian.Verify(x);
        if (n <= 8)
            Maps.RequireClose(Jacobian(Brusselator(n))(x).Reshape(2 * n * n, -1), jacobian.Evaluate(x).ToDense(), 1e-10);
    }

    [Fact]
    public void SquareDifferencesHaveTwoColors()
    {
        var x = Tensor.From([1.0, 2, 4, 7], 4);
        var jacobian = Sparse.Jacobian(v => Square(v[1..] - v[..^1]), x);
        Assert.Equal("3 × 4, 6 nonzeros (50 %)\n●●··\n·●●·\n··●●", jacobian.Pattern.ToString());
        Assert.Equal(2, jacobian.Colors);
        Maps.RequireClose(new double[,] { { -2, 2, 0, 0 }, { 0, -4, 4, 0 }, { 0, 0, -6, 6 } }.ToTensor(), jacobian.Evaluate(x).ToDense());
    }

    [Fact]
    public void BandsNeedTheirWidth()
    {
        var x = Maps.Random([50], 1);
        var tridiagonal = Sparse.Jacobian(v => v[2..] * v[1..^1] - v[..^2], x);
        Assert.Equal(3, tridiagonal.Colors);
        var pentadiagonal = Sparse.Jacobian(v => Pad(v, [(2, 2)]) is var w ? w[4..] * w[3..^1] + w[2..^2] - w[1..^3] * w[..^4] : v, x);
        Assert.Equal(5, pentadiagonal.Colors);
        Assert.Equal(50 * 5 - 6, pentadiagonal.Pattern.Count);
        pentadiagonal.Verify(x);
        Assert.Equal(1, Sparse.Jacobian(Tanh, x).Colors);
    }

    [Fact]
    public void RosenbrockChainHasThreeColors()
    {
        var x = Maps.Random([50], 1);
        Tensor Rosenbrock(Tensor v) => Sum(100 * Square(v[1..] - Square(v[..^1])) + Square(1 - v[..^1]));
        var hessian = Sparse.Hessian(Rosenbrock, x);
        Assert.Equal(3, hessian.Colors);
        Assert.Equal(148, hessian.Pattern.Count);
        hessian.Verify(x);
        Maps.RequireClose(Hessian((Func<Tensor, Tensor>)Rosenbrock)(x), hessian.Evaluate(x).ToDense(), 1e-11);
        var acyclic = Sparse.Hessian(Rosenbrock, x, new() { Coloring = SparseColoring.Substitution });
        Assert.Equal(2, acyclic.Colors);
        Maps.RequireClose(Hessian((Func<Tensor, Tensor>)Rosenbrock)(x), acyclic.Evaluate(x).ToDense(), 1e-9);
    }

    [Fact]
    public void ArrowNeedsBothModes()
    {
        var x = Maps.Random([200], 1);
        Assert.Equal(200, Sparse.Jacobian(Arrow, x, new() { Mode = SparseMode.Forward }).Colors);
        Assert.Equal(200, Sparse.Jacobian(Arrow, x, new() { Mode = SparseMode.Reverse }).Colors);
        var both = Sparse.Jacobian(Arrow, x);
        Assert.Equal((2, 1), (both.ForwardColors, both.ReverseColors));
        Maps.RequireClose(Jacobian((Func<Tensor, Tensor>)Arrow)(x), both.Evaluate(x).ToDense(), 1e-12);
        var hessian = Sparse.Hessian(v => Sum(v * v * v) + v[0] * Sum(v * v), x);
        Assert.Equal(2, hessian.Colors);
        Assert.Equal(598, hessian.Pattern.Count);
        hessian.Verify(x);
    }

    [Fact]
    public void LaplacianOnAGrid()
    {
        var x = Maps.Random([20, 20], 1);
        var jacobian = Sparse.Jacobian(Laplacian, x);
        Assert.Equal(7, jacobian.Colors);
        Assert.Equal(1920, jacobian.Pattern.Count);
        jacobian.Verify(x);
        var hessian = Sparse.Hessian(v => Sum(Exp(v)) + Sum(v * Laplacian(v)), x);
        Assert.Equal(1920, hessian.Pattern.Count);
        Assert.Equal(6, hessian.Colors);
        Assert.True(Sparse.Hessian(v => Sum(v * Laplacian(v)), x, new() { Order = ColoringOrder.Best }).Colors < 6);
        hessian.Verify(x);
        Maps.RequireClose(
            Hessian(v => Sum(Exp(v)) + Sum(v * Laplacian(v)))(x).Reshape(400, 400), hessian.Evaluate(x).ToDense(), 1e-11);
    }

    [Fact]
    public void ConvolutionNeedsOneColorForEachElementOfItsKernel()
    {
        var kernel = Maps.Random([1, 1, 5, 5], 2);
        var x = Maps.Random([28, 28], 1);
        var jacobian = Sparse.Jacobian(v => Convolve(v.Reshape(1, 1, 28, 28), kernel).Reshape(-1), x);
        Assert.Equal((576, 784, 14400), (jacobian.Pattern.Rows, jacobian.Pattern.Columns, jacobian.Pattern.Count));
        Assert.Equal(25, jacobian.Colors);
        jacobian.Verify(x);
    }

    /// <summary>What is not known counts as whatever it may be; what happens to be zero at a point counts.</summary>
    [Fact]
    public void PatternsDoNotDependOnThePoint()
    {
        var x = Tensor.Zeros(6);
        Assert.Equal(SparsityPattern.Banded(6, 0, 0), Sparse.Jacobian(v => v * v, x).Pattern);
        var branches = Sparse.Jacobian(v => Where(v > 0, v, Roll(v, 1)), x);
        Assert.Equal(12, branches.Pattern.Count);
        var cond = Sparse.Jacobian(v => Cond(Sum(v) > 0, w => w, w => Flip(w), v), x);
        Assert.Equal(12, cond.Pattern.Count);
        var sorted = Sparse.Jacobian(v => Sort(v, 0), x);
        Assert.Equal(36, sorted.Pattern.Count);
        Assert.Equal(["gather"], sorted.Conservative);
        Assert.Contains("taken to be dense: gather", sorted.Explain(), StringComparison.Ordinal);
        var taken = Sparse.Jacobian(v => Take(v, Tensor.From<long>([5, 0, 5], 3), 0), x);
        Assert.Equal(SparsityPattern.From(3, 6, [(0, 5), (1, 0), (2, 5)]), taken.Pattern);
        Assert.Equal(SparsityPattern.From(6, 6, []), Sparse.Jacobian(v => StopGradient(v) * 2, x).Pattern);
        var mask = Sparse.Jacobian(v => Dot(Tril(Outer(v, v)), Tensor.Ones(6)), x);
        Assert.Equal(SparsityPattern.Banded(6, 6, 0), mask.Pattern);
    }

    [Fact]
    public void LoopsAreFollowed()
    {
        var x = Maps.Random([300], 1);
        var shifted = Sparse.Jacobian(v => ForLoop(0, 3, (i, y) => y + Roll(y, 1), v), x);
        Assert.Equal(4 * 300, shifted.Pattern.Count);
        shifted.Verify(x);
        var recurrence = Sparse.Jacobian(v => Scan((c, e) => (Sin(c) + e, c * e), Tensor.Zeros(), v).Outputs, x[..20]);
        recurrence.Verify(x[..20]);
        Assert.Equal(SparsityPattern.Banded(20, 20, 0).Count, recurrence.Pattern.Count);
        var elementwise = Sparse.Jacobian(v => ForLoop(0, 1000, (i, y) => y + 0.001 * Sin(y), v), x);
        Assert.Equal(SparsityPattern.Banded(300, 0, 0), elementwise.Pattern);
        var rows = Sparse.Jacobian(v => Scan((c, e) => (c, Sin(e)), Tensor.Zeros(), v.Reshape(100, 3)).Outputs, x);
        Assert.Equal(SparsityPattern.Banded(300, 0, 0), rows.Pattern);
    }

    [Fact]
    public void IteratedDifferences()
    {
        var x = Maps.Random([400], 1);
        Tensor Differences(Tensor v)
        {
            for (int i = 0; i < 10; i++)
                v = Square(v[1..]) - Square(v[..^1]);
            return v;
        }

        var jacobian = Sparse.Jacobian(Differences, x);
        Assert.Equal(390 * 11, jacobian.Pattern.Count);
        Assert.Equal(11, jacobian.Colors);
        Maps.RequireClose(Jacobian((Func<Tensor, Tensor>)Differences)(x), jacobian.Evaluate(x).ToDense(), 1e-10);
        var inParts = Sparse.Jacobian(Differences, x, new() { MemoryLimit = 200_000 });
        Assert.Contains("passes", inParts.Explain(), StringComparison.Ordinal);
        Maps.RequireClose(jacobian.Evaluate(x).Values, inParts.Evaluate(x).Values);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 24)];

    /// <summary>
    /// Random programs: the pattern has every entry that is not zero at a random point, and the values are those of the Jacobian in every
    /// mode.
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void RandomProgramsMissNothing(int seed)
    {
        var f = RandomProgramTests.Program(seed);
        var x = Maps.Random([3, 4], seed + 500);
        var dense = Jacobian(f)(x);
        dense = dense.Reshape((int)(dense.Size / 12), 12);
        foreach (var mode in (SparseMode[])[(SparseMode)(seed % 4), (SparseMode)((seed + 2) % 4)])
        {
            var jacobian = Sparse.Jacobian(f, x, new() { Mode = mode, Order = (ColoringOrder)(seed % 4) });
            Assert.True(jacobian.Pattern.Contains(SparsityPattern.Of(dense)), $"{mode}: {jacobian.Pattern}\n{SparsityPattern.Of(dense)}");
            Maps.RequireClose(dense, jacobian.Evaluate(x).ToDense(), 1e-9, $"{mode}");
            jacobian.Verify(x);
        }

        Tensor Scalar(Tensor v) => Sum(Sin(f(v)));
        var expected = Hessian((Func<Tensor, Tensor>)Scalar)(x).Reshape(12, 12);
        var coloring = (SparseColoring)(seed / 2 % 2);
        var hessian = Sparse.Hessian(Scalar, x, new() { Coloring = coloring, Order = (ColoringOrder)(seed % 4) });
        Assert.True(hessian.Pattern.Contains(SparsityPattern.Of(Where(Abs(expected) > 1e-12, expected, 0))));
        Maps.RequireClose(expected, hessian.Evaluate(x).ToDense(), 1e-8, $"{coloring}");
    }

    [Fact]
    public void WrongPatternIsFound()
    {
        var x = Maps.Random([8], 1);
        var diagonal = new SparseOptions { Known = SparsityPattern.Banded(8, 0, 0) };
        var wrong = Sparse.Jacobian(v => v + Roll(v, 1), x, diagonal);
        Assert.Contains("row", Assert.Throws<SparsityException>(() => wrong.Verify(x)).Message, StringComparison.Ordinal);
        Sparse.Jacobian(Sin, x, diagonal).Verify(x);
        var message = Assert.Throws<ShapeMismatchException>(() => Sparse.Jacobian(v => v[1..], x, diagonal)).Message;
        Assert.Contains("known pattern is 8 × 8", message, StringComparison.Ordinal);
        Assert.Contains("must be 7 × 8", message, StringComparison.Ordinal);
        Assert.Contains("prepared for [8]", Assert.Throws<ShapeMismatchException>(() => wrong.Evaluate(Tensor.Ones(9))).Message, StringComparison.Ordinal);
        Assert.Throws<NonScalarOutputException>(() => Sparse.Hessian(v => v, x));
        Assert.Throws<ConcretizationException>(() => Sparse.Jacobian(v => (double)v[0] > 0 ? v : 2 * v, x));
    }

    /// <summary>Newton's method on a discretized boundary value problem u'' = exp(u) with prepared pattern.</summary>
    [Fact]
    public void NewtonStepsRefreshTheValues()
    {
        int n = 100;
        Tensor Residual(Tensor u)
        {
            var w = Pad(u, [(1, 1)]);
            return (w[2..] - 2 * u + w[..^2]) * (double)((n + 1) * (n + 1)) - Exp(u);
        }

        var u = Tensor.Zeros(n);
        var jacobian = Sparse.Jacobian(Residual, u);
        Assert.Equal(3, jacobian.Colors);
        for (int i = 0; i < 6; i++)
            u -= jacobian.Evaluate(u).Solve(Residual(u));
        Assert.True((double)Norm(Residual(u)) < 1e-8);
        Assert.True((double)Max(u) < 0 && (double)u[n / 2] < -0.1);
    }

    [Fact]
    public void PatternsAreStoredAndDrawn()
    {
        var pattern = Sparse.Jacobian(Laplacian, Tensor.Zeros(5, 5)).Pattern;
        Assert.Equal(pattern, SparsityPattern.Parse(pattern.ToText()));
        Assert.Equal(pattern, pattern.T);
        Assert.StartsWith("<svg", pattern.ToSvg(), StringComparison.Ordinal);
        Assert.Equal(pattern.Count, Count(pattern.Spy(25)));
        Assert.Contains("Line 1", Assert.Throws<FormatException>(() => SparsityPattern.Parse("x")).Message, StringComparison.Ordinal);
        Assert.Contains("Line 3", Assert.Throws<FormatException>(() => SparsityPattern.Parse("sparsity 2 2\n0\n1 0\n")).Message, StringComparison.Ordinal);
        static int Count(string text) => text.Count(c => c == '●');
    }

    [Fact]
    public void SparseSolveEqualsDense()
    {
        var x = Maps.Random([2, 8, 8], 1) + 2;
        var matrix = Sparse.Jacobian(Brusselator(8), x).Evaluate(x);
        var b = Maps.Random([128], 2);
        Maps.RequireClose(b, matrix * matrix.Solve(b), 1e-9);
        Maps.RequireClose((matrix * matrix.T).ToDense(), Dot(matrix.ToDense(), matrix.ToDense().T), 1e-12);
    }
}

internal static class MatrixExtensions
{
    public static Tensor ToTensor(this double[,] values) => Tensor.From(values);
}
