namespace Covector.Tracing;

/// <summary>Room on the stack for the operands of most primitives.</summary>
[InlineArray(Most)]
internal struct OperandRoom
{
    private const int Most = 3;

    private Tensor? first;

    /// <summary>Space for so many tensors: this room, or an array if they are more.</summary>
    public static Span<Tensor?> For(int count, ref OperandRoom room) => count <= Most ? ((Span<Tensor?>)room)[..count] : new Tensor?[count];
}
