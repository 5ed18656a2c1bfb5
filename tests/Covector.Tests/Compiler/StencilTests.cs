using Covector.Compiler;
using Covector.Tests.Battery;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Loops whose steps read neighbours: by blocks of rows that run several steps on their own they compute the same bits.</summary>
[Collection(nameof(ThreadCount))]
public sealed class StencilTests : IDisposable
{
    private readonly int limit = Parallelism.MaxThreads;

    public void Dispose()
    {
        Parallelism.MaxThreads = limit;
        StencilBlocks.Wanted = null;
    }

    public static TheoryData<int> Rows => [1, 2, 3, 4, 5, 17, 129, 131, 257, 1001];

    public static TheoryData<int> Lengths => [0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 100];

    /// <summary>Each direction and distance, on sizes with and without blocks.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public void EveryDirection(int n)
    {
        foreach (var type in new[] { DType.Float64, DType.Float32 })
        {
            var (x, y) = (RandomProgram.Sample([n], 1).AsType(type), RandomProgram.Sample([n], 2).AsType(type));
            foreach (var (what, step) in Stencils)
                ByBlocks($"{what} {type}[{n}]", n, t => [ForLoop(0, 13, (_, y) => step(t[0], y), t[1])], x, y);
        }
    }

    /// <summary>Each number of steps, of which a block runs up to eight.</summary>
    [Theory]
    [MemberData(nameof(Lengths))]
    public void EveryLength(int length)
    {
        var (x, y) = (RandomProgram.Sample([403], 1), RandomProgram.Sample([403], 2));
        foreach (var (what, step) in Stencils)
        {
            int rows = length < 4 ? 0 : 403;
            ByBlocks($"{what}, {length} steps", rows, t => [ForLoop(0, length, (_, y) => step(t[0], y), t[1])], x, y);
            ByBlocks(
                $"{what}, {length} steps from zero", rows,
                t => [ForLoop(0, length, (_, y) => step(t[0], y), Tensor.ZerosLike(t[1]))], x, y);
        }
    }

    /// <summary>Stacks of carries and of other values, stacks that are read, numbers of each step; forwards and backwards.</summary>
    [Theory]
    [InlineData(17)]
    [InlineData(400)]
    [InlineData(1001)]
    public void Stacks(int n)
    {
        const int Length = 21;
        foreach (var type in new[] { DType.Float64, DType.Float32 })
            foreach (bool reverse in new[] { false, true })
            {
                var (x, y) = (RandomProgram.Sample([n], 1).AsType(type), RandomProgram.Sample([n], 2).AsType(type));
                var (forces, times) = (RandomProgram.Sample([Length, n], 3).AsType(type), RandomProgram.Sample([Length], 4).AsType(type));
                ByBlocks($"carries {type}[{n}] {reverse}", n, t => Pair(Scan(y => (Heat(t[0], y), y), t[1], Length, reverse)), x, y);
                ByBlocks(
                    $"values {type}[{n}] {reverse}", n,
                    t => Pair(Scan(y => (Heat(t[0], y), Shift(y * t[0], 2)), t[1], Length, reverse)), x, y);
                ByBlocks(
                    $"results {type}[{n}] {reverse}", n,
                    t => Pair(Scan(y => Heat(t[0], y) is var z ? (z, z - Shift(z, -1)) : default, t[1], Length, reverse)), x, y);
                ByBlocks(
                    $"forces {type}[{n}] {reverse}", n,
                    t => Pair(Scan((y, force) => (Heat(t[0], y) + Shift(force, 1), y * force), t[1], t[2], reverse: reverse)), x, y, forces);
                ByBlocks(
                    $"times {type}[{n}] {reverse}", n,
                    t => Pair(Scan((y, time) => (Heat(t[0], y) * Sin(time) + time, y), t[1], t[2], reverse: reverse)), x, y, times);
            }
    }

