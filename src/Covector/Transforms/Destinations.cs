namespace Covector;

/// <summary>Tensors whose memory receives results.</summary>
internal static class Destinations
{
    /// <exception cref="ShapeMismatchException">The results of the graph do not fit.</exception>
    public static void Check(Graph graph, ReadOnlySpan<Tensor> operands, Tensor[] outputs)
    {
        if (outputs.Length != graph.Outputs.Length)
            throw Error.Shapes("Into", $"{outputs.Length} tensors are given for {graph.Outputs.Length} results.");
        for (int i = 0; i < outputs.Length; i++)
        {
            var (y, expected) = (outputs[i], graph.Outputs[i].Type);
            if (y.Type != expected)
                throw Error.Shapes("Into", $"the tensor for result {i} is {y.Type}, but the result is {expected}; make it with Tensor.Empty.");
            if (!y.IsConcrete || !y.IsContiguous || !y.IsPadded)
                throw Error.Shapes("Into", $"the tensor for result {i} is a view of another; make it with Tensor.Empty.");
            foreach (var x in operands)
                if (x.SharesMemoryWith(y))
                    throw Error.Shapes("Into", $"the tensor for result {i} shares its memory with an argument, which would change while it is read.");
            for (int k = 0; k < i; k++)
                if (outputs[k].SharesMemoryWith(y))
                    throw Error.Shapes("Into", $"the tensors for the results {k} and {i} share their memory.");
        }
    }

    public static unsafe void Copy(Tensor result, Tensor destination)
    {
        var packed = result.Packed();
        fixed (byte* source = &packed.FirstElement, target = &destination.FirstElement)
            System.Buffer.MemoryCopy(source, target, result.Size * result.DType.Size, result.Size * result.DType.Size);
        GC.KeepAlive(packed);
        GC.KeepAlive(destination);
    }
}
