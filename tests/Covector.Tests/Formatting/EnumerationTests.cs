using static Covector.Transforms;

namespace Covector.Tests.Formatting;

/// <summary>Tensors as sequences of their parts along the first axis.</summary>
public sealed class EnumerationTests
{
    [Fact]
    public void PartsLieAlongTheFirstAxis()
    {
        Assert.Equal(["[0 1 2]", "[3 4 5]"], PrintingTests.Count(2, 3).Select(row => row.ToString()));
        Assert.Equal(["[0 3]", "[1 4]", "[2 5]"], PrintingTests.Count(2, 3).T.Select(row => row.ToString()));
        Assert.Equal([0, 1, 2], PrintingTests.Count(3).Select(x => (int)x));
        Assert.Empty(Tensor.Zeros([0, 3]));
        Assert.Equal(2, Tensor.Zeros([2, 0]).Count());
    }

    [Fact]
    public void AScalarHasNoParts()
    {
        var error = Assert.Throws<ShapeMismatchException>(() => ((Tensor)1.0).GetEnumerator());
        Assert.Equal("foreach: a tensor of shape [] has no axis to enumerate; a scalar is one number, (double)x.", error.Message);
    }

    [Fact]
    public void DerivativesPassThroughParts()
    {
        // f(x) = x₀ x₁ x₂
        var gradient = Grad((Tensor x) =>
        {
            Tensor product = 1.0;
            foreach (var part in x)
                product *= part;
            return product;
        })(Tensor.From([2.0, 3, 5]));
        Assert.Equal([15, 10, 6], gradient.ToArray<double>());
    }
}
