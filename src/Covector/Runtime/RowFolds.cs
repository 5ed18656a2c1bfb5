using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>Rows combined into the places that indices name, in the order of the indices.</summary>
internal static unsafe class RowFolds
{
    /// <summary>Row indices[j] of <paramref name="y"/> op= row j of <paramref name="u"/>, for numbers and any operation but set.</summary>
    public static void Scatter<T>(ScatterKind operation, T* u, long* indices, T* y, nint count, nint inner)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        switch (operation)
        {
            case ScatterKind.Add:
                Scatter<T, AddFold<T>>(u, indices, y, count, inner);
                break;
            case ScatterKind.Multiply:
                Scatter<T, MultiplyFold<T>>(u, indices, y, count, inner);
                break;
            case ScatterKind.Minimum:
                Scatter<T, MinFold<T>>(u, indices, y, count, inner);
                break;
            case ScatterKind.Maximum:
                Scatter<T, MaxFold<T>>(u, indices, y, count, inner);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation), operation, "The operation combines nothing.");
        }
    }

    /// <summary>Row indices[j] of <paramref name="y"/> = the fold of itself with row j of <paramref name="u"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter<T, TFold>(T* u, long* indices, T* y, nint count, nint inner)
        where T : unmanaged
        where TFold : IFold<T>
    {
        int w = Vector256<T>.Count;
        for (nint j = 0; j < count; j++)
        {
            T* target = y + ((nint)indices[j] * inner);
            nint i = 0;
            for (; i <= inner - w; i += w)
                TFold.Fold(Vector256.Load(target + i), Vector256.Load(u + i)).Store(target + i);
            for (; i < inner; i++)
                target[i] = TFold.Fold(target[i], u[i]);
            u += inner;
        }
    }
}
