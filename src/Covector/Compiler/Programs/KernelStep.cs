namespace Covector.Compiler;

/// <summary>A compiled kernel over tensors.</summary>
internal sealed class KernelStep : ProgramStep
{
    private readonly int[] variableOfBuffer;
    private readonly nint[] bytesPerPoint;
    private KernelCode? code;
    private Ranges? idle;

    /// <param name="domain">The lengths of the loops.</param>
    /// <param name="views">What the expressions read: <c>Expr.Input(i)</c> is an element of <c>views[i]</c>.</param>
    /// <param name="stores">Where the results go.</param>
    /// <param name="values">One expression for each of them.</param>
    public KernelStep(Shape domain, IReadOnlyList<View> views, IReadOnlyList<View> stores, Expr[] values)
        : base(Roots(views), Roots(stores))
    {
        Domain = domain;
        Views = views;
        var numbers = new Dictionary<Variable, int>();
        foreach (var variable in Inputs.Concat(Outputs))
            numbers.Add(variable, numbers.Count);
        var variables = new List<int>();
        var buffers = new Dictionary<(Variable, Strides), int>();
        Kernel = DomainMerge.Apply(domain, [.. views.Select(AccessOf)], [.. stores.Select(AccessOf)], values);

        // Different ways to step through a tensor are different buffers, each with one address.
        Access AccessOf(View view)
        {
            if (!buffers.TryGetValue((view.Root, view.Strides), out int buffer))
            {
                buffers.Add((view.Root, view.Strides), buffer = variables.Count);
                variables.Add(numbers[view.Root]);
            }

            return new Access(buffer, view.Root.Type.DType, view.Offset, view.Strides);
        }

        variableOfBuffer = [.. variables];
        bytesPerPoint = new nint[variables.Count];
        foreach (var access in Kernel.Loads.Concat(Kernel.Stores))
            bytesPerPoint[access.Buffer] = access.Strides[Kernel.CountAxis] * access.Type.Size;
    }

    public Shape Domain { get; }

    public IReadOnlyList<View> Views { get; }

    public LoopKernel Kernel { get; }

    public override bool WritesPadding => Kernel.Tail == LoopTail.Padded;

    public override double Cost => (double)Domain.Size / Kernel.Lanes * (Kernel.Program.Instructions.Count * 0.4 + Views.Count + Outputs.Length);

    public override string ToString() => $"kernel[{string.Join(", ", Kernel.Domain)}]: {Kernel.Program.Instructions.Count} operations";

    /// <summary>Runs the points from <paramref name="start"/> along the axis that the kernel counts.</summary>
    /// <param name="addresses">Of the inputs, then of the outputs.</param>
    /// <param name="start">The first point.</param>
    /// <param name="count">The number of points.</param>
    public unsafe void Run(nint* addresses, nint start, nint count)
    {
        if (code is null)
            Prepare();
        nint* buffers = stackalloc nint[variableOfBuffer.Length];
        for (int i = 0; i < variableOfBuffer.Length; i++)
            buffers[i] = addresses[variableOfBuffer[i]] + start * bytesPerPoint[i];
        code!(buffers, count);
    }

    public override IEnumerable<LoopKernel> Kernels => [Kernel];

    public override void Prepare()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw new PlatformNotSupportedException("Kernels are code that is made at run time.");
        code ??= KernelCache.Get(Kernel);
    }

    public override unsafe void Run(nint* addresses)
    {
        int points = Kernel.Domain[Kernel.CountAxis];
        int parts = PartCount();
        if (parts == 1)
        {
            Run(addresses, 0, points);
            return;
        }

        var work = Interlocked.Exchange(ref idle, null) ?? new Ranges(this);
        work.Begin(addresses, points, parts);
        Workers.Run(work, work.Count);
        idle = work;
    }

    /// <summary>How many parts are worth a thread each; several for each thread, because threads differ in speed.</summary>
    private int PartCount()
    {
        double work = Cost;
        if (work < 2 * ParallelCost.Part || Workers.Limit == 1)
            return 1;
        return (int)Math.Min(Math.Min(work / ParallelCost.Part, 4 * Workers.Limit), Math.Max(1, Kernel.Domain[Kernel.CountAxis] / (Kernel.CountsLanes ? 256 : 1)));
    }

    /// <summary>Ranges of points along the axis that the kernel counts.</summary>
    private sealed unsafe class Ranges(KernelStep step) : Work
    {
        private nint* addresses;
        private int points;
        private int length;

        public int Count => (points + length - 1) / length;

        public void Begin(nint* table, int all, int parts)
        {
            addresses = table;
            points = all;
            // Whole groups of vectors, so that only the last range has a rest; the rest joins the range before when it is no whole vector.
            int unit = step.Kernel.CountsLanes ? step.Kernel.Lanes * step.Kernel.Interleave : 1;
            length = ((all + parts - 1) / parts + unit - 1) / unit * unit;
        }

        public override void Run(int part)
        {
            int start = part * length;
            int end = Math.Min(points, start + length);
            if (step.Kernel is { CountsLanes: true, Tail: LoopTail.Overlapping } && end - start < step.Kernel.Lanes)
                start = end - step.Kernel.Lanes;
            step.Run(addresses, start, end - start);
        }
    }
}
