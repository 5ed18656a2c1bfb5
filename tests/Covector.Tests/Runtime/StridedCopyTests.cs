using Covector.Runtime;

namespace Covector.Tests.Runtime;

public sealed unsafe class StridedCopyTests
{
    public static TheoryData<int[], long[]> Views => new()
    {
        { [], [] },
        { [1], [7] },
        { [0], [1] },
        { [3, 0, 2], [2, 2, 1] },
        { [100], [1] },
        { [100], [-1] },
        { [5000], [-1] },
        { [100], [3] },
        { [100], [0] },
        { [7, 5], [5, 1] },
        { [7, 5], [1, 7] },
        { [64, 33], [1, 64] },
        { [33, 70], [1, 33] },
        { [70, 33], [-1, 70] },
        { [37, 41], [2, 80] },
        { [37, 41], [1, -37] },
        { [6, 50], [0, 1] },
        { [50, 6], [1, 0] },
        { [50, 60], [1, 0] },
        { [5, 40, 3], [1, 5, 200] },
        { [3, 4, 50, 60], [12000, 3000, 1, 50] },
        { [3, 40, 5, 20], [20, 300, 60, 1] },
        { [2, 1, 3, 4], [12, 99, 4, 1] },
        { [2, 3, 4, 5, 6], [-1, 2, -6, 24, 120] },
        { [2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2], [1, 0, 2, 0, 4, 0, 8, 0, 16, 0, 32, 0, 64, 0, 128, 0, 256, 0, 512] },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public void Packing_and_unpacking_agree_with_index_arithmetic(int[] shape, long[] strides)
    {
        Check<byte>(shape, strides, i => (byte)((i * 31) + 7));
        Check<int>(shape, strides, i => i + 1);
        Check<double>(shape, strides, i => i + 0.5);
    }

    [Fact]
    public void Elements_of_other_sizes_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StridedCopy.Pack(null, [1], [1], null, 2));
    }

    private static void Check<T>(int[] shape, long[] strides, Func<int, T> value)
        where T : unmanaged
    {
        int count = 1;
        long low = 0, high = 0;
        for (int i = 0; i < shape.Length; i++)
        {
            count *= shape[i];
            long end = Math.Max(0, shape[i] - 1) * strides[i];
            low += Math.Min(0, end);
            high += Math.Max(0, end);
        }
        T[] source = new T[high - low + 1];
        for (int i = 0; i < source.Length; i++)
            source[i] = value(i);
        nint[] nativeStrides = Array.ConvertAll(strides, s => (nint)s);
        T[] packed = new T[count + 1];
        T[] expected = new T[count + 1];
        packed[count] = expected[count] = value(99);
        long[] offsets = new long[count];
        for (int i = 0; i < count; i++)
        {
            int rest = i;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                offsets[i] += rest % shape[axis] * strides[axis];
                rest /= shape[axis];
            }
            expected[i] = source[offsets[i] - low];
        }
        fixed (T* s = source, d = packed)
            StridedCopy.Pack((byte*)(s - low), shape, nativeStrides, (byte*)d, sizeof(T));
        Assert.Equal(expected, packed);

        if (Array.Exists(strides, s => s == 0))
            return;
        T[] restored = new T[source.Length];
        T[] wanted = new T[source.Length];
        foreach (long offset in offsets)
            wanted[offset - low] = source[offset - low];
        fixed (T* s = packed, d = restored)
            StridedCopy.Unpack((byte*)s, shape, nativeStrides, (byte*)(d - low), sizeof(T));
        Assert.Equal(wanted, restored);
    }
}
