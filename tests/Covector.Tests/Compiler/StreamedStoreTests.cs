using Covector.Compiler;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Stores that go past the caches, of small tensors as well: the same bits in the same places.</summary>
[Collection(nameof(ThreadCount))]
public sealed class StreamedStoreTests : IDisposable
{
    private readonly int limit = Parallelism.MaxThreads;
    private readonly long bytes = StreamedStores.LeastBytes;

    public StreamedStoreTests() => StreamedStores.LeastBytes = 0;

    public void Dispose() => (Parallelism.MaxThreads, StreamedStores.LeastBytes) = (limit, bytes);

    public static TheoryData<int> Lengths => [.. Enumerable.Range(1, 40), 63, 64, 65, 1023, 4099, 100_003];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void EveryLength(int n)
    {
        foreach (int threads in new[] { 1, 2 })
            foreach (var type in new[] { DType.Float32, DType.Float64, DType.Int32, DType.Int64 })
            {
                Parallelism.MaxThreads = threads;
                var x = (RandomProgram.Sample([n], 1) * 9).AsType(type);
                BothTiers.SameBits($"{type}[{n}]", t => [t[0] * t[0] + 1, t[0] > 0, -t[0], Flip(t[0], 0) * 3], x);
            }
    }

    /// <summary>Matrices of four rows and columns are stored as whole vectors, others are not.</summary>
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
            var program = BothTiers.SameBits($"{batch} of {rows} × {columns}", t => [MatMul(t[0], Sin(t[1])) + 1], a, b);
            Assert.True(isStreamed == program.Steps.Any(s => s is KernelStep { IsStreamed: true }), string.Join("\n", program.Steps));
        }
    }

    /// <summary>Rows whose length is no multiple of a vector do not begin at one.</summary>
    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public void RowsThatAreNotNeighbours(int columns, bool isStreamed)
    {
        var (x, y) = (RandomProgram.Sample([40, columns], 1), RandomProgram.Sample([40, 1], 2));
        var program = BothTiers.SameBits($"rows of {columns}", t => [t[0] * t[1] + 1], x, y);
        Assert.True(isStreamed == program.Steps.Any(s => s is KernelStep { IsStreamed: true }), string.Join("\n", program.Steps));
    }

    /// <summary>What is written over an operand, results in tensors that are there, parts of a tensor.</summary>
    [Fact]
    public void OtherPlaces()
    {
        var x = RandomProgram.Sample([1003], 1);
        BothTiers.SameBits("over an operand", t => [ForLoop(0, 5, (i, y) => y * 2 + i, t[0])], x);
        BothTiers.SameBits("parts", t => [Concatenate([t[0] * 2, t[0][1..] + 1, t[0][..^5] - 1], 0)], x);
        BothTiers.SameBits("a part and its rest", t => [t[0].At(3..40).Set(Sin(t[0][3..40]))], x);
        var f = Jit((Tensor t) => t * 3 + 1, JitOptions.Eager);
        var result = Tensor.Empty([1003]);
        f.Into(result)(x);
        Assert.Equal(x.ToArray<double>().Select(v => v * 3 + 1), result.ToArray<double>());
    }

    /// <summary>What fits into the caches is stored there.</summary>
    [Fact]
    public void LittleIsStoredInTheCaches()
    {
        StreamedStores.LeastBytes = bytes;
        Assert.DoesNotContain("past the caches", Jit((Tensor t) => t * 2 + 1).Explain(Tensor.Zeros([1_000_000])).ToString(), StringComparison.Ordinal);
        Assert.Contains("past the caches", Jit((Tensor t) => t * 2 + 1).Explain(Tensor.Zeros([5_000_000])).ToString(), StringComparison.Ordinal);
        // A number that is repeated takes no room.
        Assert.DoesNotContain(
            "past the caches", Jit((Tensor t) => t[..1_000_000] * t[7]).Explain(Tensor.Zeros([5_000_000])).ToString(), StringComparison.Ordinal);
    }
}
