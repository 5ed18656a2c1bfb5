namespace Covector.Primitives;

/// <summary>
/// How an elementwise primitive sends a cotangent of its output back to its operands: its derivative rule, transposed and made ready to run in
/// one pass over tensors of any shape.
/// </summary>
internal interface IPullback
{
    /// <summary>What it reads besides the cotangent: bit i stands for operand i, the bit after the last operand for the output.</summary>
    int Reads { get; }

    /// <summary>Whether it contributes nothing to any operand.</summary>
    bool IsZero { get; }

    /// <summary>Computes on concrete tensors what the cotangent contributes to each operand; null where that is zero.</summary>
    /// <param name="values">The operands and then the output, as far as they are read.</param>
    /// <param name="cotangent">The cotangent of the output.</param>
    /// <param name="contributions">One for each operand.</param>
    void Run(ReadOnlySpan<Tensor?> values, Tensor cotangent, Span<Tensor?> contributions);
}

/// <summary>Makes the pullback to the operands in a set, given as bits; null if the rule does not fit into one pass.</summary>
internal delegate IPullback? PullbackCompiler(Elementwise primitive, ReadOnlySpan<TensorType> operands, int active);
