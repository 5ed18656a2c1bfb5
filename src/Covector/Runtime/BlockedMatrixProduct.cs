using System.Runtime.CompilerServices;

namespace Covector.Runtime;

/// <summary>
/// The matrix product in cache blocks: a block of B, cut into panels as wide as a tile, stays in the last-level cache; a block of A, cut
/// into panels as high as a tile, in the second level; one panel of B in the first. If A is one block, each panel of B is packed where it is
/// used, and never leaves the first level.
/// </summary>
internal static unsafe class BlockedMatrixProduct
{
    private const int BlockColumns = 2048;
    private const int BlockBytesOfA = 256 << 10;

    /// <summary>Operands up to these sizes are not packed: they stay in the caches where they lie.</summary>
    private const long UnpackedBytesOfA = 512 << 10, UnpackedBytesOfB = 192 << 10;

    public static void Multiply<T, TTile>(
        MatrixView<T> a, MatrixView<T> b, T* c, nint cRow, int m, int n, int k, bool accumulate, T* packed = null, FinishedRows? finished = null)
        where T : unmanaged
        where TTile : struct, ITile<T>
    {
        if (packed == null && IsOneBlock<T, TTile>(m, n, k, b.ColumnStride))
        {
            MultiplyBlock<T, TTile>(a, b, c, cRow, m, n, k, accumulate, 0, n);
            finished?.Reach(m);
            return;
        }

        var (depth, width) = BlockOfB<TTile, T>(n, k);
        int height = HeightOfBlock<TTile, T>(m, depth);
        bool packA = PacksA<T, TTile>(m, n, k);
        bool packB = packed == null && Packs<T>(n, k, b.ColumnStride);
        PackingScratch scratch = PackingScratch.OfThread;
        T* memoryA = (T*)scratch.ForA((packA ? height : TTile.Rows) * (nint)depth * sizeof(T));
        T* memoryB = (T*)scratch.ForB((packB ? width : TTile.Columns) * (nint)depth * sizeof(T));
        for (int j = 0; j < n; j += width)
        {
            int columns = Math.Min(width, n - j);
            for (int p = 0; p < k; p += depth)
            {
                int steps = Math.Min(depth, k - p);
                Panels<T> right = packed == null
                    ? Panels<T>.Of(b.From(p, j).Transposed, columns, steps, TTile.Columns, packB, memoryB)
                    : Panels<T>.Packed(packed + Offset(j, columns, p, k, TTile.Columns), columns, steps, TTile.Columns);
                for (int i = 0; i < m; i += height)
                {
                    int rows = Math.Min(height, m - i);
                    Panels<T> left = Panels<T>.Of(a.From(i, p), rows, steps, TTile.Rows, packA, memoryA);
                    Tiles<T, TTile>(left, right, c + (i * cRow) + j, cRow, rows, columns, steps, accumulate || p > 0);
                    if (j + columns == n && p + steps == k)
                        finished?.Reach(i + rows);
                }
            }
        }
        GC.KeepAlive(scratch);
    }

    /// <summary>Whether A is one block, and each panel of B is packed where it is used.</summary>
    public static bool IsOneBlock<T, TTile>(int m, int n, int k, nint columnStride)
        where T : unmanaged
        where TTile : struct, ITile<T> =>
        Packs<T>(n, k, columnStride) && m <= HeightOfBlock<TTile, T>(m, BlockOfB<TTile, T>(n, k).Depth);

    /// <summary>
    /// All rows of some columns, from <paramref name="first"/>, a multiple of the width of a tile, to <paramref name="last"/>, likewise or
    /// <paramref name="n"/>: with one panel of B after another.
    /// </summary>
    public static void MultiplyBlock<T, TTile>(
        MatrixView<T> a, MatrixView<T> b, T* c, nint cRow, int m, int n, int k, bool accumulate, int first, int last)
        where T : unmanaged
        where TTile : struct, ITile<T>
    {
        int depth = BlockOfB<TTile, T>(n, k).Depth;
        bool packA = PacksA<T, TTile>(m, n, k);
        PackingScratch scratch = PackingScratch.OfThread;
        T* memoryA = (T*)scratch.ForA((packA ? HeightOfBlock<TTile, T>(m, depth) : TTile.Rows) * (nint)depth * sizeof(T));
        T* memoryB = (T*)scratch.ForB(TTile.Columns * (nint)depth * sizeof(T));
        for (int p = 0; p < k; p += depth)
        {
            int steps = Math.Min(depth, k - p);
            Panels<T> left = Panels<T>.Of(a.From(0, p), m, steps, TTile.Rows, packA, memoryA);
            for (int j = first; j < last; j += TTile.Columns)
            {
                int columns = Math.Min(TTile.Columns, last - j);
                Panels<T> right = Panels<T>.Of(b.From(p, j).Transposed, columns, steps, TTile.Columns, true, memoryB);
                Tiles<T, TTile>(left, right, c + j, cRow, m, columns, steps, accumulate || p > 0);
            }
        }

        GC.KeepAlive(scratch);
    }

