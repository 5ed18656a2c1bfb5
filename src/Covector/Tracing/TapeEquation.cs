namespace Covector.Tracing;

/// <summary>A linear operation on tangents of a tape, which have numbers.</summary>
/// <param name="primitive">The operation.</param>
/// <param name="operands">Its operands; those without a value are tangents.</param>
/// <param name="inputs">The number of each operand that is a tangent.</param>
/// <param name="outputs">The numbers of the outputs.</param>
internal sealed class TapeEquation(Primitive primitive, Operand[] operands, int[] inputs, int[] outputs)
{
    /// <summary>Adds what the cotangents of the outputs contribute to the operands.</summary>
    public void Transpose(CotangentSums sums) => Transposition.Step(primitive, operands, inputs, outputs, sums);
}
