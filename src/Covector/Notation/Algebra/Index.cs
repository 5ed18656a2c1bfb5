namespace Covector.Notation;

/// <summary>An index of index notation. It is known by identity: two indices with the same range are different indices.</summary>
internal sealed class Index(Dimension dimension)
{
    public Dimension Dimension { get; } = dimension;

    public static Index[] For(IReadOnlyList<Dimension> dimensions)
    {
        var indices = new Index[dimensions.Count];
        for (int i = 0; i < indices.Length; i++)
            indices[i] = new Index(dimensions[i]);
        return indices;
    }
}
