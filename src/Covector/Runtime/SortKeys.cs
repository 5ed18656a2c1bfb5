using System.Numerics;
using System.Runtime.CompilerServices;

namespace Covector.Runtime;

/// <summary>Turns elements into unsigned integers of the same order.</summary>
internal interface ISortKey<T, TKey>
    where T : unmanaged
    where TKey : unmanaged, IBinaryInteger<TKey>
{
    public static abstract TKey Of(T value);
}

/// <summary>false before true.</summary>
internal readonly struct BoolKey : ISortKey<byte, uint>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(byte value) => value;
}

/// <summary>The sign bit flipped.</summary>
internal readonly struct Int32Key : ISortKey<int, uint>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(int value) => (uint)value ^ 0x8000_0000;
}

/// <summary>The sign bit flipped.</summary>
internal readonly struct Int64Key : ISortKey<long, ulong>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(long value) => (ulong)value ^ 0x8000_0000_0000_0000;
}

/// <summary>The bits, all flipped for negative numbers and the sign bit for the others; −0 as +0, and every NaN last.</summary>
internal readonly struct Float32Key : ISortKey<float, uint>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(float value)
    {
        if (float.IsNaN(value))
            return uint.MaxValue;
        // Adding +0 turns −0 into +0.
        int bits = BitConverter.SingleToInt32Bits(value + 0f);
        return (uint)(bits ^ ((bits >> 31) | int.MinValue));
    }
}

/// <summary>The bits, all flipped for negative numbers and the sign bit for the others; −0 as +0, and every NaN last.</summary>
internal readonly struct Float64Key : ISortKey<double, ulong>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(double value)
    {
        if (double.IsNaN(value))
            return ulong.MaxValue;
        long bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return (ulong)(bits ^ ((bits >> 63) | long.MinValue));
    }
}
