using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>Vectors whose lanes lie apart in memory, and questions about all lanes: what emitted code calls besides the vector operations.</summary>
internal static unsafe class LaneMemory
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadStrided<T>(T* source, nint stride)
        where T : unmanaged
    {
        if (sizeof(T) == 8)
            return Vector256.Create(
                ((long*)source)[0], ((long*)source)[stride], ((long*)source)[2 * stride], ((long*)source)[3 * stride]).As<long, T>();
        return Vector256.Create(
            ((int*)source)[0], ((int*)source)[stride], ((int*)source)[2 * stride], ((int*)source)[3 * stride],
            ((int*)source)[4 * stride], ((int*)source)[5 * stride], ((int*)source)[6 * stride], ((int*)source)[7 * stride]).As<int, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStrided<T>(Vector256<T> vector, T* target, nint stride)
        where T : unmanaged
    {
        target[0] = vector.GetElement(0);
        target[stride] = vector.GetElement(1);
        target[2 * stride] = vector.GetElement(2);
        target[3 * stride] = vector.GetElement(3);
        if (sizeof(T) == 8)
            return;
        target[4 * stride] = vector.GetElement(4);
        target[5 * stride] = vector.GetElement(5);
        target[6 * stride] = vector.GetElement(6);
        target[7 * stride] = vector.GetElement(7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreElement<T>(Vector256<T> vector, T* target)
        where T : unmanaged => *target = vector.ToScalar();

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
}
