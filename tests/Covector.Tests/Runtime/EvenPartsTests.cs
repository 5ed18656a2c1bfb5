using Covector.Runtime;

namespace Covector.Tests.Runtime;

public sealed class EvenPartsTests
{
    [Fact]
    public void PartsCoverAllAndAreEven()
    {
        foreach (int length in new[] { 0, 1, 2, 31, 32, 33, 100, 1001 })
            foreach (int unit in new[] { 1, 6, 32, 2000 })
                foreach (int least in new[] { 1, Math.Min(unit, 5) })
                    for (int parts = 1; parts < 40; parts += 3)
                        Check(length, unit, parts, least);
    }

    private static void Check(int length, int unit, int most, int least)
    {
        var parts = new EvenParts(length, unit, most, least);
        Assert.InRange(parts.Count, 1, most);
        nint reached = 0, longest = 0, shortest = nint.MaxValue;
        for (int i = 0; i < parts.Count; i++)
        {
            Assert.Equal(reached, parts.Start(i));
            Assert.Equal(0, parts.Start(i) % unit);
            reached = parts.End(i);
            nint size = reached - parts.Start(i);
            Assert.True(parts.Count == 1 || size >= Math.Min(unit, least), $"{length} by {unit}: part {i} of {parts.Count} has {size}");
            if (i < parts.Count - 1)
                (longest, shortest) = (Math.Max(longest, size), Math.Min(shortest, size));
        }

        Assert.Equal(length, reached);
        Assert.True(parts.Count < 3 || longest - shortest <= unit);
    }
}
