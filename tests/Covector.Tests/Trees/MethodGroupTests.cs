using Xunit;
using static Covector.Transforms;

namespace Covector.Tests.Trees;

[Tree]
internal sealed partial record Line(Tensor Slope, Tensor Intercept, int Degree);

/// <summary>Functions over trees are passed to transformations by their names, and gradients are trees again.</summary>
public sealed class MethodGroupTests
{
    [Fact]
    public void Gradient_of_a_record()
    {
        // d/ds (s² i) = 2 s i = 24, d/di = s² = 9; the degree is static and comes along.
        Line gradient = Grad(Cubic)(new Line(3.0, 4.0, 2));
        Assert.Equal((24.0, 9.0, 2), ((double)gradient.Slope, (double)gradient.Intercept, gradient.Degree));
    }

    [Fact]
    public void Gradient_with_further_arguments_and_qualified_name()
    {
        (Tensor value, Line gradient) = ValueAndGrad(Error)(new Line(3.0, 4.0, 1), (2.0, 5.0), 7);
        // r = 3·2 + 4 − 5 = 5: r²·7 = 175, ∂/∂slope = 2·5·2·7 = 140, ∂/∂intercept = 2·5·7 = 70.
        Assert.Equal((175.0, 140.0, 70.0), ((double)value, (double)gradient.Slope, (double)gradient.Intercept));
        Line same = Covector.Transforms.Grad(Error)(new Line(3.0, 4.0, 1), (2.0, 5.0), 7);
        Assert.Equal((140.0, 70.0), ((double)same.Slope, (double)same.Intercept));
    }

    [Fact]
    public void Gradient_of_a_named_tuple()
    {
        var gradient = Grad(Product)((3.0, 4.0));
        Assert.Equal((4.0, 3.0), ((double)gradient.X, (double)gradient.Y));
    }

    private static Tensor Cubic(Line p) => p.Slope * p.Slope * p.Intercept;

    private static Tensor Error(Line p, (Tensor X, Tensor Y) sample, int weight)
    {
        Tensor r = (p.Slope * sample.X) + p.Intercept - sample.Y;
        return r * r * (double)weight;
    }

    private static Tensor Product((Tensor X, Tensor Y) p) => p.X * p.Y;
}
