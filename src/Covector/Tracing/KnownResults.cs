namespace Covector.Tracing;

/// <summary>
/// Results of operations by primitive and operands. What a function computes twice is linearized once: transposed apart, the same operation
/// would be run backward for each path that leads to it, and those of an expansion in minors, say, double with every row.
/// </summary>
internal sealed class KnownResults
{
    // Results are kept until the trace ends; a large one would keep memory that the function has done with.
    private const int Largest = 4096;

    private Dictionary<int, KnownUse>? others;

    /// <summary>The result of the same operation before.</summary>
    /// <param name="primitive">The operation.</param>
    /// <param name="inputs">Its operands: the same tensors, or equal numbers.</param>
    /// <param name="operand">The first operand with a tangent; its first uses are kept with it, which takes less time than a table.</param>
    public Tensor? Find(SingleOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs, LinearizeTracer? operand)
    {
        if (operand is not null && Find(primitive, inputs, operand.Uses) is { } near)
            return near;
        return others is not null && operand is not { HasFewUses: true } && IsKept(inputs)
            ? Find(primitive, inputs, others.GetValueOrDefault(Hash(primitive, inputs)))
            : null;
    }

    /// <summary>Keeps a result.</summary>
    public void Add(SingleOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs, LinearizeTracer? operand, Tensor result)
    {
        if (result.Size > Largest || !IsKept(inputs))
            return;
        if (operand is { HasFewUses: true })
        {
            operand.Uses = new KnownUse(primitive, inputs.ToArray(), result, operand.Uses);
            return;
        }

        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(others ??= [], Hash(primitive, inputs), out _);
        first = new KnownUse(primitive, inputs.ToArray(), result, first);
    }

    private static Tensor? Find(SingleOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs, KnownUse? first)
    {
        for (var use = first; use is not null; use = use.Next)
            if (AreSame(use.Inputs, inputs) && (ReferenceEquals(use.Primitive, primitive) || use.Primitive.Equals(primitive)))
                return use.Result;
        return null;
    }

    private static bool IsKept(ReadOnlySpan<Tensor> inputs)
    {
        foreach (var input in inputs)
            if (input.Size > Largest)
                return false;
        return true;
    }

    private static int Hash(SingleOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs)
    {
        int hash = primitive.GetHashCode();
        foreach (var input in inputs)
            hash = (hash * 31) + (IsNumber(input) ? Fill.ToBits(input).GetHashCode() : RuntimeHelpers.GetHashCode(input));
        return hash;
    }

    private static bool AreSame(Tensor[] x, ReadOnlySpan<Tensor> y)
    {
        if (x.Length != y.Length)
            return false;
        for (int i = 0; i < x.Length; i++)
            if (!ReferenceEquals(x[i], y[i])
                && !(IsNumber(x[i]) && IsNumber(y[i]) && x[i].DType == y[i].DType && x[i].Literal == y[i].Literal
                    && Fill.ToBits(x[i]) == Fill.ToBits(y[i])))
                return false;
        return true;
    }

    private static bool IsNumber(Tensor x) => x is { IsLiteral: true, IsConcrete: true, Rank: 0 };
}

/// <summary>An operation with its result, in a list of such.</summary>
internal sealed record KnownUse(SingleOutputPrimitive Primitive, Tensor[] Inputs, Tensor Result, KnownUse? Next)
{
    /// <summary>The length of the list.</summary>
    public int Count { get; } = Next is null ? 1 : Next.Count + 1;
}
