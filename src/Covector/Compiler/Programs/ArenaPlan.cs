namespace Covector.Compiler;

/// <summary>Places for the intermediate values of a program in one block of memory. A place is used again when its value is dead.</summary>
internal sealed class ArenaPlan
{
    /// <summary>
    /// A cache has room for a few lines from the same place of each page only. Large values of one length, which are often gone through
    /// side by side, therefore begin so many bytes further in their page than the one before.
    /// </summary>
    private const int Shift = 3 * Line;

    private const int Line = 64, Page = 4096, Large = 16 * Page;

    private readonly List<(nint Offset, nint Bytes)> free = [];

    /// <summary>The size of the block.</summary>
    public nint Size { get; private set; }

    /// <summary>The bytes of the elements of a tensor alone.</summary>
    public static nint ElementBytes(TensorType type) => (nint)type.Shape.Size * type.DType.Size;

    /// <summary>The room that a tensor takes: whole vectors, and one more behind them.</summary>
    public static nint Bytes(TensorType type) => Bytes((nint)Tensor.PaddedBytes(type.DType, type.Shape.Size));

    /// <summary>The same for so many bytes.</summary>
    public static nint Bytes(nint bytes)
    {
        bytes = (bytes + 2 * Tensor.Padding + Line - 1) / Line * Line;
        return bytes < Large ? bytes : (bytes - Shift + Page - 1) / Page * Page + Shift;
    }

    /// <summary>The smallest free place that is large enough, else a new one at the end.</summary>
    public nint Take(nint bytes)
    {
        int best = -1;
        for (int i = 0; i < free.Count; i++)
            if (free[i].Bytes >= bytes && (best < 0 || free[i].Bytes < free[best].Bytes))
                best = i;
        if (best >= 0)
        {
            var (offset, room) = free[best];
            if (room == bytes)
                free.RemoveAt(best);
            else
                free[best] = (offset + bytes, room - bytes);
            return offset;
        }

        // A free place that reaches the end grows.
        int last = free.FindIndex(f => f.Offset + f.Bytes == Size);
        nint start = last >= 0 ? free[last].Offset : Size;
        if (last >= 0)
            free.RemoveAt(last);
        Size = start + bytes;
        return start;
    }

    public void Give(nint offset, nint bytes)
    {
        int place = free.FindIndex(f => f.Offset > offset);
        if (place < 0)
            place = free.Count;
        free.Insert(place, (offset, bytes));
        Merge(place);
        Merge(place - 1);
    }

    private void Merge(int place)
    {
        if (place >= 0 && place + 1 < free.Count && free[place].Offset + free[place].Bytes == free[place + 1].Offset)
        {
            free[place] = (free[place].Offset, free[place].Bytes + free[place + 1].Bytes);
            free.RemoveAt(place + 1);
        }
    }
}
