using System.Buffers;

namespace Covector.Tracing;

/// <summary>
/// Records operations on tangents, to run them backward once and at once: what reverse mode is when nothing traces around it. A graph would
/// tell the same, but its objects would cost more than small operations do. An elementwise operation is one entry, by its pullback.
/// </summary>
/// <param name="origin">The transformation and the function, for messages.</param>
/// <param name="compiler">Makes pullbacks.</param>
internal sealed class TapeTrace(TraceOrigin origin, PullbackCompiler compiler) : Trace(null, origin), IDisposable
{
    private const int ChunkSize = 256;

    private readonly List<Entry[]> chunks = [];
    private int entryCount;
    private int tangentCount;

    /// <summary>Makes pullbacks.</summary>
    public PullbackCompiler Compiler { get; } = compiler;

    /// <summary>The tangent of an input.</summary>
    public Tensor AddInput(TensorType type) => NewTangent(type);

    /// <summary>Records an elementwise operation.</summary>
    /// <param name="pullback">Its derivative.</param>
    /// <param name="x">The values of the operands.</param>
    /// <param name="y">The value of the output.</param>
    /// <param name="tangents">The numbers of the operands' tangents, −1 where there is none.</param>
    /// <returns>The number of the output's tangent.</returns>
    public int Record(IPullback pullback, ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<int> tangents)
    {
        ref var entry = ref NewEntry();
        entry.Operation = pullback;
        entry.Arity = x.Length;
        entry.Output = tangentCount++;
        for (int i = 0; i < x.Length; i++)
        {
            entry.Tangents[i] = tangents[i];
            if ((pullback.Reads >> i & 1) != 0)
                entry.Values[i] = x[i];
        }

        if ((pullback.Reads >> x.Length & 1) != 0)
            entry.Values[x.Length] = y;
        return entry.Output;
    }

    public override Tensor Process(SingleOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs)
    {
        var operands = Operands(inputs, primitive.Name);
        var output = NewTangent(primitive.Infer(Types(operands)));
        NewEntry().Operation = new TapeEquation(primitive, operands, Numbers(inputs), [Number(output)]);
        return output;
    }

    public override Tensor[] Process(MultiOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs)
    {
        var operands = Operands(inputs, primitive.Name);
        var outputs = Array.ConvertAll(primitive.Infer(Types(operands)), NewTangent);
        NewEntry().Operation = new TapeEquation(primitive, operands, Numbers(inputs), Numbers(outputs));
        return outputs;
    }

    /// <summary>The cotangents of the first tangents, the inputs, for the cotangent of another; null for zero. To be called once.</summary>
    public Tensor?[] Transpose(Tensor output, Tensor cotangent, int inputCount)
    {
        End();
        var sums = new CotangentSums(tangentCount);
        // A tangent that no operation on tangents made is constant, and so zero.
        if (Number(output) >= 0)
            sums.Add(Number(output), cotangent);
        OperandRoom room = default;
        for (int e = entryCount - 1; e >= 0; e--)
        {
            ref var entry = ref chunks[e / ChunkSize][e % ChunkSize];
            if (entry.Operation is TapeEquation equation)
            {
                equation.Transpose(sums);
            }
            else if (sums.Take(entry.Output) is { } arrived)
            {
                var contributions = OperandRoom.For(entry.Arity, ref room);
                ((IPullback)entry.Operation!).Run(((ReadOnlySpan<Tensor?>)entry.Values)[..(entry.Arity + 1)], arrived, contributions);
                // From the last to the first, as the terms of a rule are transposed.
                for (int i = entry.Arity - 1; i >= 0; i--)
                    if (contributions[i] is { } contribution && entry.Tangents[i] >= 0)
                        sums.Add(entry.Tangents[i], contribution);
            }

            entry = default;
        }

        entryCount = 0;
        var result = new Tensor?[inputCount];
        for (int i = 0; i < result.Length; i++)
            result[i] = sums.Take(i);
        return result;
    }

    /// <summary>Gives the memory of the tape back.</summary>
    public void Dispose()
    {
        End();
        foreach (var chunk in chunks)
            ArrayPool<Entry>.Shared.Return(chunk, clearArray: entryCount > 0);
        chunks.Clear();
        entryCount = 0;
    }

    private ref Entry NewEntry()
    {
        if (entryCount == chunks.Count * ChunkSize)
            chunks.Add(ArrayPool<Entry>.Shared.Rent(ChunkSize));
        ref var entry = ref chunks[entryCount / ChunkSize][entryCount % ChunkSize];
        entryCount++;
        return ref entry;
    }

    private Tensor NewTangent(TensorType type) => Tangent(tangentCount++, type);

    private Operand[] Operands(ReadOnlySpan<Tensor> inputs, string use)
    {
        var operands = new Operand[inputs.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            bool isTangent = Number(inputs[i]) >= 0;
            if (!isTangent)
                CheckUsable(inputs[i], use);
            operands[i] = new Operand(inputs[i].Type, isTangent ? null : inputs[i]);
        }

        return operands;
    }

    private static TensorType[] Types(Operand[] operands) => Array.ConvertAll(operands, o => o.Type);

    private int[] Numbers(ReadOnlySpan<Tensor> inputs)
    {
        var numbers = new int[inputs.Length];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = Number(inputs[i]);
        return numbers;
    }

    /// <summary>A tensor that stands for a tangent.</summary>
    public Tensor Tangent(int number, TensorType type) => new(new TapeTracer(this, number), type.DType, type.Shape);

    /// <summary>The number of a tangent of this tape, −1 for another tensor.</summary>
    public int Number(Tensor tensor) => tensor.Tracer is TapeTracer tracer && ReferenceEquals(tracer.Trace, this) ? tracer.Number : -1;

    private struct Entry
    {
        /// <summary>An <see cref="IPullback"/>, with what it reads in the other fields, or a <see cref="TapeEquation"/>.</summary>
        public object? Operation;
        public ValueRoom Values;
        public NumberRoom Tangents;
        public int Arity;
        public int Output;
    }

    [InlineArray(4)]
    private struct ValueRoom
    {
        private Tensor? first;
    }

    [InlineArray(3)]
    private struct NumberRoom
    {
        private int first;
    }
}

/// <summary>A tangent on a tape.</summary>
internal sealed class TapeTracer(TapeTrace trace, int number) : Tracer(trace)
{
    /// <summary>Its number among the tangents of the tape.</summary>
    public int Number { get; } = number;

    public override string Origin => "a tangent";

    public override Tensor Concrete(string purpose) =>
        throw new ConcretizationException($"{purpose}: a tangent has no value while a derivative rule runs; the rule must be linear in it.");
}
