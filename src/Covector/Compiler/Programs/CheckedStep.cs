namespace Covector.Compiler;

/// <summary>A kernel that gathers rows, after a look at the numbers of the rows: one that is no row is an error, as for the gather alone.</summary>
/// <param name="kernel">The kernel.</param>
/// <param name="checks">Views of the numbers, and the rows that there are.</param>
internal sealed class CheckedStep(KernelStep kernel, (View Indices, nint Rows)[] checks) : ProgramStep(kernel.Inputs, kernel.Outputs)
{
    public override double Cost => kernel.Cost + checks.Sum(c => 0.4 * c.Indices.Shape.Size);

    public override bool WritesPadding => kernel.WritesPadding;

    public override IEnumerable<LoopKernel> Kernels => kernel.Kernels;

    public override string ToString() => $"gather and {kernel}";

    public override void Prepare() => kernel.Prepare();

    public override unsafe void Run(nint* addresses)
    {
        foreach (var (view, rows) in checks)
        {
            var root = view.Root;
            var indices = Tensor.Borrow(
                addresses[Array.IndexOf(Inputs, root)], root.Type, view.Shape, view.Strides.AsSpan(), view.Offset).Packed();
            new IndexLayout([(int)rows], indices, 0).CheckRange(Gather.Operation, indices, Gather.Hint(rows));
        }

        kernel.Run(addresses);
    }
}
