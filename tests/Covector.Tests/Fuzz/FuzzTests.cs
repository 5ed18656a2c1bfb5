using Covector.Graphs;
using Covector.Tests.Battery;
using CsCheck;
using static Covector.Transforms;

namespace Covector.Tests.Fuzz;

/// <summary>Random programs: transformations keep values, and derivatives agree with each other however they are composed.</summary>
public sealed class FuzzTests
{
    private const int Programs = 150;

    /// <summary>Where a derivative is smaller than this, what remains of it is the rounding of terms that cancel.</summary>
    private const double Saturated = 1e-6;

    [Fact]
    public void CompiledGivesTheBitsOfEager() => Sample(RandomProgram.Any, program =>
    {
        var x = RandomProgram.Point(1);
        var eager = program.Run(x, false);
        Same.Bits(eager, program.Run(x, true), "compiled in parts");
        Same.Bits(eager, Jit<Tensor[], Tensor[]>(t => program.Run(t, false))(x), "compiled");
        Same.Bits(eager, Jit<Tensor[], Tensor[]>(t => program.Run(t, true))(x), "compiled in parts and as a whole");
    });

    [Fact]
    public void PassesKeepEveryBit() => Sample(RandomProgram.Any, program =>
    {
        var x = RandomProgram.Point(2);
        var graph = CheckedGraphs.Check(MakeGraph<Tensor[], Tensor[]>(t => program.Run(t, true))(x));
        var expected = GraphEvaluator.Run(graph, x);
        foreach (var (name, run) in CheckedGraphs.Passes)
            if (run(graph) is var result && result.Inputs.Length == x.Length)
                Same.Bits(expected, GraphEvaluator.Run(result, x), name);
    });

    [Fact]
    public void DerivativesAgreeWithDifferences() => Sample(RandomProgram.Smooth, program =>
    {
        var x = RandomProgram.Point(3);
        CheckGradients(t => program.Loss(t, false), x, 1);
        CheckGradients(t => program.Loss(t, true), x, 1);
    });

    [Fact]
    public void GradCommutesWithJit() => Sample(RandomProgram.Any, program =>
    {
        var x = RandomProgram.Point(4);
        Func<Tensor[], Tensor> f = t => program.Loss(t, false);
        var expected = Grad(f)(x);
        Close(expected, Grad(Jit(f))(x), "Grad(Jit f)", 4096);
        Close(expected, Jit(Grad(f))(x), "Jit(Grad f)", 4096);
        Close(expected, Grad<Tensor[]>(t => program.Loss(t, true))(x), "Grad of parts", 4096);
        Close(expected, Jit(Grad<Tensor[]>(t => program.Loss(t, true)))(x), "Jit(Grad of parts)", 4096);
    });

    [Fact]
    public void ForwardAndReverseModeAreAdjoint() => Sample(RandomProgram.Any, program =>
    {
        var (x, v) = (RandomProgram.Point(5), RandomProgram.Point(6));
        foreach (bool compiled in new[] { false, true })
        {
            Func<Tensor[], Tensor[]> f = t => program.Run(t, compiled);
            var (_, tangents) = Jvp(f, x, v);
            var (value, pullback) = Vjp(f, x);
            var u = value.Select((y, i) => RandomProgram.Sample(y.Shape, 20 + i)).ToArray();
            double left = Same.Inner(tangents, u), right = Same.Inner(v, pullback(u));
            Assert.Equal(left, right, 1e-10 * (1 + Math.Abs(left)));
            var (_, pushforward) = Linearize(f, x);
            Close(tangents, pushforward(v), "Linearize", 4096);
        }
    });

    [Fact]
    public void HessiansAreSymmetric() => Sample(RandomProgram.Smooth, program =>
    {
        var (x, v, w) = (RandomProgram.Point(7), RandomProgram.Point(8), RandomProgram.Point(9));
        Func<Tensor[], Tensor> f = t => program.Loss(t, true);
        var hv = Jvp(Grad(f), x, v).Tangent;
        var hw = Jvp(Grad(f), x, w).Tangent;
        double left = Same.Inner(w, hv), right = Same.Inner(v, hw);
        Assert.Equal(left, right, 1e-9 * (1 + Math.Abs(left)));
        Same.Close(hv, Grad<Tensor[]>(t => Jvp(f, t, v).Tangent)(x), "reverse over forward", 1 << 20, Saturated);
        Same.Close(hv, Vjp(Grad(f), x).Pullback(v), "reverse over reverse", 1 << 20, Saturated);
        Same.Close(hv, Jit<Tensor[], Tensor[]>(t => Jvp(Grad(f), t, v).Tangent)(x), "compiled", 1 << 20, Saturated);
    });

    [Fact]
    public void ABatchIsALoop() => Sample(RandomProgram.Any, program =>
    {
        Tensor[][] points = [RandomProgram.Point(10), RandomProgram.Point(20), RandomProgram.Point(30)];
        foreach (bool compiled in new[] { false, true })
        {
            Loop(t => program.Run(t, compiled), "Vmap");
            Loop(Jit<Tensor[], Tensor[]>(t => program.Run(t, compiled)), "Vmap(Jit)");
            Loop(Grad<Tensor[]>(t => program.Loss(t, compiled)), "Vmap(Grad)");
        }

        void Loop(Func<Tensor[], Tensor[]> f, string what)
        {
            var expected = Stack(Array.ConvertAll(points, p => f(p)));
            Close(expected, Vmap(f)(Stack(points)), what, 4096);
            Close(expected, Jit(Vmap(f))(Stack(points)), $"Jit({what})", 4096);

            // Only the first argument is batched, along its last axis.
            Tensor[] mixed = [Stack(points)[0].Transpose(1, 2, 0), points[0][1], points[0][2]];
            var partial = Stack(Array.ConvertAll(points, p => f([p[0], points[0][1], points[0][2]])));
            Close(partial, Vmap(f, BatchAxes.Tree(2, null, null), 0)(mixed), $"{what} of one argument", 4096);
        }
    });

    private static Tensor[] Stack(Tensor[][] points) =>
        [.. points[0].Select((_, i) => Covector.Functions.Stack(Array.ConvertAll(points, p => p[i])))];

    /// <summary>Programs have numbers near 1 inside; where these cancel, rounding is all that is left of a result.</summary>
    private static void Close(Tensor[] expected, Tensor[] actual, string what, double roundings) =>
        Same.Close(expected, actual, what, roundings, leastScale: 1e-3);

    private static void Sample(Gen<RandomProgram> programs, Action<RandomProgram> check) => programs.Sample(check, iter: Programs, threads: 1);
}
