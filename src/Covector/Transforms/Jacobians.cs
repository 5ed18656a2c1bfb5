namespace Covector;

public static partial class Transforms
{
    /// <summary>The Jacobian by forward mode, one pushforward for each input element, all at once: shape out.Shape + in.Shape.</summary>
    /// <exception cref="DTypeMismatchException">On a call: the argument or the result is not floating point.</exception>
    [OverloadResolutionPriority(2)]
    public static Func<Tensor, Tensor> JacFwd(Func<Tensor, Tensor> f) => JacFwd<Tensor>(f);

    /// <summary>The Jacobian by reverse mode, one pullback for each output element, all at once: shape out.Shape + in.Shape.</summary>
    /// <exception cref="DTypeMismatchException">On a call: the argument or the result is not floating point.</exception>
    [OverloadResolutionPriority(2)]
    public static Func<Tensor, Tensor> JacRev(Func<Tensor, Tensor> f) => JacRev<Tensor>(f);

    /// <summary>
    /// The Jacobian (∂f/∂x)ᵢⱼ = ∂fᵢ/∂xⱼ, of shape out.Shape + in.Shape: by forward mode if there are fewer inputs than outputs, else by
    /// reverse mode.
    /// </summary>
    /// <exception cref="DTypeMismatchException">On a call: the argument or the result is not floating point.</exception>
    [OverloadResolutionPriority(2)]
    public static Func<Tensor, Tensor> Jacobian(Func<Tensor, Tensor> f) => Jacobian<Tensor>(f);

    /// <summary>The Hessian ∂²f/∂xᵢ∂xⱼ of a scalar function, of shape in.Shape + in.Shape: forward over reverse mode.</summary>
    /// <exception cref="NonScalarOutputException">On a call: f returned a tensor that is not a scalar.</exception>
    [OverloadResolutionPriority(1)]
    public static Func<Tensor, Tensor> Hessian(Func<Tensor, Tensor> f)
    {
        var gradient = GradientFor(nameof(Hessian), f);
        return x => JacobianBlocks.Of(nameof(Hessian), gradient, x, forward: true, f).Column();
    }

    /// <summary>The second derivatives with respect to each pair of tensors of the argument, each of shape of the one + of the other.</summary>
    /// <inheritdoc cref="Hessian(Func{Tensor, Tensor})"/>
    public static Func<(Tensor, Tensor), ((Tensor, Tensor), (Tensor, Tensor))> Hessian(Func<(Tensor, Tensor), Tensor> f)
    {
        var blocks = Hessian<(Tensor, Tensor)>(f);
        return x => blocks(x) is var rows ? (rows[0], rows[1]) : default;
    }

    /// <inheritdoc cref="Hessian(Func{ValueTuple{Tensor, Tensor}, Tensor})"/>
    public static Func<(Tensor, Tensor, Tensor), ((Tensor, Tensor, Tensor), (Tensor, Tensor, Tensor), (Tensor, Tensor, Tensor))> Hessian(
        Func<(Tensor, Tensor, Tensor), Tensor> f)
    {
        var blocks = Hessian<(Tensor, Tensor, Tensor)>(f);
        return x => blocks(x) is var rows ? (rows[0], rows[1], rows[2]) : default;
    }

    /// <inheritdoc cref="Hessian(Func{ValueTuple{Tensor, Tensor}, Tensor})"/>
    public static Func<Tensor[], Tensor[][]> Hessian(Func<Tensor[], Tensor> f) => Hessian<Tensor[]>(f);

    /// <inheritdoc cref="Hessian(Func{ValueTuple{Tensor, Tensor}, Tensor})"/>
    public static Func<Dictionary<string, Tensor>, Dictionary<string, Dictionary<string, Tensor>>> Hessian(
        Func<Dictionary<string, Tensor>, Tensor> f)
    {
        var gradient = GradientFor(nameof(Hessian), f);
        return x => JacobianBlocks.Of(nameof(Hessian), gradient, x, forward: true, f).RowsByKey();
    }

    /// <summary>
    /// The second derivatives with respect to each pair of tensors of any tree: for each tensor of the argument, in their order, a tree like
    /// the argument with the derivatives of the gradient with respect to that tensor, each of shape of the one + of the other.
    /// </summary>
    /// <inheritdoc cref="Hessian(Func{Tensor, Tensor})"/>
    public static Func<P, P[]> Hessian<P>(Func<P, Tensor> f)
    {
        var gradient = GradientFor(nameof(Hessian), f);
        return x => JacobianBlocks.Of(nameof(Hessian), gradient, x, forward: true, f).Rows();
    }

    /// <summary>The product of the Hessian with a vector, (x, v) ↦ H·v, without the Hessian: forward over reverse mode.</summary>
    /// <exception cref="NonScalarOutputException">On a call: f returned a tensor that is not a scalar.</exception>
    public static Func<Tensor, Tensor, Tensor> Hvp(Func<Tensor, Tensor> f) => Hvp<Tensor>(f);

    /// <inheritdoc cref="Hvp(Func{Tensor, Tensor})"/>
    public static Func<P, P, P> Hvp<P>(Func<P, Tensor> f)
    {
        var gradient = GradientFor(nameof(Hvp), f);
        return (x, v) => PushForward(nameof(Hvp), "vector", gradient, x, v, f).Tangent;
    }

    /// <summary>The gradient as a step of another transformation, which its messages name.</summary>
    private static Func<P, P> GradientFor<P>(string transformation, Func<P, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => Gradient.Compute(f, x, transformation, f).Grad;
    }
}
