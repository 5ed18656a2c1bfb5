using System.Diagnostics;

namespace Covector;

/// <summary>What a debugger shows of a tensor.</summary>
internal sealed class TensorDebugView(Tensor tensor)
{
    public TensorType Type => tensor.Type;

    public string? Traced => tensor.Tracer is { } tracer ? $"{tracer.Origin} of {tracer.Trace.Origin}" : null;

    [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
    public Array? Elements => !tensor.IsConcrete ? null : tensor.DType switch
    {
        DType.Float64 => tensor.ToArray<double>(),
        DType.Float32 => tensor.ToArray<float>(),
        DType.Int64 => tensor.ToArray<long>(),
        DType.Int32 => tensor.ToArray<int>(),
        _ => tensor.ToArray<bool>(),
    };
}
