namespace Covector.Graphs;

/// <summary>A graph made ready to run on concrete tensors.</summary>
internal interface IExecutable
{
    /// <summary>The number of outputs.</summary>
    int OutputCount { get; }

    /// <summary>Computes the outputs for concrete inputs. Their memory is new or that of inputs: the caller may give back what is new.</summary>
    void Run(ReadOnlySpan<Tensor> inputs, Span<Tensor> outputs);

    /// <summary>The outputs for concrete inputs, in a new array.</summary>
    Tensor[] Run(ReadOnlySpan<Tensor> inputs)
    {
        var outputs = new Tensor[OutputCount];
        Run(inputs, outputs);
        return outputs;
    }
}

/// <summary>Makes a graph ready to run.</summary>
internal delegate IExecutable GraphCompiler(Graph graph);
