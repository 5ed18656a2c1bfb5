namespace Covector.Primitives;

/// <summary>A tensor of equal elements, given by the bits of one of them. It has no inputs and so no derivative.</summary>
internal sealed record Fill(DType DType, Shape Shape, long Bits) : SingleOutputPrimitive
{
    public override string Name => "fill";

    public override string Parameters => DType.IsFloating ? FormattableString.Invariant($"{Value}") : FormattableString.Invariant($"{Bits}");

    /// <summary>The element as a number.</summary>
    public double Value => DType switch
    {
        DType.Float64 => BitConverter.Int64BitsToDouble(Bits),
        DType.Float32 => BitConverter.Int32BitsToSingle((int)Bits),
        _ => Bits,
    };

    public static Tensor Of(Shape shape, DType dtype, double value) => Trace.Bind(new Fill(dtype, shape, ToBits(dtype, value)));

    /// <summary>A tensor of equal elements with the type and shape of another.</summary>
    public static Tensor Like(Tensor x, double value) => Of(x.Shape, x.DType, value);

    /// <summary>The bits of a concrete tensor's first element.</summary>
    public static long ToBits(Tensor tensor)
    {
        ref byte first = ref tensor.FirstElement;
        return tensor.DType.Size switch
        {
            1 => first,
            4 => Unsafe.ReadUnaligned<int>(ref first),
            _ => Unsafe.ReadUnaligned<long>(ref first),
        };
    }

    public static long ToBits(DType dtype, double value) => dtype switch
    {
        DType.Float64 => BitConverter.DoubleToInt64Bits(value),
        DType.Float32 => BitConverter.SingleToInt32Bits((float)value),
        DType.Bool => value != 0 ? 1 : 0,
        DType.Int32 => (int)value,
        _ => (long)value,
    };

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => new(DType, Shape);

    public override Tensor Eval(ReadOnlySpan<Tensor> inputs)
    {
        var element = Tensor.Allocate(DType, default);
        Unsafe.WriteUnaligned(ref element.FirstElement, Bits);
        return Shape.Rank == 0 ? element : element.View(Shape, new nint[Shape.Rank]);
    }

    public override Tensor? Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx) => null;

    public override (Tensor Value, int Axis) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size) =>
        (Trace.Bind(this with { Shape = Shape.Insert(0, size) }), 0);
}