    /// <summary>Several carries: one is the last value of another, one has rows of its own, one is a sum over all steps.</summary>
    [Theory]
    [InlineData(17)]
    [InlineData(259)]
    [InlineData(1001)]
    public void SeveralCarries(int n)
    {
        var (x, y, m) = (RandomProgram.Sample([n], 1), RandomProgram.Sample([n], 2), RandomProgram.Sample([n, 3], 3));
        Both("a wave", t => (t[1], t[1]), (t, u, v) => (2 * u - v + t[0] * (Shift(u, 1) - 2 * u + Shift(u, -1)), u));
        Both("rows", t => (t[1], t[2]), (t, u, v) => (Heat(t[0], u), Shift(v, 1) * 0.5 + Reshape(u, n, 1)));
        Both("a sum", t => (t[1], t[0]), (t, u, v) => (Heat(t[0], u), v + u * Shift(u, 3)));
        Both(
            "types", t => (t[1], Tensor.Zeros([n], DType.Int64)),
            (t, u, v) => (Heat(t[0], u), Where(Shift(u, 1) > 0, v + 1, v)));

        void Both(string what, Func<Tensor[], (Tensor, Tensor)> begin, Func<Tensor[], Tensor, Tensor, (Tensor, Tensor)> step) =>
            ByBlocks(what, n, t => Pair(ForLoop(0, 30, (_, s) => step(t, s.Item1, s.Item2), begin(t))), x, y, m);
    }

    /// <summary>A stacked carry of which only rows before a block are read, beside one of which rows behind it are, and the reverse.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void StackedCarriesReadOnOneSide(int side)
    {
        foreach (int n in new[] { 512, 517 })
            foreach (bool reverse in new[] { false, true })
            {
                var (x, u, v) = (RandomProgram.Sample([n], 1), RandomProgram.Sample([n], 2), RandomProgram.Sample([n], 3));
                ByBlocks($"{n} rows, {side}, {reverse}", n, t => Stacked(t[0], t[1], t[2], reverse), x, u, v);
                ByBlocks(
                    $"there and back, {n} rows, {side}, {reverse}", n,
                    t => Pair(Scan(
                        y => Exp(-Abs(Shift(y, -side))) is var z ? (z * 0.5 + t[0] * Shift(z, side), y) : default, t[1], 21, reverse)), x, u);
                ByBlocks(
                    $"between only, {n} rows, {side}, {reverse}", side > 0 ? n : 0,
                    t => Pair(Scan(
                        y => Exp(-Abs(y)) is var z && Exp(z * Shift(z, side) - Abs(y)) is var w ? (w * Shift(w, side) * 0.5 + y, y) : default,
                        t[1], 21, reverse)), x, u);
            }

        Tensor[] Stacked(Tensor x, Tensor u, Tensor v, bool reverse)
        {
            var ((a, b), stack) = Scan(
                s => ((0.5 * s.U + 0.1 * s.V, 0.5 * s.V + Shift(s.V, side) * (Shift(s.U, -2 * side) * x)), s.V),
                (U: u, V: v), 12, reverse);
            return [a, b, stack];
        }
    }

