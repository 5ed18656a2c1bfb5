namespace Covector.LinearMaps;

/// <summary>
/// A sum of products: y[out…] = scale · Σ Πₖ Cₖ[…]·v[in…]. Each axis of the output, of the input and of the arrays C has a label; what has
/// one label goes together, and labels that the output lacks are summed over. A label of both output and input is a δ.
/// </summary>
/// <remarks>
/// This one form holds the identity (no C), diagonals (C[i] with δ), dense maps (C[o, i]), Kronecker products (A[i, k]·B[j, l]), I ⊗ xᵀ,
/// sums and repetitions over axes, permutations of axes, block diagonals (C[b, o, i] with a δ for b), low rank (U[o, r]·V[i, r]) and chains
/// such as W₂·diag(d)·W₁. It is closed under composition and transposition, which only rename labels. <see cref="ContractionReader"/> finds
/// the words. The shapes of output and input may split or join the axes of the labels, and have further axes of length 1.
/// </remarks>
internal sealed class ContractionMap : LinearMap
{
    private ContractionMap(
        DType dtype, Shape outShape, Shape inShape, double scale, int[] lengths, int[] outLabels, int[] inLabels, Coefficient[] factors)
        : base(dtype, outShape, inShape)
    {
        Scale = scale;
        Lengths = lengths;
        Out = outLabels;
        In = inLabels;
        Factors = factors;
    }

    public double Scale { get; }

    /// <summary>The length of each label's axis.</summary>
    public int[] Lengths { get; }

    /// <summary>The labels of the output.</summary>
    public int[] Out { get; }

    /// <summary>The labels of the input.</summary>
    public int[] In { get; }

    public Coefficient[] Factors { get; }

    /// <summary>What any of the factors does with values that are not finite.</summary>
    public CoefficientKind Kind
    {
        get
        {
            var kind = CoefficientKind.Plain;
            foreach (var factor in Factors)
                kind |= factor.Kind;
            return kind;
        }
    }

    /// <summary>Whether row r has no other entry than one in column r.</summary>
    public bool IsDiagonal => Out.AsSpan().SequenceEqual(In);

    public bool IsIdentity => Scale == 1 && Factors.Length == 0 && IsDiagonal;

    internal override int Parts => Math.Max(1, Factors.Length);

    internal override double Cost
    {
        get
        {
            double cost = IsIdentity ? 0 : Math.Max(Rows, Columns);
            foreach (var factor in Factors)
                cost += factor.Value.Size;
            return cost;
        }
    }

    public static ContractionMap OfIdentity(Shape outShape, Shape inShape, DType dtype, double scale = 1) =>
        OverAxes(outShape, inShape, dtype, scale, inShape, [], CoefficientKind.Plain);

    /// <summary>The map v ↦ d ⊙ v.</summary>
    public static ContractionMap OfDiagonal(Tensor d, Shape outShape, Shape inShape, CoefficientKind kind) =>
        OverAxes(outShape, inShape, d.DType, 1, d.Shape, [d], kind);

    private static ContractionMap OverAxes(
        Shape outShape, Shape inShape, DType dtype, double scale, Shape axes, Tensor[] diagonals, CoefficientKind kind)
    {
        var labels = Axes.Range(0, axes.Rank).AsSpan().ToArray();
        return Create(
            dtype, outShape, inShape, scale, axes.ToArray(), labels, labels,
            Array.ConvertAll(diagonals, d => new Coefficient(d, labels, kind)));
    }

    /// <summary>
    /// Brings a sum of products into its normal form: no axes of length 1, no repeated axes, numbers in the scale, one factor for each set
    /// of labels.
    /// </summary>
    public static ContractionMap Create(
        DType dtype, Shape outShape, Shape inShape, double scale, int[] lengths, int[] outLabels, int[] inLabels,
        ReadOnlySpan<Coefficient> factors)
    {
        var normal = new ContractionNormalForm(lengths, scale);
        var (o, i) = (normal.Long(outLabels), normal.Long(inLabels));
        foreach (var factor in factors)
            normal.Add(factor);
        normal.Contract(o, i);
        normal.Number(ref o, ref i);
        return new ContractionMap(dtype, outShape, inShape, normal.Scale, normal.Lengths, o, i, normal.Factors);
    }

    public ContractionMap With(Shape outShape, Shape inShape, double scale) =>
        new(DType, outShape, inShape, scale, Lengths, Out, In, Factors);

    /// <summary>The lengths of axes with some labels.</summary>
    public Shape LengthsOf(ReadOnlySpan<int> labels)
    {
        var result = new int[labels.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = Lengths[labels[i]];
        return result;
    }

    internal override string Word(int within) => ContractionReader.Read(this, null).In(within);

    internal override string Latex(MapNames names, int within) => ContractionReader.Read(this, names).In(within);

    internal override LinearMap Transposed() => new ContractionMap(DType, InShape, OutShape, Scale, Lengths, In, Out, Factors);

    internal override LinearMap Scaled(double factor) =>
        factor == 0 ? new ZeroMap(DType, OutShape, InShape) : With(OutShape, InShape, Scale * factor);

    internal override LinearMap Reshaped(Shape outShape, Shape inShape) => With(outShape, inShape, Scale);

    internal override Tensor ApplyCore(Tensor v) => ContractionEvaluator.Apply(this, v);

    internal override Tensor Matrix() => ContractionEvaluator.Matrix(this);

    internal override Tensor? DiagonalOrNull() => ContractionEvaluator.Diagonal(this);

    /// <summary>The diagonal as a vector; the map is diagonal.</summary>
    public Tensor Weights() => Primitives.Reshape.Of(ContractionEvaluator.Coefficients(this, Out), [Count(Rows, "rows")]);

    internal override Tensor SolveCore(Tensor b) => ContractionSolver.Solve(this, b) ?? base.SolveCore(b);

    /// <summary>The number of entries that the labels do not make zero.</summary>
    public double EntryCount
    {
        get
        {
            double count = Rows;
            foreach (int l in In)
                if (Array.IndexOf(Out, l) < 0)
                    count *= Lengths[l];
            return count;
        }
    }

    public override CsrMatrix ToSparse() => ContractionEntries.ToSparse(this);
}
