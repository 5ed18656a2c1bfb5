namespace Covector.Compiler;

/// <summary>
/// A kernel that gathers rows, after a look at the numbers of the rows: one that is no row is an error, as for the gather alone.
/// </summary>
/// <param name="kernel">The kernel.</param>
/// <param name="checks">Views of the numbers, and the rows that there are.</param>
internal sealed class CheckedStep(KernelStep kernel, (View Indices, nint Rows)[] checks) : ProgramStep(kernel.Inputs, kernel.Outputs)
{
    private readonly IndexLayout[] layouts = Array.ConvertAll(checks, c => new IndexLayout([(int)c.Rows], c.Indices.Shape, 0));

    public override double Cost => kernel.Cost + checks.Sum(c => 0.4 * c.Indices.Shape.Size);

    public override bool WritesPadding => kernel.WritesPadding;

    public override IEnumerable<LoopKernel> Kernels => kernel.Kernels;

    public override string ToString() => $"gather and {kernel}";

    public override void Prepare() => kernel.Prepare();

    public override unsafe void Run(nint* addresses)
    {
        for (int i = 0; i < checks.Length; i++)
        {
            var (view, layout) = (checks[i].Indices, layouts[i]);
            var root = view.Root;
            nint address = addresses[Array.IndexOf(Inputs, root)];
            if (view.IsRowMajor)
                layout.CheckRange(Gather.Operation, (long*)address + view.Offset, hasHint: true);
            else
                layout.CheckRange(
                    Gather.Operation, Tensor.Borrow(address, root.Type, view.Shape, view.Strides.AsSpan(), view.Offset).Packed(),
                    hasHint: true);
        }

        kernel.Run(addresses);
    }
}
