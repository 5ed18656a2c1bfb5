namespace Covector.Primitives;

/// <summary>What batching rules have in common.</summary>
internal static class Batching
{
    /// <summary>The tensor with its batch axis first; one that is not batched is repeated along a new first axis.</summary>
    public static Tensor ToFront(Tensor x, int? axis, int size) => axis switch
    {
        null => Broadcast.Of(x, x.Shape.Insert(0, size), Axes.Range(1, x.Rank)),
        0 => x,
        { } a => MoveAxis(x, a, 0),
    };

    /// <summary>
    /// Chooses whole elements of a batch: a where the condition [size] holds, b elsewhere; both have the batch axis first.
    /// </summary>
    public static Tensor Choose(Tensor condition, Tensor a, Tensor b) => Select.Of(Broadcast.Of(condition, a.Shape, [0]), a, b);

    /// <summary>The tensor with one axis moved to another place.</summary>
    public static Tensor MoveAxis(Tensor x, int from, int to)
    {
        if (from == to)
            return x;
        var permutation = new List<int>(x.Rank);
        for (int i = 0; i < x.Rank; i++)
            if (i != from)
                permutation.Add(i);
        permutation.Insert(to, from);
        return Permute.Of(x, new Axes([.. permutation]));
    }

    /// <summary>Where an axis of one element lies in the batched tensor.</summary>
    public static int Shift(int axis, int batchAxis) => axis < batchAxis ? axis : axis + 1;

    public static Axes Shift(Axes axes, int batchAxis)
    {
        var result = new int[axes.Count];
        for (int i = 0; i < result.Length; i++)
            result[i] = Shift(axes[i], batchAxis);
        return new Axes(result);
    }
}
