using Covector.Compiler;
using Covector.Tests.Battery;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Loops whose bodies fall into stages: by turns on one thread, at the same time on several.</summary>
[Collection(nameof(ThreadCount))]
public sealed class LoopStageTests : IDisposable
{
    private static readonly DType[] Floats = [DType.Float32, DType.Float64];

    private readonly int limit = Parallelism.MaxThreads;

    public void Dispose() => Parallelism.MaxThreads = limit;

    /// <summary>
    /// Layers hⱼ ← tanh(aⱼ hⱼ + hⱼ₋₁) with h₀ = xₜ, and the gradient of Σₜ hₜ·hₜ of the last by x, a and the initial h: against loops by
    /// hand.
    /// </summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void LayersAreWhatLoopsByHandCompute(int layers)
    {
        foreach (int steps in (int[])[0, 1, 2, 3, 15, 16, 33, 64, 129])
        {
            // Few steps are worth it if they take long.
            int n = steps < 10 ? 2101 : 401;
            Tensor a = RandomProgram.Sample([layers, 3, n], 1), h = RandomProgram.Sample([layers, 3, n], 2);
            var x = RandomProgram.Sample([steps, 3, n], 3);
            var (stack, dx, da, dh) = ByHand(layers, steps, a.ToArray<double>(), h.ToArray<double>(), x.ToArray<double>());
            string what = $"{layers} layers, {steps} steps";
            for (int threads = 1; threads <= 2; threads++)
            {
                Parallelism.MaxThreads = threads;
                var program = BothTiers.SameBits(what, t => [Layers(t[0], t[1], t[2], layers)], x, a, h);
                if (steps >= 63 || (layers == 2 && steps < 10))
                    Assert.True(steps > 1 == program.Steps.OfType<LoopStages>().Any(), $"{what}: {program}");
                BothTiers.SameBits($"the gradient of {what}", t => Gradient(t[0], t[1], t[2]), x, a, h);
                var (gx, ga, gh) = Jit<(Tensor X, Tensor A, Tensor H), (Tensor, Tensor, Tensor)>(
                    t => Grad((Tensor x, Tensor a, Tensor h) => Sum(Square(Layers(x, a, h, layers))), Wrt.All)(t.X, t.A, t.H),
                    JitOptions.Eager)((x, a, h));
                var y = Jit<(Tensor X, Tensor A, Tensor H), Tensor>(t => Layers(t.X, t.A, t.H, layers), JitOptions.Eager)((x, a, h));
                Same.Close(Tensor.From(stack, [steps, 3, n]), y, what);
                Same.Close(
                    (Tensor[])[Tensor.From(dx, [steps, 3, n]), Tensor.From(da, [layers, 3, n]), Tensor.From(dh, [layers, 3, n])],
                    [gx, ga, gh],
                    $"the gradient of {what}", 1 << 12, 1);
            }
        }

        Tensor[] Gradient(Tensor x, Tensor a, Tensor h)
        {
            var (dx, da, dh) = Grad((Tensor x, Tensor a, Tensor h) => Sum(Square(Layers(x, a, h, layers))), Wrt.All)(x, a, h);
            return [dx, da, dh];
        }
    }

