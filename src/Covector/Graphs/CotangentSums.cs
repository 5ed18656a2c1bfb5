namespace Covector.Graphs;

/// <summary>
/// The cotangents of numbered variables while a program is transposed: what the operations that read a variable contribute adds up. A sum
/// that was computed here, not staged, belongs to this object alone until it is taken, so that further terms are added in its memory.
/// </summary>
internal sealed class CotangentSums(int variableCount)
{
    private readonly Tensor?[] sums = new Tensor?[variableCount];
    private readonly bool[] isOwn = new bool[variableCount];

    public void Add(int variable, Tensor term)
    {
        ref var sum = ref sums[variable];
        if (sum is null)
        {
            sum = term;
        }
        else if (!isOwn[variable] || Trace.Current is not null || !ElementwiseEvaluator.TryAddInPlace(sum, term))
        {
            sum = Primitives.Add.Of(sum, term);
            isOwn[variable] = sum.IsConcrete;
        }
    }

    /// <summary>The sum, null for zero; afterwards it is zero.</summary>
    public Tensor? Take(int variable)
    {
        var sum = sums[variable];
        sums[variable] = null;
        isOwn[variable] = false;
        return sum;
    }
}
