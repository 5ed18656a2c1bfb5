using Covector.Tests.Battery;
using Covector.Tests.Cases;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Control;

/// <summary>Scan: values and derivatives in closed form, and against the same loop written in C#.</summary>
public sealed class ScanTests
{
    [Fact]
    public void RunningSums()
    {
        Func<Tensor, Tensor> sums = x => Scan((c, e) => (c + e, c + e), 0.0, x).Outputs;
        Holds.Everywhere([1, 3, 6, 10], sums, [1, 2, 3, 4]);
        // ∂yᵢ/∂xⱼ = 1 for j ≤ i.
        Holds.Everywhere([1, 1, 1, 0, 1, 1, 0, 0, 1], x => Reshape(Jacobian(sums)(x).T[..3, ..3], 9), [1, 2, 3, 4]);
        var (carry, outputs) = Scan((c, e) => (c + e, c + e), 0.0, [1, 2, 3], reverse: true);
        Holds.Equal(6, carry);
        Holds.Equal([6, 5, 3], outputs);
    }

    [Fact]
    public void AGeometricSeries()
    {
        // c ← r·c + 1 from 0: (rⁿ − 1)/(r − 1); its derivatives at r = 2, n = 5: Σ k·2^(k−1) for k < 5 = 49, Σ k(k−1)·2^(k−2) = 1·2 + 3·2·2 + 4·3·4 = 62.
        Func<Tensor, Tensor> f = r => Scan(c => (r * c + 1, c), 0.0, 5).Carry;
        Holds.Everywhere(31, f, 2);
        Holds.Everywhere(49, Grad(f), 2);
        Holds.Everywhere(62, Grad(Grad(f)), 2);
        Holds.Everywhere(62, r => Jvp(Grad(f), r, Tensor.OnesLike(r)).Tangent, 2);
        Holds.Everywhere(62, r => Grad(p => Jvp(f, p, Tensor.OnesLike(p)).Tangent)(r), 2);
        Holds.Everywhere(62, Hessian(f), 2);
        // Σ k(k−1)(k−2)·2^(k−3) = 3·2·1 + 4·3·2·2 = 54.
        Holds.Everywhere(54, Grad(Grad(Grad(f))), 2);
        Holds.Everywhere([1, 49, 142], x => Vmap(Grad(f))(x), [0, 2, 3]);
    }

    /// <summary>The loop in C#, run backwards if asked for.</summary>
    private static (Tensor Carry, Tensor Outputs) Unrolled(Func<Tensor, Tensor, (Tensor, Tensor)> body, Tensor carry, Tensor x, bool reverse)
    {
        int n = x.Shape[0];
        var outputs = new Tensor[n];
        for (int t = 0; t < n; t++)
        {
            int i = reverse ? n - 1 - t : t;
            (carry, outputs[i]) = body(carry, x[i]);
        }

        return (carry, Covector.Functions.Stack(outputs));
    }

    public static TheoryData<bool, int, DType> Settings
    {
        get
        {
            var rows = new TheoryData<bool, int, DType>();
            foreach (bool reverse in new[] { false, true })
                foreach (int unroll in new[] { 1, 2, 3, 7, 100 })
                    foreach (var dtype in new[] { DType.Float32, DType.Float64 })
                        rows.Add(reverse, unroll, dtype);
            return rows;
        }
    }

    private static Tensor Sample(Shape shape, DType dtype, int seed) => Fuzz.RandomProgram.Sample(shape, seed).AsType(dtype);

