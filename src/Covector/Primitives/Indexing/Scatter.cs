namespace Covector.Primitives;

/// <summary>
/// From x [B…, N, R…], Int64 indices [B…, J…] and updates [B…, J…, R…] makes x with x[b, indices[b, j]] changed by updates[b, j]: set (the
/// last one wins), added, multiplied, or the smaller or larger taken. Set and add are linear in x and the updates.
/// </summary>
internal sealed record Scatter(ScatterKind Kind, int BatchRank) : SingleOutputPrimitive
{
    public override string Name => $"scatter_{Kind.ToString().ToLowerInvariant()}";

    public override string Parameters => $"batch={BatchRank}";

    /// <summary>The name in messages.</summary>
    public string Operation => Kind == ScatterKind.Add ? "At(index).Add or SegmentSum" : $"At(index).{Kind}";

    public static Tensor Of(ScatterKind kind, Tensor x, Tensor indices, Tensor updates, int batchRank) =>
        Trace.Bind(new Scatter(kind, batchRank), x, indices, updates);

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Gather.Check(Name, inputs[0].Shape, inputs[1], BatchRank);
        Shape expected = [.. inputs[1].Shape.AsSpan(), .. inputs[0].Shape.AsSpan()[(BatchRank + 1)..]];
        if (inputs[2].Shape != expected || inputs[2].DType != inputs[0].DType)
            throw Error.Shapes(Name, $"the updates are {inputs[2]}; expected {inputs[0] with { Shape = expected }}.");
        return inputs[0];
    }

    public override unsafe Tensor Eval(ReadOnlySpan<Tensor> inputs)
    {
        var (x, indices, updates) = (inputs[0], inputs[1].Packed(), inputs[2].Packed());
        var layout = new IndexLayout(x.Shape, indices.Shape, BatchRank);
        layout.CheckRange(Operation, indices, hasHint: false);
        var y = Tensor.Allocate(x.DType, x.Shape);
        fixed (byte* px = &x.FirstElement, pi = &indices.FirstElement, pu = &updates.FirstElement, py = &y.FirstElement)
            if (y.Size > 0)
            {
                StridedCopy.Pack(px, x.Shape.AsSpan(), x.GetStrides(), py, x.DType.Size);
                Indexing.ScatterRows(
                    Kind, x.DType, py, (long*)pi, pu, layout.Outer, layout.Length, layout.Count, layout.Inner, layout.Count);
            }

        GC.KeepAlive(x);
        GC.KeepAlive(indices);
        GC.KeepAlive(updates);
        return y;
    }

    public override Tensor? Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx)
    {
        if (Kind == ScatterKind.Multiply)
            return JvpMultiply(x, dx);
        var operand = dx[0] ?? Fill.Like(x[0], 0);
        var updates = dx[2] ?? Fill.Like(x[2], 0);
        return Kind is ScatterKind.Set or ScatterKind.Add
            ? Of(Kind, operand, x[1], updates, BatchRank)
            : JvpExtremum(x, y, operand, updates);
    }

    public override (Tensor Value, int Axis) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size) => (
        Of(
            Kind,
            Batching.ToFront(x[0], axes[0], size),
            Batching.ToFront(x[1], axes[1], size),
            Batching.ToFront(x[2], axes[2], size),
            BatchRank + 1),
        0);

    public override void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions)
    {
        if (operands[1].Value is not { } indices || Kind is not (ScatterKind.Set or ScatterKind.Add))
            throw Error.NotLinear(this);
        bool isSet = Kind == ScatterKind.Set;
        if (operands[0].IsLinear)
        {
            contributions[0] = isSet
                ? Of(ScatterKind.Set, cotangent, indices, Fill.Of(operands[2].Type.Shape, cotangent.DType, 0), BatchRank)
                : cotangent;
        }

        if (operands[2].IsLinear)
        {
            var gathered = Gather.Of(cotangent, indices, BatchRank);
            contributions[2] = isSet ? Select.Of(LastWrites(operands[0].Type.Shape, indices, gathered.Shape), gathered, Fill.Like(gathered, 0)) : gathered;
        }
    }

    /// <summary>For each update whether it is the last one at its index: numbers written by set and read back tell.</summary>
    private Tensor LastWrites(Shape operand, Tensor indices, Shape updates)
    {
        Shape places = operand.AsSpan()[..(BatchRank + 1)].ToArray();
        var numbers = Reshape.Of(Iota.Of([checked((int)indices.Size)], 0, DType.Int64), indices.Shape);
        var written = Of(ScatterKind.Set, Fill.Of(places, DType.Int64, -1), indices, numbers, BatchRank);
        var last = Equal.Of(Gather.Of(written, indices, BatchRank), numbers);
        return Broadcast.Of(last, updates, Axes.Range(0, indices.Rank));
    }

    private Tensor JvpMultiply(ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor?> dx)
    {
        if (dx[2] is not null)
            throw new NotDifferentiableException(
                "At(indices).Multiply(u): the derivative with respect to u is not defined here because indices may repeat. "
                + "If they do not, write x.At(indices).Set(x[indices] * u).");
        return dx[0]! * Of(ScatterKind.Multiply, Fill.Like(x[0], 1), x[1], x[2], BatchRank);
    }

    /// <summary>The derivative is shared equally by all that attain the extremum: the element itself and updates at its place.</summary>
    private Tensor JvpExtremum(ReadOnlySpan<Tensor> x, Tensor y, Tensor operand, Tensor updates)
    {
        var own = Convert.Of(Equal.Of(x[0], y), y.DType);
        var theirs = Convert.Of(Equal.Of(x[2], Gather.Of(y, x[1], BatchRank)), y.DType);
        var count = Of(ScatterKind.Add, own, x[1], theirs, BatchRank);
        return Of(ScatterKind.Add, operand * own, x[1], updates * theirs, BatchRank) * (1 / count);
    }
}
