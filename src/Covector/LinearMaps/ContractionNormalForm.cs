namespace Covector.LinearMaps;

/// <summary>Collects the factors of a <see cref="ContractionMap"/> and simplifies them.</summary>
internal sealed class ContractionNormalForm(int[] lengths, double scale)
{
    /// <summary>Two arrays are multiplied at once if that costs at most so many operations for each of their elements.</summary>
    private const double CheapProduct = 16;

    /// <summary>More than all factors together use a label.</summary>
    private const int Many = 1 << 20;

    private readonly List<Coefficient> factors = [];
    private readonly bool[] isSummed = new bool[lengths.Length];

    public double Scale { get; private set; } = scale;

    public int[] Lengths { get; private set; } = lengths;

    public Coefficient[] Factors => [.. factors];

    /// <summary>The labels of axes that are longer than 1.</summary>
    public int[] Long(int[] labels) =>
        Array.TrueForAll(labels, l => Lengths[l] != 1) ? labels : Array.FindAll(labels, l => Lengths[l] != 1);

    /// <summary>Adds a factor that is applied before those that are there.</summary>
    public void Add(Coefficient factor)
    {
        foreach (int l in factor.Labels)
            isSummed[l] = true;
        factor = WithoutShort(factor);
        if (factor.Labels.Length == 0 && factor.Value.IsConcrete && (double)factor.Value is var number && double.IsFinite(number)
            && (number != 0 || factor.Kind == CoefficientKind.Plain))
        {
            Scale *= number;
            return;
        }

        for (int i = factors.Count - 1; i >= 0; i--)
            if (SameSet(factors[i].Labels, factor.Labels))
            {
                factors[i] = factors[i].Times(InOrder(factor, factors[i].Labels));
                return;
            }

        factors.Add(factor);
    }

    /// <summary>
    /// Labels of repeated axes that nothing else has become a number; pairs of arrays that share a label which nobody else has are
    /// multiplied where the product is cheap and smaller than either, as VᵀV is for a long V.
    /// </summary>
    public void Contract(int[] outLabels, int[] inLabels)
    {
        var uses = Uses(outLabels, inLabels);
        for (int l = 0; l < uses.Length; l++)
            if (uses[l] == 0 && isSummed[l])
                Scale *= Lengths[l];
        while (SumOwn(uses) || MultiplyCheap(uses))
            uses = Uses(outLabels, inLabels);
    }

    private int[] Uses(int[] outLabels, int[] inLabels)
    {
        // What output or input has is never summed over in a product of arrays.
        var uses = new int[Lengths.Length];
        foreach (int l in outLabels)
            uses[l] += Many;
        foreach (int l in inLabels)
            uses[l] += Many;
        foreach (var factor in factors)
            foreach (int l in factor.Labels)
                uses[l]++;
        return uses;
    }

    private bool SumOwn(int[] uses)
    {
        for (int i = 0; i < factors.Count; i++)
        {
            var (value, labels, kind) = factors[i];
            int[] own = Array.FindAll(labels, l => uses[l] == 1);
            if (own.Length == 0)
                continue;
            var sum = new Labelled(value, labels).Without(own);
            factors.RemoveAt(i);
            Add(new Coefficient(sum.Tensor, sum.Labels, kind));
            return true;
        }

        return false;
    }

    private bool MultiplyCheap(int[] uses)
    {
        for (int i = 0; i < factors.Count; i++)
            for (int j = i + 1; j < factors.Count; j++)
                if (IsCheap(factors[i], factors[j], uses))
                {
                    var (a, b) = (factors[i], factors[j]);
                    var product = Pair.Contract(
                        new Labelled(a.Value, a.Labels), new Labelled(b.Value, b.Labels), l => uses[l] > UsesBy(a, b, l));
                    factors.RemoveAt(j);
                    factors.RemoveAt(i);
                    Add(new Coefficient(product.Tensor, product.Labels, CoefficientKind.Plain));
                    return true;
                }

        return false;
    }

    /// <summary>Numbers the labels in the order of the output, the input and the factors.</summary>
    public void Number(ref int[] outLabels, ref int[] inLabels)
    {
        var number = new int[Lengths.Length];
        Array.Fill(number, -1);
        var lengths = new List<int>();
        outLabels = Renumber(outLabels);
        inLabels = Renumber(inLabels);
        for (int i = 0; i < factors.Count; i++)
            factors[i] = factors[i] with { Labels = Renumber(factors[i].Labels) };
        Lengths = [.. lengths];

        int[] Renumber(int[] labels)
        {
            var result = new int[labels.Length];
            for (int i = 0; i < result.Length; i++)
            {
                if (number[labels[i]] < 0)
                {
                    number[labels[i]] = lengths.Count;
                    lengths.Add(Lengths[labels[i]]);
                }

                result[i] = number[labels[i]];
            }

            return result;
        }
    }

    private static int UsesBy(Coefficient a, Coefficient b, int label) =>
        (Array.IndexOf(a.Labels, label) >= 0 ? 1 : 0) + (Array.IndexOf(b.Labels, label) >= 0 ? 1 : 0);

    private bool IsCheap(Coefficient a, Coefficient b, int[] uses)
    {
        if (a.Kind != CoefficientKind.Plain || b.Kind != CoefficientKind.Plain || !a.Value.IsConcrete || !b.Value.IsConcrete)
            return false;
        double work = a.Value.Size, result = 1;
        bool contracts = false;
        foreach (int l in a.Labels)
        {
            bool shared = Array.IndexOf(b.Labels, l) >= 0;
            if (shared && uses[l] == 2)
                contracts = true;
            else
                result *= Lengths[l];
        }

        foreach (int l in b.Labels)
            if (Array.IndexOf(a.Labels, l) < 0)
            {
                work *= Lengths[l];
                result *= Lengths[l];
            }

        return contracts && result < Math.Min(a.Value.Size, b.Value.Size) && work <= CheapProduct * (a.Value.Size + b.Value.Size);
    }

    /// <summary>Without axes of length 1, and without axes along which all elements are the same because they were repeated.</summary>
    private Coefficient WithoutShort(Coefficient factor)
    {
        var (value, labels) = (factor.Value, factor.Labels);
        var strides = value.IsConcrete && value.Size > 0 ? value.GetStrides() : null;
        bool Keeps(int axis) => Lengths[labels[axis]] != 1 && (strides is null || strides[axis] != 0);
        var kept = new List<int>();
        for (int i = 0; i < labels.Length; i++)
            if (Keeps(i))
                kept.Add(i);
        if (kept.Count == labels.Length)
            return factor;
        int[] keptLabels = [.. kept.Select(i => labels[i])], lengths = [.. keptLabels.Select(l => Lengths[l])];
        value = strides is null ? Primitives.Reshape.Of(value, lengths) : value.View(lengths, [.. kept.Select(i => strides[i])]);
        return factor with { Value = value, Labels = keptLabels };
    }

    private static bool SameSet(int[] a, int[] b) => a.Length == b.Length && Array.TrueForAll(a, l => Array.IndexOf(b, l) >= 0);

    private static Coefficient InOrder(Coefficient factor, int[] labels) =>
        factor with { Value = new Labelled(factor.Value, factor.Labels).InOrder(labels), Labels = labels };
}
