namespace Covector;

public static partial class Transforms
{
    /// <inheritdoc cref="Scan{C, X, Y}(Func{C, X, ValueTuple{C, Y}}, C, X, int?, bool, int)"/>
    [OverloadResolutionPriority(2)]
    public static (Tensor Carry, Tensor Outputs) Scan(
        Func<Tensor, Tensor, (Tensor, Tensor)> body, Tensor init, Tensor? inputs,
        int? length = null, bool reverse = false, int unroll = 1) =>
        Scan<Tensor, Tensor?, Tensor>(body!, init, inputs, length, reverse, unroll);

    /// <inheritdoc cref="Scan{C, X, Y}(Func{C, X, ValueTuple{C, Y}}, C, X, int?, bool, int)"/>
    [OverloadResolutionPriority(1)]
    public static (Tensor Carry, Y Outputs) Scan<X, Y>(
        Func<Tensor, X, (Tensor, Y)> body, Tensor init, X inputs, int? length = null, bool reverse = false, int unroll = 1) =>
        Scan<Tensor, X, Y>(body, init, inputs, length, reverse, unroll);

    /// <summary>
    /// A loop that carries values from step to step, takes one element of its inputs in each step and stacks one result of each:
    /// <c>(c, y[i]) = body(c, x[i])</c> for i = 0 … n − 1, from c = init. The body is traced once, however many steps there are; all
    /// transformations apply, and reverse mode keeps of each step only what its derivative needs.
    /// </summary>
    /// <param name="body">From the carry and one element of the inputs to the next carry and one element of the outputs.</param>
    /// <param name="init">
    /// The carry at the start; its structure, shapes and element types stay the same. Numbers take the type the body gives them.
    /// </param>
    /// <param name="inputs">A tree of tensors whose first axes have the length n.</param>
    /// <param name="length">The number n of steps, where there are no inputs that tell it.</param>
    /// <param name="reverse">Whether the steps run from i = n − 1 down to 0; y[i] stands at the place of x[i] all the same.</param>
    /// <param name="unroll">How many steps are compiled as one, which saves time where a step does little.</param>
    /// <returns>The carry after the last step, and the outputs stacked along a new first axis.</returns>
    /// <exception cref="TreeMismatchException">The body returns a carry of another structure.</exception>
    /// <exception cref="ShapeMismatchException">The body returns a carry of another shape, or the inputs differ in length.</exception>
    /// <exception cref="DTypeMismatchException">The body returns a carry of another element type.</exception>
    /// <exception cref="ConcretizationException">The body reads the value of its arguments.</exception>
    public static (C Carry, Y Outputs) Scan<C, X, Y>(
        Func<C, X, (C, Y)> body, C init, X inputs, int? length = null, bool reverse = false, int unroll = 1)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfLessThan(unroll, 1);
        return Loop.Scan(body, init, inputs, length, reverse, unroll, body);
    }

    /// <summary>A loop of a given number of steps without inputs: <c>(c, y[i]) = body(c)</c>.</summary>
    /// <inheritdoc cref="Scan{C, X, Y}(Func{C, X, ValueTuple{C, Y}}, C, X, int?, bool, int)"/>
    [OverloadResolutionPriority(1)]
    public static (Tensor Carry, Tensor Outputs) Scan(
        Func<Tensor, (Tensor, Tensor)> body, Tensor init, int length, bool reverse = false, int unroll = 1) =>
        Scan<Tensor, Tensor>(body, init, length, reverse, unroll);

    /// <inheritdoc cref="Scan(Func{Tensor, ValueTuple{Tensor, Tensor}}, Tensor, int, bool, int)"/>
    public static (C Carry, Y Outputs) Scan<C, Y>(Func<C, (C, Y)> body, C init, int length, bool reverse = false, int unroll = 1)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfLessThan(unroll, 1);
        return Loop.Scan<C, Tensor?, Y>((c, _) => body(c), init, null, length, reverse, unroll, body);
    }

    /// <inheritdoc cref="ForLoop{X}(Tensor, Tensor, Func{Tensor, X, X}, X)"/>
    [OverloadResolutionPriority(1)]
    public static Tensor ForLoop(Tensor lower, Tensor upper, Func<Tensor, Tensor, Tensor> body, Tensor init) =>
        ForLoop<Tensor>(lower, upper, body, init);

    /// <summary>x ← body(i, x) for i = lower … upper − 1, from x = init. The body is traced once; all transformations apply.</summary>
    /// <param name="lower">The first number; a whole one.</param>
    /// <param name="upper">Where the loop ends; a whole number. There is no step if it is not above the first.</param>
    /// <param name="body">From the counter, an Int64 scalar, and the value to the next value.</param>
    /// <param name="init">The value at the start; its structure, shapes and element types stay the same.</param>
    /// <returns>The value after the last step.</returns>
    /// <inheritdoc cref="Scan{C, X, Y}(Func{C, X, ValueTuple{C, Y}}, C, X, int?, bool, int)" path="/exception"/>
    public static X ForLoop<X>(Tensor lower, Tensor upper, Func<Tensor, X, X> body, X init)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Loop.For(Tensor.Require(lower), Tensor.Require(upper), body, init);
    }

    /// <inheritdoc cref="While{X}(Func{X, Tensor}, Func{X, X}, X)"/>
    [OverloadResolutionPriority(1)]
    public static Tensor While(Func<Tensor, Tensor> condition, Func<Tensor, Tensor> body, Tensor init) =>
        While<Tensor>(condition, body, init);

    /// <summary>
    /// x ← body(x) as long as condition(x) holds, from x = init. Condition and body are traced once; all transformations apply.
    /// </summary>
    /// <remarks>
    /// Reverse mode runs the loop once more, as often as it has run, and keeps residuals of each step. Under <c>Vmap</c> the loop runs
    /// until no element of the batch goes on; an element that has stopped keeps its value.
    /// </remarks>
    /// <param name="condition">A Bool scalar, such as <c>x &lt; 100</c>.</param>
    /// <param name="body">From the value to the next value.</param>
    /// <param name="init">The value at the start; its structure, shapes and element types stay the same.</param>
    /// <returns>The first value for which the condition does not hold.</returns>
    /// <inheritdoc cref="Scan{C, X, Y}(Func{C, X, ValueTuple{C, Y}}, C, X, int?, bool, int)" path="/exception"/>
    public static X While<X>(Func<X, Tensor> condition, Func<X, X> body, X init)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(body);
        return Loop.While(condition, body, init);
    }
}
