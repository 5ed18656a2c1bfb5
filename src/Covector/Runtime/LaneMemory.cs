using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>Single lanes in memory, and questions about all lanes: what emitted code calls besides the vector operations.</summary>
internal static unsafe class LaneMemory
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreElement<T>(Vector256<T> vector, T* target)
        where T : unmanaged => *target = vector.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreThree(double* target, Vector256<double> vector)
    {
        vector.GetLower().Store(target);
        target[2] = vector.GetElement(2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMaskElement<T>(byte* target, Vector256<T> mask)
        where T : unmanaged => *target = (byte)(mask.AsByte().ToScalar() & 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> Mask8(byte* source) => Vector256.Create((sbyte)-*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Mask32(byte* source) => Vector256.Create(-*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> Mask64(byte* source) => Vector256.Create(-(long)*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector256<int> mask) => mask != Vector256<int>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector256<long> mask) => mask != Vector256<long>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector512<int> mask) => mask != Vector512<int>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector512<long> mask) => mask != Vector512<long>.Zero;
}