    [Theory, MemberData(nameof(Settings))]
    public void ARecurrentNetworkIsTheUnrolledLoop(bool reverse, int unroll, DType dtype)
    {
        Tensor[] p = [Sample([3, 3], dtype, 1), Sample([3, 2], dtype, 2), Sample([3], dtype, 3), Sample([7, 2], dtype, 4), Sample([7, 3], dtype, 5)];
        double roundings = 4096;
        Func<Tensor[], Tensor> looped = t => Loss(t, Scan((c, e) => Step(t, c, e), t[2], t[3], reverse: reverse, unroll: unroll));
        Func<Tensor[], Tensor> unrolled = t => Loss(t, Unrolled((c, e) => Step(t, c, e), t[2], t[3], reverse));
        Same.Close(unrolled(p), looped(p), "the value", roundings);
        Same.Close(unrolled(p), Jit(looped)(p), "compiled", roundings);
        var gradient = Grad(unrolled)(p);
        Same.Close(gradient, Grad(looped)(p), "the gradient", roundings);
        Same.Close(gradient, Jit(Grad(looped))(p), "Jit(Grad)", roundings);
        Same.Close(gradient, Grad(Jit(looped))(p), "Grad(Jit)", roundings);
        Tensor[] v = [.. p.Select((t, i) => Sample(t.Shape, dtype, 20 + i))];
        Same.Close(Jvp(unrolled, p, v).Tangent, Jvp(looped, p, v).Tangent, "Jvp", roundings);
        Same.Close(Jvp(unrolled, p, v).Tangent, Linearize(looped, p).Pushforward(v), "Linearize", roundings);
        var hv = Jvp(Grad(unrolled), p, v).Tangent;
        Same.Close(hv, Jvp(Grad(looped), p, v).Tangent, "forward over reverse", roundings);
        Same.Close(hv, Jit((Tensor[] a, Tensor[] b) => Jvp(Grad(looped), a, b).Tangent)(p, v), "compiled forward over reverse", roundings);
        Same.Close(hv, Grad<Tensor[]>(t => Jvp(looped, t, v).Tangent)(p), "reverse over forward", roundings);
        Same.Close(hv, Vjp(Grad(looped), p).Pullback(v), "reverse over reverse", roundings);

        static (Tensor, Tensor) Step(Tensor[] t, Tensor c, Tensor e)
        {
            var next = Tanh(Dot(t[0], c) + Dot(t[1], e));
            return (next, next * t[0][0] + c);
        }

        static Tensor Loss(Tensor[] t, (Tensor Carry, Tensor Outputs) r) => Sum(r.Outputs * t[4]) + Sum(Square(r.Carry));
    }

    [Fact]
    public void EveryWayOfBatching()
    {
        Tensor w = Sample([3, 3], DType.Float64, 1), c = Sample([3], DType.Float64, 2), x = Sample([4, 3], DType.Float64, 3);
        Func<Tensor, Tensor, Tensor, (Tensor, Tensor)> f = (w, c, x) => Scan((c, e) => (Sin(Dot(w, c)) + e, e * 2), c, x);
        Func<Tensor, Tensor, Tensor, (Tensor, Tensor, Tensor)> gradient = (w, c, x) => Grad(
            ((Tensor w, Tensor c, Tensor x) t) =>
            {
                var (a, b) = f(t.w, t.c, t.x);
                return Sum(a * a) + Sum(Sin(b));
            })((w, c, x));
        Func<Tensor, int, Tensor> many = (t, axis) => Covector.Functions.Stack([t, 2 * t, -t], axis);
        Func<Tensor, int, Tensor> one = (t, i) => i switch { 0 => t, 1 => 2 * t, _ => -t };
        for (int mask = 1; mask < 8; mask++)
            foreach (int axis in new[] { 0, 1 })
            {
                bool bw = (mask & 1) != 0, bc = (mask & 2) != 0, bx = (mask & 4) != 0;
                (BatchAxes?, BatchAxes?, BatchAxes?) axes = (bw ? axis : null, bc ? axis : null, bx ? axis : null);
                var (a, b) = Vmap(f, axes)(bw ? many(w, axis) : w, bc ? many(c, axis) : c, bx ? many(x, axis) : x);
                var (gw, gc, gx) = Vmap(gradient, axes)(bw ? many(w, axis) : w, bc ? many(c, axis) : c, bx ? many(x, axis) : x);
                for (int i = 0; i < 3; i++)
                {
                    var (wi, ci, xi) = (bw ? one(w, i) : w, bc ? one(c, i) : c, bx ? one(x, i) : x);
                    var (ea, eb) = f(wi, ci, xi);
                    Same.Close((Tensor[])[ea, eb], [a[i], b[i]], $"mask {mask}, axis {axis}");
                    var (ew, ec, ex) = gradient(wi, ci, xi);
                    Same.Close((Tensor[])[ew, ec, ex], [gw[i], gc[i], gx[i]], $"gradient, mask {mask}, axis {axis}");
                }
            }
    }

