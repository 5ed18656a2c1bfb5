namespace Covector.Runtime;

/// <summary>
/// Scans of contiguous tensors, seen as [outer, n, inner], along their middle axis, forwards or (reverse) from its end. The result has the
/// same shape and may be the same memory as an operand of its type.
/// </summary>
internal static unsafe class Scans
{
    /// <summary>
    /// y_i = Σ_{j ≤ i} x_j, added one after the other (reversed: j ≥ i); int32 and int64 wrap, float32 (added up in double precision, so that
    /// errors do not add up), float64.
    /// </summary>
    public static void CumulativeSum(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner, bool reverse)
    {
        switch (dtype)
        {
            case DType.Int32:
                ScanLoops.Run<int, SumStep<int>>((int*)x, (int*)x, (int*)y, outer, n, inner, reverse);
                break;
            case DType.Int64:
                ScanLoops.Run<long, SumStep<long>>((long*)x, (long*)x, (long*)y, outer, n, inner, reverse);
                break;
            case DType.Float32:
                ScanLoops.SingleSums((float*)x, (float*)y, outer, n, inner, reverse);
                break;
            case DType.Float64:
                ScanLoops.Run<double, SumStep<double>>((double*)x, (double*)x, (double*)y, outer, n, inner, reverse);
                break;
            default:
                throw Reductions.Unsupported(dtype);
        }
    }

    /// <summary>
    /// h_i = a_i·h_{i−1} + b_i with h_0 = b_0 (reversed: h_i = a_i·h_{i+1} + b_i with h_{n−1} = b_{n−1}); the first a is not used. int32, int64
    /// (both wrap), float32, float64.
    /// </summary>
    public static void LinearRecurrence(DType dtype, byte* a, byte* b, byte* h, nint outer, nint n, nint inner, bool reverse)
    {
        switch (dtype)
        {
            case DType.Int32:
                ScanLoops.Run<int, LinearStep<int>>((int*)a, (int*)b, (int*)h, outer, n, inner, reverse);
                break;
            case DType.Int64:
                ScanLoops.Run<long, LinearStep<long>>((long*)a, (long*)b, (long*)h, outer, n, inner, reverse);
                break;
            case DType.Float32:
                ScanLoops.Run<float, LinearStep<float>>((float*)a, (float*)b, (float*)h, outer, n, inner, reverse);
                break;
            case DType.Float64:
                ScanLoops.Run<double, LinearStep<double>>((double*)a, (double*)b, (double*)h, outer, n, inner, reverse);
                break;
            default:
                throw Reductions.Unsupported(dtype);
        }
    }

    /// <summary>
    /// The int64 position of the largest element so far; of equal ones that which the scan met first, and a NaN stays the largest. All types.
    /// </summary>
    public static void CumulativeArgMax(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner, bool reverse)
    {
        switch (dtype)
        {
            case DType.Bool:
                ScanLoops.ArgMax(x, (long*)y, outer, n, inner, reverse);
                break;
            case DType.Int32:
                ScanLoops.ArgMax((int*)x, (long*)y, outer, n, inner, reverse);
                break;
            case DType.Int64:
                ScanLoops.ArgMax((long*)x, (long*)y, outer, n, inner, reverse);
                break;
            case DType.Float32:
                ScanLoops.ArgMax((float*)x, (long*)y, outer, n, inner, reverse);
                break;
            case DType.Float64:
                ScanLoops.ArgMax((double*)x, (long*)y, outer, n, inner, reverse);
                break;
            default:
                throw Reductions.Unsupported(dtype);
        }
    }
}
