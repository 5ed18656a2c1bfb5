using System.Runtime.CompilerServices;

namespace Covector.Runtime;

/// <summary>A matrix where it lies: its first element and the strides, in elements, of its rows and columns.</summary>
internal readonly unsafe struct MatrixView<T>(T* first, nint rowStride, nint columnStride)
    where T : unmanaged
{
    public readonly T* First = first;
    public readonly nint RowStride = rowStride;
    public readonly nint ColumnStride = columnStride;

    public MatrixView<T> Transposed => new(First, ColumnStride, RowStride);

    /// <summary>The view that begins at an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MatrixView<T> From(nint row, nint column) => new(First + (row * RowStride) + (column * ColumnStride), RowStride, ColumnStride);
}
