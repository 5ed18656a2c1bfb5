namespace Covector;

/// <summary>
/// One of the indices in <c>x[…]</c>: a number, an <see cref="Index"/>, a <see cref="Range"/>, a tensor of places or truth values, a new axis,
/// or the axes that are not mentioned. Written as such: <c>x[1..3, ^1, rows, Slice.NewAxis]</c>.
/// </summary>
[CollectionBuilder(typeof(Slice), nameof(Create))]
public readonly struct Slice : IEquatable<Slice>
{
    private Slice(SliceKind kind, int start = 0, Range range = default, int step = 1, Tensor? tensor = null)
    {
        Kind = kind;
        Start = start;
        Range = range;
        Stride = step;
        Tensor = tensor;
    }

    /// <summary>A new axis of length 1.</summary>
    public static Slice NewAxis => new(SliceKind.NewAxis);

    /// <summary>The whole of as many axes as the other indices leave over.</summary>
    public static Slice Ellipsis => new(SliceKind.Ellipsis);

    /// <summary>The whole of one axis, as <c>..</c>.</summary>
    public static Slice All => new(SliceKind.Range, range: ..);

    internal SliceKind Kind { get; }

    /// <summary>The number; negative ones count from the end.</summary>
    internal int Start { get; }

    internal Range Range { get; }

    /// <summary>The step within the range; not 0.</summary>
    internal int Stride { get; }

    /// <summary>The places or the mask.</summary>
    internal Tensor? Tensor { get; }

    /// <summary>Every k-th element of a range: from its first one for a positive k, backwards from its last one for a negative k.</summary>
    /// <param name="range">The range, as <c>1..^1</c>.</param>
    /// <param name="k">The step; not 0. <c>Slice.Step(.., -1)</c> reverses.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is 0.</exception>
    public static Slice Step(Range range, int k) => k is 0 or int.MinValue
        ? throw new ArgumentOutOfRangeException(nameof(k), k, $"Slice.Step({range}, {k}): the step must not be {k}.")
        : new Slice(SliceKind.Range, range: range, step: k);

    /// <summary>Places written as a collection: <c>x[[0, 0, 2], 1..]</c>.</summary>
    /// <param name="places">The places; negative ones count from the end.</param>
    public static Slice Create(ReadOnlySpan<int> places) => Covector.Tensor.From(places);

    /// <summary>Enumerates the places of a collection; called for no other kind of index.</summary>
    public ReadOnlySpan<int>.Enumerator GetEnumerator() =>
        (Tensor is { DType: DType.Int32 } places ? places.AsSpan<int>() : []).GetEnumerator();

    /// <summary>One place; negative ones count from the end. The axis is removed.</summary>
    public static implicit operator Slice(int index) => new(SliceKind.Number, index);

    /// <summary>One place. The axis is removed.</summary>
    public static implicit operator Slice(Index index) => new(SliceKind.Number, index.IsFromEnd ? -index.Value : index.Value, step: index.IsFromEnd ? -1 : 1);

    /// <summary>Neighbouring places.</summary>
    public static implicit operator Slice(Range range) => new(SliceKind.Range, range: range);

    /// <summary>Places, in any number and order; negative ones count from the end.</summary>
    public static implicit operator Slice(int[] places) => Covector.Tensor.From(places);

    /// <summary>Places, in any number and order (integers), or those where a mask is true (Bool).</summary>
    public static implicit operator Slice(Tensor indices) => indices is { IsLiteral: true, IsConcrete: true, Rank: 0, DType: DType.Int32 }
        ? new Slice(SliceKind.Number, (int)indices)
        : new Slice(SliceKind.Tensor, tensor: Covector.Tensor.Require(indices));

    /// <summary>Whether two indices are the same; tensors by identity.</summary>
    public static bool operator ==(Slice left, Slice right) => left.Equals(right);

    /// <summary>Whether two indices differ.</summary>
    public static bool operator !=(Slice left, Slice right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Slice other) =>
        Kind == other.Kind && Start == other.Start && Stride == other.Stride && Range.Equals(other.Range) && ReferenceEquals(Tensor, other.Tensor);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Slice other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Start, Stride, Range);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        SliceKind.Number => FormattableString.Invariant($"{(Stride < 0 ? "^" : "")}{(Stride < 0 ? -Start : Start)}"),
        SliceKind.Range => Stride == 1 ? $"{Range}" : $"Step({Range}, {Stride})",
        SliceKind.NewAxis => nameof(NewAxis),
        SliceKind.Ellipsis => nameof(Ellipsis),
        _ => $"{Tensor!.Type}",
    };
}

/// <summary>What an index is.</summary>
internal enum SliceKind : byte
{
    Ellipsis,
    Number,
    Range,
    NewAxis,
    Tensor,
}
