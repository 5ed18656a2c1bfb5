namespace Covector.Notation;

/// <summary>The length of an axis while shapes are inferred: a class of a union-find.</summary>
internal sealed class Axis
{
    public static readonly Axis One = new() { Name = "1" };

    private Axis? _parent;

    /// <summary>The letter or number, once it is known.</summary>
    public string? Name { get; set; }

    /// <summary>Of the axis of a Kronecker product or of a stacked matrix: the lengths that are multiplied.</summary>
    public IReadOnlyList<Axis>? Factors { get; init; }

    /// <summary>
    /// Is it the axis of a stacked matrix, the length of the inner axis first? That of a Kronecker product has the outer one first.
    /// </summary>
    private bool IsStacked { get; init; }

    public bool IsOne => ReferenceEquals(Root, One);

    public Axis Root
    {
        get
        {
            if (_parent == null)
                return this;
            _parent = _parent.Root;
            return _parent;
        }
    }

    /// <summary>The product of two lengths.</summary>
    public static Axis Times(Axis a, Axis b) => a.IsOne ? b : b.IsOne ? a : new Axis { Factors = [.. a.Leaves(), .. b.Leaves()] };

    /// <summary>The length of a stacked matrix.</summary>
    public static Axis Stacked(Axis rows, Axis columns) =>
        rows.IsOne || columns.IsOne ? Times(rows, columns)
            : new Axis { Factors = [.. rows.Leaves(), .. columns.Leaves()], IsStacked = true };

    /// <summary>Makes two lengths one; false where they are known to differ.</summary>
    public static bool Unify(Axis a, Axis b)
    {
        (a, b) = (a.Root, b.Root);
        if (ReferenceEquals(a, b))
            return true;
        // A length of 1 is a scalar's or that of the other axis of a vector: an unknown length is never found to be 1.
        if (a.IsOne || b.IsOne)
            return false;
        if (a.Factors != null && b.Factors != null)
            return SameFactors(a, b);
        if (a.Name != null && b.Name != null)
            return a.Factors == null && b.Factors == null && a.Name == b.Name;
        if (b.Factors != null || (b.Name != null && a.Factors == null))
            (a, b) = (b, a);
        if (a.Factors != null && (b.Name != null || a.Leaves().Any(leaf => ReferenceEquals(leaf, b))))
            return b.Name != null && a.Size is { } size && b.Size == size;
        b._parent = a;
        return true;
    }

    public Dimension ToDimension()
    {
        var root = Root;
        return root.Size is { } size ? new Dimension(size)
            : new Dimension(root.Name ?? (root.Factors != null ? string.Join("*", root.Leaves().Select(leaf => leaf.Name ?? "?")) : "?"));
    }

    /// <summary>The unnamed lengths in it.</summary>
    public IEnumerable<Axis> Leaves() => Root.Factors is { } factors ? factors.SelectMany(factor => factor.Leaves()) : [Root];

    private int? Size
    {
        get
        {
            int size = 1;
            foreach (var leaf in Leaves())
            {
                if (leaf.Name == null || new Dimension(leaf.Name).Size is not { } factor || factor > int.MaxValue / size)
                    return null;
                size *= factor;
            }

            return size;
        }
    }

    private static bool SameFactors(Axis a, Axis b)
    {
        List<Axis> leaves = [.. a.Leaves()], others = [.. b.Leaves()], rest = [.. others];
        if (leaves.TrueForAll(rest.Remove) && rest.Count == 0 || a.Size is { } size && b.Size == size)
            return true;
        // Lengths that nobody has named are equal one by one: kron(A,B)*vec(X) is of the X in B*X*A'.
        if (a.IsStacked != b.IsStacked)
            others.Reverse();
        return leaves.Count == others.Count && !leaves.Concat(others).All(leaf => leaf.Name != null)
            && leaves.Zip(others).All(pair => Unify(pair.First, pair.Second));
    }
}

/// <summary>A shape while shapes are inferred. Scalars are 1×1, vectors n×1.</summary>
internal readonly record struct Form(Axis Rows, Axis Columns)
{
    public static readonly Form Scalar = new(Axis.One, Axis.One);

    public bool IsScalar => Rows.IsOne && Columns.IsOne;

    public bool IsColumn => !Rows.IsOne && Columns.IsOne;

    public bool IsRow => Rows.IsOne && !Columns.IsOne;

    public bool IsMatrix => !Rows.IsOne && !Columns.IsOne;

    public Dimension[] ToAxes() => IsScalar ? [] : IsColumn ? [Rows.ToDimension()] : [Rows.ToDimension(), Columns.ToDimension()];

    /// <summary>"is m×n", "has length n", "is a scalar".</summary>
    public string Describe() => IsScalar ? "is a scalar" : IsColumn ? $"has length {Rows.ToDimension()}"
        : $"is {Rows.ToDimension()}×{Columns.ToDimension()}";
}
