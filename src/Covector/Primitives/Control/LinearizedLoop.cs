namespace Covector.Primitives;

/// <summary>
/// A loop split in two: one computes values and keeps residuals, the other is linear and takes tangents through the same steps. Only what
/// changes from step to step is stacked: a residual computed from constants alone is kept once, an element of a scanned input is
/// read there, and a repetition is kept as what it repeats.
/// </summary>
/// <param name="Hoisted">From the constants to residuals computed from them alone.</param>
/// <param name="Primal">
/// The body with these residuals as further constants, after the others, and with stacked residuals as further outputs.
/// </param>
/// <param name="Tangent">
/// Inputs: tangents of constants, residuals that are constant; tangents of the carry; tangents of elements, residuals of the step.
/// </param>
/// <param name="Constant">The residuals that are constant.</param>
/// <param name="Stacked">The residuals of each step.</param>
/// <param name="Inputs">The inputs of the loop that have tangents.</param>
/// <param name="Outputs">The outputs of the loop that have tangents.</param>
internal sealed record LinearizedLoop(
    Graph Hoisted, Graph Primal, Graph Tangent, Residual[] Constant, Residual[] Stacked, bool[] Inputs, bool[] Outputs)
{
    public static LinearizedLoop Of(Graph body, int constants, int carries, BitMask mask)
    {
        var inputs = mask.ToArray();
        while (true)
        {
            var split = GraphDerivatives.Linearize(
                body, new BitMask([.. inputs]), ForwardLoop.CarryOutputs(body, inputs, constants, carries));
            if (!Marks.Grow(inputs.AsSpan(constants, carries), split.HasTangent.AsSpan(0, carries)))
                return new ResidualPlacement(body, constants, carries, split, inputs, true).Build();
        }
    }

    public (Tensor[] Outputs, Tensor?[] Tangents) Bind(Scan scan, Tensor[] primals, Tensor?[] tangents, Trace? primal, Trace? rule)
    {
        var (constants, carryEnd) = (scan.ConstantCount, scan.CarryEnd);
        Tensor[] hoisted, results;
        using (Trace.Enter(primal))
        {
            // A loop without steps computes nothing, also nothing that could fail.
            hoisted = scan.Length > 0
                ? GraphEvaluator.Run(Hoisted, primals.AsSpan(0, constants))
                : Array.ConvertAll(Hoisted.Outputs, v => Fill.Of(v.Type.Shape, v.Type.DType, 0));
            results = Trace.Bind(
                scan with { Body = Primal, ConstantCount = constants + hoisted.Length },
                [.. primals.AsSpan(0, constants), .. hoisted, .. primals.AsSpan(constants)]);
        }

        var outputs = results[..Outputs.Length];
        var outputTangents = new Tensor?[Outputs.Length];
        if (Marks.Count(Outputs) == 0)
            return (outputs, outputTangents);
        using (Trace.Enter(rule))
        {
            ReadOnlySpan<Tensor> active = ForwardLoop.Active(primals, tangents, Inputs);
            int constantTangents = Marks.Count(Inputs.AsSpan(0, constants));
            int carryTangents = Marks.Count(Inputs.AsSpan(constants, scan.CarryCount));
            Tensor[] operands =
            [
                .. active[..constantTangents], .. Array.ConvertAll(Constant, Find),
                .. active[constantTangents..], .. Array.ConvertAll(Stacked, Find),
            ];
            var computed = Trace.Bind(
                scan with { Body = Tangent, ConstantCount = constantTangents + Constant.Length, CarryCount = carryTangents }, operands);
            int next = 0;
            for (int i = 0; i < outputTangents.Length; i++)
                if (Outputs[i])
                    outputTangents[i] = computed[next++];
        }

        return (outputs, outputTangents);

        Tensor Find(Residual residual) => residual.Source switch
        {
            ResidualSource.Constant => primals[residual.Index],
            ResidualSource.Hoisted => hoisted[residual.Index],
            ResidualSource.Scanned => primals[carryEnd + residual.Index],
            _ => results[scan.CarryCount + residual.Index],
        };
    }
}

/// <summary>Where the tangent loop finds a residual.</summary>
internal enum ResidualSource
{
    /// <summary>It is a constant of the loop.</summary>
    Constant,

    /// <summary>It is computed from constants before the loop.</summary>
    Hoisted,

    /// <summary>It is a scanned input.</summary>
    Scanned,

    /// <summary>It is a stacked output of the primal loop.</summary>
    Stacked,
}

/// <summary>A residual: the index-th of its source.</summary>
internal readonly record struct Residual(ResidualSource Source, int Index);
