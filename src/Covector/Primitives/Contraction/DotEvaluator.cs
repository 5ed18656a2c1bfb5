namespace Covector.Primitives;

/// <summary>Computes [batch…, m…, k…] × [batch…, k…, n…] with matrix products, on the operands' memory where their strides allow.</summary>
internal static class DotEvaluator
{
    public static unsafe Tensor Run(Tensor a, Tensor b, int batchRank, int contractRank, Shape shape)
    {
        var (left, right) = (new Matrices(a, batchRank, a.Rank - contractRank), new Matrices(b, batchRank, batchRank + contractRank));
        var y = Tensor.Allocate(a.DType, shape);
        if (y.Size == 0)
            return y;
        switch (a.DType)
        {
            case DType.Float64:
                Multiply<double>(left, right, y);
                break;
            case DType.Float32:
                Multiply<float>(left, right, y);
                break;
            case DType.Int64:
                Multiply<long>(left, right, y);
                break;
            default:
                Multiply<int>(left, right, y);
                break;
        }

        return y;
    }

    private static unsafe void Multiply<T>(in Matrices left, in Matrices right, Tensor y)
        where T : unmanaged
    {
        fixed (byte* pa = &left.Source.FirstElement, pb = &right.Source.FirstElement, py = &y.FirstElement)
            for (nint i = 0; i < left.Count; i++)
                MatrixProduct.Multiply(
                    (T*)pa + i * left.BatchStride, left.RowStride, left.ColumnStride,
                    (T*)pb + i * right.BatchStride, right.RowStride, right.ColumnStride,
                    (T*)py + i * left.Rows * right.Columns, right.Columns,
                    left.Rows, right.Columns, left.Columns, false);

        GC.KeepAlive(left.Source);
        GC.KeepAlive(right.Source);
    }

    /// <summary>A tensor as equally spaced matrices: groups of axes that merge into one stride each, packed if they do not.</summary>
    private readonly struct Matrices
    {
        public Matrices(Tensor x, int rowStart, int columnStart)
        {
            if (!TryMerge(x, 0, rowStart, out nint count, out nint batchStride)
                || !TryMerge(x, rowStart, columnStart, out nint rows, out nint rowStride)
                || !TryMerge(x, columnStart, x.Rank, out nint columns, out nint columnStride))
            {
                x = x.Packed();
                TryMerge(x, 0, rowStart, out count, out batchStride);
                TryMerge(x, rowStart, columnStart, out rows, out rowStride);
                TryMerge(x, columnStart, x.Rank, out columns, out columnStride);
            }

            Source = x;
            (Count, BatchStride) = (count, batchStride);
            (Rows, RowStride) = (checked((int)rows), rowStride);
            (Columns, ColumnStride) = (checked((int)columns), columnStride);
        }

        public Tensor Source { get; }

        public nint Count { get; }

        public nint BatchStride { get; }

        public int Rows { get; }

        public nint RowStride { get; }

        public int Columns { get; }

        public nint ColumnStride { get; }

        private static bool TryMerge(Tensor x, int start, int end, out nint length, out nint stride)
        {
            var strides = x.GetStrides();
            length = 1;
            stride = 1;
            for (int i = end - 1; i >= start; i--)
            {
                if (x.Shape[i] == 1)
                    continue;
                if (length == 1)
                    stride = strides[i];
                else if (strides[i] != stride * length)
                    return false;
                length *= x.Shape[i];
            }

            return true;
        }
    }
}
