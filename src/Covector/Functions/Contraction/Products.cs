namespace Covector;

/// <summary>What the products of vectors and matrices have in common.</summary>
internal static class Products
{
    /// <summary>The operands in one numeric element type.</summary>
    public static (Tensor A, Tensor B) Operands(Tensor a, Tensor b)
    {
        var dtype = DTypes.Promote(Tensor.Require(a), Tensor.Require(b));
        if (dtype == DType.Bool)
            dtype = DType.Int64;
        return (Covector.Operands.WithType(a, dtype), Covector.Operands.WithType(b, dtype));
    }

    public static void RequireAxes(string operation, Tensor a, Tensor b)
    {
        if (a.Rank == 0 || b.Rank == 0)
            throw Error.Shapes(operation, $"A is {a.Shape}, B is {b.Shape}: a scalar has no axis to contract. Write a * b.");
    }

    /// <summary>Checks that the last axis of a fits an axis of b, and says which transpose would.</summary>
    public static void Check(string operation, Shape a, Shape b, int axis)
    {
        int left = a[^1], right = b[axis];
        if (left == right)
            return;
        string hint = b.Rank == 2 && b[^1] == left ? " Did you mean B.T?"
            : a.Rank == 2 && a[0] == right ? " Did you mean A.T?"
            : a.Rank == 2 && b.Rank == 2 && a[0] == b[1] ? $" Did you mean {operation}(B, A)?"
            : "";
        throw Error.Shapes(operation, $"A is {a}, B is {b}: the contracted axes have {left} and {right} elements.{hint}");
    }

    /// <summary>The product of batches of matrices. An axis of length 1 that meets a longer one is left out, not repeated.</summary>
    public static Tensor Batched(Tensor a, Tensor b)
    {
        int leftBatch = Math.Max(0, a.Rank - 2), rightBatch = Math.Max(0, b.Rank - 2), batch = Math.Max(leftBatch, rightBatch);
        var shape = Covector.Operands.BroadcastShape(nameof(Functions.MatMul), a.Shape.AsSpan()[..leftBatch].ToArray(), b.Shape.AsSpan()[..rightBatch].ToArray());

        // Labels: −1, −2, … for the batch axes from the last one, 0 for m, 1 for k, 2 for n.
        var left = Labels(a, leftBatch, shape, a.Rank == 1 ? [1] : [0, 1]);
        var right = Labels(b, rightBatch, shape, b.Rank == 1 ? [1] : [1, 2]);
        var output = new List<int>();
        for (int i = batch; i > 0; i--)
            output.Add(-i);
        if (a.Rank > 1)
            output.Add(0);
        if (b.Rank > 1)
            output.Add(2);
        var product = Pair.Contract(left, right, label => label != 1);
        return product.InOrder(CollectionsMarshal.AsSpan(output));
    }

    private static Labelled Labels(Tensor x, int batch, Shape common, ReadOnlySpan<int> matrix)
    {
        var (labels, lengths) = (new List<int>(), new List<int>());
        for (int i = batch; i > 0; i--)
        {
            int length = x.Shape[batch - i];
            if (length != common[^i])
                continue;
            labels.Add(-i);
            lengths.Add(length);
        }

        foreach (int label in matrix)
            labels.Add(label);
        lengths.AddRange(x.Shape.AsSpan()[batch..]);
        return new Labelled(Reshape.Of(x, lengths.ToArray()), [.. labels]);
    }
}
