namespace Covector.Compiler;

/// <summary>A kernel over the memory of tensors.</summary>
internal sealed class KernelStep : Step
{
    private readonly Variable[] inputs;
    private readonly Variable[] outputs;
    private readonly int[] inputOfBuffer;
    private KernelCode? code;

    /// <param name="domain">The shape of the outputs.</param>
    /// <param name="views">What the expressions read: <c>Expr.Input(i)</c> is an element of <c>views[i]</c>.</param>
    /// <param name="outputs">The results, stored in row-major order.</param>
    /// <param name="values">One expression for each of them.</param>
    public KernelStep(Shape domain, IReadOnlyList<View> views, IReadOnlyList<Variable> outputs, Expr[] values)
    {
        this.outputs = [.. outputs];
        var roots = new List<Variable>();
        var buffers = new List<int>();
        var numbers = new Dictionary<int, int>();
        var loads = new Access[views.Count];
        for (int i = 0; i < loads.Length; i++)
        {
            var root = views[i].Root;
            if (!numbers.TryGetValue(root.Id, out int buffer))
            {
                numbers.Add(root.Id, buffer = roots.Count);
                buffers.Add(roots.Count);
                roots.Add(root);
            }

            loads[i] = new Access(buffer, root.Type.DType, views[i].Offset, views[i].Strides);
        }

        inputs = [.. roots];
        inputOfBuffer = [.. buffers];
        var stores = new Access[outputs.Count];
        for (int i = 0; i < stores.Length; i++)
            stores[i] = new Access(inputs.Length + i, outputs[i].Type.DType, 0, new Strides(Tensor.ContiguousStrides(domain)));
        Kernel = DomainMerge.Apply(domain, loads, stores, values);
    }

    public LoopKernel Kernel { get; }

    public override IReadOnlyList<Variable> Inputs => inputs;

    public override IReadOnlyList<Variable> Outputs => outputs;

    public override string ToString() => $"kernel[{string.Join(", ", Kernel.Domain)}]: {Kernel.Program.Instructions.Count} operations";

    public override unsafe void Run(Span<Tensor?> values)
    {
        code ??= KernelCache.Get(Kernel);
        int count = inputs.Length + outputs.Length;
        nint* buffers = stackalloc nint[count];
        // Small tensors lie in arrays that the collector may move: they are pinned by handles on the stack, one frame each.
        Run(values, buffers, 0);
    }

    private unsafe void Run(Span<Tensor?> values, nint* buffers, int next)
    {
        for (; next < inputs.Length; next++)
        {
            var x = values[InputSlots[next]]!.Packed();
            if (x.SmallArray is not null)
            {
                fixed (byte* pointer = &x.FirstElement)
                {
                    buffers[next] = (nint)pointer;
                    Run(values, buffers, next + 1);
                }

                return;
            }

            buffers[next] = (nint)Unsafe.AsPointer(ref x.FirstElement);
        }

        for (int i = next - inputs.Length; i < outputs.Length; i++)
        {
            var y = values[OutputSlots[i]] = Tensor.Allocate(outputs[i].Type.DType, outputs[i].Type.Shape);
            if (y.SmallArray is not null)
            {
                fixed (byte* pointer = &y.FirstElement)
                {
                    buffers[inputs.Length + i] = (nint)pointer;
                    Run(values, buffers, inputs.Length + i + 1);
                }

                return;
            }

            buffers[inputs.Length + i] = (nint)Unsafe.AsPointer(ref y.FirstElement);
        }

        code!(buffers, Kernel.Domain[0]);
    }
}
