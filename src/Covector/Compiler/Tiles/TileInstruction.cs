namespace Covector.Compiler;

/// <summary>One kernel over one tile: slots hold the tiles of its operands and result.</summary>
/// <param name="Kernel">The address of the tile kernel.</param>
/// <param name="Arity">1 to 3 operands.</param>
/// <param name="A">The slot of the first operand.</param>
/// <param name="B">The slot of the second operand.</param>
/// <param name="C">The slot of the third operand.</param>
/// <param name="Result">The slot of the result.</param>
internal readonly record struct TileInstruction(nint Kernel, int Arity, int A, int B, int C, int Result)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Run(byte** slots, nint n)
    {
        switch (Arity)
        {
            case 1:
                ((delegate*<byte*, byte*, nint, void>)Kernel)(slots[A], slots[Result], n);
                break;
            case 2:
                ((delegate*<byte*, byte*, byte*, nint, void>)Kernel)(slots[A], slots[B], slots[Result], n);
                break;
            default:
                ((delegate*<byte*, byte*, byte*, byte*, nint, void>)Kernel)(slots[A], slots[B], slots[C], slots[Result], n);
                break;
        }
    }
}
