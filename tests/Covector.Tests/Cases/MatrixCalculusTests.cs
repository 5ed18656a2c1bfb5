using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>The building blocks of matrix calculus, and networks made of them against backpropagation written by hand.</summary>
public sealed class MatrixCalculusTests
{
    private static readonly Tensor W = [[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]];
    private static readonly Tensor B = [0.05, -0.1];
    private static readonly Tensor X = [1, 2, 3];
    private static readonly Tensor U = [2, -1];

    [Fact]
    public void ALayerAndALinearReadout()
    {
        double[] dw =
        [
            1.3463868997524818, 2.6927737995049637, 4.0391606992574455, -0.78644773296592741, -1.5728954659318548, -2.3593431988977822,
        ];
        foreach (var dtype in (DType[])[DType.Float64, DType.Float32])
        {
            double tolerance = dtype == DType.Float64 ? Holds.Double : Holds.Single;
            Func<Tensor, Tensor, Tensor, Tensor, Tensor> loss = (w, b, x, u) => Dot(u, Tanh(Dot(w, x) + b));
            var (w, b, x, u) = (W.AsType(dtype), B.AsType(dtype), X.AsType(dtype), U.AsType(dtype));
            foreach (
                var gradient in new[] { ValueAndGrad(loss, Wrt.All), Jit(ValueAndGrad(loss, Wrt.All)), ValueAndGrad(Jit(loss), Wrt.All) })
            {
                var (value, (gw, gb, gx, gu)) = gradient(w, b, x, u);
                Holds.Equal(1.6054570894302442, value, tolerance);
                Holds.Equal(dw, gw, tolerance);
                Holds.Equal([1.3463868997524818, -0.78644773296592741], gb, tolerance);
                Holds.Equal([-0.17994040321112278, -0.66250124643346007, 0.875784709705301], gx, tolerance);
                Holds.Equal([Math.Tanh(0.65), Math.Tanh(-0.5)], gu, tolerance);
                Assert.Equal((dtype, w.Shape, b.Shape, x.Shape), (gw.DType, gw.Shape, gb.Shape, gx.Shape));
            }
        }
    }

    [Fact]
    public void InnerProducts()
    {
        // ∂(uᵀv)/∂u = v, ∂(uᵀv)/∂v = u, the second derivatives 0 and I.
        double[] u = [1, -2, 0.5], v = [3, 4, 5];
        Holds.InDouble(v, Grad(p => Dot(p, v)), u);
        Holds.InDouble(u, Grad(p => Dot(u, p)), v);
        Holds.InDouble(new double[9], Hessian(p => Dot(p, v)), u);
        var ((uu, uv), (vu, vv)) = Hessian(((Tensor, Tensor) p) => Dot(p.Item1, p.Item2))((u, v));
        Holds.Equal(new double[9], uu);
        Holds.Equal(Tensor.Eye(3), uv);
        Holds.Equal(Tensor.Eye(3), vu);
        Holds.Equal(new double[9], vv);
        Holds.InDouble([2, -4, 1], Grad(p => Dot(p, p)), u);
    }

