using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>Masks between memory, where they are one byte per element, 0 or 1, and vectors, where they fill lanes of 8, 32 or 64 bits.</summary>
internal static unsafe class VectorMask
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> Load8(byte* source) => ~Vector256.Equals(Vector256.Load((sbyte*)source), Vector256<sbyte>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load32(byte* source)
    {
        var shorts = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)source).AsByte());
        return ~Vector256.Equals(Vector256.Create(Vector128.WidenLower(shorts), Vector128.WidenUpper(shorts)).AsInt32(), Vector256<int>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> Load64(byte* source)
    {
        var ints = Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(uint*)source).AsByte()));
        return ~Vector256.Equals(Vector256.Create(Vector128.WidenLower(ints), Vector128.WidenUpper(ints)).AsInt64(), Vector256<long>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store8(byte* target, Vector256<sbyte> mask) => (mask & Vector256.Create((sbyte)1)).Store((sbyte*)target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store32(byte* target, Vector256<int> mask)
    {
        var shorts = Vector128.Narrow(mask.GetLower(), mask.GetUpper());
        *(ulong*)target = (Vector128.Narrow(shorts, shorts) & Vector128.Create((sbyte)1)).AsUInt64().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store64(byte* target, Vector256<long> mask)
    {
        var ints = Vector128.Narrow(mask.GetLower(), mask.GetUpper());
        var shorts = Vector128.Narrow(ints, ints);
        *(uint*)target = (Vector128.Narrow(shorts, shorts) & Vector128.Create((sbyte)1)).AsUInt32().ToScalar();
    }

    /// <summary>A mask whose bytes lie at equal distances.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector256<sbyte> Gather8(byte* source, nint stride)
    {
        byte* bytes = stackalloc byte[32];
        for (int lane = 0; lane < 32; lane++)
            bytes[lane] = source[lane * stride];
        return Load8(bytes);
    }

    /// <inheritdoc cref="Gather8"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Gather32(byte* source, nint stride) => -Vector256.Create(
        source[0], source[stride], source[2 * stride], source[3 * stride], source[4 * stride], source[5 * stride], source[6 * stride], source[7 * stride]);

    /// <inheritdoc cref="Gather8"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> Gather64(byte* source, nint stride) =>
        -Vector256.Create(source[0], source[stride], source[2 * stride], (long)source[3 * stride]);

    /// <summary>Writes a mask to bytes at equal distances.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter<T>(byte* target, Vector256<T> mask, nint stride)
    {
        for (int lane = 0; lane < Vector256<T>.Count; lane++)
            target[lane * stride] = (byte)(mask.AsByte().GetElement(lane * (32 / Vector256<T>.Count)) & 1);
    }
}
