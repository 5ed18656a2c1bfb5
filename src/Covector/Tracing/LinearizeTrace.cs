namespace Covector.Tracing;

/// <summary>
/// Runs each primitive on primal values in the parent, and its derivative rule on tangents in the tangent trace. The same trace for both is
/// forward mode; a staging trace for the tangents records the linear map, which can be applied many times or transposed.
/// </summary>
internal sealed class LinearizeTrace : Trace
{
    private readonly Trace? ruleTrace;
    private readonly TapeTrace? tape;

    /// <param name="parent">Where primal values are computed.</param>
    /// <param name="tangents">Where tangents are computed: the parent itself, or a trace that stages them.</param>
    /// <param name="origin">The transformation and the function, for messages.</param>
    public LinearizeTrace(Trace? parent, Trace? tangents, TraceOrigin origin) : base(parent, origin)
    {
        ruleTrace = ReferenceEquals(tangents, parent) ? parent : new RuleTrace(parent, tangents!);
        tape = tangents as TapeTrace;
    }

    /// <summary>A tensor with a tangent; a null tangent is the symbolic zero.</summary>
    /// <param name="primal">Its value.</param>
    /// <param name="tangent">Its tangent.</param>
    /// <param name="source">What made it; null for an argument.</param>
    public Tensor Wrap(Tensor primal, Tensor? tangent, Primitive? source) => tangent is null
        ? primal
        : new Tensor(
            new LinearizeTracer(this, primal, tangent, source), primal.DType, primal.Shape,
            // A number given as an argument takes the element type of others, as it does where nothing is traced.
            source is null ? primal.Literal : LiteralKind.None);

    /// <summary>The parts of a tensor; one from outside has no tangent.</summary>
    public (Tensor Primal, Tensor? Tangent) Split(Tensor tensor) =>
        IsTraced(tensor, out var tracer) ? (tracer.Primal, tracer.Tangent(tape)) : (tensor, null);

    public override Tensor Process(SingleOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs)
    {
        if (tape is not null && primitive is Elementwise elementwise)
            return Process(elementwise, inputs, tape);
        OperandRoom primalRoom = default, tangentRoom = default;
        var primals = OperandRoom.For(inputs.Length, ref primalRoom);
        var tangents = OperandRoom.For(inputs.Length, ref tangentRoom);
        bool isActive = Split(inputs, primals, tangents);
        using var scope = Enter(Parent);
        var y = Bind(primitive, primals!);
        if (!isActive || !y.DType.IsFloating)
            return y;
        scope.Switch(ruleTrace);
        return Wrap(y, primitive.Jvp(primals!, y, tangents), primitive);
    }

    /// <summary>On a tape, an elementwise primitive is recorded by its pullback if that is known, and its rule need not run.</summary>
    private Tensor Process(Elementwise primitive, ReadOnlySpan<Tensor> inputs, TapeTrace tape)
    {
        OperandRoom primalRoom = default, tangentRoom = default;
        var primals = OperandRoom.For(inputs.Length, ref primalRoom);
        Span<int> numbers = stackalloc int[inputs.Length];
        int active = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            bool isTraced = IsTraced(inputs[i], out var tracer);
            primals[i] = isTraced ? tracer!.Primal : inputs[i];
            numbers[i] = isTraced ? tracer!.Number(tape) : -1;
            active |= isTraced ? 1 << i : 0;
        }

        using var scope = Enter(Parent);
        var y = Bind(primitive, primals!);
        if (active == 0 || !y.DType.IsFloating)
            return y;
        if (primitive.Pullback(primals!, active, tape.Compiler) is { } pullback)
            return pullback.IsZero
                ? y
                : new Tensor(new LinearizeTracer(this, y, tape.Record(pullback, primals!, y, numbers), primitive), y.DType, y.Shape);
        var tangents = OperandRoom.For(inputs.Length, ref tangentRoom);
        Split(inputs, primals, tangents);
        scope.Switch(ruleTrace);
        return Wrap(y, primitive.Jvp(primals!, y, tangents), primitive);
    }

    public override Tensor[] Process(MultiOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs)
    {
        var primals = new Tensor[inputs.Length];
        var tangents = new Tensor?[inputs.Length];
        if (!Split(inputs, primals!, tangents))
        {
            using (Enter(Parent))
                return Bind(primitive, inputs);
        }

        var (outputs, outputTangents) = primitive.Linearize(primals, tangents, Parent, ruleTrace);
        var result = new Tensor[outputs.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = Wrap(outputs[i], outputTangents[i], primitive);
        return result;
    }

    private bool IsTraced(Tensor tensor, [NotNullWhen(true)] out LinearizeTracer? tracer)
    {
        tracer = tensor.Tracer as LinearizeTracer;
        return tracer is not null && ReferenceEquals(tracer.Trace, this);
    }

    /// <summary>The parts of tensors; false if none has a tangent.</summary>
    private bool Split(ReadOnlySpan<Tensor> inputs, Span<Tensor?> primals, Span<Tensor?> tangents)
    {
        bool isActive = false;
        for (int i = 0; i < inputs.Length; i++)
        {
            (primals[i], tangents[i]) = Split(inputs[i]);
            isActive |= tangents[i] is not null;
        }

        return isActive;
    }
}

/// <summary>A tensor that carries a tangent.</summary>
internal sealed class LinearizeTracer : Tracer
{
    private readonly Primitive? source;
    private readonly int number;
    private Tensor? tangent;

    public LinearizeTracer(LinearizeTrace trace, Tensor primal, Tensor tangent, Primitive? source) : base(trace)
    {
        Primal = primal;
        this.tangent = tangent;
        this.source = source;
        number = -1;
    }

    /// <summary>With a tangent known by its number on a tape.</summary>
    public LinearizeTracer(LinearizeTrace trace, Tensor primal, int number, Primitive? source) : base(trace)
    {
        Primal = primal;
        this.source = source;
        this.number = number;
    }

    public Tensor Primal { get; }

    public override string Origin => source is null ? "an argument" : $"a result of '{source.Name}'";

    public override Tensor? Known => Primal;

    /// <summary>The tangent.</summary>
    /// <param name="tape">The tape, if the trace records on one.</param>
    public Tensor Tangent(TapeTrace? tape) => tangent ??= tape!.Tangent(number, Primal.Type);

    /// <summary>The number of the tangent on a tape; −1 if it does not depend on any there.</summary>
    public int Number(TapeTrace tape) => tangent is null ? number : tape.Number(tangent);

    public override Tensor Concrete(string purpose) => Primal;
}
