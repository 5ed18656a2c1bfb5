namespace Covector.Runtime;

/// <summary>
/// The precompiled loops over contiguous elements, one per elementwise function and type, found by the name of the primitive.
/// The loops take pointers to the operands, to the result, and the number of elements n. They process whole vectors: every buffer
/// must be readable and writable up to the next multiple of 32 bytes beyond n elements of the widest operand, and what the result holds
/// beyond n is unspecified. The result may be one of the operands. Bool is one byte per element, 0 or 1.
/// </summary>
internal static unsafe partial class TileKernels
{
    /// <summary>The conversion kernel, or null for equal types; see <see cref="Covector.Scalars.ScalarMath.Convert"/>.</summary>
    public static delegate*<byte*, byte*, nint, void> ConvertKernel(DType from, DType to) => UnaryKernel(to switch
    {
        DType.Bool => "convert_bool",
        DType.Int32 => "convert_int32",
        DType.Int64 => "convert_int64",
        DType.Float32 => "convert_float32",
        _ => "convert_float64",
    }, from);
}