    /// <summary>Whether B is packed.</summary>
    public static bool Packs<T>(int n, int k, nint columnStride)
        where T : unmanaged => columnStride != 1 || (long)n * k * sizeof(T) > UnpackedBytesOfB;

    /// <summary>Whether A is packed.</summary>
    public static bool PacksA<T, TTile>(int m, int n, int k)
        where T : unmanaged
        where TTile : struct, ITile<T> => n > 2 * TTile.Columns && (long)m * k * sizeof(T) > UnpackedBytesOfA;

    /// <summary>Packs some panels of B, block after block as they will be used.</summary>
    public static void Pack<T, TTile>(MatrixView<T> b, int n, int k, T* packed, int start, int end)
        where T : unmanaged
        where TTile : struct, ITile<T>
    {
        var (depth, width) = BlockOfB<TTile, T>(n, k);
        int last = Math.Min(n, end * TTile.Columns);
        for (int first = start * TTile.Columns; first < last;)
        {
            int j = first / width * width, columns = Math.Min(width, n - j), some = Math.Min(last, j + columns) - first;
            for (int p = 0; p < k; p += depth)
            {
                int steps = Math.Min(depth, k - p);
                T* target = packed + Offset(j, columns, p, k, TTile.Columns) + ((nint)(first - j) * steps);
                Panels<T>.Of(b.From(p, first).Transposed, some, steps, TTile.Columns, true, target);
            }

            first += some;
        }
    }

    /// <summary>Where the block of packed panels for these columns and steps from p on begins.</summary>
    private static nint Offset(int j, int columns, int p, int k, int unit) =>
        ((nint)j * k) + ((nint)(columns + unit - 1) / unit * unit * p);

    /// <summary>The rows of a block of A.</summary>
    private static int HeightOfBlock<TTile, T>(int m, int depth)
        where T : unmanaged
        where TTile : struct, ITile<T> => Even(m, Math.Max(BlockBytesOfA / sizeof(T) / depth, TTile.Rows), TTile.Rows);

    /// <summary>The steps and columns of a block of B.</summary>
    private static (int Depth, int Width) BlockOfB<TTile, T>(int n, int k)
        where T : unmanaged
        where TTile : struct, ITile<T> => (Even(k, TTile.Depth, 1), Even(n, BlockColumns, TTile.Columns));

    [SkipLocalsInit]
    private static void Tiles<T, TTile>(
        in Panels<T> a, in Panels<T> b, T* c, nint cRow, int rows, int columns, int k, bool accumulate)
        where T : unmanaged
        where TTile : struct, ITile<T>
    {
        T* edge = stackalloc T[TTile.Rows * TTile.Columns];
        for (int j = 0, panel = 0; j < columns; j += TTile.Columns, panel++)
        {
            int width = Math.Min(TTile.Columns, columns - j);
            T* right = b.Panel(panel, out _, out nint bRow);
            for (int i = 0, row = 0; i < rows; i += TTile.Rows, row++)
            {
                int height = Math.Min(TTile.Rows, rows - i);
                T* left = a.Panel(row, out nint aRow, out nint aColumn);
                T* target = c + (i * cRow) + j;
                if (height == TTile.Rows && width == TTile.Columns)
                {
                    TTile.Run(left, aRow, aColumn, right, bRow, target, cRow, k, accumulate);
                }
                else
                {
                    TTile.Run(left, aRow, aColumn, right, bRow, edge, TTile.Columns, k, false);
                    StoreEdge(edge, TTile.Columns, target, cRow, height, width, accumulate);
                }
            }
        }
    }

    private static void StoreEdge<T>(T* edge, int edgeRow, T* c, nint cRow, int rows, int columns, bool accumulate)
        where T : unmanaged
    {
        for (int i = 0; i < rows; i++)
        {
            if (accumulate)
                RowUpdate.Add(edge, c, columns);
            else
                Unsafe.CopyBlockUnaligned(c, edge, (uint)(columns * sizeof(T)));
            edge += edgeRow;
            c += cRow;
        }
    }

    /// <summary>The size of the blocks when <paramref name="size"/> is cut into the fewest blocks of at most <paramref name="most"/>, all about equal.</summary>
    private static int Even(int size, int most, int unit)
    {
        int blocks = (size + most - 1) / most;
        return ((size + blocks - 1) / blocks + unit - 1) / unit * unit;
    }
}