    [Fact]
    public void LinearLayers()
    {
        // ∂(Wx + b)/∂x = W, /∂b = I, (/∂W)ᵢⱼₖ = δᵢⱼxₖ: I ⊗ xᵀ.
        Holds.InDouble(W.ToArray<double>(), Jacobian(p => Dot(W, p) + B), X);
        Holds.InDouble([1, 0, 0, 1], Jacobian(p => Dot(W, X) + p), B);
        Holds.InDouble([1, 2, 3, 0, 0, 0, 0, 0, 0, 1, 2, 3], Jacobian(p => Dot(p, X) + B), W);
        Assert.Equal(new Shape(2, 2, 3), JacFwd(p => Dot(p, X) + B)(W).Shape);

        // ∂(AX)/∂X = A ⊗ I and ∂(XB)/∂X = I ⊗ Bᵀ, by loops.
        Tensor x = [[1, 2], [3, 4], [5, 6]];
        var left = Jacobian(p => Dot(W, p))(x);
        var right = Jacobian(p => Dot(p, W))(x);
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 2; j++)
                for (int k = 0; k < 3; k++)
                    for (int l = 0; l < 2; l++)
                        Holds.Equal(j == l ? (double)W[i, k] : 0, left[i, j, k, l]);
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
                for (int k = 0; k < 3; k++)
                    for (int l = 0; l < 2; l++)
                        Holds.Equal(i == k ? (double)W[l, j] : 0, right[i, j, k, l]);
    }

    [Fact]
    public void ElementwiseLayers()
    {
        // diag(f′(z))
        double[] z = [0.5, -1, 2];
        Holds.InDouble(Diagonal(z, v => 1 / (Math.Cosh(v) * Math.Cosh(v))), Jacobian(Tanh), z);
        Holds.InDouble(Diagonal(z, v => Math.Exp(-v) / Math.Pow(1 + Math.Exp(-v), 2)), Jacobian(Sigmoid), z);
        Holds.InDouble(Diagonal(z, v => v > 0 ? 1 : 0), Jacobian(Relu), z);
        Holds.InDouble(Diagonal(z, Math.Cos), Jacobian(Sin), z);

        // Of softmax diag(s) − ssᵀ.
        var s = Array.ConvertAll(z, v => Math.Exp(v) / z.Sum(Math.Exp));
        var expected = new double[9];
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
                expected[(3 * i) + j] = (i == j ? s[i] : 0) - (s[i] * s[j]);
        Holds.InDouble(expected, Jacobian(Softmax), z);
        Holds.InDouble(expected, Hessian(LogSumExp), z);
    }

    [Fact]
    public void QuadraticAndBilinearForms()
    {
        Tensor a = [[1, 2], [3, 4]];
        Func<Tensor, Tensor> f = x => Dot(x, Dot(a, x));
        foreach (var hessian in (Func<Tensor, Tensor>[])
            [
                Hessian(f), JacRev(JacRev(f)), JacFwd(JacFwd(f)), x => Einsum("ij->ij", Hessian(f)(x)),
            ])
            Holds.InDouble([2, 5, 5, 8], hessian, [0.3, -0.7]);
        Holds.InDouble([-2.9, -4.1], Grad(f), [0.3, -0.7]);

        // ∂(aᵀXb)/∂X = abᵀ, ∂tr(AX)/∂X = Aᵀ, ∂‖X‖²/∂X = 2X, ∂tr(XᵀAX)/∂X = (A + Aᵀ)X.
        Tensor u = [1, 2], v = [3, 4, 5], m = [[1, 2, 3], [4, 5, 6]];
        Holds.InDouble([3, 4, 5, 6, 8, 10], Grad(x => Dot(u, Dot(x, v))), m);
        Holds.InDouble([1, 3, 2, 4], Grad(x => Trace(Dot(a, x))), a);
        Holds.InDouble([2, 4, 6, 8, 10, 12], Grad(x => Sum(x * x)), m);
        Holds.Equal(Dot(a + a.T, m), Grad(x => Trace(Dot(x.T, Dot(a, x))))(m));
    }

    [Fact]
    public void ThreeLayersByHand()
    {
        // z₁ = W₁x + b₁, h₁ = tanh z₁, z₂ = W₂h₁ + b₂, h₂ = σ(z₂), z₃ = W₃h₂ + b₃, L = ½‖z₃ − y‖².
        var random = new Random(3);
        double[] Draw(int n) => Array.ConvertAll(new double[n], _ => (random.NextDouble() * 2) - 1);
        int[] sizes = [4, 5, 3, 2];
        var (weights, biases) = (new double[3][], new double[3][]);
        for (int l = 0; l < 3; l++)
            (weights[l], biases[l]) = (Draw(sizes[l + 1] * sizes[l]), Draw(sizes[l + 1]));
        double[] x = Draw(4), y = Draw(2);

        var layers = new (Tensor W, Tensor B)[3];
        for (int l = 0; l < 3; l++)
            layers[l] = (Tensor.From(weights[l], sizes[l + 1], sizes[l]), biases[l]);
        Func<(Tensor W, Tensor B)[], Tensor, Tensor> loss = (p, input) =>
        {
            var h1 = Tanh(Dot(p[0].W, input) + p[0].B);
            var h2 = Sigmoid(Dot(p[1].W, h1) + p[1].B);
            return 0.5 * Sum(Square(Dot(p[2].W, h2) + p[2].B - y));
        };

        var h = new double[4][];
        h[0] = x;
        for (int l = 0; l < 3; l++)
        {
            var z = Affine(weights[l], h[l], biases[l]);
            h[l + 1] = l == 0 ? Array.ConvertAll(z, Math.Tanh) : l == 1 ? Array.ConvertAll(z, v => 1 / (1 + Math.Exp(-v))) : z;
        }

        var deltas = new double[3][];
        deltas[2] = h[3].Zip(y, (a, b) => a - b).ToArray();
        for (int l = 1; l >= 0; l--)
            deltas[l] = Back(weights[l + 1], deltas[l + 1], h[l + 1], l == 0 ? v => 1 - (v * v) : v => v * (1 - v));

        foreach (var gradient in new[] { Grad(loss), Jit(Grad(loss)), Grad(Jit(loss)) })
        {
            var result = gradient(layers, x);
            for (int l = 0; l < 3; l++)
            {
                Holds.Equal(deltas[l], result[l].B, 1e-14);
                var outer = new double[deltas[l].Length * h[l].Length];
                for (int i = 0; i < deltas[l].Length; i++)
                    for (int j = 0; j < h[l].Length; j++)
                        outer[(i * h[l].Length) + j] = deltas[l][i] * h[l][j];
                Holds.Equal(outer, result[l].W, 1e-14);
            }
        }

        Holds.Equal(Back(weights[0], deltas[0], h[0], _ => 1), Grad(loss, Wrt.Second)(layers, x), 1e-14);
    }

    private static double[] Diagonal(double[] z, Func<double, double> derivative)
    {
        var result = new double[z.Length * z.Length];
        for (int i = 0; i < z.Length; i++)
            result[i * (z.Length + 1)] = derivative(z[i]);
        return result;
    }

    private static double[] Affine(double[] w, double[] x, double[] b)
    {
        var z = (double[])b.Clone();
        for (int i = 0; i < z.Length; i++)
            for (int j = 0; j < x.Length; j++)
                z[i] += w[(i * x.Length) + j] * x[j];
        return z;
    }

    /// <summary>(Wᵀδ) ∘ f′, where f′ is a function of the activation.</summary>
    private static double[] Back(double[] w, double[] delta, double[] h, Func<double, double> slope)
    {
        var result = new double[h.Length];
        for (int j = 0; j < h.Length; j++)
        {
            for (int i = 0; i < delta.Length; i++)
                result[j] += w[(i * h.Length) + j] * delta[i];
            result[j] *= slope(h[j]);
        }

        return result;
    }
}
