namespace Covector;

public static partial class Functions
{
    /// <summary>The convolution of neural networks, at all places where the kernel fits.</summary>
    /// <inheritdoc cref="Convolve(Tensor, Tensor, int[], Padding, int[], int)"/>
    public static Tensor Convolve(Tensor x, Tensor w) => Convolve(x, w, stride: 1);

    /// <summary>The convolution of neural networks, with one stride and one dilation for all spatial axes.</summary>
    /// <inheritdoc cref="Convolve(Tensor, Tensor, int[], Padding, int[], int)"/>
    public static Tensor Convolve(Tensor x, Tensor w, int stride = 1, Padding padding = default, int dilation = 1, int groups = 1)
    {
        int axes = Math.Max(0, Tensor.Require(x).Rank - 2);
        var (strides, dilations) = (new int[axes], new int[axes]);
        Array.Fill(strides, stride);
        Array.Fill(dilations, dilation);
        return Convolve(x, w, strides, padding, dilations, groups);
    }

    /// <summary>
    /// The convolution of neural networks (in mathematics the cross-correlation: the kernel is not reversed):
    /// y[n, o, p] = Σ over c and k of x[n, c, p·stride + k·dilation − margin]·w[o, c, k], in any number of spatial axes.
    /// </summary>
    /// <remarks>
    /// With groups, the channels of x and the outputs are divided into so many equal parts, and each part of the outputs sees its own part of
    /// the channels. Computed as one matrix product of windows; so are its derivatives.
    /// </remarks>
    /// <param name="x">The input [n, c, l₁, l₂ …].</param>
    /// <param name="w">The kernels [o, c/groups, k₁, k₂ …].</param>
    /// <param name="stride">Steps between the places of the kernel, for each spatial axis.</param>
    /// <param name="padding">Zeros around the input.</param>
    /// <param name="dilation">Steps between the elements of the input that a kernel sees, for each spatial axis; 1 if not given.</param>
    /// <param name="groups">Divides c and o.</param>
    /// <returns>[n, o, p₁, p₂ …] with pᵢ = ⌊(lᵢ + margins − ((kᵢ − 1)·dilation + 1))/stride⌋ + 1.</returns>
    /// <exception cref="ShapeMismatchException">The shapes do not fit each other, or the kernel does not fit into the input.</exception>
    public static Tensor Convolve(Tensor x, Tensor w, int[] stride, Padding padding = default, int[]? dilation = null, int groups = 1)
    {
        ArgumentNullException.ThrowIfNull(stride);
        (x, w) = Products.Operands(x, w);
        int axes = x.Rank - 2;
        if (dilation is null)
        {
            dilation = new int[stride.Length];
            Array.Fill(dilation, 1);
        }

        CheckConvolution(x.Shape, w.Shape, stride, dilation, groups);
        var padded = Surround(x, w.Shape, stride, padding, dilation);
        var kernel = w.Shape.AsSpan()[2..];
        int channels = w.Shape[1];
        var windows = Windows.Of(padded, Axes.Create(kernel), new Axes(stride), new Axes(dilation));
        Shape places = windows.Shape.AsSpan()[2..(2 + axes)].ToArray();

        // [o, c, k…] × [n, c, p…, k…] → [o, n, p…]; with groups, both have one more axis that is a batch.
        Axes kernelAxes = Axes.Range(0, axes);
        if (groups == 1)
        {
            var product = DotGeneral.Of(
                w, windows, [1, .. Moved(kernelAxes, 2).AsSpan()], [1, .. Moved(kernelAxes, 2 + axes).AsSpan()], [], []);
            return Permute.Of(product, [1, 0, .. Moved(kernelAxes, 2).AsSpan()]);
        }

        var grouped = Primitives.Reshape.Of(windows, [x.Shape[0], groups, channels, .. windows.Shape.AsSpan()[2..]]);
        var kernels = Primitives.Reshape.Of(w, [groups, w.Shape[0] / groups, channels, .. kernel]);
        var products = DotGeneral.Of(
            kernels, grouped, [2, .. Moved(kernelAxes, 3).AsSpan()], [2, .. Moved(kernelAxes, 3 + axes).AsSpan()], [0], [1]);
        return Primitives.Reshape.Of(
            Permute.Of(products, [2, 0, 1, .. Moved(kernelAxes, 3).AsSpan()]), [x.Shape[0], w.Shape[0], .. places.AsSpan()]);
    }

    private static Axes Moved(Axes axes, int by) => Axes.Range(by, axes.Count);

    private static Tensor Surround(Tensor x, Shape w, int[] stride, Padding padding, int[] dilation)
    {
        var (low, target) = (new int[x.Rank], x.Shape.ToArray());
        for (int i = 2; i < x.Rank; i++)
        {
            int span = Operands.Length(nameof(Convolve), w, ((w[i] - 1L) * dilation[i - 2]) + 1);
            var (before, after) = padding.Margins(i - 2, x.Rank - 2, x.Shape[i], span, stride[i - 2]);
            low[i] = before;
            target[i] = Operands.Length(nameof(Convolve), x.Shape, (long)before + target[i] + after);
            if (span > target[i])
                throw Error.Shapes(
                    nameof(Convolve),
                    $"the kernel {w} spans {span} elements along axis {i}, more than the {target[i]} of the input {x.Shape} with its padding.");
        }

        return Primitives.Pad.Of(x, new Axes(low), target, new Axes(new int[x.Rank]));
    }

    private static void CheckConvolution(Shape x, Shape w, int[] stride, int[] dilation, int groups)
    {
        if (x.Rank < 3 || w.Rank != x.Rank)
            throw Error.Shapes(nameof(Convolve), $"the input is {x} and the kernels are {w}; expected [n, c, l₁ …] and [o, c/groups, k₁ …] with equally many spatial axes, at least one.");
        if (groups < 1 || x[1] % groups != 0 || w[0] % groups != 0)
            throw Error.Shapes(nameof(Convolve), $"{groups} groups do not divide the {x[1]} channels of the input {x} and the {w[0]} outputs of the kernels {w}.");
        if (w[1] != x[1] / groups)
            throw Error.Shapes(nameof(Convolve), $"the input {x} has {x[1]} channels{(groups == 1 ? "" : $" in {groups} groups")}, but the kernels {w} see {w[1]}.");
        if (stride.Length != x.Rank - 2 || dilation.Length != x.Rank - 2)
            throw Error.Shapes(nameof(Convolve), $"{stride.Length} strides and {dilation.Length} dilations are given for {x.Rank - 2} spatial axes.");
        for (int i = 2; i < x.Rank; i++)
        {
            if (stride[i - 2] < 1 || dilation[i - 2] < 1)
                throw Error.Shapes(nameof(Convolve), $"the stride {stride[i - 2]} and the dilation {dilation[i - 2]} of spatial axis {i - 2} must be 1 or more.");
            if (w[i] == 0)
                throw Error.Shapes(nameof(Convolve), $"the kernels {w} have no elements along axis {i}.");
        }
    }
}
