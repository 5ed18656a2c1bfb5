namespace Covector.Compiler;

/// <summary>Part of a program: reads variables, defines others. It works on addresses; all tensors lie there in row-major order.</summary>
internal abstract class ProgramStep(Variable[] inputs, Variable[] outputs)
{
    /// <summary>The variables it reads, each once.</summary>
    public Variable[] Inputs { get; } = inputs;

    /// <summary>The variables it defines that are read elsewhere.</summary>
    public Variable[] Outputs { get; } = outputs;

    /// <summary>The memory that it needs while it runs, in bytes.</summary>
    public virtual nint WorkspaceBytes => 0;

    /// <summary>About how long it takes on one thread, in nanoseconds.</summary>
    public abstract double Cost { get; }

    /// <summary>Whether it writes whole vectors, also beyond the end of an output: into its padding.</summary>
    public virtual bool WritesPadding => false;

    /// <summary>The kernels that it runs.</summary>
    public virtual IEnumerable<LoopKernel> Kernels => [];

    /// <summary>Whether an output may lie in the memory of an operand, or of another output, that nothing reads after this step.</summary>
    /// <param name="operand">As large as the output.</param>
    /// <param name="output">Written by no other step.</param>
    public virtual bool CanWriteOver(Variable operand, Variable output) => false;

    /// <summary>Emits the code that it will run.</summary>
    public virtual void Prepare()
    {
    }

    /// <summary>Computes the outputs.</summary>
    /// <param name="addresses">Of the inputs, then of the outputs, then of the workspace.</param>
    public abstract unsafe void Run(nint* addresses);

    /// <summary>The roots of views, each once.</summary>
    protected static Variable[] Roots(IEnumerable<View> views) => [.. views.Select(v => v.Root).Distinct()];
}
