using System.Runtime.CompilerServices;

namespace Covector.Runtime;

/// <summary>
/// A block of an operand of a matrix product, cut across k into panels of <c>unit</c> rows (columns, for B, which is given
/// transposed). Packed panels lie one after the other, each step of k contiguous; unpacked ones are read where they lie, but for the
/// last when it is not full, which is always packed and filled up with zeros.
/// </summary>
internal readonly unsafe struct Panels<T>
    where T : unmanaged
{
    private readonly T* first;
    private readonly T* edge;
    private readonly nint panelStep;
    private readonly nint across;
    private readonly nint along;
    private readonly int unit;
    private readonly int full;

    private Panels(T* first, nint panelStep, nint across, nint along, T* edge, int unit, int full)
    {
        this.first = first;
        this.panelStep = panelStep;
        this.across = across;
        this.along = along;
        this.edge = edge;
        this.unit = unit;
        this.full = full;
    }

    /// <summary>The panels of <paramref name="rows"/> rows and <paramref name="steps"/> steps of k; <paramref name="memory"/> holds what is packed.</summary>
    public static Panels<T> Of(MatrixView<T> view, int rows, int steps, int unit, bool pack, T* memory)
    {
        int full = rows / unit;
        int rest = rows - (full * unit);
        nint size = (nint)unit * steps;
        if (pack)
        {
            for (int panel = 0; panel < full; panel++)
                Pack(view.From((nint)panel * unit, 0), unit, steps, unit, memory + (panel * size));
            if (rest > 0)
                PackEdge(view.From((nint)full * unit, 0), rest, steps, unit, memory + (full * size));
            return new(memory, size, 1, unit, memory + (full * size), unit, full);
        }
        if (rest > 0)
            PackEdge(view.From((nint)full * unit, 0), rest, steps, unit, memory);
        return new(view.First, unit * view.RowStride, view.RowStride, view.ColumnStride, memory, unit, full);
    }

    /// <summary>Panels that have been packed before.</summary>
    public static Panels<T> Packed(T* memory, int rows, int steps, int unit)
    {
        int full = rows / unit;
        nint size = (nint)unit * steps;
        return new(memory, size, 1, unit, memory + (full * size), unit, full);
    }

    /// <summary>The first element of a panel and its strides across and along k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Panel(int index, out nint acrossStride, out nint alongStride)
    {
        if (index < full)
        {
            acrossStride = across;
            alongStride = along;
            return first + (index * panelStep);
        }
        acrossStride = 1;
        alongStride = unit;
        return edge;
    }

    private static void PackEdge(MatrixView<T> view, int rows, int steps, int unit, T* panel)
    {
        Unsafe.InitBlockUnaligned(panel, 0, (uint)(unit * steps * sizeof(T)));
        Pack(view, rows, steps, unit, panel);
    }

    private static void Pack(MatrixView<T> view, int rows, int steps, int unit, T* panel)
    {
        if (view.RowStride == 1)
            PanelRows.Copy(view.First, view.ColumnStride, panel, unit, steps, rows);
        else
            StridedTranspose.Copy(view.First, view.ColumnStride, view.RowStride, panel, unit, 1, steps, rows);
    }
}
