namespace Covector.Primitives;

/// <summary>What transformations make of the graphs of a while loop.</summary>
internal static class WhileGraphs
{
    private static readonly TraceOrigin Origin = new("a while loop", null);

    /// <summary>The loop over values and tangents; the condition looks at the values.</summary>
    public static ForwardWhile Forward(While loop, BitMask mask)
    {
        var forward = ForwardLoop.Of(loop.Body, loop.ConstantCount, loop.CarryCount, mask);
        int count = loop.Condition.VariableCount;
        var ignored = Array.ConvertAll(
            Marks.Select<Variable>(loop.Condition.Inputs, forward.Inputs), v => new Variable(count++, v.Type, null));
        var inputs = Marks.Interleave<Variable>(
            loop.Condition.Inputs, ignored, forward.Inputs, loop.ConstantCount, loop.Condition.Inputs.Length);
        var condition = new Graph(inputs, [], loop.Condition.Equations, loop.Condition.Outputs, count);
        int constants = loop.ConstantCount + Marks.Count(forward.Inputs.AsSpan(0, loop.ConstantCount));
        return new ForwardWhile(loop with { Condition = condition, Body = forward.Body, ConstantCount = constants }, forward);
    }

    public static BatchedWhile Batch(While loop, BitMask mask, int size)
    {
        var batch = BatchedLoop.Of(loop.Body, loop.ConstantCount, loop.CarryCount, mask, size);
        var condition = GraphDerivatives.Batch(loop.Condition, new BitMask(batch.Inputs), size);
        if (!condition.IsBatched[0])
            return new BatchedWhile(loop with { Condition = condition.Graph, Body = batch.Body }, batch.Inputs, batch.Outputs, null);

        // Elements stop at different times, so every carry differs between them.
        bool[] inputs = [.. batch.Inputs], outputs = [.. batch.Outputs];
        inputs.AsSpan(loop.ConstantCount).Fill(true);
        outputs.AsSpan().Fill(true);
        var body = GraphDerivatives.Batch(loop.Body, new BitMask(inputs), size, new BitMask(outputs)).Graph;
        var test = GraphDerivatives.Batch(loop.Condition, new BitMask(inputs), size, new BitMask([true])).Graph;
        return new BatchedWhile(Selecting(loop, body, test, size), inputs, outputs, test);
    }

    /// <summary>
    /// The loop that runs until no element goes on. Constants: those of the loop, the carry at the start. Carry: that of the loop, the
    /// steps of each element, whether each goes on. An element that has stopped keeps its carry; the body then runs on its start, for
    /// which it was meant, and the result is dropped.
    /// </summary>
    private static While Selecting(While loop, Graph body, Graph test, int size)
    {
        int constants = loop.ConstantCount, carries = loop.CarryCount;
        var constantTypes = Array.ConvertAll(body.Inputs[..constants], v => v.Type);
        var carryTypes = Array.ConvertAll(body.Inputs[constants..], v => v.Type);
        TensorType[] inputs = [.. constantTypes, .. carryTypes, .. carryTypes, new(DType.Int64, [size]), new(DType.Bool, [size])];
        var newCondition = Stage(inputs, t => [Any.Of(t[^1], [0])]);
        var newBody = Stage(inputs, t =>
        {
            var (constant, start, carry) = (t[..constants], t[constants..(constants + carries)], t[(constants + carries)..^2]);
            var (steps, goesOn) = (t[^2], t[^1]);
            var safe = new Tensor[carries];
            for (int i = 0; i < carries; i++)
                safe[i] = Batching.Choose(goesOn, carry[i], StopGradient.Of(start[i]));
            var results = GraphEvaluator.Run(body, [.. constant, .. safe]);
            for (int i = 0; i < carries; i++)
                results[i] = Batching.Choose(goesOn, results[i], carry[i]);
            var still = And.Of(goesOn, GraphEvaluator.Run(test, [.. constant, .. results])[0]);
            return [.. results, Add.Of(steps, Convert.Of(goesOn, DType.Int64)), still];
        });
        return loop with { Condition = newCondition, Body = newBody, ConstantCount = constants + carries };
    }

