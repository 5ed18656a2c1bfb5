using Covector.Graphs;
using Covector.Primitives;
using Covector.Tests.Battery;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Control;

/// <summary>Loops in graphs: how they print, and that what nobody reads is not computed.</summary>
public sealed class LoopGraphTests
{
    [Fact]
    public void BodiesArePrinted()
    {
        var graph = MakeGraph((Tensor x, Tensor w) => Scan((c, e) => (Sin(c) * w + e, c), 0.0, x, reverse: true).Outputs)(Tensor.Ones([4]), 2.0);
        Assert.Equal(
            """
            graph(x: f64[4], w: f64[]) {
              a: f64[] = fill[0]
              b: f64[], c: f64[4] = scan[length=4, reverse, constants=1, carry=1] w a x
                body(a: f64[], c: f64[], e: f64[]) {
                  b: f64[] = sin c
                  d: f64[] = mul b a
                  f: f64[] = add d e
                  return f, c
                }
              return c
            }
            """.ReplaceLineEndings("\n"), graph.ToString());
        var loop = MakeGraph(x => While(y => y < 3, y => y * 2, x))(1.0).ToString();
        Assert.Contains("= while[constants=0, carry=1] x\n    condition(", loop, StringComparison.Ordinal);
        Assert.Contains("\n    body(", loop, StringComparison.Ordinal);
        var branches = MakeGraph(x => Cond(x < 3, y => y * 2, y => y, x))(1.0).ToString();
        Assert.Contains("= cond[2 branches] ", branches, StringComparison.Ordinal);
        Assert.Contains("\n    branch 1(", branches, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatNobodyReadsIsNotComputed()
    {
        // Of five carries the result needs c[0] and, through it, c[1] and w; of the outputs none.
        var graph = DeadCode.Remove(MakeGraph<Tensor[], Tensor>(p => Scan(
            (Tensor[] c, Tensor e) => (new[] { c[0] * c[1], c[1] + p[0], c[2] * p[1] + c[3], c[3] + e, c[0] }, (Exp(c[2]), c[4] * p[2])),
            new[] { p[3], p[3], p[3], p[3], p[3] }, p[4]).Carry[0])([1.0, 1.0, 1.0, 1.0, Tensor.Ones([3])]));
        var scan = Assert.IsType<Primitives.Scan>(Assert.Single(graph.Equations).Primitive);
        Assert.Equal((1, 2, 0, 0), (scan.ConstantCount, scan.CarryCount, scan.ScannedCount, scan.StackedCount));
        Assert.Equal(2, scan.Body.Count);

        graph = DeadCode.Remove(MakeGraph<(Tensor, Tensor), Tensor>(p => While<(Tensor N, Tensor X, Tensor Unread)>(
            t => t.N < p.Item1, t => (t.N + 1, t.X * 2, Sin(t.Unread * p.Item2)), (0.0, p.Item1, p.Item2)).X)((3.0, 2.0)));
        var loop = Assert.IsType<Primitives.While>(graph.Equations[^1].Primitive);
        Assert.Equal((1, 2), (loop.ConstantCount, loop.CarryCount));

        graph = DeadCode.Remove(MakeGraph<(Tensor, Tensor), Tensor>(
            p => Cond(p.Item1 > 0, t => (t.Item1, Exp(t.Item2)), t => (t.Item1 * 2, t.Item2), p).Item1)((3.0, 2.0)));
        var cond = graph.Equations[^1];
        Assert.Equal((2, 1), (cond.Inputs.Length, cond.Outputs.Length));
        Assert.Equal((0, 1), (((Primitives.Cond)cond.Primitive).Branches[1].Count, ((Primitives.Cond)cond.Primitive).Branches[0].Equations.Count(e => e.Primitive is Multiply)));

        var inner = Jit((Tensor x, Tensor y) => (Sin(x), Exp(y)));
        graph = DeadCode.Remove(MakeGraph((Tensor x, Tensor y) => inner(x, y).Item1)(1.0, 2.0));
        Assert.Single(graph.Equations[0].Inputs);
        Assert.Equal(1, ((Call)graph.Equations[0].Primitive).Graph.Count);
    }

    [Fact]
    public void TheLoopOfAGradientKeepsWhatItNeeds()
    {
        // The value is not asked for: the forward loop makes residuals only.
        var graph = Covector.Compiler.Pipeline.Simplify(MakeGraph<Tensor, Tensor>(Grad((Tensor x) => Scan(c => (Sin(c) * x, c * c), x, 10).Carry))(1.0));
        CheckedGraphs.Check(graph);
        var scans = graph.Equations.Where(e => e.Primitive is Primitives.Scan).Select(e => (Primitives.Scan)e.Primitive).ToList();
        Assert.Equal(2, scans.Count);
        Assert.Equal(2, scans[0].StackedCount);
        Assert.True(scans[1].Reverse);
    }

    [Fact]
    public void OuterProductsOfTheStepsAreOneProduct()
    {
        // dW = Σᵢ uᵢ·xᵢᵀ: the loop carries no matrix, a product over all steps follows it. The term that is as large as W adds up in the loop.
        const int n = 20, m = 6;
        Tensor w = Fuzz.RandomProgram.Sample([m, m], 1) * 0.5, x = Fuzz.RandomProgram.Sample([m], 2), d = Fuzz.RandomProgram.Sample([m, m], 3);
        Func<Tensor, Tensor> f = t => Sum(Scan(c => (Tanh(Dot(t, c) + Dot(c, t.T)), c), x, n).Carry);
        Func<Tensor, Tensor> g = t => Sum(Scan(c => (Tanh(Dot(t, c) + Sum(Sin(t * c)) * d[0]), c), x, n).Carry);
        foreach (var (h, matrices) in new[] { (f, 0), (g, 1) })
        {
            var graph = Covector.Compiler.Pipeline.Simplify(MakeGraph(Grad(h))(w));
            CheckedGraphs.Check(graph);
            var backward = graph.Equations.Where(e => e.Primitive is Primitives.Scan { Reverse: true }).Select(e => (Primitives.Scan)e.Primitive).Single();
            Assert.Equal(matrices, backward.Body.Outputs.Take(backward.CarryCount).Count(v => v.Type.Shape.Rank == 2));
            var unrolled = Grad((Tensor t) =>
            {
                var c = x;
                for (int i = 0; i < n; i++)
                    c = ReferenceEquals(h, f) ? Tanh(Dot(t, c) + Dot(c, t.T)) : Tanh(Dot(t, c) + Sum(Sin(t * c)) * d[0]);
                return Sum(c);
            });
            Same.Close(unrolled(w), Grad(h)(w), "the gradient", 4096);
            Same.Close(Jvp(unrolled, w, d).Tangent, Jvp(Grad(h), w, d).Tangent, "its derivative", 1 << 16);
            Same.Close(unrolled(w), Vmap(Grad(h))(Covector.Functions.Stack([d, w]))[1], "in a batch", 4096);
        }
    }
}
