namespace Covector;

/// <summary>What happens along one axis while the others stay.</summary>
internal static class Along
{
    /// <summary>y[b, j, r] = x[b, indices[b, j, r], r]: the indices have the shape of x except along the axis.</summary>
    public static Tensor Take(Tensor x, Tensor indices, int axis)
    {
        int last = x.Rank - 1;
        var rows = Batching.MoveAxis(x, axis, last);
        var places = Batching.MoveAxis(indices, axis, last);
        return Batching.MoveAxis(Gather.Of(rows, places, last), last, axis);
    }

    /// <summary>A part of one axis.</summary>
    public static Tensor Part(Tensor x, int axis, int start, int length) => StridedSlice.Of(x, axis, start, length);
}
