namespace Covector.Compiler;

/// <summary>Brings part of a strided tensor into a tile in row-major order.</summary>
internal sealed unsafe class TileLoader
{
    private readonly Tensor tensor;
    private readonly int size;
    private readonly nint length;
    private readonly nint step;
    private readonly int[] shape;
    private readonly nint[] strides;

    public TileLoader(Tensor x)
    {
        tensor = x;
        size = x.DType.Size;
        // Neighbouring axes that merge into one run are one axis here; the last one is copied in runs.
        var lengths = new List<int>();
        var steps = new List<nint>();
        var s = x.GetStrides();
        for (int i = 0; i < x.Rank; i++)
        {
            if (x.Shape[i] == 1)
                continue;
            if (lengths.Count > 0 && steps[^1] == s[i] * x.Shape[i])
            {
                lengths[^1] *= x.Shape[i];
                steps[^1] = s[i];
            }
            else
            {
                lengths.Add(x.Shape[i]);
                steps.Add(s[i]);
            }
        }

        int last = lengths.Count - 1;
        (length, step) = last < 0 ? (1, 0) : (lengths[last], steps[last]);
        shape = last <= 0 ? [] : [.. lengths[..last]];
        strides = last <= 0 ? [] : [.. steps[..last]];
    }

    public void Load(byte* tile, nint start, nint count)
    {
        nint row = start / length, column = start % length;
        fixed (byte* source = &tensor.FirstElement)
            while (count > 0)
            {
                nint run = Math.Min(count, length - column);
                Copy(source + (RowOffset(row) + column * step) * size, tile, run);
                tile += run * size;
                count -= run;
                column = 0;
                row++;
            }
    }

    private nint RowOffset(nint row)
    {
        nint offset = 0;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            offset += row % shape[i] * strides[i];
            row /= shape[i];
        }

        return offset;
    }

    private void Copy(byte* from, byte* to, nint run)
    {
        if (step == 1)
        {
            System.Buffer.MemoryCopy(from, to, run * size, run * size);
            return;
        }

        switch (size)
        {
            case 1:
                for (nint i = 0; i < run; i++)
                    to[i] = from[i * step];
                break;
            case 4:
                for (nint i = 0; i < run; i++)
                    ((int*)to)[i] = ((int*)from)[i * step];
                break;
            default:
                for (nint i = 0; i < run; i++)
                    ((long*)to)[i] = ((long*)from)[i * step];
                break;
        }
    }
}
