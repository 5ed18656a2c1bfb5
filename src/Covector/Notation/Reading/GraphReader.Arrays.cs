using System.Globalization;
using PrimitiveSum = Covector.Primitives.Sum;

namespace Covector.Notation;

/// <summary>What moves entries, sums over axes, and multiplies matrices.</summary>
internal sealed partial class GraphReader
{
    private Reading Reshaped(Variable input, Shape shape)
    {
        var item = this[input];
        int[] from = Axes(input.Type.Shape), to = Axes(shape);
        if (item.Repeated is { Axes.Length: 0 })
            return item with { Axes = to };
        if (from.Select(a => input.Type.Shape[a]).SequenceEqual(to.Select(a => shape[a])))
        {
            return item.Repeated is not { } repeated ? item with { Axes = to }
                : new Reading(null, to) { Repeated = (repeated.Expression, [.. repeated.Axes.Select(a => to[Array.IndexOf(from, a)])]) };
        }

        return (from.Length, to.Length) switch
        {
            (2, 1) => FlatOf(Materialized(input), input.Type.Shape[from[0]], input.Type.Shape[from[1]], to),
            (1, 2) when item.Flat is { } flat && flat.Rows == shape[to[0]] && flat.Columns == shape[to[1]] => new Reading(flat.Matrix, to),
            (4, 2) when item.Pair is { } pair && shape[to[0]] == input.Type.Shape[from[0]] * input.Type.Shape[from[1]] =>
                Kronecker(pair, input.Type.Shape, from, to),
            _ => throw new NotMatrixCalculusException("reshape"),
        };
    }

    /// <summary>A matrix row by row: vec(Mᵀ).</summary>
    private Reading FlatOf(Expression matrix, int rows, int columns, int[] axes)
    {
        _dimensions.TryAdd(rows * columns, Product(DimensionOf(columns), DimensionOf(rows)));
        return new Reading(new Call("vec", Terms.Transposed(matrix)), axes) { Flat = (matrix, rows, columns) };
    }

    private static Dimension Product(Dimension a, Dimension b) => new($"{a.Name}*{b.Name}");

    /// <summary>
    /// A ⊗ B, or of transposes: rows are stacked with rows and columns with columns, those of one matrix outside in both.
    /// </summary>
    private Reading Kronecker((Expression A, Expression B, int[] Roles) pair, Shape shape, int[] from, int[] to)
    {
        int[] roles = pair.Roles;
        bool isOfA(int role) => role < 2;
        if (isOfA(roles[0]) == isOfA(roles[1]) || isOfA(roles[0]) != isOfA(roles[2]))
            throw new NotMatrixCalculusException("reshape");
        Expression Of(int row) => row % 2 == 0 ? isOfA(row) ? pair.A : pair.B : Terms.Transposed(isOfA(row) ? pair.A : pair.B);
        for (int side = 0; side < 4; side += 2)
        {
            var (outer, inner) = (shape[from[side]], shape[from[side + 1]]);
            _dimensions.TryAdd(outer * inner, Product(DimensionOf(outer), DimensionOf(inner)));
        }

        return new Reading(new Call("kron", Of(roles[0]), Of(roles[1])), to);
    }

    private Reading Permuted(Variable input, Permute permute, Shape shape)
    {
        var item = this[input];
        int[] axes = Axes(shape);
        if (item.Repeated is { Axes.Length: 0 })
            return item with { Axes = axes };
        if (item.Pair is { } pair)
        {
            int[] roles = [.. axes.Select(a => pair.Roles[Array.IndexOf(item.Axes, permute.Order[a])])];
            return item with { Axes = axes, Pair = pair with { Roles = roles } };
        }

        var expression = Materialized(input);
        int[] before = [.. axes.Select(a => permute.Order[a])];
        bool swaps = before.Length == 2 && before[0] > before[1];
        return new Reading(swaps ? Terms.Transposed(expression) : expression, axes);
    }

    private Reading Sliced(Variable input, StridedSlice slice, Shape shape)
    {
        var item = this[input];
        if (item.Repeated is { Axes.Length: 0 })
            return item with { Axes = Axes(shape) };
        // The diagonal of a square matrix: of its rows one behind the other every (n + 1)-th entry.
        if (item.Flat is { } flat && flat.Rows == flat.Columns && slice.Starts is [0] && slice.Steps[0] == flat.Columns + 1
            && shape[0] == flat.Rows)
        {
            var entries = flat.Matrix is Call { Function: "diag" } diagonal ? diagonal.Arguments[0] : new Call("diag", flat.Matrix);
            return new Reading(entries, Axes(shape));
        }

        return new Reading(PartOf(input, slice), Axes(shape));
    }

    /// <summary>Entries x[1], A[2,3], rows and columns of a matrix, Aᵀ e₁ and A e₁, and sections x[2:4].</summary>
    private Expression PartOf(Variable input, StridedSlice slice)
    {
        var expression = Materialized(input);
        var whole = input.Type.Shape;
        int[] axes = Axes(whole), taken = [.. axes.Where(a => slice.Target[a] == 1)], kept = [.. axes.Where(a => slice.Target[a] != 1)];
        if (kept.Any(a => slice.Target[a] == 0 || slice.Steps[a] != 1))
            throw new NotMatrixCalculusException($"{slice.Name} with steps");
        bool isTransposed = expression is Transpose && axes.Length == 2;
        if (kept.Length == 0)
        {
            string[] places = [.. taken.Select(a => (slice.Starts[a] + 1).ToString(CultureInfo.InvariantCulture))];
            return isTransposed ? new Entry(Terms.Transposed(expression), [places[1], places[0]]) : new Entry(expression, [.. places]);
        }

        if (taken.Length > 0)
        {
            var unit = new Call("unit", Powers.Length(DimensionOf(whole[taken[0]])), new Number(slice.Starts[taken[0]] + 1));
            expression = Terms.Times(taken[0] == axes[0] ? Terms.Transposed(expression) : expression, unit);
        }

        string[] ranges = [.. kept.Select(a => slice.Target[a] == whole[a] ? ":" : Section.RangeOf(slice.Starts[a], slice.Target[a]))];
        return Array.TrueForAll(ranges, r => r == ":") ? expression
            : isTransposed && ranges.Length == 2 ? new Transpose(new Section(Terms.Transposed(expression), [ranges[1], ranges[0]]))
            : new Section(expression, [.. ranges]);
    }

