namespace Covector.Graphs;

/// <summary>A graph made ready to run on concrete tensors.</summary>
internal interface IExecutable
{
    /// <summary>The outputs for concrete inputs. Their memory is new or that of inputs: the caller may give back what is new.</summary>
    Tensor[] Run(ReadOnlySpan<Tensor> inputs);
}

/// <summary>Makes a graph ready to run.</summary>
internal delegate IExecutable GraphCompiler(Graph graph);
