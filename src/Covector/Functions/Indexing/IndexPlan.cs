namespace Covector;

/// <summary>
/// Indices of a tensor, brought into normal form by the rules of NumPy: first numbers, ranges and new axes, which make a view; then the
/// places given by tensors, broadcast together, in axes of that view.
/// </summary>
/// <remarks>
/// The axes of the places stand where the tensors stood if these are neighbours (numbers between them included), else at the front.
/// </remarks>
internal sealed class IndexPlan
{
    private IndexPlan(Shape source) => Source = source;

    public Shape Source { get; }

    /// <summary>For each axis of the source: the first element, how many (1 for a number) and the step, which may be negative.</summary>
    public required (int Start, int Count, int Step)[] Axes { get; init; }

    /// <summary>The axes of the view in order: an axis of the source, or −1 for a new one.</summary>
    public required int[] ViewAxes { get; init; }

    /// <summary>The places: in which axis of the source, and which, with values from 0.</summary>
    public required (int Axis, Tensor Places)[] Advanced { get; init; }

    /// <summary>Whether the axes of the places come first although the tensors stood further back.</summary>
    public required bool ToFront { get; init; }

    public Shape ViewShape
    {
        get
        {
            var lengths = new int[ViewAxes.Length];
            for (int i = 0; i < lengths.Length; i++)
                lengths[i] = ViewAxes[i] < 0 ? 1 : Axes[ViewAxes[i]].Count;
            return lengths;
        }
    }

    /// <summary>The common shape of the places.</summary>
    public Shape PlacesShape
    {
        get
        {
            Shape shape = [];
            foreach (var (_, places) in Advanced)
                shape = Operands.BroadcastShape("Index", shape, places.Shape);
            return shape;
        }
    }

    /// <summary>Whether an element may be selected twice: by places that are not known, or by more than one list of them.</summary>
    public bool MayRepeat()
    {
        if (Advanced.Length == 0)
            return false;
        if (Advanced.Length > 1 || !Advanced[0].Places.IsConcrete)
            return true;
        var seen = new HashSet<long>();
        foreach (long place in Advanced[0].Places.AsSpan<long>())
            if (!seen.Add(place))
                return true;
        return false;
    }

    /// <summary>Reads the indices of a tensor.</summary>
    public static IndexPlan Of(Shape source, ReadOnlySpan<Slice> index)
    {
        int open = source.Rank - Mentioned(index, source);
        var axes = new (int, int, int)[source.Rank];
        var view = new List<int>();
        var advanced = new List<(int, Tensor)>();
        var order = new List<bool>();
        int axis = 0;
        bool hasEllipsis = false;
        foreach (var slice in index)
        {
            switch (slice.Kind)
            {
                case SliceKind.Number:
                    axes[axis] = (Number(slice, source, axis), 1, 1);
                    axis++;
                    break;
                case SliceKind.Range:
                    axes[axis] = Range(slice, source, axis);
                    view.Add(axis++);
                    break;
                case SliceKind.NewAxis:
                    view.Add(-1);
                    break;
                case SliceKind.Ellipsis:
                    hasEllipsis = true;
                    for (int i = 0; i < open; i++)
                        Whole(axis++);
                    break;
                default:
                    foreach (var places in Masks.PlacesOrMask(slice.Tensor!, source, axis))
                    {
                        advanced.Add((axis, places));
                        Whole(axis++);
                    }

                    break;
            }

            order.Add(slice.Kind is SliceKind.Number or SliceKind.Tensor);
        }

        while (!hasEllipsis && axis < source.Rank)
            Whole(axis++);
        int first = order.IndexOf(true), last = order.LastIndexOf(true);
        bool together = first < 0 || order.IndexOf(false, first, last - first + 1) < 0;
        return new IndexPlan(source) { Axes = axes, ViewAxes = [.. view], Advanced = [.. advanced], ToFront = advanced.Count > 0 && !together };

        void Whole(int a)
        {
            axes[a] = (0, source[a], 1);
            view.Add(a);
        }
    }

    /// <summary>The view that numbers, ranges and new axes make.</summary>
    public Tensor ViewOf(Tensor x)
    {
        int rank = Source.Rank;
        var (starts, lengths, steps) = (new int[rank], new int[rank], new int[rank]);
        var reversed = new List<int>();
        for (int i = 0; i < rank; i++)
        {
            (starts[i], lengths[i], steps[i]) = Axes[i];
            if (steps[i] >= 0)
                continue;
            starts[i] += (lengths[i] - 1) * steps[i];
            steps[i] = -steps[i];
            reversed.Add(i);
        }

        x = StridedSlice.Of(x, new Axes(starts), lengths, new Axes(steps));
        return Primitives.Reshape.Of(Reverse.Of(x, new Axes([.. reversed])), ViewShape);
    }

    private static int Mentioned(ReadOnlySpan<Slice> index, Shape source)
    {
        int count = 0, ellipses = 0;
        foreach (var slice in index)
        {
            ellipses += slice.Kind == SliceKind.Ellipsis ? 1 : 0;
            count += slice.Kind switch
            {
                SliceKind.NewAxis or SliceKind.Ellipsis => 0,
                SliceKind.Tensor when slice.Tensor!.DType == DType.Bool => slice.Tensor.Rank,
                _ => 1,
            };
        }

        if (ellipses > 1)
            throw IndexError.TwoEllipses();
        return count <= source.Rank ? count : throw IndexError.TooMany(count, source);
    }

    private static int Number(Slice slice, Shape source, int axis)
    {
        int n = source[axis], place = slice.Start < 0 || slice.Stride < 0 ? slice.Start + n : slice.Start;
        return (uint)place < (uint)n ? place : throw IndexError.OutOfRange("Index", $"{slice}", axis, source);
    }

    private static (int Start, int Count, int Step) Range(Slice slice, Shape source, int axis)
    {
        int n = source[axis], start = slice.Range.Start.GetOffset(n), end = slice.Range.End.GetOffset(n);
        if (start < 0 || end > n || end < start)
            throw IndexError.RangeOutside($"{slice.Range}", axis, source);
        int count = (int)((end - start + Math.Abs((long)slice.Stride) - 1) / Math.Abs((long)slice.Stride));
        return count == 0 ? (0, 0, 1) : count == 1 ? (slice.Stride > 0 ? start : end - 1, 1, 1) : (slice.Stride > 0 ? start : end - 1, count, slice.Stride);
    }
}
