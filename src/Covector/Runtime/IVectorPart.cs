using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Covector.Runtime;

/// <summary>How many lanes of a vector lie in memory: all, or the first few.</summary>
internal unsafe interface IVectorPart
{
    /// <summary>The mask of the first lanes.</summary>
    public static abstract Vector256<T> Mask<T>(int lanes);

    public static abstract Vector256<T> Load<T>(T* from, Vector256<T> mask)
        where T : unmanaged;

    public static abstract void Store<T>(Vector256<T> value, T* to, int lanes)
        where T : unmanaged;
}

/// <summary>All the lanes.</summary>
internal readonly unsafe struct WholeVector : IVectorPart
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Mask<T>(int lanes) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load<T>(T* from, Vector256<T> mask)
        where T : unmanaged => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector256<T> value, T* to, int lanes)
        where T : unmanaged => value.Store(to);
}

/// <summary>The first lanes; the memory of the others is not touched. For float32 and float64.</summary>
internal readonly unsafe struct PartOfVector : IVectorPart
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Mask<T>(int lanes) =>
        Unsafe.SizeOf<T>() == 4
            ? Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(lanes)).As<int, T>()
            : Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)lanes)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load<T>(T* from, Vector256<T> mask)
        where T : unmanaged =>
        !Avx.IsSupported ? LoadLanes(from, mask)
            : sizeof(T) == 4 ? Avx.MaskLoad((float*)from, mask.AsSingle()).As<float, T>()
            : Avx.MaskLoad((double*)from, mask.AsDouble()).As<double, T>();

    // By halves: a masked store takes many times as long as a masked load.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector256<T> value, T* to, int lanes)
        where T : unmanaged
    {
        int bytes = lanes * sizeof(T);
        byte* target = (byte*)to;
        Vector128<byte> part = value.GetLower().AsByte();
        if (bytes >= 16)
        {
            part.Store(target);
            target += 16;
            part = value.GetUpper().AsByte();
        }

        if ((bytes & 8) != 0)
        {
            Unsafe.WriteUnaligned(target, part.AsUInt64().ToScalar());
            target += 8;
            part = Vector128.Create(part.AsUInt64().GetElement(1), 0).AsByte();
        }

        if ((bytes & 4) != 0)
            Unsafe.WriteUnaligned(target, part.AsUInt32().ToScalar());
    }

    private static Vector256<T> LoadLanes<T>(T* from, Vector256<T> mask)
        where T : unmanaged
    {
        Vector256<T> part = default;
        int lanes = System.Numerics.BitOperations.PopCount(sizeof(T) == 4
            ? mask.AsUInt32().ExtractMostSignificantBits() : mask.AsUInt64().ExtractMostSignificantBits());
        for (int i = 0; i < lanes; i++)
            part = part.WithElement(i, from[i]);
        return part;
    }
}
