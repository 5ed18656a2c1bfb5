namespace Covector.Primitives;

/// <summary>
/// Graphs with the same inputs and outputs, of which one is run. Compared by identity; what is derived from them is kept with them.
/// </summary>
internal sealed class Branches(Graph[] graphs)
{
    public int Count => graphs.Length;

    public Graph this[int i] => graphs[i];

    /// <summary>What transformations have derived from these branches.</summary>
    public DerivedGraphs Derived { get; } = new();

    /// <summary>
    /// Transforms every branch. What only some of them have (a tangent, a batch axis, a cotangent) the others make, so that all agree.
    /// </summary>
    /// <param name="transform">Transforms one graph; the mask is what it has to make in any case.</param>
    /// <param name="marks">What a transformed graph has.</param>
    /// <returns>The transformed graphs and what all of them have.</returns>
    public (T[] Transformed, bool[] Common) Transform<T>(Func<Graph, BitMask?, T> transform, Func<T, bool[]> marks)
    {
        var transformed = Array.ConvertAll(graphs, g => transform(g, null));
        bool[] common = [.. marks(transformed[0])];
        for (int i = 1; i < transformed.Length; i++)
            Marks.Grow(common, marks(transformed[i]));
        for (int i = 0; i < transformed.Length; i++)
            if (!marks(transformed[i]).AsSpan().SequenceEqual(common))
                transformed[i] = transform(graphs[i], new BitMask(common));
        return (transformed, common);
    }
}
