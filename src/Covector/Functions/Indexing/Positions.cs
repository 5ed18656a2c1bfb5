namespace Covector;

/// <summary>
/// Where the elements that an index selects lie in the tensor: numbers of rows, where a row is what the axes after the last index make.
/// </summary>
internal static class Positions
{
    /// <summary>The numbers of the rows, in the shape of the result without the axes of a row, and how many axes the rows count.</summary>
    public static (Tensor Rows, int Axes) Of(IndexPlan plan)
    {
        int indexed = Indexed(plan);
        var places = plan.PlacesShape;
        var (shape, starts) = Layout(plan, places, indexed, out int placesAxis);
        var rows = Fill.Of(shape, DType.Int64, 0);
        long step = 1;
        for (int axis = indexed - 1; axis >= 0; axis--)
        {
            rows += Along(plan, axis, shape, starts[axis], placesAxis, indexed == 1) * step;
            step = checked(step * plan.Source[axis]);
        }

        return (rows, indexed);
    }

    /// <summary>How many axes of the source are not simply taken whole, as the last ones of the result.</summary>
    private static int Indexed(IndexPlan plan)
    {
        int axis = plan.Source.Rank, view = plan.ViewAxes.Length;
        while (axis > 0 && view > 0 && plan.ViewAxes[view - 1] == axis - 1
            && plan.Axes[axis - 1] == (0, plan.Source[axis - 1], 1)
            && !Array.Exists(plan.Advanced, a => a.Axis == axis - 1))
        {
            axis--;
            view--;
        }

        return axis;
    }

    /// <summary>The shape of the row numbers, for each axis of the source where it went, and where the places went.</summary>
    private static (Shape Shape, int[] Starts) Layout(IndexPlan plan, Shape places, int indexed, out int placesAxis)
    {
        var lengths = new List<int>();
        var starts = new int[plan.Source.Rank];
        placesAxis = -1;
        if (plan.ToFront)
        {
            placesAxis = 0;
            lengths.AddRange(places.AsSpan());
        }

        foreach (int axis in plan.ViewAxes)
        {
            if (axis >= indexed)
                break;
            if (axis >= 0 && Array.Exists(plan.Advanced, a => a.Axis == axis))
            {
                if (placesAxis < 0)
                {
                    placesAxis = lengths.Count;
                    lengths.AddRange(places.AsSpan());
                }
            }
            else
            {
                if (axis >= 0)
                    starts[axis] = lengths.Count;
                lengths.Add(axis < 0 ? 1 : plan.Axes[axis].Count);
            }
        }

        return (lengths.ToArray(), starts);
    }

    /// <summary>The places in one axis of the source, for each element of the result; alone they are rows themselves.</summary>
    private static Tensor Along(IndexPlan plan, int axis, Shape shape, int resultAxis, int placesAxis, bool isAlone)
    {
        foreach (var (a, places) in plan.Advanced)
            if (a == axis)
            {
                var common = Broadcast.Of(places, plan.PlacesShape);
                if (!places.IsConcrete && !isAlone)
                    common = Functions.Where((common < 0) | (common >= plan.Source[axis]), IndexTensor.Outside, common);
                return Broadcast.Of(common, shape, Axes.Range(placesAxis, common.Rank));
            }

        var (start, count, step) = plan.Axes[axis];
        if (Array.IndexOf(plan.ViewAxes, axis) < 0)
            return Fill.Of(shape, DType.Int64, start);
        return Broadcast.Of(Iota.Of([count], 0, DType.Int64) * step + start, shape, [resultAxis]);
    }
}
