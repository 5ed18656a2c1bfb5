namespace Covector;

/// <summary>Masks as indices: the places where they are true, one vector for each axis of the mask.</summary>
internal static class Masks
{
    /// <summary>What a tensor means as an index: places in one axis, or for a mask in as many as it has.</summary>
    public static Tensor[] PlacesOrMask(Tensor index, Shape source, int axis) => index.DType == DType.Bool
        ? Places(index, source, axis)
        : [IndexTensor.Normalize("Index", index, source, axis, IndexMode.Throw)];

    /// <summary>The places of the true elements in row-major order. How many there are depends on the values: they must be known.</summary>
    private static Tensor[] Places(Tensor mask, Shape source, int axis)
    {
        if (mask.Rank == 0)
            throw IndexError.ScalarMask();
        if (!mask.Shape.AsSpan().SequenceEqual(source.AsSpan().Slice(axis, mask.Rank)))
            throw IndexError.MaskShape(mask.Shape, axis, source);
        var truth = mask.Value("Indexing with a mask").AsSpan<bool>();
        int count = truth.Count(true), rank = mask.Rank;
        var places = new long[rank][];
        for (int d = 0; d < rank; d++)
            places[d] = new long[count];
        int next = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            if (!truth[i])
                continue;
            int rest = i;
            for (int d = rank - 1; d >= 0; d--)
            {
                (rest, int place) = Math.DivRem(rest, mask.Shape[d]);
                places[d][next] = place;
            }

            next++;
        }

        GC.KeepAlive(mask);
        return Array.ConvertAll(places, p => Tensor.From(p));
    }
}
