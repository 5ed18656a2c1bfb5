namespace Covector.Primitives;

/// <summary>
/// A loop of known length. In step i the body takes the constants, the carry and the i-th element of each scanned input, and makes the next
/// carry and one element of each stacked output:
/// <code>(carry, y[i]) = body(constants, carry, x[i])   for i = 0 … length − 1, or backwards</code>
/// Operands: constants, initial carry, scanned inputs [length, …]. Outputs: final carry, stacked outputs [length, …].
/// </summary>
/// <param name="Body">Inputs: constants, carry, elements. Outputs: carry, elements. It has no captures.</param>
/// <param name="ConstantCount">The number of constants.</param>
/// <param name="CarryCount">The number of values carried from step to step.</param>
/// <param name="Length">The number of steps.</param>
/// <param name="Reverse">
/// Whether the steps run from the last element to the first; outputs stand at the place of their inputs all the same.
/// </param>
/// <param name="Unroll">How many steps are compiled as one.</param>
/// <param name="Compiler">Compiles the body.</param>
internal sealed record Scan(Graph Body, int ConstantCount, int CarryCount, int Length, bool Reverse, int Unroll, GraphCompiler Compiler)
    : MultiOutputPrimitive
{
    public override string Name => "scan";

    public override string Parameters =>
        $"length={Length}{(Reverse ? ", reverse" : "")}, constants={ConstantCount}, carry={CarryCount}"
        + (Unroll > 1 ? $", unroll={Unroll}" : "");

    public override IReadOnlyList<(string Label, Graph Graph)> Bodies => [("body", Body)];

    /// <summary>The number of scanned inputs.</summary>
    public int ScannedCount => Body.Inputs.Length - CarryEnd;

    /// <summary>The number of stacked outputs.</summary>
    public int StackedCount => Body.Outputs.Length - CarryCount;

    /// <summary>The place of the first scanned input among the operands.</summary>
    public int CarryEnd => ConstantCount + CarryCount;

    /// <summary>The compiled body.</summary>
    public IExecutable Executable => Body.Derived.Get(nameof(Executable), () => Compiler(Body));

    public override TensorType[] Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (inputs.Length != Body.Inputs.Length)
            throw Error.Shapes(Name, $"{inputs.Length} operands; expected {Body.Inputs.Length}.");
        for (int i = 0; i < inputs.Length; i++)
        {
            var expected = i < CarryEnd ? Body.Inputs[i].Type : Stacked(Body.Inputs[i].Type);
            if (inputs[i] != expected)
                throw Error.Shapes(Name, $"operand {i} is {inputs[i]}; expected {expected}.");
        }

        var types = Array.ConvertAll(Body.Outputs, v => v.Type);
        for (int i = 0; i < types.Length; i++)
        {
            if (i >= CarryCount)
                types[i] = Stacked(types[i]);
            else if (types[i] != inputs[ConstantCount + i])
                throw Error.Shapes(Name, $"the body makes {types[i]} of the carry {i}, which is {inputs[ConstantCount + i]}.");
        }

        return types;
    }

    public override Tensor[] Eval(ReadOnlySpan<Tensor> inputs) => new ScanEvaluator(this, inputs).Run();

    public override (Tensor[] Outputs, Tensor?[] Tangents) Linearize(Tensor[] primals, Tensor?[] tangents, Trace? primal, Trace? rule)
    {
        var mask = BitMask.OfPresent(tangents);
        if (ReferenceEquals(primal, rule))
        {
            var forward = Body.Derived.Get(Key("jvp", mask), () => ForwardLoop.Of(Body, ConstantCount, CarryCount, mask));
            using (Trace.Enter(primal))
            {
                var active = ForwardLoop.Active(primals, tangents, forward.Inputs);
                var scan = this with
                {
                    Body = forward.Body,
                    ConstantCount = ConstantCount + Marks.Count(forward.Inputs.AsSpan(0, ConstantCount)),
                    CarryCount = CarryCount + Marks.Count(forward.Inputs.AsSpan(ConstantCount, CarryCount)),
                };
                var operands = Marks.Interleave<Tensor>(primals, active, forward.Inputs, ConstantCount, CarryEnd, primals.Length);
                var joint = Trace.Bind(scan, operands);
                return Marks.Separate<Tensor>(joint, forward.Outputs, CarryCount, forward.Outputs.Length);
            }
        }

        var split = Body.Derived.Get(Key("linearize", mask), () => LinearizedLoop.Of(Body, ConstantCount, CarryCount, mask));
        return split.Bind(this, primals, tangents, primal, rule);
    }

    public override (Tensor[] Values, int?[] Axes) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size)
    {
        var mask = BitMask.OfPresent(axes);
        var batch = Body.Derived.Get(Key("batch", (mask, size)), () => BatchedLoop.Of(Body, ConstantCount, CarryCount, mask, size));
        var values = new Tensor[x.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = !batch.Inputs[i] ? x[i]
                : i < CarryEnd ? Batching.ToFront(x[i], axes[i], size) : Batching.MoveAxis(x[i], axes[i]!.Value, 1);
        var resultAxes = new int?[batch.Outputs.Length];
        for (int i = 0; i < resultAxes.Length; i++)
            resultAxes[i] = batch.Outputs[i] ? i < CarryCount ? 0 : 1 : null;
        return (Trace.Bind(this with { Body = batch.Body }, values), resultAxes);
    }

    public override void Transpose(ReadOnlySpan<Operand> operands, ReadOnlySpan<Tensor?> cotangents, Span<Tensor?> contributions)
    {
        var linear = new bool[operands.Length];
        for (int i = 0; i < linear.Length; i++)
            linear[i] = operands[i].IsLinear;
        var (linearMask, given) = (new BitMask(linear), BitMask.OfPresent(cotangents));
        var transposed = Body.Derived.Get(
            Key("transpose", (linearMask, given)), () => TransposedLoop.Of(Body, ConstantCount, CarryCount, linearMask, given));
        transposed.Bind(this, operands, cotangents, contributions);
    }

    /// <summary>Keeps the carries that the wanted results depend on, in the last step or an earlier one.</summary>
    public override PrunedPrimitive? Prune(ReadOnlySpan<bool> needed)
    {
        var mask = new BitMask([.. needed]);
        var loop = Body.Derived.Get(Key("prune", mask), () => PrunedLoop.Of(Body, ConstantCount, CarryCount, mask, new bool[CarryEnd]));
        if (!loop.Inputs.Contains(false) && !loop.Outputs.Contains(false))
            return null;
        var scan = this with
        {
            Body = loop.Body,
            ConstantCount = Marks.Count(loop.Inputs.AsSpan(0, ConstantCount)),
            CarryCount = Marks.Count(loop.Inputs.AsSpan(ConstantCount, CarryCount)),
        };
        return new PrunedPrimitive(scan, loop.Inputs, loop.Outputs);
    }

    /// <summary>What is derived from a body depends on the roles of its inputs, too.</summary>
    private object Key<T>(string rule, T parameters) => ("scan", rule, ConstantCount, CarryCount, parameters);

    private TensorType Stacked(TensorType element) => element with { Shape = element.Shape.Insert(0, Length) };
}
