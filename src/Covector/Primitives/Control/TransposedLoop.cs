namespace Covector.Primitives;

/// <summary>
/// A linear loop run backwards. Its carry is the cotangents of the carry and, in front of them, the cotangents of the constants, which add up.
/// Which carries have a cotangent is found as the set that grows from step to step until it stays the same; all others are zero and are not made.
/// </summary>
/// <param name="Known">The loop of the carries that are not linear, which stacks their values, if there are any.</param>
/// <param name="Body">
/// Inputs: constants that are not linear; sums of cotangents of constants, cotangents of the carry; values of the carries that are not
/// linear, elements that are not linear, cotangents of elements. Outputs: sums, cotangents of the carry, cotangents of elements.
/// </param>
/// <param name="Linear">The inputs of the loop that are linear.</param>
/// <param name="Contributed">The inputs of the loop that receive a cotangent.</param>
/// <param name="Taken">The outputs of the loop whose cotangents are taken.</param>
internal sealed record TransposedLoop(Graph? Known, Graph Body, bool[] Linear, bool[] Contributed, bool[] Taken)
{
    private static readonly TraceOrigin Origin = new("transpose of a loop", null);

    public static TransposedLoop Of(Graph body, int constants, int carries, BitMask linearOperands, BitMask given)
    {
        var linear = linearOperands.ToArray();
        bool[] depends;
        do
            depends = Dependence.OfOutputs(body, linear);
        while (Marks.Grow(linear.AsSpan(constants, carries), depends.AsSpan(0, carries)));

        var taken = given.ToArray();
        for (int i = 0; i < taken.Length; i++)
            taken[i] &= i < carries ? linear[constants + i] : depends[i];
        while (true)
        {
            var materialized = new bool[linear.Length];
            taken.AsSpan(0, carries).CopyTo(materialized.AsSpan(constants));
            var transposed = GraphDerivatives.Transpose(body, new BitMask(linear), new BitMask([.. taken]), new BitMask(materialized));
            if (!Marks.Grow(taken.AsSpan(0, carries), transposed.IsPresent.AsSpan(constants, carries)))
                return new TransposedLoop(
                    KnownBody(body, constants, carries, linear), Accumulating(body, constants, carries, linear, taken, transposed),
                    linear, transposed.IsPresent, taken);
        }
    }

    public void Bind(Scan scan, ReadOnlySpan<Operand> operands, ReadOnlySpan<Tensor?> cotangents, Span<Tensor?> contributions)
    {
        var (constants, carryEnd) = (scan.ConstantCount, scan.CarryEnd);
        List<Tensor> knownConstants = Values(operands, 0, constants), knownElements = Values(operands, carryEnd, operands.Length);
        var knownCarry = Values(operands, constants, carryEnd);
        var arguments = new List<Tensor>(knownConstants);
        for (int i = 0; i < constants; i++)
            if (Contributed[i])
                arguments.Add(Zeros(operands[i].Type));
        for (int i = 0; i < scan.CarryCount; i++)
            if (Taken[i])
                arguments.Add(cotangents[i] ?? Zeros(operands[constants + i].Type));
        int carryCount = arguments.Count - knownConstants.Count;
        if (Known is not null)
        {
            var values = Trace.Bind(
                scan with { Body = Known, ConstantCount = knownConstants.Count, CarryCount = knownCarry.Count },
                [.. knownConstants, .. knownCarry, .. knownElements]);
            arguments.AddRange(values.AsSpan(knownCarry.Count));
        }

        arguments.AddRange(knownElements);
        for (int i = scan.CarryCount; i < Taken.Length; i++)
            if (Taken[i])
                arguments.Add(cotangents[i]!);

        var results = Trace.Bind(
            scan with { Body = Body, ConstantCount = knownConstants.Count, CarryCount = carryCount, Reverse = !scan.Reverse },
            CollectionsMarshal.AsSpan(arguments));
        int next = 0;
        for (int i = 0; i < operands.Length; i++)
            if (Contributed[i])
                contributions[i] = results[next++];
    }

    /// <summary>The values of the operands that are not linear, also not after the first step.</summary>
    private List<Tensor> Values(ReadOnlySpan<Operand> operands, int start, int end)
    {
        var result = new List<Tensor>();
        for (int i = start; i < end; i++)
            if (!Linear[i])
                result.Add(operands[i].Value!);
        return result;
    }

    private static Tensor Zeros(TensorType type) => Fill.Of(type.Shape, type.DType, 0);

    /// <summary>From what is not linear to the next values of those carries, and their present ones for the stack; null if all are linear.</summary>
    private static Graph? KnownBody(Graph body, int constants, int carries, bool[] linear)
    {
        var isLinear = linear.AsSpan(constants, carries);
        if (Marks.Count(isLinear) == carries)
            return null;
        Variable[] outputs =
        [
            .. Marks.SelectOthers<Variable>(body.Outputs.AsSpan(0, carries), isLinear),
            .. Marks.SelectOthers<Variable>(body.Inputs.AsSpan(constants, carries), isLinear),
        ];
        return DeadCode.Remove(body.With(Marks.SelectOthers<Variable>(body.Inputs, linear), outputs));
    }

    private static Graph Accumulating(Graph body, int constants, int carries, bool[] linear, bool[] taken, TransposedGraph transposed)
    {
        var stage = new StageTrace(null, Origin);
        var values = new Tensor?[linear.Length];
        var sums = new Tensor?[constants];
        var cotangents = new Tensor?[taken.Length];
        Declare(values, body.Inputs, linear, false, 0, constants);
        Declare(sums, body.Inputs, transposed.IsPresent, true, 0, constants);
        Declare(cotangents, body.Outputs, taken, true, 0, carries);
        Declare(values, body.Inputs, linear, false, constants, linear.Length);
        Declare(cotangents, body.Outputs, taken, true, carries, taken.Length);
        Tensor[] results;
        using (Trace.Enter(stage))
        {
            results = GraphEvaluator.Run(transposed.Graph, [.. values.OfType<Tensor>(), .. cotangents.OfType<Tensor>()]);
            Tensor[] present = [.. sums.OfType<Tensor>()];
            for (int i = 0; i < present.Length; i++)
                results[i] = Add.Of(present[i], results[i]);
        }

        return DeadCode.Remove(stage.Finish(results));

        void Declare(Tensor?[] inputs, Variable[] variables, bool[] marks, bool wanted, int start, int end)
        {
            for (int i = start; i < end; i++)
                if (marks[i] == wanted)
                    inputs[i] = stage.AddInput(variables[i].Type);
        }
    }
}
