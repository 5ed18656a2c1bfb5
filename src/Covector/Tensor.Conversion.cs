namespace Covector;

/// <summary>Reading tensors into C# values.</summary>
public sealed partial class Tensor
{
    /// <summary>The only element as a number.</summary>
    /// <exception cref="ShapeMismatchException">There is not exactly one element.</exception>
    /// <exception cref="ConcretizationException">The tensor is traced and has no value.</exception>
    public static explicit operator double(Tensor x) => Single(x, "(double)") switch
    {
        { DType: DType.Float64 } t => t.Read<double>(),
        { DType: DType.Float32 } t => t.Read<float>(),
        { DType: DType.Int64 } t => t.Read<long>(),
        { DType: DType.Int32 } t => t.Read<int>(),
        var t => t.Read<bool>() ? 1 : 0,
    };

    /// <summary>The only element as a number, rounded to single precision.</summary>
    public static explicit operator float(Tensor x) => (float)(double)x;

    /// <summary>The only element as a whole number, exactly.</summary>
    /// <exception cref="ShapeMismatchException">There is not exactly one element.</exception>
    /// <exception cref="OverflowException">It does not fit.</exception>
    /// <exception cref="ConcretizationException">The tensor is traced and has no value.</exception>
    public static explicit operator long(Tensor x)
    {
        var t = Single(x, "(long)");
        return t.DType == DType.Int64 ? t.Read<long>() : checked((long)(double)t);
    }

    /// <summary>The only element as a whole number, exactly.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public static explicit operator int(Tensor x) => checked((int)(long)x);

    /// <summary>The only element as a truth value.</summary>
    /// <exception cref="DTypeMismatchException">The tensor is not Bool.</exception>
    /// <exception cref="ConcretizationException">The tensor is traced and has no value.</exception>
    public static explicit operator bool(Tensor x)
    {
        var t = Single(x, "(bool)");
        return t.DType == DType.Bool ? t.Read<bool>() : throw Error.DTypes("(bool)", t.DType, "a Bool tensor, such as x > 0");
    }

    /// <summary>The elements in row-major order, as a new array.</summary>
    /// <typeparam name="T">The C# type of the elements: no conversion takes place.</typeparam>
    /// <exception cref="DTypeMismatchException">The elements have another type.</exception>
    /// <exception cref="ConcretizationException">The tensor is traced and has no value.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        var array = AsSpan<T>().ToArray();
        GC.KeepAlive(this);
        return array;
    }

    /// <summary>The elements in row-major order: the tensor's own memory where it is contiguous, a copy otherwise.</summary>
    /// <remarks>Keep the tensor referenced while the span is used.</remarks>
    /// <inheritdoc cref="ToArray{T}"/>
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged
    {
        var value = Value("AsSpan");
        if (DTypes.Of<T>() != DType)
            throw Error.DTypes($"AsSpan<{typeof(T).Name}>", DType, $"{DTypes.Of<T>()}; convert with x.AsType(DType.{DTypes.Of<T>()})");
        if (value.Size > int.MaxValue)
            throw Error.Shapes("AsSpan", $"a span cannot hold the {value.Size} elements of {Shape}.");
        if (!value.IsContiguous)
            value = value.Packed();

        // A packed copy lives in a plain array, which the span keeps alive, unless it is large: then the elements are copied once more.
        if (!ReferenceEquals(value, this) && value.storage is NativeBlock)
        {
            var copy = new T[value.Size];
            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref value.FirstElement), copy.Length).CopyTo(copy);
            GC.KeepAlive(value);
            return copy;
        }

        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref value.FirstElement), (int)value.Size);
    }

    /// <summary>The value of a literal number, exactly representable as a double unless it is a large Int64.</summary>
    internal double LiteralValue => (double)this;

    /// <summary>The concrete tensor that carries the value of this one; throws where only the type is known.</summary>
    internal Tensor Value(string purpose)
    {
        var tensor = this;
        while (tensor.Tracer is { } tracer)
        {
            Trace.CheckUsable(tensor, purpose);
            tensor = tracer.Concrete(purpose);
        }

        return tensor;
    }

    /// <summary>The concrete tensor that carries the value of this one, null where only the type is known.</summary>
    internal Tensor? KnownValue()
    {
        var tensor = this;
        while (tensor?.Tracer is { } tracer)
            tensor = tracer.Known;
        return tensor;
    }

    private static Tensor Single(Tensor x, string purpose)
    {
        if (Require(x).Size != 1)
            throw Error.Shapes(purpose, $"a tensor of shape {x.Shape} has {x.Size} elements; a number needs exactly one. Use indexing, Sum or ToArray.");
        return x.Value(purpose);
    }

    private T Read<T>()
        where T : unmanaged
    {
        var value = Unsafe.ReadUnaligned<T>(ref FirstElement);
        GC.KeepAlive(this);
        return value;
    }
}
