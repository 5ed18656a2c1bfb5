using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>A step of a first-order recurrence, on single elements and on vectors of independent ones.</summary>
internal interface IRecurrence<T>
    where T : unmanaged
{
    public static abstract T Next(T previous, T a, T b);

    public static abstract Vector256<T> Next(Vector256<T> previous, Vector256<T> a, Vector256<T> b);
}

/// <summary>h + b; a is not used.</summary>
internal readonly struct SumStep<T> : IRecurrence<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Next(T previous, T a, T b) => unchecked(previous + b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Next(Vector256<T> previous, Vector256<T> a, Vector256<T> b) => previous + b;
}

/// <summary>a·h + b, in two roundings.</summary>
internal readonly struct LinearStep<T> : IRecurrence<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Next(T previous, T a, T b) => unchecked((a * previous) + b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Next(Vector256<T> previous, Vector256<T> a, Vector256<T> b) => (a * previous) + b;
}
