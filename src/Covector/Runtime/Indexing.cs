namespace Covector.Runtime;

/// <summary>How a scatter combines an update with what is there.</summary>
internal enum ScatterKind
{
    /// <summary>The update; of several, the last.</summary>
    Set,

    /// <summary>The sum, in the order of the updates; for truth values, or.</summary>
    Add,

    /// <summary>The product, in the order of the updates; for truth values, and.</summary>
    Multiply,

    /// <summary>The smaller; NaN if one is.</summary>
    Minimum,

    /// <summary>The larger; NaN if one is.</summary>
    Maximum,
}

/// <summary>
/// Rows taken from, and combined into, contiguous tensors seen as [outer, axisLength, inner]. The indices are within the axis; there is one
/// list of them for all of outer (indexOuterStride 0), or one for each (indexOuterStride = count).
/// </summary>
internal static unsafe class Indexing
{
    /// <summary>y[o, j, :] = x[o, indices[j], :] for elements of 1, 4 or 8 bytes.</summary>
    public static void GatherRows(
        byte* x, long* indices, byte* y, nint outer, nint axisLength, nint count, nint inner, int elementSize, nint indexOuterStride = 0)
    {
        nint rowBytes = inner * elementSize;
        for (nint o = 0; o < outer; o++)
        {
            RowCopies.Gather(x, indices, y, count, rowBytes);
            x += axisLength * rowBytes;
            y += count * rowBytes;
            indices += indexOuterStride;
        }
    }

    /// <summary>y[o, indices[j], :] op= u[o, j, :] for j = 0, 1, …, where y holds the operand already.</summary>
    public static void ScatterRows(
        ScatterKind operation, DType dtype, byte* y, long* indices, byte* u, nint outer, nint axisLength, nint count, nint inner, nint indexOuterStride = 0)
    {
        int elementSize = dtype switch
        {
            DType.Bool => 1,
            DType.Int32 or DType.Float32 => 4,
            _ => 8,
        };
        nint rowBytes = inner * elementSize;
        for (nint o = 0; o < outer; o++)
        {
            if (operation == ScatterKind.Set)
                RowCopies.Scatter(u, indices, y, count, rowBytes);
            else
                Combine(operation, dtype, y, indices, u, count, inner);
            y += axisLength * rowBytes;
            u += count * rowBytes;
            indices += indexOuterStride;
        }
    }

    private static void Combine(ScatterKind operation, DType dtype, byte* y, long* indices, byte* u, nint count, nint inner)
    {
        switch (dtype)
        {
            case DType.Bool when operation is ScatterKind.Add or ScatterKind.Maximum:
                RowFolds.Scatter<byte, OrFold>(u, indices, y, count, inner);
                break;
            case DType.Bool:
                RowFolds.Scatter<byte, AndFold>(u, indices, y, count, inner);
                break;
            case DType.Int32:
                RowFolds.Scatter(operation, (int*)u, indices, (int*)y, count, inner);
                break;
            case DType.Int64:
                RowFolds.Scatter(operation, (long*)u, indices, (long*)y, count, inner);
                break;
            case DType.Float32:
                RowFolds.Scatter(operation, (float*)u, indices, (float*)y, count, inner);
                break;
            case DType.Float64:
                RowFolds.Scatter(operation, (double*)u, indices, (double*)y, count, inner);
                break;
            default:
                throw Reductions.Unsupported(dtype);
        }
    }
}
