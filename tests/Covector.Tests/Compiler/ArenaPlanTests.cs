using Covector.Compiler;
using CsCheck;

namespace Covector.Tests.Compiler;

public sealed class ArenaPlanTests
{
    /// <summary>Places that are taken at the same time never overlap, and what is free is used again.</summary>
    [Fact]
    public void TakenPlacesAreApart() => Gen.Int[1, 50].Array[1, 60].Sample(sizes =>
    {
        var plan = new ArenaPlan();
        var taken = new List<(nint Offset, nint Bytes)>();
        nint most = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] % 3 == 0 && taken.Count > 0)
            {
                var (offset, bytes) = taken[sizes[i] % taken.Count];
                plan.Give(offset, bytes);
                taken.Remove((offset, bytes));
                continue;
            }

            nint size = 64 * sizes[i], place = plan.Take(size);
            foreach (var (offset, bytes) in taken)
                Assert.True(place + size <= offset || offset + bytes <= place);
            Assert.True(place >= 0 && place + size <= plan.Size);
            taken.Add((place, size));
            most += size;
        }

        Assert.True(plan.Size <= most);
    });

    [Fact]
    public void WhatIsFreeIsUsedAgain()
    {
        var plan = new ArenaPlan();
        nint first = plan.Take(128), second = plan.Take(256);
        plan.Give(first, 128);
        plan.Give(second, 256);
        Assert.Equal(0, plan.Take(384));
        Assert.Equal(384, plan.Size);
    }
}
