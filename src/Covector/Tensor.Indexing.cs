namespace Covector;

// Parts of tensors, and tensors with parts replaced.
public sealed partial class Tensor
{
    /// <summary>A part of the tensor, by the rules of NumPy.</summary>
    /// <remarks>
    /// Numbers, ranges and new axes make a view. Tensors of places are broadcast together and read element by element; the axes of their
    /// common shape stand where the tensors stood, or first if a range stands between them. A Bool tensor selects where it is true, which
    /// needs its values. Axes that are not mentioned are taken whole.
    /// </remarks>
    /// <param name="index">Numbers, <see cref="Index"/>, <see cref="Range"/>, tensors, <see cref="Slice"/>s.</param>
    /// <exception cref="IndexOutOfBoundsException">A number, range or place is outside of its axis.</exception>
    /// <exception cref="ShapeMismatchException">There are more indices than axes, or the places do not broadcast.</exception>
    /// <exception cref="DTypeMismatchException">A tensor is neither of whole numbers nor Bool.</exception>
    /// <exception cref="ConcretizationException">A mask has no value while the function is traced.</exception>
    public Tensor this[params ReadOnlySpan<Slice> index] => Indexed.Read(this, index);

    /// <summary>The parts at some places along the first axis, or the elements where a mask is true.</summary>
    /// <inheritdoc cref="this[ReadOnlySpan{Slice}]"/>
    [OverloadResolutionPriority(1)]
    public Tensor this[Tensor index] => Indexed.Read(this, [index]);

    /// <summary>The part at one place of the first axis; negative places count from the end.</summary>
    /// <inheritdoc cref="this[ReadOnlySpan{Slice}]"/>
    [OverloadResolutionPriority(2)]
    public Tensor this[int index] => Indexed.Read(this, [index]);

    /// <summary>A part of the tensor to be changed in a new tensor: <c>x.At(1..3, rows).Add(u)</c>.</summary>
    /// <inheritdoc cref="this[ReadOnlySpan{Slice}]"/>
    public Updater At(params ReadOnlySpan<Slice> index) => new(this, index);

    /// <summary>The parts at some places along the first axis, or where a mask is true, to be changed in a new tensor.</summary>
    /// <inheritdoc cref="this[ReadOnlySpan{Slice}]"/>
    [OverloadResolutionPriority(1)]
    public Updater At(Tensor index) => new(this, [index]);

    /// <summary>The part at one place of the first axis, to be changed in a new tensor.</summary>
    /// <inheritdoc cref="this[ReadOnlySpan{Slice}]"/>
    [OverloadResolutionPriority(2)]
    public Updater At(int index) => new(this, [index]);
}
