namespace Covector.Tests.Trees;

/// <summary>Comparison of tensors as objects: as sequences they would be compared by their elements.</summary>
internal static class Same
{
    public static void Tensors(IReadOnlyList<Tensor> expected, IReadOnlyList<Tensor> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
            Assert.Same(expected[i], actual[i]);
    }
}
