namespace Covector;

/// <summary>Tracing a function to a graph without computing anything.</summary>
internal static class Staging
{
    public static Graph Trace(
        Func<Tensor[], Tensor[]> function, TensorType[] inputs, TraceOrigin origin, string[]? names = null, LiteralKind[]? literals = null)
    {
        var trace = new StageTrace(Tracing.Trace.Current, origin);
        var arguments = new Tensor[inputs.Length];
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = trace.AddInput(inputs[i], names?[i], literals?[i] ?? LiteralKind.None);
        try
        {
            using (Tracing.Trace.Enter(trace))
            {
                var results = function(arguments);
                return trace.Finish(results);
            }
        }
        finally
        {
            trace.End();
        }
    }
}
