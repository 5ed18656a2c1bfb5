namespace Covector;

public static partial class Transforms
{
    /// <summary>The Jacobian by forward mode, one pushforward for each input element, all at once: shape out.Shape + in.Shape.</summary>
    /// <exception cref="DTypeMismatchException">On a call: the argument is not floating point.</exception>
    public static Func<Tensor, Tensor> JacFwd(Func<Tensor, Tensor> f) => JacFwd<Tensor>(f);

    /// <summary>The Jacobian of each tensor of the result.</summary>
    /// <inheritdoc cref="JacFwd(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Y> JacFwd<Y>(Func<Tensor, Y> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x =>
        {
            RequireFloating(nameof(JacFwd), f, x);
            var (value, pushforward) = Linearize(f, x);
            var columns = Vmap(pushforward, 0, -1)(Basis(x.Type));
            return Tree.Map(columns, value, (j, y) => Primitives.Reshape.Of(j, [.. y.Shape, .. x.Shape]));
        };
    }

    /// <summary>The Jacobian by reverse mode, one pullback for each output element, all at once: shape out.Shape + in.Shape.</summary>
    /// <exception cref="DTypeMismatchException">On a call: the argument or the result is not floating point.</exception>
    public static Func<Tensor, Tensor> JacRev(Func<Tensor, Tensor> f) => JacRev<Tensor>(f);

    /// <summary>The Jacobian with respect to each tensor of the argument.</summary>
    /// <inheritdoc cref="JacRev(Func{Tensor, Tensor})"/>
    public static Func<P, P> JacRev<P>(Func<P, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x =>
        {
            RequireFloating(nameof(JacRev), f, x);
            var (y, pullback) = Vjp(f, x);
            if (!y.DType.IsFloating)
                throw Error.NonFloatingOutput(nameof(JacRev), y.DType);
            var rows = Vmap(pullback, 0, 0)(Basis(y.Type));
            return Tree.Map(rows, x, (j, leaf) => Primitives.Reshape.Of(j, [.. y.Shape, .. leaf.Shape]));
        };
    }

    /// <summary>
    /// The Jacobian (∂f/∂x)ᵢⱼ = ∂fᵢ/∂xⱼ, of shape out.Shape + in.Shape: by forward mode if there are fewer inputs than outputs, else by
    /// reverse mode.
    /// </summary>
    /// <exception cref="DTypeMismatchException">On a call: the argument or the result is not floating point.</exception>
    public static Func<Tensor, Tensor> Jacobian(Func<Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => x.Size < ShapeOf(f)(x).Shape.Size ? JacFwd(f)(x) : JacRev(f)(x);
    }

    /// <summary>The Jacobian with respect to each tensor of the argument, by reverse mode.</summary>
    /// <inheritdoc cref="Jacobian(Func{Tensor, Tensor})"/>
    public static Func<P, P> Jacobian<P>(Func<P, Tensor> f) => JacRev(f);

    /// <summary>The Jacobian of each tensor of the result, by forward mode.</summary>
    /// <inheritdoc cref="Jacobian(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Y> Jacobian<Y>(Func<Tensor, Y> f) => JacFwd(f);

    /// <summary>The Hessian ∂²f/∂xᵢ∂xⱼ of a scalar function, of shape in.Shape + in.Shape: forward over reverse mode.</summary>
    /// <exception cref="NonScalarOutputException">On a call: f returned a tensor that is not a scalar.</exception>
    public static Func<Tensor, Tensor> Hessian(Func<Tensor, Tensor> f) => JacFwd(Grad(f));

    /// <summary>The product of the Hessian with a vector, (x, v) ↦ H·v, without the Hessian: forward over reverse mode.</summary>
    /// <exception cref="NonScalarOutputException">On a call: f returned a tensor that is not a scalar.</exception>
    public static Func<Tensor, Tensor, Tensor> Hvp(Func<Tensor, Tensor> f) => Hvp<Tensor>(f);

    /// <inheritdoc cref="Hvp(Func{Tensor, Tensor})"/>
    public static Func<P, P, P> Hvp<P>(Func<P, Tensor> f)
    {
        var gradient = Grad(f);
        return (x, v) => Jvp(gradient, x, v).Tangent;
    }

    /// <summary>All unit tensors of a type, along a new first axis.</summary>
    private static Tensor Basis(TensorType type)
    {
        int n = checked((int)type.Shape.Size);
        return Primitives.Reshape.Of(Tensor.Eye(n, type.DType), type.Shape.Insert(0, n));
    }

    private static void RequireFloating<X>(string transformation, Delegate f, X x)
    {
        var leaves = TreeLeaves.Of(x);
        for (int i = 0; i < leaves.Length; i++)
            if (!leaves[i].DType.IsFloating)
                throw Error.NotFloatingInput(transformation, TreeLeaves.Path(x, i, f), leaves[i].Type);
    }
}