    [Fact]
    public void NumbersOfAllLengthsInBothTypesForwardsAndBackwards()
    {
        foreach (var type in Floats)
            foreach (int n in (int[])[1, 3, 5, 17, 63, 501])
                foreach (bool reverse in (bool[])[false, true])
                    for (int threads = 1; threads <= 2; threads++)
                    {
                        Parallelism.MaxThreads = threads;
                        // One row is no body for rows, and neither are three.
                        var x = RandomProgram.Sample([n > 100 ? 101 : 1001, 3, n], 1).AsType(type);
                        var h = RandomProgram.Sample([4, 3, n], 2).AsType(type);
                        string what = $"{type}, {n}, {(reverse ? "backwards" : "forwards")}, {threads} threads";
                        var program = BothTiers.SameBits(what, t => Both(t[0], t[1]), x, h);
                        Assert.True(n < 17 || program.Steps.OfType<LoopStages>().Any(), $"{what}: {program}");
                        BothTiers.SameBits($"the gradient of {what}", t =>
                        {
                            var (dx, dh) = Grad(
                                (Tensor x, Tensor h) => Both(x, h).Aggregate((Tensor)0, (s, y) => s + Sum(Square(y))), Wrt.All)(t[0], t[1]);
                            return [dx, dh];
                        }, x, h);

                        Tensor[] Both(Tensor x, Tensor h)
                        {
                            var (last, (first, second, third)) = Scan<Tensor[], Tensor, (Tensor, Tensor, Tensor)>(
                                (c, x) =>
                                {
                                    var next = new Tensor[4];
                                    for (int j = 0; j < next.Length; j++)
                                        x = next[j] = Tanh(Exp(-Square(c[j])) * x + Sigmoid(c[j] - x));
                                    return (next, (next[0] * 2, c[1], x - next[2]));
                                }, [h[0], h[1], h[2], h[3]], x, reverse: reverse);
                            return [.. last, first, second, third];
                        }
                    }
    }

    /// <summary>What reads the results of all others and feeds all others leaves nothing to divide.</summary>
    [Fact]
    public void CoupledBodiesStayWhole()
    {
        Tensor x = RandomProgram.Sample([500, 3, 101], 1), h = RandomProgram.Sample([3, 3, 101], 2);
        var program = BothTiers.SameBits("coupled", t =>
        {
            var ((a, b, c), all) = Scan<(Tensor A, Tensor B, Tensor C), Tensor, Tensor>(
                (s, x) => ((Tanh(s.B + x), Tanh(s.C * s.A), Sigmoid(s.A - x)), s.A * s.C), (t[1][0], t[1][1], t[1][2]), t[0]);
            return [a, b, c, all];
        }, x, h);
        Assert.DoesNotContain(program.Steps, s => s is LoopStages);
    }

    /// <summary>Rows enough to be divided are; few are not.</summary>
    [Fact]
    public void ManyRowsAreSharedByRows()
    {
        foreach (int rows in (int[])[14, 63, 64])
        {
            Tensor x = RandomProgram.Sample([500, rows], 1), h = RandomProgram.Sample([12, rows], 2);
            var a = RandomProgram.Sample([12, rows], 3);
            var program = BothTiers.SameBits($"{rows} rows", t => [Layers(t[0], t[2], t[1], 12)], x, h, a);
            Assert.Equal(rows < 64, program.Steps.OfType<LoopStages>().Any());
        }
    }

    /// <summary>Loops that the user wrote one after another, with what happens between them to all steps.</summary>
    [Fact]
    public void LoopsOfEqualLengthAreStages()
    {
        Tensor x = RandomProgram.Sample([700, 3, 33], 1), h = RandomProgram.Sample([3, 3, 33], 2);
        for (int threads = 1; threads <= 2; threads++)
        {
            Parallelism.MaxThreads = threads;
            var program = BothTiers.SameBits("one after another", t => [.. Loops(t[0], t[1], false)], x, h);
            Assert.Contains(program.Steps, s => s is LoopStages);
            // The second begins where the first ends.
            program = BothTiers.SameBits("there and back", t => [.. Loops(t[0], t[1], true)], x, h);
            Assert.DoesNotContain(program.Steps, s => s is LoopStages);
            BothTiers.SameBits("their gradient", t =>
            {
                var (dx, dh) = Grad((Tensor x, Tensor h) => Sum(Loops(x, h, false)[1] * x), Wrt.All)(t[0], t[1]);
                return [dx, dh];
            }, x, h);
        }

        static Tensor[] Loops(Tensor x, Tensor h, bool back)
        {
            var (first, all) = Scan<Tensor, Tensor, Tensor>(Step, h[0], x);
            var (second, y) = Scan<Tensor, Tensor, Tensor>(Step, h[1], all, reverse: back);
            return [first + second, y, all];
        }

        static (Tensor, Tensor) Step(Tensor h, Tensor x)
        {
            var next = Tanh(Sigmoid(h) * x - Exp(-Square(h - x)));
            return (next, next);
        }
    }

