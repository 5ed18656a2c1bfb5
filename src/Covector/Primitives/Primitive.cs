namespace Covector.Primitives;

/// <summary>
/// An operation that transformations know. An instance holds its parameters and compares by them, which gives common subexpressions and
/// cache keys. All rules of a primitive stand in its file; a missing one does not compile.
/// </summary>
internal abstract record Primitive
{
    /// <summary>The name in graphs and messages, lower case.</summary>
    public abstract string Name { get; }

    /// <summary>The parameters as printed in graphs, such as <c>axes=[0]</c>; empty when there are none.</summary>
    public virtual string Parameters => "";

    /// <summary>The graphs that it runs, each with what it is called in print.</summary>
    public virtual IReadOnlyList<(string Label, Graph Graph)> Bodies => [];

    public sealed override string ToString() => Parameters.Length == 0 ? Name : $"{Name}[{Parameters}]";
}

/// <summary>A primitive with one output.</summary>
internal abstract record SingleOutputPrimitive : Primitive
{
    /// <summary>The type of the output; throws when the inputs do not fit.</summary>
    public abstract TensorType Infer(ReadOnlySpan<TensorType> inputs);

    /// <summary>Computes the output of concrete inputs.</summary>
    public abstract Tensor Eval(ReadOnlySpan<Tensor> inputs);

    /// <summary>
    /// The tangent of the output: linear in the tangents, of which a null one is zero (at least one is not). Written with tensor operations on
    /// the inputs <paramref name="x"/> and the output <paramref name="y"/>; null when it is zero.
    /// </summary>
    public abstract Tensor? Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx);

    /// <summary>The output for a batch: inputs carry a batch axis where <paramref name="axes"/> names one.</summary>
    /// <returns>The output and its batch axis.</returns>
    public abstract (Tensor Value, int Axis) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size);

    /// <summary>
    /// For the operands in which the primitive is linear: what the cotangent of the output contributes to each. An operand has a value
    /// exactly if it is not linear.
    /// </summary>
    public virtual void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions) =>
        throw Error.NotLinear(this);
}

/// <summary>A primitive with any number of outputs.</summary>
internal abstract record MultiOutputPrimitive : Primitive
{
    /// <inheritdoc cref="SingleOutputPrimitive.Infer"/>
    public abstract TensorType[] Infer(ReadOnlySpan<TensorType> inputs);

    /// <inheritdoc cref="SingleOutputPrimitive.Eval"/>
    public abstract Tensor[] Eval(ReadOnlySpan<Tensor> inputs);

    /// <summary>
    /// The outputs, computed in the trace <paramref name="primal"/>, and their tangents, computed in the trace <paramref name="rule"/>, which
    /// sends to the tangent side what touches a tangent. The same trace for both means forward mode.
    /// </summary>
    public abstract (Tensor[] Outputs, Tensor?[] Tangents) Linearize(
        Tensor[] primals, Tensor?[] tangents, Trace? primal, Trace? rule);

    /// <inheritdoc cref="SingleOutputPrimitive.Batch"/>
    public abstract (Tensor[] Values, int?[] Axes) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size);

    /// <summary>The same for some of its outputs, with the operands that these need; null if there is nothing to save.</summary>
    /// <param name="needed">The outputs that somebody reads.</param>
    public virtual PrunedPrimitive? Prune(ReadOnlySpan<bool> needed) => null;

    /// <inheritdoc cref="SingleOutputPrimitive.Transpose"/>
    /// <param name="operands">The operands; one has a value exactly if it is not linear.</param>
    /// <param name="cotangents">The cotangents of the outputs; null is zero.</param>
    /// <param name="contributions">Receives what they contribute to each linear operand.</param>
    public abstract void Transpose(ReadOnlySpan<Operand> operands, ReadOnlySpan<Tensor?> cotangents, Span<Tensor?> contributions);
}

/// <summary>A primitive with the operands and outputs that it has left.</summary>
internal sealed record PrunedPrimitive(MultiOutputPrimitive Primitive, bool[] Operands, bool[] Outputs)
{
    public bool SavesAnything => Operands.Contains(false) || Outputs.Contains(false);
}

/// <summary>An operand of an equation that is transposed: its type, and its value unless the equation is linear in it.</summary>
internal readonly record struct Operand(TensorType Type, Tensor? Value)
{
    public bool IsLinear => Value is null;
}
