namespace Covector;

/// <summary>The type of a tensor's elements.</summary>
public enum DType
{
    /// <summary>True or false, one byte per element.</summary>
    Bool,
    /// <summary>32-bit signed integers.</summary>
    Int32,
    /// <summary>64-bit signed integers.</summary>
    Int64,
    /// <summary>IEEE 754 binary32.</summary>
    Float32,
    /// <summary>IEEE 754 binary64.</summary>
    Float64,
}

/// <summary>Facts about element types.</summary>
internal static class DTypes
{
    private static ReadOnlySpan<byte> Sizes => [1, 4, 8, 4, 8];

    extension(DType dtype)
    {
        /// <summary>Bytes per element.</summary>
        public int Size => Sizes[(int)dtype];

        public bool IsFloating => dtype is DType.Float32 or DType.Float64;

        public bool IsInteger => dtype is DType.Int32 or DType.Int64;

        /// <summary>The name in printed graphs and messages: <c>f64</c>.</summary>
        public string ShortName => dtype switch
        {
            DType.Bool => "bool",
            DType.Int32 => "i32",
            DType.Int64 => "i64",
            DType.Float32 => "f32",
            _ => "f64",
        };
    }

    /// <summary>The type in which two tensors meet: the later one of Bool, Int32, Int64, Float32, Float64.</summary>
    public static DType Promote(DType a, DType b) => a > b ? a : b;

    /// <summary>
    /// The type in which two tensors meet: the later one of Bool, Int32, Int64, Float32, Float64, except that a literal takes the type of the
    /// other unless it is of a wider kind (truth value, integer, floating).
    /// </summary>
    public static DType Promote(Tensor a, Tensor b)
    {
        if (a.DType == b.DType)
            return a.DType;
        if (a.IsLiteral == b.IsLiteral)
            return Promote(a.DType, b.DType);
        var (literal, tensor) = a.IsLiteral ? (a, b) : (b, a);
        return Kind(literal.DType) <= Kind(tensor.DType) ? tensor.DType : literal.DType;
    }

    /// <summary>The type in which several tensors meet: that of those that are no literals, unless a literal is of a wider kind.</summary>
    public static DType Promote(ReadOnlySpan<Tensor> tensors)
    {
        Tensor? meeting = null;
        foreach (var t in tensors)
            if (!t.IsLiteral && (meeting is null || t.DType > meeting.DType))
                meeting = t;
        var dtype = meeting?.DType ?? DType.Bool;
        foreach (var t in tensors)
            dtype = Promote(dtype, meeting is null ? t.DType : t.IsLiteral ? Promote(meeting, t) : t.DType);
        return dtype;
    }

    /// <summary>The type, if it is one.</summary>
    public static DType Require(DType dtype) => Enum.IsDefined(dtype)
        ? dtype
        : throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "This is no element type; expected Bool, Int32, Int64, Float32 or Float64.");

    /// <summary>The element type of a C# type.</summary>
    public static DType Of<T>()
    {
        if (typeof(T) == typeof(double))
            return DType.Float64;
        if (typeof(T) == typeof(float))
            return DType.Float32;
        if (typeof(T) == typeof(int))
            return DType.Int32;
        if (typeof(T) == typeof(long))
            return DType.Int64;
        if (typeof(T) == typeof(bool))
            return DType.Bool;
        throw new DTypeMismatchException(
            $"Tensor: elements of type {typeof(T).Name} are not supported; use bool, int, long, float or double.");
    }

    private static int Kind(DType dtype) => dtype.IsFloating ? 2 : dtype.IsInteger ? 1 : 0;
}