    /// <summary>Bodies made at random, of values near and far.</summary>
    [Fact]
    public void BodiesMadeAtRandom()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            int n = 129 + random.Next(900), carries = 1 + random.Next(3);
            bool reverse = random.Next(2) == 0, isStacked = random.Next(2) == 0;
            Tensor[] inputs = [.. Enumerable.Range(0, carries + 1).Select(i => RandomProgram.Sample([n], seed + i))];
            int own = seed;
            StencilBlocks.Wanted = null;
            Parallelism.MaxThreads = 1 + seed % 2;
            var f = Jit<Tensor[], Tensor[]>(
                t =>
                {
                    var (last, stacks) = Scan<Tensor[], Tensor[]>(
                        c => Step(t[0], c, isStacked, new Random(own)), t[1..], 4 + own % 29, reverse);
                    return [.. last, .. stacks];
                },
                new JitOptions { CompilesAtOnce = true });
            var expected = f(inputs);
            foreach (var wanted in new[] { (2, 3), (3, 7), (5, 2), (2, 16) })
            {
                StencilBlocks.Wanted = wanted;
                Same.Bits(expected, f(inputs), $"body {seed} by {wanted}");
            }
        }

        static (Tensor[], Tensor[]) Step(Tensor x, Tensor[] carry, bool isStacked, Random random)
        {
            List<Tensor> values = [x, .. carry];
            Tensor Any() => values[random.Next(values.Count)];
            for (int i = random.Next(3, 13); i > 0; i--)
                values.Add(random.Next(5) switch
                {
                    0 => Any() * 0.5 + Any() * 0.25,
                    1 => Shift(Any(), random.Next(-4, 5) is not 0 and var far ? far : 1),
                    2 => Shift(Any(), random.Next(2) * 2 - 1),
                    3 => Tanh(Any()),
                    _ => Any() * Any(),
                });
            Tensor[] next = [.. carry.Select(y => 0.5 * y + 0.1 * values[^random.Next(1, 5)])];
            if (next.Length > 1 && random.Next(3) == 0)
                next[1] = carry[0];
            return (next, isStacked ? [random.Next(2) == 0 ? carry[0] : values[^1], next[0] * x, carry[^1]] : []);
        }
    }

    /// <summary>Along rows and columns of a grid, with fixed values at its border.</summary>
    [Theory]
    [InlineData(1, 5)]
    [InlineData(150, 1)]
    [InlineData(150, 3)]
    [InlineData(201, 33)]
    [InlineData(300, 40)]
    public void Grids(int rows, int columns)
    {
        foreach (var type in new[] { DType.Float64, DType.Float32 })
        {
            var (x, y) = (RandomProgram.Sample([rows, columns], 1).AsType(type), RandomProgram.Sample([rows, columns], 2).AsType(type));
            ByBlocks($"one {type}[{rows}, {columns}]", rows, t => [ForLoop(0, 20, (_, y) => Heat(t[0], y), t[1])], x, y);
            ByBlocks(
                $"both {type}[{rows}, {columns}]", rows,
                t => [ForLoop(0, 20, (_, y) => Heat(t[0], y) + 0.1 * (Shift(y, 1, 1) - 2 * y + Shift(y, -1, 1)), t[1])], x, y);
            ByBlocks(
                $"gradient {type}[{rows}, {columns}]", rows,
                t => Pair(ValueAndGrad((Tensor p) => ForLoop(0, 9, (_, y) => Heat(p, y), t[1]).Sum())(t[0])), x, y);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Gradients(int n)
    {
        foreach (var type in new[] { DType.Float64, DType.Float32 })
        {
            var (x, y) = (RandomProgram.Sample([n], 1).AsType(type), RandomProgram.Sample([n], 2).AsType(type));
            foreach (var (what, step) in Stencils)
                ByBlocks(
                    $"gradient of {what} {type}[{n}]", n,
                    t => Pair(ValueAndGrad((Tensor p) => (ForLoop(0, 11, (_, y) => step(p, y), t[1]) * t[0]).Sum())(t[0])), x, y);
        }
    }

    /// <summary>As many blocks as pay, on one thread and on two.</summary>
    [Fact]
    public void ManyRows()
    {
        var (x, y) = (RandomProgram.Sample([20_000], 1), RandomProgram.Sample([20_000], 2));
        foreach (var (what, step) in Stencils)
        {
            var f = Jit<(Tensor X, Tensor Y), (Tensor, Tensor)>(
                p => ValueAndGrad((Tensor x) => (ForLoop(0, 50, (_, y) => step(x, y), p.Y) * x).Sum())(p.X),
                new JitOptions { CompilesAtOnce = true });
            Parallelism.MaxThreads = 1;
            var expected = Pair(f((x, y)));
            Parallelism.MaxThreads = 2;
            for (int call = 0; call < 3; call++)
                Same.Bits(expected, Pair(f((x, y))), what);
            StencilBlocks.Wanted = (7, 6);
            Same.Bits(expected, Pair(f((x, y))), $"{what} by blocks");
            StencilBlocks.Wanted = null;
        }
    }

    /// <summary>The equation of heat by hand.</summary>
    [Theory]
    [InlineData(131)]
    [InlineData(1001)]
    public void ByHand(int n)
    {
        const int Length = 40;
        var (x, y) = (RandomProgram.Sample([n], 1), RandomProgram.Sample([n], 2));
        double[] c = x.ToArray<double>(), now = y.ToArray<double>();
        for (int step = 0; step < Length; step++)
        {
            double[] next = new double[n];
            for (int i = 0; i < n; i++)
                next[i] = now[i] + 0.1 * c[i] * (((i > 0 ? now[i - 1] : 0) - 2 * now[i]) + (i < n - 1 ? now[i + 1] : 0));
            now = next;
        }

        StencilBlocks.Wanted = (3, 5);
        var f = Jit<(Tensor X, Tensor Y), Tensor>(
            p => ForLoop(0, Length, (_, y) => Heat(p.X, y), p.Y), new JitOptions { CompilesAtOnce = true });
        Same.Close(Tensor.From(now), f((x, y)), "heat");
    }

    /// <summary>What reads rows at the other end, or all of them, runs as a whole.</summary>
    [Fact]
    public void NoStencils()
    {
        var x = RandomProgram.Sample([300], 1);
        foreach (var (what, step) in new (string, Func<Tensor, Tensor>)[]
        {
            ("around", y => y * 0.5 + Concatenate([y[^1..], y[..^1]])),
            ("backwards", y => y * 0.5 + Flip(y)),
            ("all", y => y * 0.5 + Shift(y, 1) / Sum(Exp(y))),
            ("halves", y => y * 0.5 + Concatenate([y[150..], y[..150]])),
        })
        {
            StencilBlocks.Wanted = (4, 4);
            var program = BothTiers.SameBits(what, t => [ForLoop(0, 12, (_, y) => step(y), t[0])], x);
            Assert.All(program.Steps.OfType<LoopStep>(), loop => Assert.Null(loop.Blocks));
        }
    }

    private static (string, Func<Tensor, Tensor, Tensor>)[] Stencils =>
    [
        ("up", (x, y) => y * 0.5 + x * Shift(y, 1, 0, 1)),
        ("down", (x, y) => y * 0.5 + x * Shift(y, -1)),
        ("heat", Heat),
        ("far", (x, y) => y * 0.5 - x * Shift(y, 7) + Shift(y * x, -3, 0, 2)),
        ("deep", (x, y) => Deep(x, y, 5)),
        ("costly", (x, y) => Exp(-Abs(y)) is var e ? e * Shift(e, 1) - x * Shift(e, -2) : y),
    ];

    private static Tensor Heat(Tensor x, Tensor y) => y + 0.1 * x * (Shift(y, 1) - 2 * y + Shift(y, -1));

    private static Tensor Deep(Tensor x, Tensor y, int depth)
    {
        var z = y;
        for (int i = 0; i < depth; i++)
            z = x * Shift(z * 0.5 + y, i % 3 == 2 ? -1 : 1, 0, i) - y;
        return 0.1 * z;
    }

    /// <summary>The elements moved up or down the axis, behind them a constant.</summary>
    private static Tensor Shift(Tensor x, int by, int axis = 0, double value = 0)
    {
        int n = x.Shape[axis], count = Math.Min(Math.Abs(by), n);
        var rest = x.Shape.ToArray();
        rest[axis] = count;
        var constant = Tensor.Full(rest, value, x.DType);
        var ranges = Enumerable.Repeat(Slice.All, x.Rank).ToArray();
        ranges[axis] = by > 0 ? ..(n - count) : count..;
        return by > 0 ? Concatenate([constant, x[ranges]], axis) : Concatenate([x[ranges], constant], axis);
    }

    /// <summary>The bits of tiles, however many blocks and steps; whether blocks run if there are so many rows.</summary>
    private static void ByBlocks(string what, int rows, Func<Tensor[], Tensor[]> function, params Tensor[] inputs)
    {
        foreach (var (threads, wanted) in new[] { (1, (3, 1)), (1, (4, 5)), (2, (6, 2)), (2, (2, 8)) })
        {
            Parallelism.MaxThreads = threads;
            StencilBlocks.Wanted = wanted;
            var program = BothTiers.SameBits($"{what}, {threads} threads, {wanted}", function, inputs);
            if (rows > 128)
                Assert.All(program.Steps.OfType<LoopStep>(), loop => Assert.True(loop.Blocks is not null, $"{what}: {loop}"));
        }
    }

    private static Tensor[] Pair((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];
}
