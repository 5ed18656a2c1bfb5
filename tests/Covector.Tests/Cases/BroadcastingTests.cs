using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>Gradients through broadcasting: summed over the axes that were repeated, in the shape of the operand.</summary>
public sealed class BroadcastingTests
{
    [Fact]
    public void AColumnTimesARow()
    {
        Tensor x = [[1], [2], [3]], y = [[10, 20, 30, 40]];
        foreach (var gradient in new[] { Grad((a, b) => Sum(a * b), Wrt.All)(x, y), Jit(Grad((a, b) => Sum(a * b), Wrt.All))(x, y) })
        {
            Holds.Equal(Tensor.Full([3, 1], 100), gradient.Item1);
            Holds.Equal(Tensor.Full([1, 4], 6), gradient.Item2);
        }
    }

    [Fact]
    public void OperandsOfEveryRank()
    {
        // Σ (x + y)² over the common shape: the gradient is 2(x + y), summed over what was repeated.
        Shape[] shapes = [new(), new(1), new(3), new(1, 1), new(2, 1), new(1, 3), new(2, 3), new(4, 1, 3), new(4, 2, 1)];
        foreach (var a in shapes)
            foreach (var b in shapes)
            {
                var (x, y) = (Tensor.Full(a, 1.5), Tensor.Full(b, -0.25));
                long size = (x + y).Size;
                foreach (var (dx, dy) in new[] { Grad((p, q) => Sum(Square(p + q)), Wrt.All)(x, y), Jit(Grad((p, q) => Sum(Square(p + q)), Wrt.All))(x, y) })
                {
                    Holds.Equal(Tensor.Full(a, 2.5 * size / x.Size), dx);
                    Holds.Equal(Tensor.Full(b, 2.5 * size / y.Size), dy);
                }
            }
    }

    [Fact]
    public void ShapesThatDoNotFit()
    {
        Holds.Throws<ShapeMismatchException>(
            "+: the shapes [2, 3] and [4] cannot be broadcast together: axis -1 has the lengths 3 and 4; they must be equal or one of them 1.",
            () => Tensor.Ones([2, 3]) + Tensor.Ones([4]));
        Holds.Throws<ShapeMismatchException>(
            "Maximum: the shapes [2, 3] and [3, 3] cannot be broadcast together: axis -2 has the lengths 2 and 3; they must be equal or one of them 1.",
            () => Jit((x, y) => Maximum(x, y))(Tensor.Ones([2, 3]), Tensor.Ones([3, 3])));
        Holds.Throws<ShapeMismatchException>(
            "Dot: A is [3, 4], B is [5, 6]: the contracted axes have 4 and 5 elements.", () => Dot(Tensor.Ones([3, 4]), Tensor.Ones([5, 6])));
        Holds.Throws<ShapeMismatchException>(
            "Dot: A is [3, 4], B is [6, 4]: the contracted axes have 4 and 6 elements. Did you mean B.T?", () => Dot(Tensor.Ones([3, 4]), Tensor.Ones([6, 4])));
        Holds.Throws<ShapeMismatchException>(
            "Sum: axis 2 is out of range for the shape [2, 3]; valid axes are -2 to 1.", () => Sum(Tensor.Ones([2, 3]), 2));
        Holds.Throws<ShapeMismatchException>(
            "Sum: axis 0 is out of range: the shape is [], a scalar, which has no axes.", () => Sum(1.0, 0));
    }

    [Fact]
    public void WhereBroadcastsAllThree()
    {
        Tensor condition = [[true], [false]];
        var (dx, dy) = Grad((x, y) => Sum(Where(condition, x, y)), Wrt.All)(Tensor.Ones([3]), 1.0);
        Holds.Equal([1, 1, 1], dx);
        Holds.Equal(3, dy);
    }
}
