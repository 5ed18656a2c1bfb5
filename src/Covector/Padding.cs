namespace Covector;

/// <summary>What <c>Convolve</c> puts around its input: nothing, what keeps the size, or given margins of zeros.</summary>
public readonly struct Padding : IEquatable<Padding>
{
    private readonly (int Before, int After)[]? margins;
    private readonly int uniform;
    private readonly bool isSame;

    private Padding((int, int)[]? margins, int uniform, bool isSame)
    {
        this.margins = margins;
        this.uniform = uniform;
        this.isSame = isSame;
    }

    /// <summary>None: only places where the whole kernel fits. The default.</summary>
    public static Padding Valid => default;

    /// <summary>As much as makes the output ⌈length/stride⌉ long; if it is odd, the larger part comes after.</summary>
    public static Padding Same => new(null, 0, true);

    /// <summary>Zeros before and after, for each spatial axis.</summary>
    /// <param name="margins">How many; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static Padding Of(params ReadOnlySpan<(int Before, int After)> margins)
    {
        foreach (var (before, after) in margins)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(before, nameof(margins));
            ArgumentOutOfRangeException.ThrowIfNegative(after, nameof(margins));
        }

        return new(margins.ToArray(), 0, false);
    }

    /// <summary>So many zeros on all sides.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static implicit operator Padding(int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        return new(null, width, false);
    }

    /// <summary>Whether two paddings are the same.</summary>
    public static bool operator ==(Padding left, Padding right) => left.Equals(right);

    /// <summary>Whether two paddings differ.</summary>
    public static bool operator !=(Padding left, Padding right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Padding other) =>
        isSame == other.isSame && uniform == other.uniform && (margins is null) == (other.margins is null)
        && margins.AsSpan().SequenceEqual(other.margins);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Padding other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(isSame, uniform, margins?.Length);

    /// <inheritdoc/>
    public override string ToString() => isSame ? nameof(Same) : margins is null ? (uniform == 0 ? nameof(Valid) : $"{uniform}") : string.Join(", ", margins);

    /// <summary>The margins of one spatial axis, for a kernel that spans so many elements.</summary>
    internal (int Before, int After) Margins(int axis, int axes, int length, int span, int stride)
    {
        if (isSame)
        {
            long outputs = ((long)length + stride - 1) / stride;
            // Less than the span of a kernel, which is the length of an axis.
            int total = (int)Math.Max(0, ((outputs - 1) * stride) + span - length);
            return (total / 2, total - (total / 2));
        }

        if (margins is null)
            return (uniform, uniform);
        return margins.Length == axes
            ? margins[axis]
            : throw Error.Shapes(nameof(Functions.Convolve), $"the padding has {margins.Length} pairs of margins for {axes} spatial axes.");
    }
}
