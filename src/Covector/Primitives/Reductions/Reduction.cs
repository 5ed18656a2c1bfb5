namespace Covector.Primitives;

/// <summary>A primitive that combines the elements along some axes, which the output lacks.</summary>
internal abstract record Reduction(Axes Axes) : SingleOutputPrimitive
{
    public override string Parameters => $"axes={Axes}";

    protected virtual DType OutputType(DType input) => input;

    protected virtual bool Accepts(DType dtype) => dtype != DType.Bool;

    protected virtual bool NeedsElements => false;

    /// <summary>What it folds with where the compiler may fold in parts; null where it computes the whole at once.</summary>
    public virtual FoldKind? Kind => null;

    /// <summary>Reduces the middle axis of [outer, n, inner].</summary>
    public abstract unsafe void Reduce(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner);

    /// <summary>The same reduction over other axes.</summary>
    public abstract Reduction WithAxes(Axes axes);

    public sealed override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        var x = inputs[0];
        if (!Accepts(x.DType))
            throw Error.DTypes(Name, x.DType, Accepted);
        var shape = new List<int>();
        long reduced = 1;
        for (int i = 0; i < x.Shape.Rank; i++)
        {
            if (Axes.Contains(i))
                reduced *= x.Shape[i];
            else
                shape.Add(x.Shape[i]);
        }

        if (reduced == 0 && NeedsElements)
            throw Error.Shapes(Name, $"{x.Shape} has no elements along the axes {Axes}; the {Name} of nothing is not defined.");
        return new TensorType(OutputType(x.DType), shape.ToArray());
    }

    public sealed override unsafe Tensor Eval(ReadOnlySpan<Tensor> inputs)
    {
        var x = inputs[0];
        var type = Infer([x.Type]);
        var (packed, outer, n, inner) = ReductionLayout.Of(x, Axes);
        var y = Tensor.Allocate(type.DType, type.Shape);
        fixed (byte* source = &packed.FirstElement)
        fixed (byte* destination = &y.FirstElement)
            if (y.Size > 0)
                Reduce(x.DType, source, destination, outer, n, inner);
        GC.KeepAlive(packed);
        return y;
    }

    public sealed override (Tensor Value, int Axis) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size)
    {
        var front = Batching.MoveAxis(x[0], axes[0]!.Value, 0);
        return (Trace.Bind(WithAxes(Batching.Shift(Axes, 0)), front), 0);
    }

    protected virtual string Accepted => "a tensor of numbers; convert with x.AsType(DType.Int64)";

    /// <summary>The output repeated along the reduced axes.</summary>
    protected Tensor Expand(Tensor y, Shape shape) => Broadcast.Of(y, shape, Axes.Complement(shape.Rank));
}

/// <summary>Bringing a tensor into the form [outer, n, inner] of which the middle axis is reduced.</summary>
internal static class ReductionLayout
{
    public static (Tensor Packed, nint Outer, nint N, nint Inner) Of(Tensor x, Axes axes)
    {
        var sorted = axes.AsSpan().ToArray();
        Array.Sort(sorted);
        bool adjacent = true;
        for (int i = 1; i < sorted.Length; i++)
            adjacent &= sorted[i] == sorted[i - 1] + 1;
        if (!adjacent || sorted.Length == 0)
        {
            var kept = axes.Complement(x.Rank);
            x = Permute.Of(x, [.. kept.AsSpan(), .. sorted]);
            sorted = Axes.Range(kept.Count, sorted.Length).AsSpan().ToArray();
        }

        nint outer = 1, n = 1, inner = 1;
        int first = sorted.Length == 0 ? x.Rank : sorted[0];
        for (int i = 0; i < x.Rank; i++)
        {
            if (i < first)
                outer *= x.Shape[i];
            else if (i < first + sorted.Length)
                n *= x.Shape[i];
            else
                inner *= x.Shape[i];
        }

        return (x.Packed(), outer, n, inner);
    }
}
