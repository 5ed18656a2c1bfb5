namespace Covector.Compiler;

/// <summary>A schedule that runs on concrete tensors. Memory of intermediate results is given back as soon as nothing reads them.</summary>
internal sealed class Executable(Schedule schedule) : IExecutable
{
    public Schedule Schedule { get; } = schedule;

    public Tensor[] Run(ReadOnlySpan<Tensor> inputs)
    {
        var graph = Schedule.Graph;
        var values = new Tensor?[graph.VariableCount];
        GraphEvaluator.Bind(graph, inputs, values!);
        if (Schedule.Steps.Length == 1)
        {
            Schedule.Steps[0].Run(values);
        }
        else
        {
            var ownership = new BlockOwnership(values);
            for (int s = 0; s < Schedule.Steps.Length; s++)
            {
                var step = Schedule.Steps[s];
                step.Run(values);
                ownership.Created(step, values);
                foreach (int id in Schedule.LastReads[s])
                {
                    ownership.Drop(values[id]!);
                    values[id] = null;
                }
            }
        }

        var outputs = new Tensor[graph.Outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
            outputs[i] = values[graph.Outputs[i].Id]!;
        return outputs;
    }
}
