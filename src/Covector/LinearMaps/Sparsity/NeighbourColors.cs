namespace Covector.LinearMaps;

/// <summary>
/// The colours of a graph, given as a symmetric pattern, while its nodes get them: for each node the colours of its neighbours, each once.
/// A node with many neighbours of few colours is looked through as fast as one with few neighbours.
/// </summary>
internal sealed class NeighbourColors
{
    private readonly int[] starts;
    private readonly int[] nodes;
    private readonly int[] mirror;
    private readonly int[] counts;
    private readonly int[] colors;
    private readonly int[] places;
    private readonly bool[] isRepeated;

    public NeighbourColors(SparsityPattern graph)
    {
        (starts, nodes) = (graph.StartArray, graph.ColumnArray);
        (mirror, _) = graph.TransposedPlaces();
        counts = new int[graph.Rows];
        (colors, places, isRepeated) = (new int[graph.Count], new int[graph.Count], new bool[graph.Count]);
        Colors = new int[graph.Rows];
        Array.Fill(Colors, -1);
    }

    /// <summary>The colour of each node, −1 for none yet.</summary>
    public int[] Colors { get; }

    /// <summary>The place of the same edge in the row of its other node.</summary>
    public int Mirror(int place) => mirror[place];

    /// <summary>The colours of the neighbours of a node, each once.</summary>
    public ReadOnlySpan<int> At(int node) => colors.AsSpan(starts[node], counts[node]);

    /// <summary>The place in the row of a node of one edge to a neighbour of a colour; −1 if there is none.</summary>
    public int Place(int node, int color) => Slot(node, color) is var slot and >= 0 ? places[slot] : -1;

    /// <summary>Does a node have two neighbours of a colour?</summary>
    public bool Repeats(int node, int color) => Slot(node, color) is var slot and >= 0 && isRepeated[slot];

    /// <summary>Gives a node its colour.</summary>
    public void Set(int node, int color)
    {
        Colors[node] = color;
        for (int p = starts[node]; p < starts[node + 1]; p++)
        {
            int other = nodes[p];
            if (other == node)
                continue;
            int slot = Slot(other, color);
            if (slot >= 0)
            {
                isRepeated[slot] = true;
                continue;
            }

            slot = starts[other] + counts[other]++;
            (colors[slot], places[slot]) = (color, mirror[p]);
        }
    }

    private int Slot(int node, int color) => At(node).IndexOf(color) is var at and >= 0 ? starts[node] + at : -1;
}
