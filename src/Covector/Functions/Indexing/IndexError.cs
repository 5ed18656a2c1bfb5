using System.Diagnostics;

namespace Covector;

/// <summary>The exceptions of indexing.</summary>
[StackTraceHidden]
internal static class IndexError
{
    public static IndexOutOfBoundsException OutOfRange(string operation, long index, int axis, Shape shape) =>
        OutOfRange(operation, FormattableString.Invariant($"{index}"), axis, shape);

    public static IndexOutOfBoundsException OutOfRange(string operation, string index, int axis, Shape shape) => new(
        shape[axis] == 0
            ? $"{operation}: the index {index} points into axis {axis} of {shape}, which is empty."
            : $"{operation}: the index {index} is outside of axis {axis} of {shape}, which has {Error.Count(shape[axis], "element")}; "
            + $"indices run from {-shape[axis]} to {shape[axis] - 1}.");

    public static IndexOutOfBoundsException RangeOutside(string range, int axis, Shape shape) => new(
        $"Index: the range {range} is outside of axis {axis} of {shape}, which has {Error.Count(shape[axis], "element")}; "
        + "a range starts and ends within its axis, and does not end before it starts.");

    public static ShapeMismatchException TooMany(int count, Shape shape) => new(
        $"Index: {Error.Count(count, "index is", "indices are")} given for the shape {shape}, which has "
        + $"{Error.Count(shape.Rank, "axis", "axes")}.");

    public static ShapeMismatchException TwoEllipses() => new(
        "Index: there is more than one Slice.Ellipsis; only one can stand for the remaining axes.");

    public static ShapeMismatchException MaskShape(Shape mask, int axis, Shape shape) => new(
        $"Index: the mask has the shape {mask} and selects along axis {axis} of {shape}; its axes must have the lengths of those that it "
        + "selects from.");

    public static ShapeMismatchException ScalarMask() => new(
        "Index: the mask is a scalar; expected one truth value for each element, or Where(condition, a, b) to choose between values.");
}
