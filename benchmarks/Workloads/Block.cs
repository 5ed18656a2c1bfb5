using System.Runtime.InteropServices;

namespace Covector.Benchmarks.Workloads;

/// <summary>Numbers at a fixed, aligned place, for loops over pointers.</summary>
internal sealed unsafe class Block<T>
    where T : unmanaged, System.Numerics.INumberBase<T>
{
    /// <summary>Bytes after the end that a loop over vectors may touch.</summary>
    private const int Beyond = 64;

    public Block(int length)
    {
        Pointer = (T*)NativeMemory.AlignedAlloc((nuint)length * (nuint)sizeof(T) + Beyond, 64);
        Length = length;
        Span.Clear();
    }

    public Block(ReadOnlySpan<T> values)
        : this(values.Length) => values.CopyTo(Span);

    ~Block() => NativeMemory.AlignedFree(Pointer);

    public T* Pointer { get; }

    public int Length { get; }

    public Span<T> Span => new(Pointer, Length);

    public static implicit operator T*(Block<T> block) => block.Pointer;

    /// <summary>The address of a number.</summary>
    public T* At(int index) => Pointer + index;

    public double[] ToDoubles()
    {
        var values = new double[Length];
        for (int i = 0; i < Length; i++)
            values[i] = double.CreateChecked(Span[i]);
        return values;
    }
}
