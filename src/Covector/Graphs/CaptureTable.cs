namespace Covector.Graphs;

/// <summary>The tensors that a graph takes from outside, each once, with the variables that stand for them; found by identity.</summary>
internal sealed class CaptureTable
{
    private readonly List<(Variable Variable, Tensor Value)> captures = [];

    /// <summary>A hash table with linear probing: one more than the index of a capture, 0 where free. Its length is a power of two.</summary>
    private int[] table = new int[16];

    /// <summary>The variable of a tensor; null if it is new.</summary>
    public Variable? Find(Tensor value)
    {
        for (int at = Start(value); table[at] > 0; at = (at + 1) & (table.Length - 1))
            if (ReferenceEquals(captures[table[at] - 1].Value, value))
                return captures[table[at] - 1].Variable;
        return null;
    }

    /// <summary>Adds a tensor that is not in the table.</summary>
    public void Add(Variable variable, Tensor value)
    {
        captures.Add((variable, value));
        if (2 * captures.Count <= table.Length)
        {
            Insert(captures.Count - 1);
            return;
        }

        table = new int[2 * table.Length];
        for (int i = 0; i < captures.Count; i++)
            Insert(i);
    }

    public (Variable Variable, Tensor Value)[] ToArray() => [.. captures];

    private void Insert(int index)
    {
        int at = Start(captures[index].Value);
        while (table[at] > 0)
            at = (at + 1) & (table.Length - 1);
        table[at] = index + 1;
    }

    private int Start(Tensor value) => RuntimeHelpers.GetHashCode(value) & (table.Length - 1);
}
