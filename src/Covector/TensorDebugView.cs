using System.Diagnostics;

namespace Covector;

/// <summary>What a debugger shows of a tensor: its numbers, or from a matrix upwards its rows, each as a line.</summary>
internal sealed class TensorDebugView(Tensor tensor)
{
    /// <summary>Further rows would make the window slow; the property <see cref="Omitted"/> counts them.</summary>
    private const int MostRows = 1000;

    public TensorType Type => tensor.Type;

    public string? Traced => tensor.Tracer is { } tracer ? $"{tracer.Origin} of {tracer.Trace.Origin}" : null;

    public int Omitted => tensor is { IsConcrete: true, Rank: >= 2 } ? Math.Max(0, tensor.Shape[0] - MostRows) : 0;

    [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
    public Array? Elements => !tensor.IsConcrete ? null : tensor.Rank >= 2 ? Rows() : tensor.DType switch
    {
        DType.Float64 => tensor.ToArray<double>(),
        DType.Float32 => tensor.ToArray<float>(),
        DType.Int64 => tensor.ToArray<long>(),
        DType.Int32 => tensor.ToArray<int>(),
        DType.Bool => tensor.ToArray<bool>(),
        _ => throw new UnreachableException($"There is no view of {tensor.DType}."),
    };

    private Tensor[] Rows()
    {
        var rows = new List<Tensor>();
        // A debugger may stop inside of a traced function; looking at a tensor must not become a part of its graph.
        using (Tracing.Trace.Enter(null))
            foreach (var row in tensor)
            {
                if (rows.Count == MostRows)
                    break;
                rows.Add(row);
            }

        return [.. rows];
    }
}
