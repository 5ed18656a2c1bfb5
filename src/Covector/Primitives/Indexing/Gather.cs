namespace Covector.Primitives;

/// <summary>
/// From x [B…, N, R…] and Int64 indices [B…, J…] makes y [B…, J…, R…] with y[b, j] = x[b, indices[b, j]]. The first
/// <c>BatchRank</c> axes B are common. Linear in x; the transpose adds at the indices.
/// </summary>
internal sealed record Gather(int BatchRank) : SingleOutputPrimitive
{
    /// <summary>The name in messages.</summary>
    public const string Operation = "Gather";

    public override string Name => "gather";

    public override string Parameters => $"batch={BatchRank}";

    public static Tensor Of(Tensor x, Tensor indices, int batchRank) => Trace.Bind(new Gather(batchRank), x, indices);

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Check(Name, inputs[0].Shape, inputs[1], BatchRank);
        return inputs[0] with { Shape = [.. inputs[1].Shape.AsSpan(), .. inputs[0].Shape.AsSpan()[(BatchRank + 1)..]] };
    }

    public override unsafe Tensor Eval(ReadOnlySpan<Tensor> inputs)
    {
        var type = Infer([inputs[0].Type, inputs[1].Type]);
        var x = inputs[0].Packed();
        var indices = inputs[1].Packed();
        var layout = new IndexLayout(x.Shape, indices.Shape, BatchRank);
        layout.CheckRange(Operation, indices, hasHint: true);
        var y = Tensor.Allocate(type.DType, type.Shape);
        fixed (byte* px = &x.FirstElement, pi = &indices.FirstElement, py = &y.FirstElement)
            if (y.Size > 0)
                Indexing.GatherRows(
                    px, (long*)pi, py, layout.Outer, layout.Length, layout.Count, layout.Inner, x.DType.Size, layout.Count);
        GC.KeepAlive(x);
        GC.KeepAlive(indices);
        return y;
    }

    public override Tensor? Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx) => Of(dx[0]!, x[1], BatchRank);

    public override (Tensor Value, int Axis) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size)
    {
        switch (axes[0], axes[1])
        {
            case ({ } operand, { } index):
                return (Of(Batching.MoveAxis(x[0], operand, 0), Batching.MoveAxis(x[1], index, 0), BatchRank + 1), 0);
            case ({ } operand, null):
                // The batch is one more axis of what is gathered, the last.
                var result = Of(Batching.MoveAxis(x[0], operand, x[0].Rank - 1), x[1], BatchRank);
                return (result, result.Rank - 1);
            default:
                // The batch is one more axis of the indices.
                return (Of(x[0], Batching.MoveAxis(x[1], axes[1]!.Value, BatchRank), BatchRank), BatchRank);
        }
    }

    public override void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions)
    {
        if (operands[1].Value is not { } indices)
            throw Error.NotLinear(this);
        var zeros = Fill.Of(operands[0].Type.Shape, cotangent.DType, 0);
        contributions[0] = Scatter.Of(ScatterKind.Add, zeros, indices, cotangent, BatchRank);
    }

    /// <summary>What to write instead of an index outside of an axis.</summary>
    public static string Hint(nint length) =>
        $" (or from the end, -1 to {-length}); to use the nearest valid one instead, pass IndexMode.Clamp to Take";

    internal static void Check(string name, Shape x, TensorType indices, int batchRank)
    {
        if (indices.DType != DType.Int64)
            throw Error.DTypes(name, indices.DType, "Int64 indices");
        if (x.Rank <= batchRank || indices.Shape.Rank < batchRank
            || !x.AsSpan()[..batchRank].SequenceEqual(indices.Shape.AsSpan()[..batchRank]))
            throw Error.Shapes(name, $"the first {batchRank} axes of {x} and of the indices {indices.Shape} must agree.");
    }
}

/// <summary>The loops of a gather or scatter: outer × count rows of inner elements, from or into an axis of some length.</summary>
internal readonly struct IndexLayout
{
    /// <summary>More than 2⁶¹ rows before the start of any tensor: where an index that was outside of its own axis points to.</summary>
    public const long Outside = -(1L << 61);

    public IndexLayout(Shape x, Shape indices, int batchRank)
    {
        Outer = Inner = 1;
        for (int i = 0; i < batchRank; i++)
            Outer *= x[i];
        for (int i = batchRank + 1; i < x.Rank; i++)
            Inner *= x[i];
        Length = x[batchRank];
        Count = 1;
        for (int i = batchRank; i < indices.Rank; i++)
            Count *= indices[i];
    }

    public nint Outer { get; }

    public nint Inner { get; }

    public nint Length { get; }

    public nint Count { get; }

    /// <inheritdoc cref="CheckRange(string, long*, bool)"/>
    public unsafe void CheckRange(string operation, Tensor indices, bool hasHint)
    {
        fixed (byte* p = &indices.FirstElement)
            CheckRange(operation, (long*)p, hasHint);
        GC.KeepAlive(indices);
    }

    /// <param name="operation">The name in messages.</param>
    /// <param name="indices">One after another.</param>
    /// <param name="hasHint">Whether the message says what to write instead.</param>
    /// <exception cref="IndexOutOfBoundsException">An index is negative or not below the length of the axis.</exception>
    public unsafe void CheckRange(string operation, long* indices, bool hasHint)
    {
        for (nint i = 0; i < Outer * Count; i++)
            if ((ulong)indices[i] >= (ulong)Length)
                throw indices[i] <= Outside / 2
                    ? Error.IndexOutsideOfItsAxis(operation)
                    : Error.IndexOutOfBounds(operation, indices[i], Length, hasHint ? Gather.Hint(Length) : "");
    }
}
