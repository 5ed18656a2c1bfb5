namespace Covector.Scalars;

/// <summary>Polynomial coefficients, lowest degree first, or the parts of a constant, largest first, for both formats.</summary>
internal readonly ref struct Table(ReadOnlySpan<float> single, ReadOnlySpan<double> wide)
{
    private readonly ReadOnlySpan<float> _single = single;
    private readonly ReadOnlySpan<double> _wide = wide;

    /// <summary>Entry <paramref name="index"/> as a constant of x's type.</summary>
    public Expr At(int index, Expr x) => x.Like(x.Type == DType.Float32 ? _single[index] : _wide[index]);

    /// <summary>Minus entry <paramref name="index"/>, for fused subtractions.</summary>
    public Expr Minus(int index, Expr x) => x.Like(x.Type == DType.Float32 ? -_single[index] : -_wide[index]);

    /// <summary>c₀ + c₁x + c₂x² + …, by Horner's rule with fused operations.</summary>
    public Expr Polynomial(Expr x)
    {
        var degree = (x.Type == DType.Float32 ? _single.Length : _wide.Length) - 1;
        var sum = At(degree, x);
        for (var k = degree - 1; k >= 0; k--) sum = Expr.Fma(sum, x, At(k, x));
        return sum;
    }

    /// <summary>
    /// The same polynomial as even part + x · odd part, each by Horner's rule in x²: half the latency for one multiplication more.
    /// </summary>
    public Expr SplitPolynomial(Expr x)
    {
        var degree = (x.Type == DType.Float32 ? _single.Length : _wide.Length) - 1;
        if (degree < 3) return Polynomial(x);
        var square = x * x;
        var evenDegree = degree - (degree & 1);
        var oddDegree = degree - 1 + (degree & 1);
        var even = At(evenDegree, x);
        var odd = At(oddDegree, x);
        for (var k = evenDegree - 2; k >= 0; k -= 2) even = Expr.Fma(even, square, At(k, x));
        for (var k = oddDegree - 2; k >= 0; k -= 2) odd = Expr.Fma(odd, square, At(k, x));
        return Expr.Fma(odd, x, even);
    }
}