    [Fact]
    public void NestedScans()
    {
        // s ← s + Σⱼ xᵢⱼ·s by an inner loop: s·Π(1 + xᵢⱼ).
        Func<Tensor, Tensor> product = x => Scan((s, row) => (Scan((t, e) => (t + t * e, t), s, row).Carry, s), 1.0, x).Carry;
        Tensor x = [[0.5, 1.0], [2.0, -0.5], [0.25, 3.0]];
        Holds.Equal(1.5 * 2 * 3 * 0.5 * 1.25 * 4, product(x));
        var total = product(x);
        Holds.Equal(total / (1 + x), Grad(product)(x));
        Holds.Equal(total / (1 + x), Jit(Grad(product))(x));
        Holds.Equal(Covector.Functions.Stack([total / (1 + x), total / (1 + x)]), Vmap(Grad(product))(Covector.Functions.Stack([x, x])));
        // ∂²/∂xᵢ∂xⱼ = total / ((1 + xᵢ)(1 + xⱼ)), 0 on the diagonal.
        var inverse = Reshape(1 / (1 + x), 6);
        var hessian = total * Outer(inverse, inverse) * (1 - Tensor.Eye(6));
        Holds.Equal(Reshape(hessian, 3, 2, 3, 2), Hessian(product)(x), 1e-11);
        Holds.Equal(Reshape(hessian, 3, 2, 3, 2), Jit(Hessian(product))(x), 1e-11);
    }

    [Fact]
    public void LoopsOfNoSteps()
    {
        var empty = Tensor.Zeros([0, 2]);
        var (carry, outputs) = Scan((c, e) => (c + Sum(e), e * c), 3.0, empty);
        Holds.Equal(3, carry);
        Assert.Equal(new Shape(0, 2), outputs.Shape);
        Func<Tensor, Tensor> f = c => Scan((s, e) => (s * s, s), c, empty).Carry * 2;
        Holds.Everywhere(6, f, 3);
        Holds.Everywhere(2, Grad(f), 3);
        Assert.Equal(new Shape(0, 2), Grad((Tensor x) => Sum(Scan((c, e) => (c, e * e), 1.0, x).Outputs))(empty).Shape);
        Assert.Equal(new Shape(4, 0, 2), Vmap(x => Scan((c, e) => (c, e * e), 1.0, x).Outputs)(Tensor.Zeros([4, 0, 2])).Shape);
        Holds.Equal(2, ForLoop(3, 3, (i, x) => x * 2, 2.0));
        Holds.Equal(2, ForLoop(3, 1, (i, x) => x * 2, 2.0));
    }

    [Fact]
    public void CountedLoops()
    {
        Func<Tensor, Tensor> doubled = x => ForLoop(0, 3, (i, y) => y * 2, x);
        Func<Tensor, Tensor> factorial = x => ForLoop(0, 3, (i, y) => y * (i + 1), x);
        foreach (var (f, value, slope) in new[] { (doubled, 16.0, 8.0), (factorial, 12, 6) })
        {
            Holds.Everywhere(value, f, 2);
            Holds.Everywhere(slope, Grad(f), 2);
            Holds.Everywhere(slope, x => Jvp(f, x, Tensor.OnesLike(x)).Tangent, 2);
            Holds.Everywhere([slope, slope], Vmap(Grad(f)), [2, 5]);
            Holds.Everywhere(slope, x => LinearTranspose(f, x)(Tensor.OnesLike(x)), 2);
        }

        Holds.Everywhere(5 * 6 * 7, x => ForLoop(5, 8, (i, y) => y * i, x), 1);
        Assert.Equal(DType.Int64, ForLoop(0, 4, (i, y) => y + i, (Tensor)0).DType);
    }

    [Fact]
    public void GrowingTangents()
    {
        // z gets a tangent in the second step only: (x, y, z) ← (x, x², y²) from (a, 1, 1): z = a⁴ after two steps.
        Func<Tensor, Tensor> f = a => Scan(((Tensor x, Tensor y, Tensor z) c) => ((c.x, Square(c.x), Square(c.y)), c.z), (a, (Tensor)1.0, (Tensor)1.0), 2).Carry.Item3;
        Holds.Everywhere(16, f, 2);
        Holds.Everywhere(32, x => Jvp(f, x, Tensor.OnesLike(x)).Tangent, 2);
        Holds.Everywhere(32, Grad(f), 2);
        Holds.Everywhere(48, Grad(Grad(f)), 2);
        Holds.Everywhere([4, 32], Vmap(Grad(f)), [1, 2]);
    }

