using Covector.Runtime;
using Covector.Tests.Battery;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Runtime;

/// <summary>
/// What whole vectors reach behind arrays are no leftovers: subnormal ones took a recurrent network twice its time in nine processes of ten.
/// </summary>
public sealed unsafe class VectorRoomTests
{
    /// <summary>Functions whose results lie in the frame of a compiled call, and the way in which something writes elements there and no more.</summary>
    public static TheoryData<string, Func<Tensor, Tensor>> Programs
    {
        get
        {
            Tensor w = Tensor.From([1.0, -2, 3, -4, 5, -6, 7]), m = Tensor.Ones(7, 7) / 8;
            return new()
            {
                { "a carry in place", x => Scan((Tensor s, Tensor t) => (s + t, s), x, Tensor.Zeros(5, 7)).Carry },
                { "carries that change places", x => ForLoop(0, 5, (_, c) => (c.Item2, c.Item1 + w), (x, 2 * x)).Item1 },
                { "a product as carry", x => ForLoop(0, 5, (_, s) => Dot(m, s), x) + w },
                { "a loop until", x => While(s => Sum(s) < 1000, s => s + Abs(w), x) },
                { "a copy", x => Concatenate([x[2..], w[..2]]) + x },
                { "sums", x => Sin(Sum(x * m, 1)) + x },
            };
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(1000)]
    [InlineData(3584)]
    public void A_block_ends_with_zeros(int bytes)
    {
        Litter();
        var block = NativeBlock.Rent((nuint)bytes);
        AssertZero(new ReadOnlySpan<byte>(block.Pointer + (bytes - 1) / 32 * 32, 64));
        GC.KeepAlive(block);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_has_none(string what, Func<Tensor, Tensor> function)
    {
        Litter();
        var x = Tensor.From([0.5, 1, 1.5, 2, 2.5, 3, 3.5]);
        var y = Jit(function, JitOptions.Eager)(x);
        Assert.True(y.SmallArray is { Length: 64 }, what);
        Same.Close(function(x), y, what);
        AssertZero(y.SmallArray.AsSpan(56, 8));
    }

    /// <summary>Gives the pool blocks of all small sizes with subnormal numbers in them.</summary>
    private static void Litter()
    {
        var blocks = new List<NativeBlock>();
        for (int bytes = 64; bytes <= 1 << 16; bytes = (int)blocks[^1].Capacity + 1)
            for (int i = 0; i < 2; i++)
            {
                blocks.Add(NativeBlock.Rent((nuint)bytes));
                new Span<long>(blocks[^1].Pointer, (int)blocks[^1].Capacity / 8 + 8).Fill(1);
            }

        foreach (var block in blocks)
            block.Release();
    }

    private static void AssertZero(ReadOnlySpan<byte> bytes) => Assert.Equal(-1, bytes.IndexOfAnyExcept((byte)0));
}
