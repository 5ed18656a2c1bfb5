using Covector.Compiler;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Stores that go past the caches, of small tensors as well: the same bits in the same places.</summary>
[Collection(nameof(ThreadCount))]
public sealed class StreamedKernelTests : IDisposable
{
    private readonly int limit = Parallelism.MaxThreads;

    public StreamedKernelTests() => StreamedKernel.Always = true;

    public void Dispose() => (Parallelism.MaxThreads, StreamedKernel.Always) = (limit, false);

    public static TheoryData<int> Lengths => [.. Enumerable.Range(1, 40), 63, 64, 65, 1023, 4099, 100_003];

    /// <summary>The last vector runs into the room behind the tensor, or takes points before it again.</summary>
    [Theory]
    [MemberData(nameof(Lengths))]
    public void EveryLength(int n)
    {
        foreach (int threads in new[] { 1, 2 })
            foreach (var type in new[] { DType.Float32, DType.Float64, DType.Int32, DType.Int64 })
            {
                Parallelism.MaxThreads = threads;
                var x = (RandomProgram.Sample([n], 1) * 9).AsType(type);
                Streams(n > 1, $"{type}[{n}]", t => [t[0] * t[0] + 1], x);
                Streams(n > 1, $"{type}[{n}], two results", t => [t[0] * t[0] + 1, -t[0]], x);
                Streams(n * type.Size >= 32, $"{type}[{n}] backwards", t => [Flip(t[0], 0) * 3], x);
                Streams(null, $"{type}[{n}], with truth values", t => [t[0] * 2, t[0] > 0, Sum(t[0] * 3)], x);
            }
    }

    /// <summary>Matrices of four columns are stored as whole vectors, others are not.</summary>
    [Theory]
    [InlineData(4, 4, true)]
    [InlineData(2, 4, true)]
    [InlineData(3, 3, false)]
    [InlineData(5, 2, false)]
    public void MatricesOfABatch(int rows, int columns, bool isStreamed)
    {
        foreach (int batch in new[] { 64, 1003 })
        {
            var (a, b) = (RandomProgram.Sample([batch, rows, 4], 1), RandomProgram.Sample([batch, 4, columns], 2));
            Streams(isStreamed, $"{batch} of {rows} × {columns}", t => [MatMul(t[0], Sin(t[1])) + 1], a, b);
        }
    }

    /// <summary>Rows whose length is no multiple of a vector do not begin at one.</summary>
    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public void RowsThatAreNotNeighbours(int columns, bool isStreamed)
    {
        var (x, y) = (RandomProgram.Sample([40, columns], 1), RandomProgram.Sample([40, 1], 2));
        Streams(isStreamed, $"rows of {columns}", t => [t[0] * t[1] + 1], x, y);
    }

    /// <summary>Elements of a stack that do not begin at multiples of a vector, what is written over an operand, parts of a tensor.</summary>
    [Fact]
    public void OtherPlaces()
    {
        var x = RandomProgram.Sample([1004], 1);
        Streams(null, "elements of a stack", t => [Scan((Tensor c) => (Tanh(c * 0.5), c[..1002] * 3 + 1), t[0], 9).Outputs], x);
        Streams(null, "over an operand", t => [ForLoop(0, 5, (i, y) => y * 2 + i, t[0])], x);
        Streams(null, "parts", t => [Concatenate([t[0] * 2, t[0][1..] + 1, t[0][..^5] - 1], 0)], x);
        Streams(null, "a part and its rest", t => [t[0].At(3..40).Set(Sin(t[0][3..40]))], x);
        var result = Tensor.Empty([1004]);
        Jit((Tensor t) => t * 3 + 1, JitOptions.Eager).Into(result)(x);
        Assert.Equal(x.ToArray<double>().Select(v => v * 3 + 1), result.ToArray<double>());
    }

    /// <summary>It does not pay for what fits into the caches, for what takes longer to compute than to store, and for a small result of much.</summary>
    [Fact]
    public void WhereItPays()
    {
        StreamedKernel.Always = false;
        var (few, many) = (Tensor.Zeros([1_000_000]), Tensor.Zeros([5_000_000]));
        Assert.False(Pays(t => t * 2 + 1, few));
        Assert.True(Pays(t => t * 2 + 1, many));
        Assert.False(Pays(t => Tanh(t) * Exp(-t * t), many));
        // A number that is repeated takes no room.
        Assert.False(Pays(t => t[..1_000_000] * t[7], many));
        Assert.False(Pays(t => t[..1_000_000] + t[1_000_000..2_000_000] + t[2_000_000..3_000_000] + t[3_000_000..4_000_000] + t[4_000_000..], many));

        static bool Pays(Func<Tensor, Tensor> f, Tensor x) => Jit(f).Explain(x).ToString().Contains("past the caches", StringComparison.Ordinal);
    }

    private static void Streams(bool? expected, string what, Func<Tensor[], Tensor[]> function, params Tensor[] inputs)
    {
        var program = BothTiers.SameBits(what, function, inputs);
        var streamed = program.Steps.OfType<KernelStep>().Select(s => s.Streamed).OfType<StreamedKernel>();
        if (expected is { } wanted)
            Assert.True(wanted == streamed.Any(s => s.Calls > 0), $"{what}: {string.Join(", ", program.Steps)}");
    }
}
