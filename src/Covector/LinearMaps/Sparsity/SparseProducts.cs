namespace Covector.LinearMaps;

/// <summary>
/// Computes the entries of a sparse derivative: one batch of products for the colours, in parts if memory is short, from which the entries
/// are read.
/// </summary>
internal sealed class SparseProducts
{
    private readonly DifferentiatedGraph function;
    private readonly SparsityPattern pattern;
    private readonly Recovery recovery;
    private readonly List<(IExecutable Program, Tensor Seeds, int Start, int Count)> passes = [];

    public SparseProducts(DifferentiatedGraph function, SparsityPattern pattern, Recovery recovery, long memoryLimit)
    {
        this.function = function;
        this.pattern = pattern;
        this.recovery = recovery;
        int most = Most(function, memoryLimit);
        Add(recovery.Forward, recovery.ForwardCount, function.Input, pattern.Rows, 0, most, function.Products);
        Add(recovery.Reverse, recovery.ReverseCount, function.Output, pattern.Columns, recovery.ForwardCount * pattern.Rows, most,
            function.TransposedProducts);
    }

    /// <summary>The number of passes over the function, without compiling one.</summary>
    public static int PassCount(DifferentiatedGraph function, Recovery recovery, long memoryLimit) =>
        Parts(recovery.ForwardCount, Most(function, memoryLimit)).Passes + Parts(recovery.ReverseCount, Most(function, memoryLimit)).Passes;

    /// <summary>The products that one pass may compute.</summary>
    private static int Most(DifferentiatedGraph function, long memoryLimit) =>
        (int)Math.Clamp(memoryLimit / Math.Max(1, function.BytesPerProduct), 1, int.MaxValue);

    /// <summary>Parts of equal size share one program; the last may be partly empty.</summary>
    private static (int Passes, int Size) Parts(int count, int most)
    {
        if (count == 0)
            return (0, 0);
        int parts = (int)(((long)count + most - 1) / most), size = (count + parts - 1) / parts;
        return ((count + size - 1) / size, size);
    }

    public Tensor Values(Tensor x)
    {
        if (pattern.Count == 0)
            return Fill.Of([0], function.Output.DType, 0);
        return function.Output.DType == DType.Float32 ? Values<float>(x) : Values<double>(x);
    }

    private void Add(int[] colors, int count, TensorType type, int length, int start, int most, Func<int, Graph> graph)
    {
        var (parts, size) = Parts(count, most);
        if (parts == 0)
            return;
        var program = Pipeline.CompileAtOnce(graph(size));
        for (int first = 0; first < count; first += size)
            passes.Add((program, Seeds(colors, first, size, type), start + first * length, Math.Min(size, count - first) * length));
    }

    private static Tensor Seeds(int[] colors, int first, int size, TensorType type)
    {
        int n = colors.Length;
        var seeds = new float[size * n];
        for (int c = 0; c < n; c++)
            if (colors[c] >= first && colors[c] < first + size)
                seeds[(colors[c] - first) * n + c] = 1;
        return Primitives.Reshape.Of(Tensor.From(seeds, seeds.Length).AsType(type.DType), type.Shape.Insert(0, size));
    }

    private Tensor Values<T>(Tensor x)
        where T : unmanaged, System.Numerics.IFloatingPoint<T>
    {
        if (passes.Count == 1)
        {
            var product = Run(passes[0], x);
            var result = Read(product.AsSpan<T>());
            GC.KeepAlive(product);
            return result;
        }

        var all = new T[recovery.ForwardCount * pattern.Rows + recovery.ReverseCount * pattern.Columns];
        foreach (var pass in passes)
        {
            var product = Run(pass, x);
            product.AsSpan<T>()[..pass.Count].CopyTo(all.AsSpan(pass.Start));
            GC.KeepAlive(product);
        }

        return Read<T>(all);
    }

    private Tensor Run((IExecutable Program, Tensor Seeds, int Start, int Count) pass, Tensor x) =>
        pass.Program.Run([x, .. function.Captures, pass.Seeds])[0];

    private Tensor Read<T>(ReadOnlySpan<T> products)
        where T : unmanaged, System.Numerics.IFloatingPoint<T>
    {
        var values = new T[pattern.Count];
        int[] source = recovery.Source;
        for (int p = 0; p < values.Length; p++)
            values[p] = products[source[p]];
        foreach (var (place, mirror, from, known) in recovery.Substitutions)
        {
            var rest = products[from];
            foreach (int k in known)
                rest -= values[k];
            values[place] = values[mirror] = rest;
        }

        return Tensor.From(values, values.Length);
    }
}
