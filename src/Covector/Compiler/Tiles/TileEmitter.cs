namespace Covector.Compiler;

/// <summary>Appends the kernels of one equation to a tile program.</summary>
/// <param name="builder">The program.</param>
/// <param name="dtype">The element type of the equation's operands, that of the last for a selection.</param>
internal sealed class TileEmitter(TileProgramBuilder builder, DType dtype) : ITileEmitter
{
    public int Kernel(Elementwise primitive, ReadOnlySpan<int> operands) => builder.Emit(primitive.Kernel(dtype), operands);

    public int Constant(double value) => builder.Constant(new Fill(dtype, default, Fill.ToBits(dtype, value)));
}
