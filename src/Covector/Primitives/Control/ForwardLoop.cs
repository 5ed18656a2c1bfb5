namespace Covector.Primitives;

/// <summary>
/// The body of a loop over values and tangents side by side. A carry has a tangent if it starts with one or if a step gives it one: the
/// set of them grows from step to step until it stays the same.
/// </summary>
/// <param name="Body">
/// Inputs: constants, their tangents, carry, its tangents, elements, their tangents. Outputs: carry, its tangents, elements, their
/// tangents.
/// </param>
/// <param name="Inputs">The inputs of the loop that have tangents.</param>
/// <param name="Outputs">The outputs of the loop that have tangents.</param>
internal sealed record ForwardLoop(Graph Body, bool[] Inputs, bool[] Outputs)
{
    public static ForwardLoop Of(Graph body, int constants, int carries, BitMask mask)
    {
        var inputs = mask.ToArray();
        while (true)
        {
            var forward = GraphDerivatives.Forward(body, new BitMask([.. inputs]), CarryOutputs(body, inputs, constants, carries));
            if (Marks.Grow(inputs.AsSpan(constants, carries), forward.HasTangent.AsSpan(0, carries)))
                continue;
            var (inputCount, outputCount) = (body.Inputs.Length, body.Outputs.Length);
            ReadOnlySpan<Variable> variables = forward.Graph.Inputs, results = forward.Graph.Outputs;
            var graph = forward.Graph.With(
                Marks.Interleave(variables[..inputCount], variables[inputCount..], inputs, constants, constants + carries, inputCount),
                Marks.Interleave(results[..outputCount], results[outputCount..], forward.HasTangent, carries, outputCount));
            return new ForwardLoop(graph, inputs, forward.HasTangent);
        }
    }

    /// <summary>The outputs that need a tangent in any case: a carry that has one keeps it.</summary>
    public static BitMask CarryOutputs(Graph body, bool[] inputs, int constants, int carries)
    {
        var result = new bool[body.Outputs.Length];
        inputs.AsSpan(constants, carries).CopyTo(result);
        return new BitMask(result);
    }

    /// <summary>The tangents of the marked operands; one that is zero at the start of the loop is made.</summary>
    public static Tensor[] Active(Tensor[] primals, Tensor?[] tangents, bool[] marks)
    {
        var result = new List<Tensor>();
        for (int i = 0; i < marks.Length; i++)
            if (marks[i])
                result.Add(tangents[i] ?? Fill.Like(primals[i], 0));
        return [.. result];
    }
}

/// <summary>The body of a loop over batches. A carry is batched if it starts so or if a step makes it so.</summary>
/// <param name="Body">The body, with the batch axis first.</param>
/// <param name="Inputs">The inputs that have a batch axis.</param>
/// <param name="Outputs">The outputs that have a batch axis.</param>
internal sealed record BatchedLoop(Graph Body, bool[] Inputs, bool[] Outputs)
{
    public static BatchedLoop Of(Graph body, int constants, int carries, BitMask mask, int size)
    {
        var inputs = mask.ToArray();
        while (true)
        {
            var batch = GraphDerivatives.Batch(
                body, new BitMask([.. inputs]), size, ForwardLoop.CarryOutputs(body, inputs, constants, carries));
            if (!Marks.Grow(inputs.AsSpan(constants, carries), batch.IsBatched.AsSpan(0, carries)))
                return new BatchedLoop(batch.Graph, inputs, batch.IsBatched);
        }
    }
}
