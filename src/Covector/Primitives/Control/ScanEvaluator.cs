namespace Covector.Primitives;

/// <summary>
/// Runs a scan step by step: elements are views of the scanned inputs, results are copied to their place in the stacked outputs, and the
/// memory of what no later step reads is given back at once.
/// </summary>
internal sealed class ScanEvaluator
{
    private readonly Scan scan;
    private readonly Tensor[] inputs;
    private readonly Tensor[] carry;
    private readonly Tensor[] stacks;
    private readonly StackView[] scanned;
    private readonly LoopMemory memory;

    public ScanEvaluator(Scan scan, ReadOnlySpan<Tensor> inputs)
    {
        this.scan = scan;
        this.inputs = inputs.ToArray();
        carry = this.inputs[scan.ConstantCount..scan.CarryEnd];
        memory = new LoopMemory(inputs);
        scanned = new StackView[scan.ScannedCount];
        for (int i = 0; i < scanned.Length; i++)
            scanned[i] = new StackView(inputs[scan.CarryEnd + i]);
        stacks = new Tensor[scan.StackedCount];
        for (int i = 0; i < stacks.Length; i++)
        {
            var element = scan.Body.Outputs[scan.CarryCount + i].Type;
            stacks[i] = Tensor.Allocate(element.DType, element.Shape.Insert(0, scan.Length));
        }
    }

    public Tensor[] Run()
    {
        int step = 0, unroll = Math.Min(scan.Unroll, scan.Length);
        if (unroll > 1)
        {
            var several = scan.Body.Derived.Get(
                ("unrolled", scan.ConstantCount, scan.CarryCount, unroll), () => scan.Compiler(Unrolled(unroll)));
            Run(several, ref step, unroll);
        }

        if (step < scan.Length)
            Run(scan.Executable, ref step, 1);
        return [.. carry, .. stacks];
    }

    private void Run(IExecutable body, ref int step, int count)
    {
        var operands = new Tensor[scan.CarryEnd + count * scanned.Length];
        inputs.AsSpan(0, scan.ConstantCount).CopyTo(operands);
        carry.CopyTo(operands.AsSpan(scan.ConstantCount));
        for (; step + count <= scan.Length; step += count)
        {
            int next = scan.CarryEnd;
            for (int s = 0; s < count; s++)
                foreach (var stack in scanned)
                    operands[next++] = stack.Element(Place(step + s));
            var results = body.Run(operands);
            next = carry.Length;
            for (int s = 0; s < count; s++)
                foreach (var stack in stacks)
                    Store(results[next++], stack, Place(step + s));
            memory.Release(carry, results, carry.Length);
            results.AsSpan(0, carry.Length).CopyTo(carry);
            carry.CopyTo(operands.AsSpan(scan.ConstantCount));
        }
    }

    private int Place(int step) => scan.Reverse ? scan.Length - 1 - step : step;

    /// <summary>Several steps as one graph; the elements of each step stand together.</summary>
    private Graph Unrolled(int count)
    {
        var body = scan.Body;
        var stage = new StageTrace(null, new TraceOrigin("an unrolled loop", null));
        var values = Array.ConvertAll(body.Inputs[..scan.CarryEnd], v => stage.AddInput(v.Type, v.Name));
        var elements = new Tensor[count][];
        for (int s = 0; s < count; s++)
            elements[s] = Array.ConvertAll(body.Inputs[scan.CarryEnd..], v => stage.AddInput(v.Type));
        var outputs = new List<Tensor>();
        using (Trace.Enter(stage))
            foreach (var element in elements)
            {
                var results = GraphEvaluator.Run(body, [.. values, .. element]);
                results.AsSpan(0, scan.CarryCount).CopyTo(values.AsSpan(scan.ConstantCount));
                outputs.AddRange(results.AsSpan(scan.CarryCount));
            }

        return stage.Finish([.. values.AsSpan(scan.ConstantCount), .. outputs]);
    }

    private static unsafe void Store(Tensor element, Tensor stack, int place)
    {
        int size = element.DType.Size;
        nint bytes = (nint)element.Size * size;
        if (bytes == 0)
            return;
        fixed (byte* source = &element.FirstElement, first = &stack.FirstElement)
        {
            byte* destination = first + place * bytes;
            if (element.IsContiguous)
                System.Buffer.MemoryCopy(source, destination, bytes, bytes);
            else
                StridedCopy.Pack(source, element.Shape.AsSpan(), element.GetStrides(), destination, size);
        }

        GC.KeepAlive(element);
        GC.KeepAlive(stack);
    }

    /// <summary>The elements of a tensor along its first axis, as views.</summary>
    private readonly struct StackView
    {
        private readonly Tensor stack;
        private readonly Shape element;
        private readonly nint[]? strides;
        private readonly nint step;

        public StackView(Tensor stack)
        {
            this.stack = stack;
            element = stack.Shape.RemoveAt(0);
            var all = stack.GetStrides();
            step = all[0];
            strides = stack.IsContiguous ? null : all[1..];
        }

        public Tensor Element(int place) => stack.View(element, strides, place * (long)step);
    }
}
