using System.Collections;

namespace Covector;

// Tensors as sequences.
public sealed partial class Tensor : IEnumerable<Tensor>
{
    /// <summary>The parts along axis 0: the numbers of a vector, the rows of a matrix. They share the memory of the tensor.</summary>
    /// <remarks>While a function is traced, each part is one slice in its graph; derivatives pass through it.</remarks>
    /// <exception cref="ShapeMismatchException">The tensor is a scalar: it has no axis 0.</exception>
    public IEnumerator<Tensor> GetEnumerator() => Rank > 0
        ? Parts()
        : throw Error.Shapes("foreach", "a tensor of shape [] has no axis to enumerate; a scalar is one number, (double)x.");

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerator<Tensor> Parts()
    {
        var part = shape.RemoveAt(0);
        for (int i = 0; i < shape[0]; i++)
            yield return Primitives.Reshape.Of(StridedSlice.Of(this, 0, i, 1), part);
    }
}
