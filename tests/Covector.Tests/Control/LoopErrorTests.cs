using Covector.Tests.Cases;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Control;

/// <summary>What loops say when they are used wrongly.</summary>
public sealed class LoopErrorTests
{
    private static readonly Tensor Three = Tensor.From([1.0, 2, 3]);

    [Fact]
    public void TheCarryKeepsItsTypes()
    {
        Holds.Throws<ShapeMismatchException>(
            "Scan: 'sum' is f64[] at the start of a step, but the body returns f64[3] for it; it must keep its shape. "
            + "Start with a tensor of the shape that the body makes, such as Tensor.Zeros([3]).",
            () => Scan((sum, e) => (sum + Three, sum), 0.0, Three));
        Holds.Throws<DTypeMismatchException>(
            "Scan: 'c.Item2' is f32[3] at the start of a step, but the body returns f64[3] for it; it must keep its element type. "
            + "Start with c.Item2.AsType(DType.Float64), or convert the result with AsType(DType.Float32).",
            () => Scan(((Tensor, Tensor) c) => ((c.Item1, c.Item2 + Three), c.Item1), (Three, Three.AsType(DType.Float32)), 2).Carry.Item1);
        Holds.Throws<ShapeMismatchException>(
            "ForLoop: 'y' is f64[] at the start of a step, but the body returns f64[1] for it; it must keep its shape. "
            + "Start with a tensor of the shape that the body makes, such as Tensor.Zeros([1]).",
            () => ForLoop(0, 3, (i, y) => y.Reshape(1), 1.0));
        Holds.Throws<TreeMismatchException>(
            "Scan: the carry that the body returns differs at c: expected 1 element, found 2 elements.",
            () => Scan((Tensor[] c) => (new[] { c[0], c[0] }, c[0]), [Three], 2).Outputs);
    }

    [Fact]
    public void TheInputsHaveOneLength()
    {
        Holds.Throws<ShapeMismatchException>(
            "Scan: the numbers of elements along the first axes differ: 'e.Item1' f64[3] has 3, 'e.Item2' f64[2, 2] has 2. They must be equal.",
            () => Scan((Tensor c, (Tensor, Tensor) e) => (c, c), Three, (Three, Tensor.Eye(2))).Carry);
        Holds.Throws<ShapeMismatchException>(
            "Scan: the numbers of elements along the first axes differ: 'e' f64[3] has 3 and 'length' is 4. They must be equal.",
            () => Scan((c, e) => (c, c), Three, Three, length: 4).Carry);
        Holds.Throws<ShapeMismatchException>(
            "Scan: 'e' is a scalar f64[] and has no axis to scan over; capture it in the body if it is the same in each step.",
            () => Scan((c, e) => (c, c), Three, 1.0).Carry);
        Holds.Throws<ShapeMismatchException>(
            "Scan: there are no inputs, so the number of steps is not known; give it as 'length'.", () => Scan((c, e) => (c, c), Three, null).Carry);
        Assert.Throws<ArgumentOutOfRangeException>(() => Scan(c => (c, c), Three, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Scan(c => (c, c), Three, 3, unroll: 0));
    }

    [Fact]
    public void BoundsAreWholeNumbers()
    {
        Holds.Throws<DTypeMismatchException>(
            "ForLoop: 'upper' is Float64; expected a whole number. Convert it with AsType(DType.Int64).", () => ForLoop(0, 3.5, (i, x) => x, Three));
        Holds.Throws<ShapeMismatchException>("ForLoop: 'lower' has the shape [3]; expected one whole number.", () => ForLoop(Three, 3, (i, x) => x, Three));
    }

    [Fact]
    public void ValuesAreNotKnownInALoop()
    {
        const string rest = " only its shape and element type are known. Use Where(condition, a, b) to choose between values, "
            + "Cond, While or Scan for branches and loops, DynamicSlice for a part that begins at it, Functions instead of Math, "
            + "or pass the value as a plain C# number or bool, which is a static part of the arguments.";
        Holds.Throws<ConcretizationException>(
            "(double): argument 'speed' f64[] has no value while Scan of a lambda in ValuesAreNotKnownInALoop is traced;" + rest,
            () => Scan((speed, e) => (speed * (double)speed, e), 1.0, Three).Carry);
        Holds.Throws<ConcretizationException>(
            "(bool): a result of 'gt' bool[], computed from 'state.Item2', has no value while Scan of a lambda in ValuesAreNotKnownInALoop is traced;" + rest,
            () => Scan(((Tensor, Tensor) state) => ((bool)(state.Item2 > 0) ? state : (state.Item2, state.Item1), state.Item1), (Three[0], Three[1]), 2).Outputs);
        Assert.Contains(
            "argument 'i'", Assert.Throws<ConcretizationException>(() => ForLoop(0, 3, (i, x) => x * (int)i, 1.0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TracersDoNotEscape()
    {
        Tensor? kept = null;
        Scan((c, e) =>
        {
            kept = c * e;
            return (c, e);
        }, 1.0, Three);
        Holds.Throws<EscapedTracerException>(
            "add: a traced tensor f64[], a result of 'mul' of Scan of a lambda in TracersDoNotEscape, is used after that function has returned. "
            + "Return it from the function (as an output or auxiliary output) instead of storing it in a variable outside. "
            + "A static field is initialized where it is first used: use it once before the function.",
            () => kept! + 1);
        Assert.Throws<EscapedTracerException>(() => Scan((c, e) => (c + kept!, e), 1.0, Three));
        Assert.Throws<EscapedTracerException>(() => Grad(x => ForLoop(0, 2, (i, y) => y * kept!, x))(1.0));

        // A tracer of an outer transformation that still runs is welcome.
        Holds.Equal(6, Grad(x => Scan((c, e) => (c + x * e, c), 0.0, Three).Carry)(1.0));
    }
}