    /// <summary>A diagonal matrix row by row: the entries of a vector with n zeros between them.</summary>
    private Reading Padded(Variable input, Pad pad, Shape shape)
    {
        if (input.Type.Shape.Rank != 1 || pad.Low is not [0] || input.Type.Shape[0] is var n && (pad.Interior[0] != n || shape[0] != n * n))
            throw new NotMatrixCalculusException(pad.Name);
        var identity = new Call("eye", Powers.Length(DimensionOf(n)));
        return FlatOf(Scale(input) is { } scale ? Terms.Scaled(scale, identity) : new Call("diag", Materialized(input)), n, n, Axes(shape));
    }

    /// <summary>1 where the number of the row is that of the column.</summary>
    private bool IsIdentity(Variable condition) => Definition(condition) is { Primitive: Equal } equal
        && Definition(equal.Inputs[0])?.Primitive is Iota { Shape: { Rank: 2 } shape, Axis: var one } && shape[0] == shape[1]
        && Definition(equal.Inputs[1])?.Primitive is Iota { Axis: var other } iota && iota.Shape == shape && one != other;

    /// <summary>Is it all products of an entry of one matrix with one of another?</summary>
    private static bool IsPair(DotGeneral dot, Variable[] inputs) =>
        dot.LeftBatch.Count == 0 && dot.LeftContract.Count == 0 && inputs.All(i => Axes(i.Type.Shape).Length == 2);

    private Reading PairOf(Variable[] inputs, Shape shape) =>
        new(null, Axes(shape)) { Pair = (Materialized(inputs[0]), Materialized(inputs[1]), [0, 1, 2, 3]) };

    private Reading Summed(Variable input, PrimitiveSum sum, Shape shape)
    {
        var item = this[input];
        var expression = Materialized(input);
        int[] axes = Axes(input.Type.Shape), left = [.. axes.Where(a => sum.Axes.IndexOf(a) < 0)];
        if (left.Length == axes.Length)
            return new Reading(expression, Axes(shape)) { Flat = item.Flat };
        if (left.Length == 0 && item.Flat is { } flat)
            return new Reading(new Call("sum", flat.Matrix), Axes(shape));
        if (left.Length == 0)
        {
            // The diagonal of a matrix is a vector, a diagonal matrix is none.
            bool isTrace = axes.Length == 1 && expression is Call { Function: "diag" };
            return new Reading(isTrace ? new Call("tr", ((Call)expression).Arguments) : new Call("sum", expression), Axes(shape));
        }

        int gone = axes.First(a => !left.Contains(a));
        var ones = new Call("ones", Powers.Length(DimensionOf(input.Type.Shape[gone])));
        var matrix = gone == axes[1] ? expression : Terms.Transposed(expression);
        return new Reading(Terms.Times(matrix, ones), Axes(shape));
    }

    private Expression Product(DotGeneral dot, Variable left, Variable right)
    {
        if (dot.LeftBatch.Count > 0)
            throw new NotMatrixCalculusException("a product for each element of a batch");
        if (dot.LeftContract.Count == 1 && this[left].Flat is { } one && this[right].Flat is { } other
            && (one.Rows, one.Columns) == (other.Rows, other.Columns))
            return new Call("tr", Terms.Times(Terms.Transposed(one.Matrix), other.Matrix));
        var (a, b) = (Materialized(left), Materialized(right));
        int[] leftAxes = Axes(left.Type.Shape), rightAxes = Axes(right.Type.Shape);
        int[] contracted = [.. Enumerable.Range(0, dot.LeftContract.Count).Where(i => left.Type.Shape[dot.LeftContract[i]] != 1)];
        if (contracted.Length == 2)
        {
            bool crossed = dot.LeftContract[contracted[0]] < dot.LeftContract[contracted[1]] != dot.RightContract[contracted[0]] < dot.RightContract[contracted[1]];
            return new Call("tr", Terms.Times(crossed ? a : Terms.Transposed(a), b));
        }

        if (contracted.Length == 0)
            return leftAxes.Length > 0 && rightAxes.Length > 0 ? Terms.Times(a, Terms.Transposed(b)) : Terms.Times(a, b);
        // Of a vector as the left operand the row, of a matrix the form whose columns are contracted.
        var first = leftAxes.Length == 1 ? Terms.Transposed(a)
            : dot.LeftContract[contracted[0]] == leftAxes[^1] ? a : Terms.Transposed(a);
        var second = rightAxes.Length == 1 || dot.RightContract[contracted[0]] == rightAxes[0] ? b : Terms.Transposed(b);
        if (leftAxes.Length == 1 && rightAxes.Length == 2)
            return Terms.Times(Terms.Transposed(second), a);
        return Terms.Times(first, second);
    }
}
