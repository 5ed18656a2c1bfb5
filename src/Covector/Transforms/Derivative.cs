namespace Covector;

public static partial class Transforms
{
    /// <summary>The derivative of f as a function of the point: x ↦ ∂f(x), a linear map that keeps its structure.</summary>
    /// <remarks>
    /// The structure is read off the recorded tangents, so derivative rules of custom functions and <c>StopGradient</c> count. An
    /// elementwise function has a diagonal, a linear layer W in x and I ⊗ xᵀ in W; the Hessian is <c>Derivative(Grad(f))</c>. f is
    /// recorded on each call, and as long as the record stays the same what follows from it is kept; a function made by <c>Jit</c> is
    /// recorded once. A function that reads values of tensors, as in <c>if ((double)x > 0)</c>, is evaluated on each call.
    /// </remarks>
    /// <param name="f">The function.</param>
    /// <exception cref="DTypeMismatchException">
    /// On a call: no tensor of the argument is floating point, or one of the result is not.
    /// </exception>
    [OverloadResolutionPriority(1)]
    public static Func<Tensor, LinearMap> Derivative(Func<Tensor, Tensor> f) => Derivative<Tensor, Tensor>(f);

    /// <summary>
    /// The derivative of a function between trees: a linear map made of blocks, one for each tensor of the result and of the argument.
    /// </summary>
    /// <inheritdoc cref="Derivative(Func{Tensor, Tensor})"/>
    public static Func<X, LinearMap> Derivative<X, Y>(Func<X, Y> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return new DerivativeFunction<X, Y>(f).Invoke;
    }
}
