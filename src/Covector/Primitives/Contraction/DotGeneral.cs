namespace Covector.Primitives;

/// <summary>
/// The sum of products over the contracted axes of both operands, for each index of the common batch axes. The output has the batch axes,
/// then what is left of the left operand, then what is left of the right. Bilinear; its transposes are products of the same kind.
/// </summary>
internal sealed record DotGeneral(Axes LeftContract, Axes RightContract, Axes LeftBatch, Axes RightBatch) : SingleOutputPrimitive
{
    public override string Name => "dot";

    public override string Parameters => LeftBatch.Count == 0
        ? $"contract={LeftContract}×{RightContract}"
        : $"contract={LeftContract}×{RightContract}, batch={LeftBatch}×{RightBatch}";

    public static Tensor Of(Tensor a, Tensor b, Axes leftContract, Axes rightContract, Axes leftBatch, Axes rightBatch) =>
        Trace.Bind(new DotGeneral(leftContract, rightContract, leftBatch, rightBatch), a, b);

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        var (a, b) = (inputs[0], inputs[1]);
        if (a.DType != b.DType || a.DType == DType.Bool)
            throw Error.DTypeMessage("Dot", $"the operands are {a} and {b}; expected one numeric element type.");
        for (int i = 0; i < LeftContract.Count; i++)
            if (a.Shape[LeftContract[i]] != b.Shape[RightContract[i]])
                throw Error.Shapes("Dot", $"axis {LeftContract[i]} of {a} and axis {RightContract[i]} of {b} are contracted but differ in length.");
        for (int i = 0; i < LeftBatch.Count; i++)
            if (a.Shape[LeftBatch[i]] != b.Shape[RightBatch[i]])
                throw Error.Shapes("Dot", $"axis {LeftBatch[i]} of {a} and axis {RightBatch[i]} of {b} are batch axes but differ in length.");
        var shape = new List<int>();
        foreach (int axis in LeftBatch)
            shape.Add(a.Shape[axis]);
        foreach (int axis in LeftFree(a.Shape.Rank))
            shape.Add(a.Shape[axis]);
        foreach (int axis in RightFree(b.Shape.Rank))
            shape.Add(b.Shape[axis]);
        return a with { Shape = shape.ToArray() };
    }

    public override Tensor Eval(ReadOnlySpan<Tensor> inputs)
    {
        var type = Infer([inputs[0].Type, inputs[1].Type]);
        return DotEvaluator.Run(
            Permute.Of(inputs[0], [.. LeftBatch.AsSpan(), .. LeftFree(inputs[0].Rank).AsSpan(), .. LeftContract.AsSpan()]),
            Permute.Of(inputs[1], [.. RightBatch.AsSpan(), .. RightContract.AsSpan(), .. RightFree(inputs[1].Rank).AsSpan()]),
            LeftBatch.Count,
            LeftContract.Count,
            type.Shape);
    }

    public override Tensor Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx)
    {
        var left = dx[0] is { } da ? Trace.Bind(this, da, x[1]) : null;
        var right = dx[1] is { } db ? Trace.Bind(this, x[0], db) : null;
        return left is null ? right! : right is null ? left : Add.Of(left, right);
    }

    public override (Tensor Value, int Axis) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size)
    {
        if (axes[0] is { } a && axes[1] is { } b)
        {
            var both = Of(
                x[0], x[1], Batching.Shift(LeftContract, a), Batching.Shift(RightContract, b),
                [a, .. Batching.Shift(LeftBatch, a).AsSpan()], [b, .. Batching.Shift(RightBatch, b).AsSpan()]);
            return (both, 0);
        }

        // A batch on one side only is one more free axis there: one product instead of many.
        if (axes[0] is { } left)
        {
            var primitive = new DotGeneral(Batching.Shift(LeftContract, left), RightContract, Batching.Shift(LeftBatch, left), RightBatch);
            return (Trace.Bind(primitive, x[0], x[1]), LeftBatch.Count + primitive.LeftFree(x[0].Rank).IndexOf(left));
        }
        else
        {
            int right = axes[1]!.Value;
            var primitive = new DotGeneral(LeftContract, Batching.Shift(RightContract, right), LeftBatch, Batching.Shift(RightBatch, right));
            int before = LeftBatch.Count + LeftFree(x[0].Rank).Count;
            return (Trace.Bind(primitive, x[0], x[1]), before + primitive.RightFree(x[1].Rank).IndexOf(right));
        }
    }

    public override void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions)
    {
        int batch = LeftBatch.Count;
        var leftFree = LeftFree(operands[0].Type.Shape.Rank);
        var rightFree = RightFree(operands[1].Type.Shape.Rank);
        var batchAxes = Axes.Range(0, batch);
        if (operands[1].Value is { } b)
        {
            // [batch, left, right] × b over the right's free axes: [batch, left free, contracted in the order of b's axes].
            var product = Of(cotangent, b, Axes.Range(batch + leftFree.Count, rightFree.Count), rightFree, batchAxes, RightBatch);
            contributions[0] = Restore(product, LeftBatch, leftFree, InOrderOf(RightContract, LeftContract));
        }
        else if (operands[0].Value is { } a)
        {
            var product = Of(cotangent, a, Axes.Range(batch, leftFree.Count), leftFree, batchAxes, LeftBatch);
            contributions[1] = Restore(product, RightBatch, rightFree, InOrderOf(LeftContract, RightContract));
        }
        else
        {
            throw Error.NotLinear(this);
        }
    }

    public Axes LeftFree(int rank) => Free(rank, LeftContract, LeftBatch);

    public Axes RightFree(int rank) => Free(rank, RightContract, RightBatch);

    private static Axes Free(int rank, Axes contract, Axes batch) => new Axes([.. contract.AsSpan(), .. batch.AsSpan()]).Complement(rank);

    /// <summary>The axes of one side in the order in which their partners stand in the other operand.</summary>
    private static Axes InOrderOf(Axes partners, Axes axes)
    {
        var (keys, values) = (partners.AsSpan().ToArray(), axes.AsSpan().ToArray());
        Array.Sort(keys, values);
        return new Axes(values);
    }

    /// <summary>Permutes a product so that its axes stand where the operand has them.</summary>
    private static Tensor Restore(Tensor product, Axes batch, Axes free, Axes contract)
    {
        Axes places = [.. batch.AsSpan(), .. free.AsSpan(), .. contract.AsSpan()];
        var order = new int[places.Count];
        for (int i = 0; i < order.Length; i++)
            order[places[i]] = i;
        return Permute.Of(product, new Axes(order));
    }
}
