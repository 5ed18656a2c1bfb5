namespace Covector;

public static partial class Transforms
{
    /// <summary>
    /// Compares the derivatives of f at x with central finite differences: <c>Jvp</c>, <c>Linearize</c> and <c>Vjp</c> in a random direction and
    /// entry by entry, then the same for the derivatives themselves, up to the given order.
    /// </summary>
    /// <param name="f">A function that is smooth near x; at a kink or a jump differences mean nothing.</param>
    /// <param name="x">A concrete point. Tensors that are not floating point are held fixed.</param>
    /// <param name="order">How many times f is differentiated, at least 1. All sequences of forward and reverse mode are checked.</param>
    /// <returns>What was compared, and the largest deviations.</returns>
    /// <remarks>
    /// The differences have the error h⁴. The step h is 2⁻¹⁰ in Float64 and 2⁻⁸ in Float32, relative to the size of the elements; it is made
    /// smaller where f is not finite. Float64 must agree to 10⁻⁷, Float32 to 2·10⁻³. Directions are random but the same in every run.
    /// </remarks>
    /// <exception cref="GradientMismatchException">A derivative differs from the difference quotient.</exception>
    /// <exception cref="DTypeMismatchException">f returned no floating-point tensor, or x holds none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The order is below 1.</exception>
    [OverloadResolutionPriority(1)]
    public static GradientReport CheckGradients(Func<Tensor, Tensor> f, Tensor x, int order = 2) => CheckGradients<Tensor>(f, x, order);

    /// <inheritdoc cref="CheckGradients(Func{Tensor, Tensor}, Tensor, int)"/>
    public static GradientReport CheckGradients<P>(Func<P, Tensor> f, P x, int order = 2)
    {
        ArgumentNullException.ThrowIfNull(f);
        TreeLeaves.Require(x);
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        var structure = Tree.StructureOf(x, TraceOrigin.ParameterName(f, 0));
        var check = new GradientCheck(
            leaves => Tensor.Require(f(Tree.Unflatten<P>(structure, leaves))), TreeLeaves.Of(x), ArgumentNames.Of(structure, f, false));
        return check.Run(order);
    }
}
