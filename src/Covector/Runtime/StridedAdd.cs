using System.Numerics;

namespace Covector.Runtime;

/// <summary>Adds a contiguous array to a strided view whose elements may coincide: an update for every position, in order.</summary>
internal static unsafe class StridedAdd
{
    /// <param name="dtype">The element type; not Bool.</param>
    /// <param name="source">Contiguous, row-major.</param>
    /// <param name="destination">The element at index (0, …, 0).</param>
    /// <param name="strides">Of the destination, in elements.</param>
    /// <param name="shape">Of both; not empty of elements.</param>
    public static void Add(DType dtype, byte* source, byte* destination, ReadOnlySpan<nint> strides, ReadOnlySpan<int> shape)
    {
        switch (dtype)
        {
            case DType.Float64:
                Add((double*)source, (double*)destination, strides, shape);
                break;
            case DType.Float32:
                Add((float*)source, (float*)destination, strides, shape);
                break;
            case DType.Int64:
                Add((long*)source, (long*)destination, strides, shape);
                break;
            default:
                Add((int*)source, (int*)destination, strides, shape);
                break;
        }
    }

    private static void Add<T>(T* source, T* destination, ReadOnlySpan<nint> strides, ReadOnlySpan<int> shape)
        where T : unmanaged, INumber<T>
    {
        int last = shape.Length - 1;
        if (last < 0)
        {
            *destination += *source;
            return;
        }

        var index = new int[shape.Length];
        nint length = shape[last], step = strides[last];
        while (true)
        {
            for (nint i = 0; i < length; i++)
                destination[i * step] += source[i];
            source += length;
            int axis = last - 1;
            for (; axis >= 0; axis--)
            {
                destination += strides[axis];
                if (++index[axis] < shape[axis])
                    break;
                destination -= strides[axis] * shape[axis];
                index[axis] = 0;
            }

            if (axis < 0)
                return;
        }
    }
}
