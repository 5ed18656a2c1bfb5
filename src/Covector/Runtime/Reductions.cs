using System.Diagnostics;

namespace Covector.Runtime;

/// <summary>
/// Reductions of contiguous tensors, seen as [outer, n, inner], over their middle axis: y has the shape [outer, inner].
/// </summary>
internal static unsafe class Reductions
{
    /// <summary>Σ of int32, int64 (both wrap), float32 or float64; 0 for n = 0.</summary>
    public static void Sum(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner)
    {
        switch (dtype)
        {
            case DType.Int32:
                FoldLoops.Reduce<int, AddFold<int>>((int*)x, (int*)y, outer, n, inner);
                break;
            case DType.Int64:
                FoldLoops.Reduce<long, AddFold<long>>((long*)x, (long*)y, outer, n, inner);
                break;
            case DType.Float32:
                FoldLoops.Reduce<float, AddFold<float>>((float*)x, (float*)y, outer, n, inner);
                break;
            case DType.Float64:
                FoldLoops.Reduce<double, AddFold<double>>((double*)x, (double*)y, outer, n, inner);
                break;
            default:
                throw Unsupported(dtype);
        }
    }

    /// <summary>Π of int32, int64 (both wrap), float32 or float64; 1 for n = 0.</summary>
    public static void Prod(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner)
    {
        switch (dtype)
        {
            case DType.Int32:
                FoldLoops.Reduce<int, MultiplyFold<int>>((int*)x, (int*)y, outer, n, inner);
                break;
            case DType.Int64:
                FoldLoops.Reduce<long, MultiplyFold<long>>((long*)x, (long*)y, outer, n, inner);
                break;
            case DType.Float32:
                FoldLoops.Reduce<float, MultiplyFold<float>>((float*)x, (float*)y, outer, n, inner);
                break;
            case DType.Float64:
                FoldLoops.Reduce<double, MultiplyFold<double>>((double*)x, (double*)y, outer, n, inner);
                break;
            default:
                throw Unsupported(dtype);
        }
    }

    /// <summary>The largest element, n ≥ 1; NaN if there is one. The order of −0 and +0 is not defined. For truth values, <see cref="Any"/>.</summary>
    public static void Max(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner)
    {
        Debug.Assert(n > 0, "the maximum of nothing");
        switch (dtype)
        {
            case DType.Bool:
                Any(x, y, outer, n, inner);
                break;
            case DType.Int32:
                FoldLoops.Reduce<int, MaxFold<int>>((int*)x, (int*)y, outer, n, inner);
                break;
            case DType.Int64:
                FoldLoops.Reduce<long, MaxFold<long>>((long*)x, (long*)y, outer, n, inner);
                break;
            case DType.Float32:
                FoldLoops.Reduce<float, MaxFold<float>>((float*)x, (float*)y, outer, n, inner);
                break;
            case DType.Float64:
                FoldLoops.Reduce<double, MaxFold<double>>((double*)x, (double*)y, outer, n, inner);
                break;
            default:
                throw Unsupported(dtype);
        }
    }

    /// <summary>The smallest element, n ≥ 1; NaN if there is one. The order of −0 and +0 is not defined. For truth values, <see cref="All"/>.</summary>
    public static void Min(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner)
    {
        Debug.Assert(n > 0, "the minimum of nothing");
        switch (dtype)
        {
            case DType.Bool:
                All(x, y, outer, n, inner);
                break;
            case DType.Int32:
                FoldLoops.Reduce<int, MinFold<int>>((int*)x, (int*)y, outer, n, inner);
                break;
            case DType.Int64:
                FoldLoops.Reduce<long, MinFold<long>>((long*)x, (long*)y, outer, n, inner);
                break;
            case DType.Float32:
                FoldLoops.Reduce<float, MinFold<float>>((float*)x, (float*)y, outer, n, inner);
                break;
            case DType.Float64:
                FoldLoops.Reduce<double, MinFold<double>>((double*)x, (double*)y, outer, n, inner);
                break;
            default:
                throw Unsupported(dtype);
        }
    }

    /// <summary>Whether one of the truth values (bytes 0 or 1) is true; false for n = 0.</summary>
    public static void Any(byte* x, byte* y, nint outer, nint n, nint inner) =>
        FoldLoops.Reduce<byte, OrFold>(x, y, outer, n, inner);

    /// <summary>Whether all of the truth values (bytes 0 or 1) are true; true for n = 0.</summary>
    public static void All(byte* x, byte* y, nint outer, nint n, nint inner) =>
        FoldLoops.Reduce<byte, AndFold>(x, y, outer, n, inner);

    /// <summary>The int64 index of the first largest element, n ≥ 1; of the first NaN if there is one.</summary>
    public static void ArgMax(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner)
    {
        Debug.Assert(n > 0, "the maximum of nothing");
        switch (dtype)
        {
            case DType.Bool:
                ArgLoops.Reduce<byte, MaxFold<byte>>(x, (long*)y, outer, n, inner);
                break;
            case DType.Int32:
                ArgLoops.Reduce<int, MaxFold<int>>((int*)x, (long*)y, outer, n, inner);
                break;
            case DType.Int64:
                ArgLoops.Reduce<long, MaxFold<long>>((long*)x, (long*)y, outer, n, inner);
                break;
            case DType.Float32:
                ArgLoops.Reduce<float, MaxFold<float>>((float*)x, (long*)y, outer, n, inner);
                break;
            case DType.Float64:
                ArgLoops.Reduce<double, MaxFold<double>>((double*)x, (long*)y, outer, n, inner);
                break;
            default:
                throw Unsupported(dtype);
        }
    }

    /// <summary>The int64 index of the first smallest element, n ≥ 1; of the first NaN if there is one.</summary>
    public static void ArgMin(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner)
    {
        Debug.Assert(n > 0, "the minimum of nothing");
        switch (dtype)
        {
            case DType.Bool:
                ArgLoops.Reduce<byte, MinFold<byte>>(x, (long*)y, outer, n, inner);
                break;
            case DType.Int32:
                ArgLoops.Reduce<int, MinFold<int>>((int*)x, (long*)y, outer, n, inner);
                break;
            case DType.Int64:
                ArgLoops.Reduce<long, MinFold<long>>((long*)x, (long*)y, outer, n, inner);
                break;
            case DType.Float32:
                ArgLoops.Reduce<float, MinFold<float>>((float*)x, (long*)y, outer, n, inner);
                break;
            case DType.Float64:
                ArgLoops.Reduce<double, MinFold<double>>((double*)x, (long*)y, outer, n, inner);
                break;
            default:
                throw Unsupported(dtype);
        }
    }

    internal static ArgumentOutOfRangeException Unsupported(DType dtype) =>
        new(nameof(dtype), dtype, "The operation is not defined for this element type.");
}
