namespace Covector;

/// <summary>What <c>x.At(index)</c> returns: makes a new tensor from x with the elements at an index changed.</summary>
/// <remarks>The updates broadcast to the shape of <c>x[index]</c> and take part in the derivative. x itself stays.</remarks>
public readonly struct Updater : IEquatable<Updater>
{
    private readonly Tensor x;
    private readonly IndexPlan plan;

    internal Updater(Tensor x, ReadOnlySpan<Slice> index)
    {
        this.x = x;
        plan = IndexPlan.Of(x.Shape, index);
    }

    /// <summary>x with the elements replaced. Where the index repeats, the last one wins; the derivative goes to the winners.</summary>
    /// <param name="updates">Broadcast to the shape of <c>x[index]</c>; of the element type of x.</param>
    /// <exception cref="ShapeMismatchException">The updates do not broadcast to that shape.</exception>
    /// <exception cref="DTypeMismatchException">The updates have a wider element type than x.</exception>
    public Tensor Set(Tensor updates) => Scatter(nameof(Set), ScatterKind.Set, updates);

    /// <summary>x with the updates added. Where the index repeats, all are added.</summary>
    /// <inheritdoc cref="Set"/>
    public Tensor Add(Tensor updates) => Scatter(nameof(Add), ScatterKind.Add, updates);

    /// <summary>x with the elements multiplied, where the index repeats by all of them.</summary>
    /// <remarks>
    /// Places in a tensor that repeat, or that are not known while a function is traced, have no derivative with respect to the updates:
    /// write <c>x.At(i).Set(x[i] * updates)</c> if you know that they do not repeat.
    /// </remarks>
    /// <inheritdoc cref="Set"/>
    public Tensor Multiply(Tensor updates) => Scatter(nameof(Multiply), ScatterKind.Multiply, updates);

    /// <summary>x with the smaller of each element and its updates. The derivative is shared equally by all that attain it.</summary>
    /// <inheritdoc cref="Set"/>
    public Tensor Minimum(Tensor updates) => Scatter(nameof(Minimum), ScatterKind.Minimum, updates);

    /// <summary>x with the larger of each element and its updates. The derivative is shared equally by all that attain it.</summary>
    /// <inheritdoc cref="Set"/>
    public Tensor Maximum(Tensor updates) => Scatter(nameof(Maximum), ScatterKind.Maximum, updates);

    /// <summary>Whether two updaters are of the same tensor and index.</summary>
    public static bool operator ==(Updater left, Updater right) => left.Equals(right);

    /// <summary>Whether two updaters differ in the tensor or the index.</summary>
    public static bool operator !=(Updater left, Updater right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Updater other) => ReferenceEquals(x, other.x) && ReferenceEquals(plan, other.plan);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Updater other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(x), RuntimeHelpers.GetHashCode(plan));

    private Tensor Scatter(string operation, ScatterKind kind, Tensor updates)
    {
        if (x is null)
            throw new InvalidOperationException($"{operation}: this updater is of no tensor; write x.At(index).{operation}(updates).");
        operation = $"At(index).{operation}";
        bool isWhole = Tensor.Require(updates).Literal == LiteralKind.WholeNumbers && x.DType.IsInteger;
        if (!isWhole && DTypes.Promote(x, updates) != x.DType)
            throw Error.DTypeMessage(operation, $"the updates are {updates.DType} and the tensor is {x.DType}; convert with AsType(DType.{x.DType}).");
        var (rows, indexed) = Positions.Of(plan);
        Shape row = x.Shape.AsSpan()[indexed..].ToArray(), selected = [.. rows.Shape.AsSpan(), .. row.AsSpan()];
        if (updates.Rank > selected.Rank || Operands.BroadcastShape(operation, updates.Shape, selected) != selected)
            throw Error.Shapes(operation, $"the updates have the shape {updates.Shape}, which does not broadcast to {selected}, the shape of x[index].");
        var values = Operands.Expand(Operands.WithType(updates, x.DType), selected);
        Int128 merged = 1;
        for (int i = 0; i < indexed; i++)
            merged *= x.Shape[i];
        int count = Operands.Length(operation, x.Shape, merged);
        var flat = Primitives.Reshape.Of(x, [count, .. row.AsSpan()]);

        // Where no element is multiplied twice, the products replace the elements, which has all derivatives.
        if (kind == ScatterKind.Multiply && x.DType != DType.Bool && !plan.MayRepeat())
            (kind, values) = (ScatterKind.Set, Gather.Of(flat, rows, 0) * values);
        return Primitives.Reshape.Of(Primitives.Scatter.Of(kind, flat, rows, values, 0), x.Shape);
    }
}
