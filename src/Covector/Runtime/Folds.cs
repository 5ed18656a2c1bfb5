using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>An associative operation that a reduction folds with, on single elements and on vectors of them.</summary>
internal interface IFold<T>
    where T : unmanaged
{
    /// <summary>The result for no elements.</summary>
    public static abstract T Empty { get; }

    public static abstract T Fold(T accumulated, T x);

    public static abstract Vector256<T> Fold(Vector256<T> accumulated, Vector256<T> x);

    public static abstract Vector512<T> Fold(Vector512<T> accumulated, Vector512<T> x);
}

/// <summary>x + y; integers wrap.</summary>
internal readonly struct AddFold<T> : IFold<T>
    where T : unmanaged, INumber<T>
{
    public static T Empty => T.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Fold(T accumulated, T x) => unchecked(accumulated + x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Fold(Vector256<T> accumulated, Vector256<T> x) => accumulated + x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Fold(Vector512<T> accumulated, Vector512<T> x) => accumulated + x;
}

/// <summary>x · y; integers wrap.</summary>
internal readonly struct MultiplyFold<T> : IFold<T>
    where T : unmanaged, INumber<T>
{
    public static T Empty => T.One;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Fold(T accumulated, T x) => unchecked(accumulated * x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Fold(Vector256<T> accumulated, Vector256<T> x) => accumulated * x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Fold(Vector512<T> accumulated, Vector512<T> x) => accumulated * x;
}

/// <summary>The larger; a NaN stays.</summary>
internal readonly struct MaxFold<T> : IFold<T>
    where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    public static T Empty => T.MinValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Fold(T accumulated, T x) => accumulated > x || T.IsNaN(accumulated) ? accumulated : x;

    // The native instruction takes its second operand when either is NaN: a NaN in x gets in, and the selection keeps it there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Fold(Vector256<T> accumulated, Vector256<T> x) =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double)
            ? Vector256.ConditionalSelect(Vector256.Equals(accumulated, accumulated), Vector256.MaxNative(accumulated, x), accumulated)
            : Vector256.Max(accumulated, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Fold(Vector512<T> accumulated, Vector512<T> x) =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double)
            ? Vector512.ConditionalSelect(Vector512.Equals(accumulated, accumulated), Vector512.MaxNative(accumulated, x), accumulated)
            : Vector512.Max(accumulated, x);
}

/// <summary>The smaller; a NaN stays.</summary>
internal readonly struct MinFold<T> : IFold<T>
    where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    public static T Empty => T.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Fold(T accumulated, T x) => accumulated < x || T.IsNaN(accumulated) ? accumulated : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Fold(Vector256<T> accumulated, Vector256<T> x) =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double)
            ? Vector256.ConditionalSelect(Vector256.Equals(accumulated, accumulated), Vector256.MinNative(accumulated, x), accumulated)
            : Vector256.Min(accumulated, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Fold(Vector512<T> accumulated, Vector512<T> x) =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double)
            ? Vector512.ConditionalSelect(Vector512.Equals(accumulated, accumulated), Vector512.MinNative(accumulated, x), accumulated)
            : Vector512.Min(accumulated, x);
}

/// <summary>Whether one of the truth values (0 or 1) is true.</summary>
internal readonly struct OrFold : IFold<byte>
{
    public static byte Empty => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Fold(byte accumulated, byte x) => (byte)(accumulated | x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Fold(Vector256<byte> accumulated, Vector256<byte> x) => accumulated | x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Fold(Vector512<byte> accumulated, Vector512<byte> x) => accumulated | x;
}

/// <summary>Whether all of the truth values (0 or 1) are true.</summary>
internal readonly struct AndFold : IFold<byte>
{
    public static byte Empty => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Fold(byte accumulated, byte x) => (byte)(accumulated & x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Fold(Vector256<byte> accumulated, Vector256<byte> x) => accumulated & x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Fold(Vector512<byte> accumulated, Vector512<byte> x) => accumulated & x;
}
