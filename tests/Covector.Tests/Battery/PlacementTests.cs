using Covector.Primitives;
using static Covector.Tests.Functions.Everywhere;

namespace Covector.Tests.Battery;

/// <summary>What would lie outside of an operand or a result is refused, whoever makes the primitive.</summary>
public sealed class PlacementTests
{
    [Fact]
    public void PadsStayWithinTheirTarget()
    {
        Tensor x = Tensor.From([1.0, 2, 3]);
        Refused("pad: [3] placed at [-1] with gaps [0]: expected places and gaps of 0 or more; slice to cut.", new Pad([-1], [5], [0]), x);
        Refused("pad: [3] placed at [2] with gaps [-2]: expected places and gaps of 0 or more; slice to cut.", new Pad([2], [5], [-2]), x);
        Refused("pad: [3] placed at [3] with gaps [0] exceeds [5].", new Pad([3], [5], [0]), x);
        Refused("pad: [3] placed at [0] with gaps [2] exceeds [6].", new Pad([0], [6], [2]), x);
        Message<ShapeMismatchException>(
            "pad: [3] placed at [-1] with gaps [0]: expected places and gaps of 0 or more; slice to cut.", () => Pad.Of(x, [-1], [5], [0]));
        Assert.Equal([0.0, 1, 0, 2, 0, 3], Pad.Of(x, [1], [6], [1]).ToArray<double>());
    }

    [Fact]
    public void SlicesStayWithinTheirOperand()
    {
        Tensor x = Tensor.From([1.0, 2, 3]);
        Refused("slice: elements from [-1] in steps of [1] of [3]: expected starts of 0 or more and steps of 1 or more.", new StridedSlice([-1], [2], [1]), x);
        Refused("slice: elements from [2] in steps of [-1] of [3]: expected starts of 0 or more and steps of 1 or more.", new StridedSlice([2], [3], [-1]), x);
        Refused("slice: 2 elements from 1 in steps of 2 exceed axis 0 of [3].", new StridedSlice([1], [2], [2]), x);
        Assert.Equal([1.0, 3], StridedSlice.Of(x, [0], [2], [2]).ToArray<double>());
    }

    private static void Refused(string message, SingleOutputPrimitive primitive, Tensor x) =>
        Assert.Equal(message, Assert.Throws<ShapeMismatchException>(() => primitive.Infer([x.Type])).Message);
}
