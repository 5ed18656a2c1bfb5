using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>
/// The room behind an array that whole vectors reach. No result depends on the numbers there, but leftovers that happen to be subnormal would
/// make operations that meet them up to a hundred times as slow.
/// </summary>
internal static unsafe class VectorRoom
{
    /// <summary>
    /// Zeros into the room of a new array: the last vector that it begins, whose elements are not set yet, and the one behind, which a vector from
    /// the middle of the array may reach.
    /// </summary>
    public static void Clear(byte* start, nint bytes)
    {
        byte* last = start + (Math.Max(bytes, 1) - 1) / Tensor.Padding * Tensor.Padding;
        Vector256<byte>.Zero.Store(last);
        Vector256<byte>.Zero.Store(last + Tensor.Padding);
    }

    /// <summary>Zeros into the rest of the last vector of an array.</summary>
    public static void ClearRest(byte* start, nint bytes)
    {
        new Span<byte>(start + bytes, (int)(EndOf(bytes) - bytes)).Clear();
    }

    /// <summary>The bytes of an array with the rest of its last vector.</summary>
    public static nint EndOf(nint bytes) => (bytes + Tensor.Padding - 1) / Tensor.Padding * Tensor.Padding;
}