    /// <summary>One carry, and what each step makes of it beside: c ← tanh(c + xₜ) and sin(exp(sin c)).</summary>
    [Fact]
    public void WhatOnlyFollowsFromACarryIsAStage()
    {
        const int Steps = 400, Count = 3 * 67;
        var x = RandomProgram.Sample([Steps, 3, 67], 1);
        double[] numbers = x.ToArray<double>(), sum = new double[Count], sines = new double[Steps * Count];
        for (int t = 0; t < Steps; t++)
            for (int i = 0; i < Count; i++)
                sines[t * Count + i] = Math.Sin(Math.Exp(Math.Sin(sum[i] = Math.Tanh(sum[i] + numbers[t * Count + i]))));
        for (int threads = 1; threads <= 2; threads++)
        {
            Parallelism.MaxThreads = threads;
            var program = BothTiers.SameBits("a carry", t => [.. Sines(t[0])], x);
            Assert.Contains(program.Steps, s => s is LoopStages);
            Tensor[] made = Jit<Tensor, Tensor[]>(Sines, JitOptions.Eager)(x);
            Same.Close((Tensor[])[Tensor.From(sum, [3, 67]), Tensor.From(sines, [Steps, 3, 67])], made, "a carry", 1 << 10, 1);
        }

        static Tensor[] Sines(Tensor x)
        {
            var (last, all) = Scan<Tensor, Tensor, Tensor>(
                (c, x) =>
                {
                    var next = Tanh(c + x);
                    return (next, Sin(Exp(Sin(next))));
                }, Tensor.Zeros([3, 67]), x);
            return [last, all];
        }
    }

    [Fact]
    public void LayersWithMatrices()
    {
        const int Layers = 3, Units = 24;
        Tensor x = RandomProgram.Sample([200, 5, Units], 1), w = RandomProgram.Sample([2 * Layers, Units, Units], 2) / 5;
        var h = RandomProgram.Sample([Layers, 5, Units], 3);
        Tensor[]? expected = null;
        for (int threads = 1; threads <= 2; threads++)
        {
            Parallelism.MaxThreads = threads;
            var program = BothTiers.Close("with matrices", t => [Network(t[0], t[1], t[2])], x, w, h);
            Assert.Contains(program.Steps, s => s is LoopStages);
            var (dx, dw, dh) = Jit<(Tensor X, Tensor W, Tensor H), (Tensor, Tensor, Tensor)>(
                t => Grad((Tensor x, Tensor w, Tensor h) => Sum(Square(Network(x, w, h))), Wrt.All)(t.X, t.W, t.H),
                JitOptions.Eager)((x, w, h));
            if (expected is null)
                expected = [dx, dw, dh];
            else
                Same.Bits(expected, [dx, dw, dh], "on two threads");
        }

        Tensor Network(Tensor x, Tensor w, Tensor h) => Scan<Tensor[], Tensor, Tensor>(
            (c, x) =>
            {
                var next = new Tensor[Layers];
                for (int j = 0; j < Layers; j++)
                    x = next[j] = Tanh(Dot(x, w[2 * j]) + Dot(c[j], w[2 * j + 1]));
                return (next, x);
            }, [h[0], h[1], h[2]], x).Item2;
    }

    /// <summary>Bodies made at random: carries that read each other, pass each other on, or read what is scanned.</summary>
    [Fact]
    public void BodiesMadeAtRandom()
    {
        int staged = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            Parallelism.MaxThreads = 1 + seed % 2;
            Tensor x = RandomProgram.Sample([40 + seed, 3, 67], seed), h = RandomProgram.Sample([6, 3, 67], seed + 100);
            int s = seed;
            var program = BothTiers.SameBits($"body {seed}", t => Loop(t[0], t[1], s), x, h);
            staged += program.Steps.OfType<LoopStages>().Any() ? 1 : 0;
            BothTiers.SameBits($"the gradient of body {seed}", t =>
            {
                var (dx, dh) = Grad(
                    (Tensor x, Tensor h) => Loop(x, h, s).Aggregate((Tensor)0, (r, y) => r + Sum(y * y)), Wrt.All)(t[0], t[1]);
                return [dx, dh];
            }, x, h);
        }

        Assert.InRange(staged, 10, 40);

