namespace Covector.Compiler;

/// <summary>A step that works on addresses: its inputs in row-major order, its outputs new tensors.</summary>
internal abstract class AddressedStep : Step
{
    protected AddressedStep(Variable[] inputs, Variable[] outputs)
    {
        InputVariables = inputs;
        OutputVariables = outputs;
    }

    public sealed override IReadOnlyList<Variable> Inputs => InputVariables;

    public sealed override IReadOnlyList<Variable> Outputs => OutputVariables;

    protected Variable[] InputVariables { get; }

    protected Variable[] OutputVariables { get; }

    public sealed override unsafe void Run(Span<Tensor?> values)
    {
        nint* addresses = stackalloc nint[InputVariables.Length + OutputVariables.Length];
        Place(values, addresses, 0);
    }

    /// <summary>Computes the outputs.</summary>
    /// <param name="addresses">Of the inputs, then of the outputs.</param>
    public abstract unsafe void Run(nint* addresses);

    /// <summary>Small tensors lie in arrays that the collector may move: each is fixed by a frame of its own.</summary>
    private unsafe void Place(Span<Tensor?> values, nint* addresses, int next)
    {
        for (; next < InputVariables.Length + OutputVariables.Length; next++)
        {
            Tensor x;
            if (next < InputVariables.Length)
            {
                // The table keeps a copy alive while its address is in use.
                x = values[InputSlots[next]] = values[InputSlots[next]]!.Packed();
            }
            else
            {
                var output = OutputVariables[next - InputVariables.Length];
                x = values[OutputSlots[next - InputVariables.Length]] = Tensor.Allocate(output.Type.DType, output.Type.Shape);
            }

            if (x.SmallArray is not null)
            {
                fixed (byte* pointer = &x.FirstElement)
                {
                    addresses[next] = (nint)pointer;
                    Place(values, addresses, next + 1);
                }

                return;
            }

            addresses[next] = (nint)Unsafe.AsPointer(ref x.FirstElement);
        }

        Run(addresses);
    }
}
