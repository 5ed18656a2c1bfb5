using static Covector.Functions;
using static Covector.Tests.Functions.Everywhere;

namespace Covector.Tests.Functions;

public sealed class ConvolveTests
{
    [Fact]
    public void OneAxisByHand()
    {
        Tensor x = Count(1, 1, 4), w = Tensor.From([1.0, 10], 1, 1, 2);
        Value(Tensor.From([21.0, 32, 43], 1, 1, 3), v => Convolve(v, w), x);
        Value(Tensor.From([21.0, 32, 43, 4], 1, 1, 4), v => Convolve(v, w, 1, Padding.Same), x);
        Value(Tensor.From([10.0, 21, 32, 43, 4], 1, 1, 5), v => Convolve(v, w, 1, 1), x);
        Value(Tensor.From([10.0, 32, 4], 1, 1, 3), v => Convolve(v, w, 2, Padding.Of((1, 1))), x);
        Value(Tensor.From([31.0, 42], 1, 1, 2), v => Convolve(v, w, dilation: 2), x);
        Value(Tensor.From([21.0, 43], 1, 1, 2), v => Convolve(v, w, [2]), x);
    }

    [Theory]
    [InlineData(1, 1, 1, 0)]
    [InlineData(2, 1, 1, 1)]
    [InlineData(1, 2, 1, 2)]
    [InlineData(2, 2, 2, 1)]
    [InlineData(3, 1, 2, -1)]
    public void TwoAxesAgreeWithLoops(int stride, int dilation, int groups, int margin)
    {
        Tensor x = Mixed(2, 4, 6, 7), w = Mixed(6, 4 / groups, 3, 2);
        Padding padding = margin < 0 ? Padding.Same : margin;
        var expected = Loops(x, w, stride, dilation, groups, margin);
        Value(expected, v => Convolve(v, w, stride, padding, dilation, groups), x);
        Value(expected, v => Convolve(x, v, stride, padding, dilation, groups), w);
        Consistent(v => Convolve(v, w, stride, padding, dilation, groups), x);
        Consistent(v => Convolve(x, v, stride, padding, dilation, groups), w);
    }

    [Fact]
    public void ThreeAxesSumAllWindows()
    {
        var x = Mixed(1, 2, 3, 3, 3);
        Value(Sum(x).Reshape(1, 1, 1, 1, 1), v => Convolve(v, Tensor.Ones([1, 2, 3, 3, 3])), x);
    }

    [Fact]
    public void Messages()
    {
        var x = Count(1, 2, 5);
        Message<ShapeMismatchException>("Convolve: the input is [2, 5] and the kernels are [1, 2, 3]; expected [n, c, l₁ …] and [o, c/groups, k₁ …] with equally many spatial axes, at least one.", () => Convolve(Count(2, 5), Count(1, 2, 3)));
        Message<ShapeMismatchException>("Convolve: the input [1, 2, 5] has 2 channels, but the kernels [1, 3, 3] see 3.", () => Convolve(x, Count(1, 3, 3)));
        Message<ShapeMismatchException>("Convolve: the input [1, 2, 5] has 2 channels in 2 groups, but the kernels [2, 2, 3] see 2.", () => Convolve(x, Count(2, 2, 3), 1, groups: 2));
        Message<ShapeMismatchException>("Convolve: 3 groups do not divide the 2 channels of the input [1, 2, 5] and the 3 outputs of the kernels [3, 2, 3].", () => Convolve(x, Count(3, 2, 3), 1, groups: 3));
        Message<ShapeMismatchException>("Convolve: the kernel [1, 2, 6] spans 6 elements along axis 2, more than the 5 of the input [1, 2, 5] with its padding.", () => Convolve(x, Count(1, 2, 6)));
        Message<ShapeMismatchException>("Convolve: the stride 0 and the dilation 1 of spatial axis 0 must be 1 or more.", () => Convolve(x, Count(1, 2, 3), 0));
        Message<ShapeMismatchException>("Convolve: 2 strides and 2 dilations are given for 1 spatial axes.", () => Convolve(x, Count(1, 2, 3), [1, 1]));
        Message<ShapeMismatchException>("Convolve: the padding has 2 pairs of margins for 1 spatial axes.", () => Convolve(x, Count(1, 2, 3), 1, Padding.Of((1, 1), (1, 1))));
        Message<ShapeMismatchException>("Convolve: the kernels [1, 2, 0] have no elements along axis 2.", () => Convolve(x, Tensor.Zeros([1, 2, 0])));
    }

    private static Tensor Loops(Tensor x, Tensor w, int stride, int dilation, int groups, int margin)
    {
        int[] s = x.Shape.ToArray(), k = w.Shape.ToArray();
        var (p, q) = (x.ToArray<double>(), w.ToArray<double>());
        int[] low = new int[2], count = new int[2];
        for (int d = 0; d < 2; d++)
        {
            int span = ((k[d + 2] - 1) * dilation) + 1, length = s[d + 2];
            int total = margin < 0 ? Math.Max(0, (((length + stride - 1) / stride - 1) * stride) + span - length) : 2 * margin;
            low[d] = total / 2;
            count[d] = ((length + total - span) / stride) + 1;
        }

        var y = new double[s[0] * k[0] * count[0] * count[1]];
        int next = 0;
        for (int n = 0; n < s[0]; n++)
            for (int o = 0; o < k[0]; o++)
                for (int i = 0; i < count[0]; i++)
                    for (int j = 0; j < count[1]; j++, next++)
                        for (int c = 0; c < k[1]; c++)
                            for (int a = 0; a < k[2]; a++)
                                for (int b = 0; b < k[3]; b++)
                                {
                                    int row = (i * stride) + (a * dilation) - low[0], column = (j * stride) + (b * dilation) - low[1];
                                    int channel = (o / (k[0] / groups) * k[1]) + c;
                                    if (row >= 0 && row < s[2] && column >= 0 && column < s[3])
                                        y[next] += p[(((((n * s[1]) + channel) * s[2]) + row) * s[3]) + column] * q[(((((o * k[1]) + c) * k[2]) + a) * k[3]) + b];
                                }
        return Tensor.From(y, s[0], k[0], count[0], count[1]);
    }
}