        static Tensor[] Loop(Tensor x, Tensor h, int seed)
        {
            var (last, stacks) = Scan<Tensor[], Tensor, Tensor[]>(
                (c, x) =>
                {
                    var random = new Random(seed);
                    List<Tensor> values = [x, Exp(-Square(x)), .. c];
                    for (int i = 0; i < 24; i++)
                    {
                        // Mostly what is new, so that there is something to divide.
                        Tensor Any() => values[random.Next(random.Next(3) == 0 ? 0 : Math.Max(0, values.Count - 5), values.Count)];
                        values.Add(random.Next(6) switch
                        {
                            0 => Any() - Any(),
                            1 => Tanh(Any() + Any()),
                            2 => Sigmoid(Any()) * Any(),
                            3 => Sum(Any(), 0, keepDims: true) / 3 * Tensor.Ones([3, 1]) + Any(),
                            4 => Exp(-Square(Any())),
                            _ => 0.5 * Any(),
                        });
                    }

                    var next = new Tensor[6];
                    for (int j = 0; j < 6; j++)
                        next[j] = random.Next(5) == 0 ? c[random.Next(6)] : Tanh(values[random.Next(5 * j, values.Count)] + c[j]);
                    return (next, [values[random.Next(values.Count)], next[random.Next(6)], values[^1], c[random.Next(6)]]);
                }, [h[0], h[1], h[2], h[3], h[4], h[5]], x);
            return [.. last, .. stacks];
        }
    }

    [Fact]
    public void ManyCallersAtOnce()
    {
        Parallelism.MaxThreads = 2;
        Tensor x = RandomProgram.Sample([300, 3, 101], 1), h = RandomProgram.Sample([3, 3, 101], 2);
        var a = RandomProgram.Sample([3, 3, 101], 3);
        var f = Jit<(Tensor X, Tensor A, Tensor H), (Tensor, Tensor)>(
            t => Grad((Tensor x, Tensor a) => Sum(Square(Layers(x, a, t.H, 3))), Wrt.All)(t.X, t.A), JitOptions.Eager);
        var (dx, da) = f((x, a, h));
        Parallel.For(0, 40, _ =>
        {
            var (gx, ga) = f((x, a, h));
            Same.Bits((Tensor[])[dx, da], [gx, ga], "one of many callers");
        });
    }

    private static Tensor Layers(Tensor x, Tensor a, Tensor h, int layers)
    {
        var initial = new Tensor[layers];
        for (int j = 0; j < layers; j++)
            initial[j] = h[j];
        return Scan<Tensor[], Tensor, Tensor>(
            (c, x) =>
            {
                var next = new Tensor[layers];
                for (int j = 0; j < layers; j++)
                    x = next[j] = Tanh(a[j] * c[j] + x);
                return (next, x);
            }, initial, x).Item2;
    }

    private static (double[] Stack, double[] Dx, double[] Da, double[] Dh) ByHand(int layers, int steps, double[] a, double[] h, double[] x)
    {
        int n = a.Length / layers;
        var states = new double[steps + 1][];
        states[0] = h;
        var stack = new double[steps * n];
        for (int t = 0; t < steps; t++)
        {
            states[t + 1] = new double[layers * n];
            for (int i = 0; i < n; i++)
            {
                double input = x[t * n + i];
                for (int j = 0; j < layers; j++)
                    input = states[t + 1][j * n + i] = Math.Tanh(a[j * n + i] * states[t][j * n + i] + input);
                stack[t * n + i] = input;
            }
        }

        var (dx, da, dh) = (new double[steps * n], new double[layers * n], new double[layers * n]);
        for (int t = steps - 1; t >= 0; t--)
            for (int i = 0; i < n; i++)
            {
                double above = 2 * stack[t * n + i];
                for (int j = layers - 1; j >= 0; j--)
                {
                    double y = states[t + 1][j * n + i], d = (dh[j * n + i] + above) * (1 - y * y);
                    da[j * n + i] += d * states[t][j * n + i];
                    dh[j * n + i] = d * a[j * n + i];
                    above = d;
                }

                dx[t * n + i] = above;
            }

        return (stack, dx, da, dh);
    }
}
