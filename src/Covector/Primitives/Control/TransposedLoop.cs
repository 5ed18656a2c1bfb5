namespace Covector.Primitives;

/// <summary>
/// A linear loop run backwards. Its carry is the cotangents of the carry and, in front of them, those cotangents of constants that add up
/// from step to step. Which carries have a cotangent is found as the set that grows from step to step until it stays the same; all others
/// are zero and are not made.
/// </summary>
/// <param name="Known">The loop of the carries that are not linear, which stacks their values, if there are any.</param>
/// <param name="Body">
/// Inputs: constants that are not linear; sums of cotangents of constants, cotangents of the carry; values of the carries that are not
/// linear, elements that are not linear, cotangents of elements. Outputs: sums, cotangents of the carry, cotangents of elements, factors.
/// </param>
/// <param name="Linear">The inputs of the loop that are linear.</param>
/// <param name="Contributed">The inputs of the loop that receive a cotangent.</param>
/// <param name="Summed">The constants whose cotangents add up in the loop.</param>
/// <param name="Taken">The outputs of the loop whose cotangents are taken.</param>
/// <param name="Products">What is added to cotangents of constants after the loop.</param>
internal sealed record TransposedLoop(
    Graph? Known, Graph Body, bool[] Linear, bool[] Contributed, bool[] Summed, bool[] Taken, List<DeferredProduct> Products)
{
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
                return new TransposedBody(body, constants, carries, linear, taken, transposed).Build();
        }
    }

    public void Bind(Scan scan, ReadOnlySpan<Operand> operands, ReadOnlySpan<Tensor?> cotangents, Span<Tensor?> contributions)
    {
        var (constants, carryEnd) = (scan.ConstantCount, scan.CarryEnd);
        List<Tensor> knownConstants = Values(operands, 0, constants), knownElements = Values(operands, carryEnd, operands.Length);
        var knownCarry = Values(operands, constants, carryEnd);
        var carry = new List<Tensor>();
        for (int i = 0; i < constants; i++)
            if (Summed[i])
                carry.Add(Zeros(operands[i].Type));
        for (int i = 0; i < scan.CarryCount; i++)
            if (Taken[i])
                carry.Add(cotangents[i] ?? Zeros(operands[constants + i].Type));
        var scanned = new List<Tensor>();
        if (Known is not null)
        {
            var values = Trace.Bind(
                scan with { Body = Known, ConstantCount = knownConstants.Count, CarryCount = knownCarry.Count },
                [.. knownConstants, .. knownCarry, .. knownElements]);
            scanned.AddRange(values.AsSpan(knownCarry.Count));
        }

        scanned.AddRange(knownElements);
        for (int i = scan.CarryCount; i < Taken.Length; i++)
            if (Taken[i])
                scanned.Add(cotangents[i]!);

        var results = Trace.Bind(
            scan with { Body = Body, ConstantCount = knownConstants.Count, CarryCount = carry.Count, Reverse = !scan.Reverse },
            [.. knownConstants, .. carry, .. scanned]);
        int next = 0;
        for (int i = 0; i < operands.Length; i++)
            if (i < constants ? Summed[i] : Contributed[i])
                contributions[i] = results[next++];
        foreach (var product in Products)
        {
            var term = product.Of(CollectionsMarshal.AsSpan(scanned), results.AsSpan(next));
            ref var sum = ref contributions[product.Constant];
            sum = sum is null ? term : Add.Of(sum, term);
        }
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
}

/// <summary>Builds the bodies of a transposed loop.</summary>
/// <param name="body">The body of the loop.</param>
/// <param name="constants">The number of constants.</param>
/// <param name="carries">The number of values carried from step to step.</param>
/// <param name="linear">The inputs that are linear.</param>
/// <param name="taken">The outputs whose cotangents are taken.</param>
/// <param name="step">One step transposed.</param>
internal sealed class TransposedBody(Graph body, int constants, int carries, bool[] linear, bool[] taken, TransposedGraph step)
{
    public TransposedLoop Build()
    {
        int knownConstants = constants - Marks.Count(linear.AsSpan(0, constants));
        var deferral = new ProductDeferral(step.Graph, knownConstants, PlacesOfScanned(knownConstants));
        var terms = new List<SummedTerm>[constants];
        var summed = new bool[constants];
        int next = 0;
        for (int i = 0; i < constants; i++)
        {
            terms[i] = step.IsPresent[i] ? deferral.Split(step.Graph.Outputs[next++], i) : [];
            summed[i] = terms[i].Count > 0;
        }

        var graph = Accumulating(terms, step.Graph.Outputs[next..], deferral.Stacked);
        return new TransposedLoop(KnownBody(), graph, linear, step.IsPresent, summed, taken, deferral.Products);
    }

    /// <summary>
    /// From what is not linear to the next values of those carries, and their present ones for the stack; null if all are linear.
    /// </summary>
    private Graph? KnownBody()
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

    /// <summary>
    /// For each input of a transposed step (values that are not linear, then cotangents) its place among the scanned inputs: all but the
    /// constants and the cotangents of carries.
    /// </summary>
    private int[] PlacesOfScanned(int knownConstants)
    {
        int values = linear.Length - Marks.Count(linear), carried = Marks.Count(taken.AsSpan(0, carries));
        var result = new int[step.Graph.Inputs.Length];
        int next = 0;
        for (int i = 0; i < result.Length; i++)
            result[i] = i < knownConstants || i >= values && i < values + carried ? -1 : next++;
        return result;
    }

    private Graph Accumulating(List<SummedTerm>[] terms, Variable[] others, List<Variable> factors)
    {
        var stage = new StageTrace(null, new TraceOrigin("transpose of a loop", null));
        var values = new Tensor?[linear.Length];
        var sums = new Tensor?[constants];
        var cotangents = new Tensor?[taken.Length];
        Declare(values, body.Inputs, linear, false, 0, constants);
        Declare(sums, body.Inputs, Array.ConvertAll(terms, t => t.Count > 0), true, 0, constants);
        Declare(cotangents, body.Outputs, taken, true, 0, carries);
        Declare(values, body.Inputs, linear, false, constants, linear.Length);
        Declare(cotangents, body.Outputs, taken, true, carries, taken.Length);
        var outputs = new List<Tensor>();
        using (Trace.Enter(stage))
        {
            Variable[] wanted = [.. terms.SelectMany(t => t).Select(t => t.Variable), .. others, .. factors];
            var results = GraphEvaluator.Run(
                step.Graph.With(step.Graph.Inputs, wanted), [.. values.OfType<Tensor>(), .. cotangents.OfType<Tensor>()]);
            int next = 0;
            for (int i = 0; i < constants; i++)
            {
                if (sums[i] is not { } sum)
                    continue;
                foreach (var term in terms[i])
                {
                    var value = results[next++];
                    foreach (var primitive in term.After)
                        value = Trace.Bind(primitive, value);
                    sum = Add.Of(sum, value);
                }

                outputs.Add(sum);
            }

            outputs.AddRange(results.AsSpan(next));
        }

        return DeadCode.Remove(stage.Finish(CollectionsMarshal.AsSpan(outputs)));

        void Declare(Tensor?[] inputs, Variable[] variables, bool[] marks, bool wanted, int start, int end)
        {
            for (int i = start; i < end; i++)
                if (marks[i] == wanted)
                    inputs[i] = stage.AddInput(variables[i].Type);
        }
    }
}
