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
}