    [Fact]
    public void TreesGoThroughLoops()
    {
        var inputs = new Dictionary<string, Tensor> { ["a"] = Tensor.From([1.0, 2, 3]), ["b"] = Tensor.From([1.0, 1, 2, 2, 3, 3], 3, 2) };
        Tensor[] init = [0.0, Tensor.Zeros([2])];
        var (carry, outputs) = Scan(
            (Tensor[] c, Dictionary<string, Tensor> e) => (new[] { c[0] + e["a"], c[1] + e["b"] }, (Sum: c[0], Products: new List<Tensor> { e["a"] * e["b"] })),
            init, inputs);
        Holds.Equal(6, carry[0]);
        Holds.Equal([6, 6], carry[1]);
        Holds.Equal([0, 1, 3], outputs.Sum);
        Holds.Equal([1, 1, 4, 4, 9, 9], outputs.Products[0]);
    }

    [Fact]
    public void NumbersTakeTheTypeOfTheBody()
    {
        var x = Tensor.From([1f, 2f, 3f]);
        var (carry, outputs) = Scan((c, e) => (c + e, c * 2), 0.0, x);
        Assert.Equal((DType.Float32, DType.Float32), (carry.DType, outputs.DType));
        Holds.Equal(6, carry);
        Holds.Equal([0, 2, 6], outputs);
        Assert.Equal(DType.Float64, Scan((c, e) => (c + e, c), 0, Tensor.From([1.0, 2])).Carry.DType);
        Assert.Equal(DType.Float32, Scan((c, e) => (0.0, c + e), x[0], x).Carry.DType);
        Assert.Equal(DType.Float64, Scan(c => (c + 1, c), 0.0, 3).Carry.DType);
        Assert.Equal(DType.Int64, Scan(c => (c + Tensor.Arange(2)[1], c), 0, 3).Carry.DType);
        Assert.Equal(DType.Float32, ForLoop(0, 3, (i, y) => y + x[0], 0.0).DType);
        Assert.Equal(DType.Float32, Jit((Tensor t) => Scan((c, e) => (c + e, c), [0, 0], t).Carry)(Tensor.From([1f, 2f]).Reshape(1, 2)).DType);

        // A loop of no steps returns the start, which is then no number that takes the type of others.
        Assert.Equal(DType.Float64, (ForLoop(0, 0, (i, y) => y, 1.0) * x).DType);
    }

    [Fact]
    public void IntegersHaveNoTangent()
    {
        // The counter is carried beside the value.
        Func<Tensor, Tensor> f = x => Scan(((Tensor n, Tensor y) c) => ((c.n + 1, c.y * x + c.n), c.y), ((Tensor)0, x), 3).Carry.Item2;
        // ((x² + 0)x + 1)x + 2 = x⁴ + x + 2.
        Holds.Everywhere(20, f, 2);
        Holds.Everywhere(33, Grad(f), 2);
        Holds.Everywhere(48, Grad(Grad(f)), 2);
    }

    [Fact]
    public void ResidualsOfALinearLoopAreOneVectorAStep()
    {
        // d(A·x) keeps x of each step, and A once.
        const int n = 5, m = 16;
        Tensor a = Sample([m, m], DType.Float64, 1), x = Sample([m], DType.Float64, 2);
        Func<Tensor, Tensor, Tensor> f = (a, x) => Sum(Scan(c => (Dot(a, c), c), x, n).Carry);
        var graph = Linearization.Run(t => [f(t[0], t[1])], [a, x], new Covector.Tracing.TraceOrigin("a test", null)).Graph;
        Assert.Equal(m * m + n * m, graph.Captures.Where(c => c.Value.Rank > 0).Sum(c => c.Value.Size));
        var expected = Tensor.Zeros([m, m]);
        var u = Tensor.Ones([m]);
        var states = new Tensor[n];
        for (int i = 0; i < n; i++)
            states[i] = i == 0 ? x : Dot(a, states[i - 1]);
        for (int i = n - 1; i >= 0; i--)
        {
            expected += Outer(u, states[i]);
            u = Dot(a.T, u);
        }

        Same.Close(expected, Grad(f)(a, x), "the gradient", 1024);
    }

    [Fact]
    public void WhatDoesNotChangeIsKeptOnce()
    {
        // cos(w) is computed from what is constant in the loop.
        Tensor w = Sample([50], DType.Float64, 1);
        var graph = Linearization.Run(
            t => [Sum(Scan(c => (Sin(t[0]) * c, c), t[1], 100).Carry)], [w, Tensor.Ones([50])], new Covector.Tracing.TraceOrigin("a test", null)).Graph;
        Assert.True(graph.Captures.Sum(c => c.Value.Size) <= 100 * 50 + 2 * 50);
    }
}
