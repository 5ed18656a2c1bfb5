using Covector.Graphs;
using Covector.Tests.Battery;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Transforms;

/// <summary>What a function computes twice is run backward once.</summary>
public sealed class RepeatedOperationTests
{
    [Fact]
    public void DeterminantByMinors()
    {
        // Each subset of columns has one minor, and n of them are read for it, where the expansion has n! paths.
        int count = 0, before = 0;
        foreach (int n in (int[])[5, 6, 7])
        {
            before = count;
            count = MakeGraph(Grad(Determinant))(Tensor.Zeros(n, n)).Equations.Length;
        }

        Assert.True(count < 3 * before, $"{before} equations for 6 rows, {count} for 7");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void ItsGradientIsMadeOfCofactors(int n)
    {
        var random = new Random(n);
        var a = Tensor.From<double>(Enumerable.Range(0, n * n).Select(_ => random.NextDouble() - 0.5).ToArray(), n, n);
        var gradient = Grad(Determinant)(a);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
            {
                var (rows, columns) = (AllBut(i, n), AllBut(j, n));
                double cofactor = ((i + j) % 2 == 0 ? 1 : -1) * (double)Determinant(Take(Take(a, rows, 0), columns, 1));
                Assert.Equal(cofactor, (double)gradient[i, j], 1e-14);
            }

        Same.Bits(gradient, Jit(Grad(Determinant))(a), "compiled");
        Same.Bits(gradient, Vmap(Grad(Determinant))(a[Slice.NewAxis])[0], "a batch");
        CheckGradients(Determinant, a);
    }

    [Fact]
    public void NumbersAreComparedByValueAndElementType()
    {
        static Tensor Sums(Tensor x) => Sum(Sin(0.3 * x) + Sin(0.3 * x) * Sin(0.7 * x) + Sin(0.3f * x));
        Tensor x = new[] { 0.5, -1, 2 };
        double[] expected = [.. x.ToArray<double>().Select(v =>
            0.3 * Math.Cos(0.3 * v) * (1 + Math.Sin(0.7 * v)) + 0.7 * Math.Sin(0.3 * v) * Math.Cos(0.7 * v) + 0.3f * Math.Cos(0.3f * v))];
        var gradient = Grad(Sums)(x);
        Same.Close(expected, gradient, "by hand");
        Same.Bits(gradient, Jit(Grad(Sums))(x), "compiled");
    }

    [Fact]
    public void ManyUsesOfOneOperand()
    {
        // So many that they are no longer looked through one by one; each comes twice.
        static Tensor F(Tensor x)
        {
            Tensor sum = 0.0;
            for (int repetition = 0; repetition < 2; repetition++)
                for (int i = 0; i < 40; i++)
                    sum += Sin(x[i]) * (repetition + 1);
            return sum;
        }

        var x = Tensor.Linspace(-1, 1, 40);
        var gradient = Grad(F)(x);
        Same.Close(3 * Cos(x), gradient, "by hand");
        Same.Bits(gradient, Jit(Grad(F))(x), "compiled");
    }

    private static Tensor AllBut(int i, int n) => Tensor.From<int>([.. Enumerable.Range(0, n).Where(k => k != i)], n - 1);

    private static Tensor Determinant(Tensor a)
    {
        return Minor(0, 0);

        Tensor Minor(int row, int taken)
        {
            Tensor? sum = null;
            double sign = 1;
            for (int column = 0; column < a.Shape[1]; column++)
                if ((taken & 1 << column) == 0)
                {
                    var term = sign * a[row, column];
                    if (row + 1 < a.Shape[0])
                        term *= Minor(row + 1, taken | 1 << column);
                    sum = sum is null ? term : sum + term;
                    sign = -sign;
                }

            return sum!;
        }
    }
}
