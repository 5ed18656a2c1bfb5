namespace Covector.Primitives;

/// <summary>Runs elementwise primitives over whole tensors with the tile kernels.</summary>
/// <remarks>
/// Strided operands are packed first. An operand of equal elements (a broadcast number) is not: it fills one tile, and the kernel runs
/// tile by tile.
/// </remarks>
internal static unsafe class ElementwiseEvaluator
{
    /// <summary>Elements to a tile: three operands and the result stay in the first-level cache.</summary>
    private const int Tile = 1024;

    [ThreadStatic]
    private static NativeBlock? scratch;

    public static Tensor Run(Elementwise primitive, Tensor x)
    {
        if (x.IsUniform && !x.IsContiguous)
            return Run(primitive, x.View(default, null)).View(x.Shape, new nint[x.Rank]);
        x = x.Packed();
        var y = Tensor.Allocate(primitive.OutputType(x.DType), x.Shape);
        var kernel = (delegate*<byte*, byte*, nint, void>)primitive.Kernel(x.DType);
        fixed (byte* px = &x.FirstElement, py = &y.FirstElement)
            kernel(px, py, (nint)x.Size);
        GC.KeepAlive(x);
        return y;
    }

    /// <summary>The operands have one shape, or one of them is a number.</summary>
    public static Tensor Run(Elementwise primitive, Tensor a, Tensor b)
    {
        bool uniformA = a.IsUniform, uniformB = b.IsUniform;
        var shape = a.Rank == 0 ? b.Shape : a.Shape;
        if (uniformA && uniformB && shape.Rank > 0 && shape.Size > 1)
            return Run(primitive, a.View(default, null), b.View(default, null)).View(shape, new nint[shape.Rank]);
        var y = Tensor.Allocate(primitive.OutputType(a.DType), shape);
        var kernel = (delegate*<byte*, byte*, byte*, nint, void>)primitive.Kernel(a.DType);
        nint n = (nint)shape.Size;
        if (n == 0)
            return y;
        // One of two uniform operands, which then have one element, fills the tile; the other one is read as a whole vector.
        a = uniformA ? a : a.Packed();
        b = uniformB && !uniformA ? b : b.Packed();
        fixed (byte* pa = &a.FirstElement, pb = &b.FirstElement, py = &y.FirstElement)
        {
            if (n == 1 && a.IsPadded && b.IsPadded || !uniformA && !uniformB)
            {
                kernel(pa, pb, py, n);
            }
            else
            {
                int input = a.DType.Size, output = y.DType.Size;
                byte* tile = Scratch();
                FillTile(uniformA ? pa : pb, tile, input, n);
                for (nint i = 0; i < n; i += Tile)
                    kernel(
                        uniformA ? tile : pa + i * input, uniformB ? (uniformA ? pb : tile) : pb + i * input, py + i * output,
                        Math.Min(Tile, n - i));
            }
        }

        GC.KeepAlive(a);
        GC.KeepAlive(b);
        return y;
    }

    /// <summary>
    /// Adds to a tensor in its own memory, which nothing else refers to; false, with nothing done, where one of the two is traced or does not
    /// lie in whole vectors.
    /// </summary>
    public static bool TryAddInPlace(Tensor sum, Tensor term)
    {
        if (!sum.IsConcrete || !term.IsConcrete || !sum.IsContiguous || !term.IsContiguous || !sum.IsPadded || !term.IsPadded)
            return false;
        var kernel = (delegate*<byte*, byte*, byte*, nint, void>)Add.Instance.Kernel(sum.DType);
        fixed (byte* ps = &sum.FirstElement, pt = &term.FirstElement)
            kernel(ps, pt, ps, (nint)sum.Size);
        GC.KeepAlive(sum);
        GC.KeepAlive(term);
        return true;
    }

    /// <summary>Selection: a condition and two operands of one shape.</summary>
    public static Tensor Run(Elementwise primitive, Tensor condition, Tensor a, Tensor b)
    {
        var shape = condition.Shape;
        var y = Tensor.Allocate(a.DType, shape);
        var kernel = (delegate*<byte*, byte*, byte*, byte*, nint, void>)primitive.Kernel(a.DType);
        nint n = (nint)shape.Size;
        if (n == 0)
            return y;
        Tensor[] inputs = [condition, a, b];
        byte* tiles = Scratch();
        var steps = stackalloc nint[3];
        for (int i = 0; i < 3; i++)
        {
            bool uniform = inputs[i].IsUniform && n > 1;
            steps[i] = uniform ? 0 : inputs[i].DType.Size;
            inputs[i] = uniform ? inputs[i] : inputs[i].Packed();
        }

        fixed (byte* pc = &inputs[0].FirstElement, pa = &inputs[1].FirstElement, pb = &inputs[2].FirstElement, py = &y.FirstElement)
        {
            var starts = stackalloc byte*[3];
            starts[0] = pc;
            starts[1] = pa;
            starts[2] = pb;
            for (int i = 0; i < 3; i++)
                if (steps[i] == 0)
                {
                    FillTile(starts[i], tiles + i * Tile * 8, inputs[i].DType.Size, n);
                    starts[i] = tiles + i * Tile * 8;
                }

            nint block = steps[0] == 0 || steps[1] == 0 || steps[2] == 0 ? Tile : n;
            for (nint i = 0; i < n; i += block)
                kernel(
                    starts[0] + i * steps[0], starts[1] + i * steps[1], starts[2] + i * steps[2], py + i * y.DType.Size,
                    Math.Min(block, n - i));
        }

        GC.KeepAlive(inputs);
        return y;
    }

    public static Tensor Convert(Tensor x, DType to)
    {
        if (x.DType == to)
            return x;
        if (x.IsUniform && !x.IsContiguous)
            return Convert(x.View(default, null), to).View(x.Shape, new nint[x.Rank]);
        x = x.Packed();
        var y = Tensor.Allocate(to, x.Shape);
        fixed (byte* px = &x.FirstElement, py = &y.FirstElement)
            TileKernels.ConvertKernel(x.DType, to)(px, py, (nint)x.Size);
        GC.KeepAlive(x);
        return y;
    }

    /// <summary>Room for three tiles.</summary>
    private static byte* Scratch() => (scratch ??= NativeBlock.Rent(3 * Tile * 8 + Tensor.Padding)).Pointer;

    private static void FillTile(byte* element, byte* tile, int size, nint n)
    {
        int count = (int)Math.Min(Tile, n + Tensor.Padding);
        switch (size)
        {
            case 1:
                new Span<byte>(tile, count).Fill(*element);
                break;
            case 4:
                new Span<int>(tile, count).Fill(*(int*)element);
                break;
            default:
                new Span<long>(tile, count).Fill(*(long*)element);
                break;
        }
    }
}
