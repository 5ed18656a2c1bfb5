namespace Covector;

/// <summary>Forward mode: values and tangents side by side, in the current trace.</summary>
internal static class ForwardMode
{
    /// <summary>The outputs of a function and their tangents, zeros included.</summary>
    public static (Tensor[] Values, Tensor[] Tangents) Run(
        Func<Tensor[], Tensor[]> function, Tensor[] primals, Tensor[] tangents, TraceOrigin origin)
    {
        var parent = Trace.Current;
        var trace = new LinearizeTrace(parent, parent, origin);
        var inputs = new Tensor[primals.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = trace.Wrap(primals[i], primals[i].DType.IsFloating ? tangents[i] : null, null);
        Tensor[] results;
        try
        {
            using (Trace.Enter(trace))
                results = function(inputs);
        }
        finally
        {
            trace.End();
        }

        var values = new Tensor[results.Length];
        var outputTangents = new Tensor[results.Length];
        for (int i = 0; i < values.Length; i++)
        {
            (values[i], var tangent) = trace.Split(results[i]);
            Trace.CheckUsable(values[i], origin.Transformation);
            outputTangents[i] = tangent ?? Fill.Like(values[i], 0);
        }

        return (values, outputTangents);
    }
}
