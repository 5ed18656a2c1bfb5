namespace Covector.Primitives;

/// <summary>
/// A primitive that computes each element of its output from the elements at the same place of its inputs, which all have one shape.
/// </summary>
internal abstract record Elementwise : SingleOutputPrimitive
{
    private KernelCache kernels;

    /// <summary>The address of the tile kernel for operands of the given type.</summary>
    public nint Kernel(DType dtype) => kernels.Get(dtype, this, static (primitive, type) => primitive.FindKernel(type));

    /// <summary>The element type of the output, for inputs of the given type.</summary>
    public virtual DType OutputType(DType input) => input;

    /// <summary>What element types the primitive takes, for messages.</summary>
    protected virtual bool Accepts(DType dtype) => dtype.IsFloating;

    protected virtual string Accepted => Accepts(DType.Int64)
        ? "numbers; truth values convert with x.AsType(DType.Int64)"
        : "a floating-point tensor; convert with x.AsType(DType.Float64)";

    /// <summary>What messages call the operation: as it is written in C#.</summary>
    protected virtual string Operation => Name;

    /// <summary>The element rule as an expression of the scalar language; null where a scalar function computes it.</summary>
    public abstract Expr? Lower(ReadOnlySpan<Expr> x);

    /// <summary>Whether the primitive can be part of a tile program: it has a tile kernel, or is made of some.</summary>
    public virtual bool IsTiled => true;

    /// <summary>Appends the primitive to a tile program: by default its kernel.</summary>
    /// <returns>The number of the result.</returns>
    public virtual int Tile(ITileEmitter emitter, ReadOnlySpan<int> operands) => emitter.Kernel(this, operands);

    /// <summary>Looks the tile kernel up.</summary>
    protected abstract nint FindKernel(DType dtype);

    protected void CheckType(DType dtype)
    {
        if (!Accepts(dtype))
            throw Error.DTypes(Operation, dtype, Accepted);
    }

    /// <summary>Batches by moving all batch axes to the front, where the element rule does not notice them.</summary>
    public override (Tensor Value, int Axis) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size)
    {
        var front = new Tensor[x.Length];
        for (int i = 0; i < front.Length; i++)
            front[i] = Batching.ToFront(x[i], axes[i], size);
        return (Trace.Bind(this, front), 0);
    }
}

/// <summary>An elementwise primitive of one operand.</summary>
internal abstract record UnaryElementwise : Elementwise
{
    /// <inheritdoc cref="Elementwise.Lower"/>
    public abstract Expr? Lower(Expr x);

    public sealed override Expr? Lower(ReadOnlySpan<Expr> x) => Lower(x[0]);

    /// <summary>The tangent f′(x)·dx, from the input, the output and the input's tangent; null where the derivative is zero everywhere.</summary>
    public abstract Tensor? Jvp(Tensor x, Tensor y, Tensor dx);

    public sealed override Tensor? Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx) => Jvp(x[0], y, dx[0]!);

    protected override unsafe nint FindKernel(DType dtype) => (nint)TileKernels.UnaryKernel(Name, dtype);

    public sealed override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        CheckType(inputs[0].DType);
        return new TensorType(OutputType(inputs[0].DType), inputs[0].Shape);
    }

    public override Tensor Eval(ReadOnlySpan<Tensor> inputs)
    {
        CheckType(inputs[0].DType);
        return ElementwiseEvaluator.Run(this, inputs[0]);
    }

    public sealed override void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions) =>
        contributions[0] = Transpose(cotangent);

    /// <summary>For a linear primitive: its transpose.</summary>
    protected virtual Tensor Transpose(Tensor cotangent) => throw Error.NotLinear(this);
}

/// <summary>A family member that has one instance, made once, and a method that applies it.</summary>
internal abstract record UnaryElementwise<TSelf> : UnaryElementwise
    where TSelf : UnaryElementwise<TSelf>, new()
{
    public static TSelf Instance { get; } = new();

    public static Tensor Of(Tensor x) => Trace.Bind(Instance, x);
}

/// <summary>An elementwise primitive of two operands of one type and shape.</summary>
internal abstract record BinaryElementwise : Elementwise
{
    /// <inheritdoc cref="Elementwise.Lower"/>
    public abstract Expr Lower(Expr x, Expr y);

    public sealed override Expr Lower(ReadOnlySpan<Expr> x) => Lower(x[0], x[1]);

    /// <summary>The contribution of dx to the tangent: ∂f/∂x · dx.</summary>
    public abstract Tensor? JvpLeft(Tensor x, Tensor y, Tensor z, Tensor dx);

    /// <summary>The contribution of dy to the tangent: ∂f/∂y · dy.</summary>
    public abstract Tensor? JvpRight(Tensor x, Tensor y, Tensor z, Tensor dy);

    public sealed override Tensor? Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx)
    {
        var left = dx[0] is { } d0 ? JvpLeft(x[0], x[1], y, d0) : null;
        var right = dx[1] is { } d1 ? JvpRight(x[0], x[1], y, d1) : null;
        return left is null ? right : right is null ? left : Add.Of(left, right);
    }

    protected sealed override unsafe nint FindKernel(DType dtype) => (nint)TileKernels.BinaryKernel(Name, dtype);

    public sealed override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        CheckType(inputs[0].DType);
        if (inputs[0] != inputs[1])
            throw Error.Shapes(Name, $"the operands {inputs[0]} and {inputs[1]} differ; they must have one type and shape.");
        return new TensorType(OutputType(inputs[0].DType), inputs[0].Shape);
    }

    public sealed override Tensor Eval(ReadOnlySpan<Tensor> inputs)
    {
        CheckType(inputs[0].DType);
        return ElementwiseEvaluator.Run(this, inputs[0], inputs[1]);
    }
}

/// <inheritdoc cref="UnaryElementwise{TSelf}"/>
internal abstract record BinaryElementwise<TSelf> : BinaryElementwise
    where TSelf : BinaryElementwise<TSelf>, new()
{
    public static TSelf Instance { get; } = new();

    public static Tensor Of(Tensor x, Tensor y) => Trace.Bind(Instance, x, y);
}

/// <summary>A comparison or another test: its output is Bool and has no derivative.</summary>
internal abstract record Comparison<TSelf> : BinaryElementwise<TSelf>
    where TSelf : Comparison<TSelf>, new()
{
    protected override bool Accepts(DType dtype) => true;

    public sealed override DType OutputType(DType input) => DType.Bool;

    public sealed override Tensor? JvpLeft(Tensor x, Tensor y, Tensor z, Tensor dx) => null;

    public sealed override Tensor? JvpRight(Tensor x, Tensor y, Tensor z, Tensor dy) => null;
}