    /// <summary>
    /// The part of a linear loop that its condition depends on, which counts the steps; and all operands that are linear.
    /// </summary>
    /// <exception cref="NotDifferentiableException">The condition depends on what the loop is linear in.</exception>
    public static (While Loop, bool[] Linear) Counting(While loop, bool[] linearOperands)
    {
        bool[] linear = [.. linearOperands];
        bool[] depends;
        do
            depends = Dependence.OfOutputs(loop.Body, linear);
        while (Marks.Grow(linear.AsSpan(loop.ConstantCount), depends));
        if (Dependence.OfOutputs(loop.Condition, linear)[0])
            throw Error.NotLinear(loop);
        var condition = DeadCode.Remove(loop.Condition);
        var inputs = Marks.SelectOthers<Variable>(loop.Body.Inputs, linear);
        var outputs = Marks.SelectOthers<Variable>(loop.Body.Outputs, linear.AsSpan(loop.ConstantCount));
        var counting = loop with
        {
            Condition = condition.With(Marks.SelectOthers<Variable>(condition.Inputs, linear), condition.Outputs),
            Body = DeadCode.Remove(loop.Body.With(inputs, outputs)),
            ConstantCount = loop.ConstantCount - Marks.Count(linear.AsSpan(0, loop.ConstantCount)),
        };
        return (counting, linear);
    }

    /// <summary>
    /// The body for more steps than an element takes. Constants: how many it takes, those of the loop, the carry at the start. Carry: a
    /// counter, that of the loop. After its last step the carry stays as it is.
    /// </summary>
    /// <param name="loop">The loop.</param>
    /// <param name="linear">The carries in which it is linear, for which the body is meant whatever their value.</param>
    public static Graph Counted(While loop, BitMask linear)
    {
        int constants = loop.ConstantCount, carries = loop.CarryCount;
        var counter = new TensorType(DType.Int64, default);
        var types = Array.ConvertAll(loop.Body.Inputs, v => v.Type);
        return Stage([counter, .. types, counter, .. types[constants..]], t =>
        {
            var (count, constant, start) = (t[0], t[1..(constants + 1)], t[(constants + 1)..(constants + 1 + carries)]);
            var (step, carry) = (t[constants + 1 + carries], t[(constants + 2 + carries)..]);
            var goesOn = Less.Of(step, count);
            var safe = new Tensor[carries];
            for (int i = 0; i < carries; i++)
                safe[i] = linear[i] ? carry[i] : Choose(goesOn, carry[i], StopGradient.Of(start[i]));
            var results = GraphEvaluator.Run(loop.Body, [.. constant, .. safe]);
            for (int i = 0; i < carries; i++)
                results[i] = Choose(goesOn, results[i], carry[i]);
            return [Add.Of(step, Fill.Of(default, DType.Int64, 1)), .. results];
        });

        static Tensor Choose(Tensor condition, Tensor a, Tensor b) => Select.Of(Broadcast.Of(condition, a.Shape), a, b);
    }

    private static Graph Stage(TensorType[] inputs, Func<Tensor[], Tensor[]> function)
    {
        var stage = new StageTrace(null, Origin);
        var arguments = Array.ConvertAll(inputs, t => stage.AddInput(t));
        using (Trace.Enter(stage))
            return DeadCode.Remove(stage.Finish(function(arguments)));
    }
}

/// <summary>A loop over values and tangents, and which of them have tangents.</summary>
internal sealed record ForwardWhile(While Loop, ForwardLoop Marks);

/// <summary>A loop for a batch.</summary>
/// <param name="Loop">The loop.</param>
/// <param name="Inputs">Which operands have a batch axis.</param>
/// <param name="Outputs">Which carries have one.</param>
/// <param name="Test">Where elements stop at different times: which of them go on.</param>
internal sealed record BatchedWhile(While Loop, bool[] Inputs, bool[] Outputs, Graph? Test)
{
    /// <summary>Runs the loop; each element has the number of steps that it took itself.</summary>
    public (Tensor[] Values, int?[] Axes) Bind(Tensor[] operands, int size)
    {
        int?[] axes = [.. Array.ConvertAll(Outputs, b => b ? 0 : (int?)null), null];
        if (Test is null)
            return (Trace.Bind(Loop, operands), axes);
        var start = operands.AsSpan(operands.Length - Outputs.Length);
        var goesOn = GraphEvaluator.Run(Test, operands)[0];
        var results = Trace.Bind(Loop, [.. operands, .. start, Fill.Of([size], DType.Int64, 0), goesOn]);
        axes[^1] = 0;
        return (results[..(Outputs.Length + 1)], axes);
    }
}
