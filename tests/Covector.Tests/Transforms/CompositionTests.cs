using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Transforms;

/// <summary>Transformations applied to each other, on functions whose derivatives are known.</summary>
public sealed class CompositionTests
{
    private static readonly Tensor W = [[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]];
    private static readonly Tensor B = [0.05, -0.1];
    private static readonly Tensor X = [1.0, 2.0, 3.0];
    private static readonly Tensor U = [2.0, -1.0];

    private static Tensor Mlp(Tensor w, Tensor b, Tensor x) => Dot(U, Tanh(Dot(w, x) + b));

    [Fact]
    public void MlpGradientsMatchTheClosedForm()
    {
        Assert.Equal(1.6054570894302442, (double)Mlp(W, B, X), 14);
        var (dw, db, dx) = Grad(Mlp, Wrt.All)(W, B, X);
        Close([1.3463868997524818, 2.6927737995049637, 4.0391606992574455, -0.78644773296592741, -1.5728954659318548, -2.3593431988977822], dw);
        Close([1.3463868997524818, -0.78644773296592741], db);
        Close([-0.17994040321112278, -0.66250124643346007, 0.875784709705301], dx);
        Assert.Equal(W.Shape, dw.Shape);
    }

    [Fact]
    public void CompiledGradientsMatchTheClosedForm()
    {
        var (dw, db, dx) = Jit(Grad(Mlp, Wrt.All))(W, B, X);
        Close([1.3463868997524818, 2.6927737995049637, 4.0391606992574455, -0.78644773296592741, -1.5728954659318548, -2.3593431988977822], dw);
        Close([1.3463868997524818, -0.78644773296592741], db);
        Close([-0.17994040321112278, -0.66250124643346007, 0.875784709705301], dx);
        (dw, db, dx) = Grad(Jit(Mlp), Wrt.All)(W, B, X);
        Close([1.3463868997524818, -0.78644773296592741], db);
        Close([-0.17994040321112278, -0.66250124643346007, 0.875784709705301], dx);
    }

    [Fact]
    public void JacobianOfAnAffineMapIsItsMatrix()
    {
        Close(W.ToArray<double>(), JacFwd(x => Dot(W, x) + B)(X));
        Close(W.ToArray<double>(), JacRev(x => Dot(W, x) + B)(X));
        Close(W.ToArray<double>(), Jit(Jacobian(x => Dot(W, x) + B))(X));
    }

    [Fact]
    public void HessianOfAQuadraticForm()
    {
        Tensor a = [[1, 2], [3, 4]];
        Func<Tensor, Tensor> f = x => Dot(x, Dot(a, x));
        Close([2, 5, 5, 8], Hessian(f)([0.3, -0.7]));
        Close([2, 5, 5, 8], JacRev(JacRev(f))([0.3, -0.7]));
        Close([2, 5, 5, 8], JacRev(JacFwd(f))([0.3, -0.7]));
        Close([2, 5, 5, 8], JacFwd(JacFwd(f))([0.3, -0.7]));
        Close([2, 5, 5, 8], Jit(Hessian(f))([0.3, -0.7]));
        Close([7, 13], Hvp(f)([0.3, -0.7], [1.0, 1.0]));
    }

    [Fact]
    public void VmapOfGradIsGradOfEachElement()
    {
        Tensor xs = [1.0, 2.0, 3.0];
        Close([5, 5, 5], Vmap(Grad((w, x) => w * x), (null, 0))(4.0, 5 * Tensor.Ones([3])));
        Close([2, 4, 6], Vmap(Grad(x => x * x))(xs));
        Close([2, 4, 6], Jit(Vmap(Grad(x => x * x)))(xs));
        Close([2, 4, 6], Vmap(Jit(Grad(x => x * x)))(xs));
        Close([2, 4, 6], Vmap(Grad(Jit(x => x * x)))(xs));
    }

    [Fact]
    public void JitOfAClosureOverATracer()
    {
        // x ↦ jit(y ↦ y·x)(4) + jit(y ↦ y·x)(5) at 5 along 1: (45, 9).
        var (value, tangent) = Jvp(x =>
        {
            var g = Jit(y => y * x);
            return g(4.0) + g(5.0);
        }, 5.0, 1.0);
        Assert.Equal(45, (double)value);
        Assert.Equal(9, (double)tangent);
    }

    [Fact]
    public void GraphsPrint() => Assert.Equal(
        """
        graph(x: f64[]) {
          a: f64[] = tanh x
          b: f64[] = mul x a
          return b
        }
        """,
        MakeGraph(x => x * Tanh(x))(2.0).ToString());

    private static void Close(double[] expected, Tensor actual)
    {
        var values = actual.ToArray<double>();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(expected[i], values[i], 13);
    }
}
