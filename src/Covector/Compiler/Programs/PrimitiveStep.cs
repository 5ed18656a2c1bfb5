namespace Covector.Compiler;

/// <summary>An equation that its primitive computes on tensors which borrow the memory of the program.</summary>
internal sealed class PrimitiveStep : ProgramStep
{
    private readonly Primitive primitive;
    private readonly View[] operands;
    private readonly int[] inputOfOperand;

    public PrimitiveStep(Primitive primitive, View[] operands, Variable[] outputs) : base(Roots(operands), outputs)
    {
        this.primitive = primitive;
        this.operands = operands;
        inputOfOperand = Array.ConvertAll(operands, o => Array.IndexOf(Inputs, o.Root));
    }

    public override double Cost => Outputs.Sum(o => (double)o.Type.Shape.Size) + operands.Sum(o => (double)o.Shape.Size);

    public override string ToString() => primitive.ToString();

    public override unsafe void Run(nint* addresses)
    {
        var tensors = new Tensor[operands.Length];
        for (int i = 0; i < tensors.Length; i++)
            tensors[i] = Tensor.Borrow(
                addresses[inputOfOperand[i]], operands[i].Root.Type, operands[i].Shape, operands[i].Strides.AsSpan(), operands[i].Offset);
        if (primitive is SingleOutputPrimitive single)
        {
            Store(single.Eval(tensors), (byte*)addresses[Inputs.Length]);
            return;
        }

        var results = ((MultiOutputPrimitive)primitive).Eval(tensors);
        for (int i = 0; i < results.Length; i++)
            Store(results[i], (byte*)addresses[Inputs.Length + i]);
    }

    private static unsafe void Store(Tensor result, byte* target)
    {
        int size = result.DType.Size;
        fixed (byte* source = &result.FirstElement)
            if (result.IsContiguous)
                System.Buffer.MemoryCopy(source, target, result.Size * size, result.Size * size);
            else
                StridedCopy.Pack(source, result.Shape.AsSpan(), result.GetStrides(), target, size);
        GC.KeepAlive(result);
    }
}
