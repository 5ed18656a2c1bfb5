using System.Diagnostics;

namespace Covector;

/// <summary>An immutable n-dimensional array of numbers or truth values, or, while a function is traced, a stand-in for one.</summary>
/// <remarks>
/// Owned by the garbage collector: there is nothing to dispose. Slices, transposes and broadcasts share the memory of their source.
/// Numbers convert implicitly and take the element type of the tensor they meet; collection literals nest: <c>Tensor a = [[1, 2], [3, 4]];</c>.
/// </remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
[DebuggerTypeProxy(typeof(TensorDebugView))]
[CollectionBuilder(typeof(TensorLiteral), nameof(TensorLiteral.Create))]
public sealed partial class Tensor
{
    private readonly Shape shape;

    /// <summary>The elements of a concrete tensor: a <c>byte[]</c> when small, a <see cref="NativeBlock"/> when large; null while tracing.</summary>
    private readonly object? storage;

    /// <summary>Steps between neighbours along each axis, in elements; null for contiguous row-major order.</summary>
    private readonly nint[]? strides;

    /// <summary>Index of the first element in the storage.</summary>
    private readonly long offset;

    private Tensor(DType dtype, Shape shape, object? storage, nint[]? strides, long offset, LiteralKind literal)
    {
        DType = dtype;
        this.shape = shape;
        this.storage = storage;
        this.strides = strides;
        this.offset = offset;
        Literal = literal;
    }

    /// <summary>A traced tensor.</summary>
    internal Tensor(Tracer tracer, DType dtype, Shape shape, LiteralKind literal = LiteralKind.None)
    {
        Tracer = tracer;
        DType = dtype;
        this.shape = shape;
        Literal = literal;
    }

    /// <summary>The element type.</summary>
    public DType DType { get; }

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape => shape;

    /// <summary>The number of axes.</summary>
    public int Rank => shape.Rank;

    /// <summary>The number of elements.</summary>
    public long Size => shape.Size;

    /// <summary>The tensor with its axes in reverse order.</summary>
    public Tensor T => Transpose();

    /// <summary>What a transformation knows of this tensor; null for a concrete one.</summary>
    internal Tracer? Tracer { get; }

    /// <summary>Whether this was written as C# numbers, which take the element type of the tensor they meet.</summary>
    internal LiteralKind Literal { get; }

    internal bool IsLiteral => Literal != LiteralKind.None;

    internal TensorType Type => new(DType, shape);
}
