using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>What a reduction folds with.</summary>
internal enum FoldKind
{
    Sum,
    Product,
    Max,
    Min,
}

/// <summary>
/// A reduction in parts that arrive one after another or on several threads: the results of fixed blocks, combined in the order in which
/// <see cref="FoldLoops"/> combines them, so that the result has the same bits.
/// </summary>
internal static unsafe class PartialFolds
{
    /// <summary>The fold of n ≤ <see cref="FoldLoops.RowBlock"/> elements.</summary>
    public static void Block(FoldKind kind, DType dtype, byte* x, byte* result, int n) => Run<BlockOf>(kind, dtype, x, result, n, 0);

    /// <summary>Folds rows of <paramref name="width"/> elements, which lie one after another, onto another in turn.</summary>
    public static void Onto(FoldKind kind, DType dtype, byte* rows, byte* accumulated, nint width, nint count) =>
        Run<OntoOf>(kind, dtype, rows, accumulated, count, width);

    /// <summary>Combines the results of blocks, each <paramref name="width"/> elements, into the first; the others are lost.</summary>
    public static void Combine(FoldKind kind, DType dtype, byte* partials, nint blocks, nint width) =>
        Run<CombineOf>(kind, dtype, partials, null, blocks, width);

    private static void Run<TBody>(FoldKind kind, DType dtype, byte* x, byte* y, nint n, nint width)
        where TBody : IBody
    {
        switch (dtype)
        {
            case DType.Int32:
                Run<int, TBody>(kind, x, y, n, width);
                break;
            case DType.Int64:
                Run<long, TBody>(kind, x, y, n, width);
                break;
            case DType.Float32:
                Run<float, TBody>(kind, x, y, n, width);
                break;
            case DType.Float64:
                Run<double, TBody>(kind, x, y, n, width);
                break;
            default:
                throw Reductions.Unsupported(dtype);
        }
    }

    private static void Run<T, TBody>(FoldKind kind, byte* x, byte* y, nint n, nint width)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
        where TBody : IBody
    {
        switch (kind)
        {
            case FoldKind.Sum:
                TBody.Run<T, AddFold<T>>((T*)x, (T*)y, n, width);
                break;
            case FoldKind.Product:
                TBody.Run<T, MultiplyFold<T>>((T*)x, (T*)y, n, width);
                break;
            case FoldKind.Max:
                TBody.Run<T, MaxFold<T>>((T*)x, (T*)y, n, width);
                break;
            default:
                TBody.Run<T, MinFold<T>>((T*)x, (T*)y, n, width);
                break;
        }
    }

    private interface IBody
    {
        public static abstract void Run<T, TFold>(T* x, T* y, nint n, nint width)
            where T : unmanaged
            where TFold : IFold<T>;
    }

    private readonly struct BlockOf : IBody
    {
        public static void Run<T, TFold>(T* x, T* y, nint n, nint width)
            where T : unmanaged
            where TFold : IFold<T> => *y = FoldLoops.Block<T, TFold>(x, (int)n);
    }

    private readonly struct OntoOf : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<T, TFold>(T* x, T* y, nint n, nint width)
            where T : unmanaged
            where TFold : IFold<T>
        {
            int w = Vector256<T>.Count;
            for (; n >= 4; n -= 4)
            {
                T* b = x + width, c = b + width, d = c + width;
                nint i = 0;
                for (; i <= width - w; i += w)
                {
                    var two = TFold.Fold(TFold.Fold(Vector256.Load(y + i), Vector256.Load(x + i)), Vector256.Load(b + i));
                    TFold.Fold(TFold.Fold(two, Vector256.Load(c + i)), Vector256.Load(d + i)).Store(y + i);
                }

                for (; i < width; i++)
                    y[i] = TFold.Fold(TFold.Fold(TFold.Fold(TFold.Fold(y[i], x[i]), b[i]), c[i]), d[i]);
                x = d + width;
            }

            for (; n > 0; n--)
            {
                nint i = 0;
                for (; i <= width - w; i += w)
                    TFold.Fold(Vector256.Load(y + i), Vector256.Load(x + i)).Store(y + i);
                for (; i < width; i++)
                    y[i] = TFold.Fold(y[i], x[i]);
                x += width;
            }
        }
    }

    private readonly struct CombineOf : IBody
    {
        public static void Run<T, TFold>(T* x, T* y, nint n, nint width)
            where T : unmanaged
            where TFold : IFold<T>
        {
            // As in a binary counter: two results of the same size make one of twice the size. What is combined lies at the front.
            nint depth = 0;
            for (nint block = 0; block < n; block++)
            {
                if (depth != block)
                    System.Buffer.MemoryCopy(x + (block * width), x + (depth * width), width * sizeof(T), width * sizeof(T));
                depth++;
                for (nint bits = block + 1; (bits & 1) == 0; bits >>= 1)
                    CombineTop<T, TFold>(x, --depth, width);
            }

            while (depth > 1)
                CombineTop<T, TFold>(x, --depth, width);
        }

        private static void CombineTop<T, TFold>(T* x, nint top, nint width)
            where T : unmanaged
            where TFold : IFold<T> => OntoOf.Run<T, TFold>(x + (top * width), x + ((top - 1) * width), 1, width);
    }
}
