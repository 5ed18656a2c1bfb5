namespace Covector.Compiler;

/// <summary>A compiled kernel over tensors.</summary>
internal sealed class KernelStep : ProgramStep
{
    /// <summary>Room of a fixed size is taken from the stack in no time.</summary>
    private const int FewBuffers = 16;

    private readonly int[] variableOfBuffer;
    private readonly nint[] bytesPerPoint;
    private readonly nint[] bytesPerBlock;
    private readonly RowFold[] blockFolds;
    private readonly int points;
    private readonly int mostParts;
    /// <summary>The most points that a call of the code takes.</summary>
    private readonly int mostPoints;
    private readonly bool runsAtOnce;
    private KernelCode? code;
    private Ranges? idle;

    /// <param name="domain">The lengths of the loops.</param>
    /// <param name="views">What the expressions read: <c>Expr.Input(i)</c> is an element of <c>views[i]</c>.</param>
    /// <param name="stores">Where the results go.</param>
    /// <param name="values">One expression for each of them.</param>
    /// <param name="folds">For each of them null, or what the values along the last axis are folded with.</param>
    public KernelStep(Shape domain, IReadOnlyList<View> views, IReadOnlyList<View> stores, Expr[] values, FoldKind?[]? folds = null)
        : base(Roots(views), Roots(stores))
    {
        Domain = domain;
        Views = views;
        Stores = stores;
        Values = values;
        var numbers = new Dictionary<Variable, int>();
        foreach (var variable in Inputs)
            numbers.Add(variable, numbers.Count);
        foreach (var variable in Outputs)
            numbers.Add(variable, numbers.Count);
        var variables = new List<int>();
        var roots = new List<Variable>();
        var buffers = new Dictionary<Walk, int>();
        folds ??= new FoldKind?[values.Length];
        FillsOutputs = true;
        for (int i = 0; i < stores.Count; i++)
            FillsOutputs &= folds[i] is not null || stores[i].Shape.Size == stores[i].Root.Type.Shape.Size;
        Kernel = DomainMerge.Apply(domain, AccessesOf(views), AccessesOf(stores), values, folds, FillsOutputs);

        Access[] AccessesOf(IReadOnlyList<View> places)
        {
            var accesses = new Access[places.Count];
            for (int i = 0; i < accesses.Length; i++)
                accesses[i] = AccessOf(places[i]);
            return accesses;
        }

        // Different ways to step through a tensor are different buffers, each with one address.
        Access AccessOf(View view)
        {
            var walk = new Walk(view.Root, view.Strides);
            if (!buffers.TryGetValue(walk, out int buffer))
            {
                buffers.Add(walk, buffer = variables.Count);
                variables.Add(numbers[view.Root]);
                roots.Add(view.Root);
            }

            int index = -1;
            for (int i = 0; i < views.Count && view.Index is not null; i++)
                if (views[i] == view.Index)
                    index = i;
            return new Access(buffer, view.Root.Type.DType, view.Offset, view.Strides, index, view.IndexStride);
        }

        Kernel.Variables = [.. roots];
        variableOfBuffer = [.. variables];
        bytesPerPoint = new nint[variables.Count];
        bytesPerBlock = new nint[variables.Count];
        foreach (var access in Kernel.Loads)
            bytesPerPoint[access.Buffer] = access.Strides[Kernel.CountAxis] * access.Type.Size;
        foreach (var access in Kernel.Stores)
            bytesPerPoint[access.Buffer] = access.Strides[Kernel.CountAxis] * access.Type.Size;
        var (partials, folded) = (new List<RowFold>(), new List<Variable>());
        for (int i = 0; i < stores.Count && Kernel.FoldsBlocks; i++)
            if (Kernel.Folds[i] is { } kind)
            {
                bytesPerBlock[Kernel.Stores[i].Buffer] = Kernel.Stores[i].Type.Size;
                partials.Add(new RowFold(kind, Kernel.Stores[i].Type, 0, 0, 1, 1));
                folded.Add(stores[i].Root);
            }

        blockFolds = [.. partials];
        FoldedOutputs = [.. folded];
        points = Kernel.Domain[Kernel.CountAxis];
        mostPoints = Kernel.FoldsBlocks ? FoldLoops.RowBlock : int.MaxValue;
        mostParts = (int)Math.Min(Cost / ParallelCost.Part, Math.Max(1, points / (Kernel.CountsLanes ? 256 : 1)));
        runsAtOnce = mostParts < 2 && points > 0 && !Kernel.FoldsBlocks;
    }

    /// <summary>The outputs into which everything is folded, by blocks of points.</summary>
    public Variable[] FoldedOutputs { get; }

    /// <summary>The same as steps of which none folds, where it does.</summary>
    public IReadOnlyList<ProgramStep>? Apart { get; init; }

    /// <summary>One of these folds, by rows of so many points.</summary>
    public RowFold FoldOf(int fold, int pointsPerRow) => blockFolds[fold].ByRows(pointsPerRow);

    public Shape Domain { get; }

    /// <summary>Where the results go.</summary>
    public IReadOnlyList<View> Stores { get; }

    /// <summary>Whether each store goes to all of a variable: no other step writes the rest, and there is room behind it.</summary>
    public bool FillsOutputs { get; }

    public IReadOnlyList<View> Views { get; }

    /// <summary>What is stored or folded, one for each store.</summary>
    public IReadOnlyList<Expr> Values { get; }

    /// <summary>Expressions that are values of variables: for reading.</summary>
    public IReadOnlyList<(Expr Value, Variable Variable)> Names
    {
        get;
        init
        {
            field = value;
            foreach (var (expression, variable) in value)
                if (Kernel.Program.Find(expression) is { } instruction)
                    Kernel.Values.TryAdd(instruction, variable);
        }
    } = [];

    public LoopKernel Kernel { get; }

    public override bool WritesPadding => Kernel.Tail == LoopTail.Padded;

    public override double Cost => (double)Domain.Size / Kernel.Lanes * (Kernel.Program.Instructions.Count * 0.4 + Views.Count + Outputs.Length);

    public override string ToString() => $"kernel[{string.Join(", ", Kernel.Domain)}]: {Kernel.Program.Instructions.Count} operations{(Kernel.HasFolds ? ", folded" : "")}";

    public override nint WorkspaceBytes => blockFolds.Length * PartialBytes;

    /// <summary>The memory for the results of all blocks of a fold.</summary>
    private nint PartialBytes => ArenaPlan.Bytes((Kernel.Domain[0] + FoldLoops.RowBlock - 1) / FoldLoops.RowBlock * sizeof(double));

    /// <summary>
    /// Runs the points from <paramref name="start"/> along the axis that the kernel counts. One that folds blocks begins with a block, and its
    /// folds go to one element for each block.
    /// </summary>
    /// <param name="addresses">Of the inputs, then of the outputs.</param>
    /// <param name="start">The first point.</param>
    /// <param name="count">The number of points.</param>
    [SkipLocalsInit]
    public unsafe void Run(nint* addresses, nint start, nint count)
    {
        if (code is null)
            Prepare();
        nint* buffers = stackalloc nint[variableOfBuffer.Length];
        for (nint end = start + count; start < end; start += mostPoints)
        {
            for (int i = 0; i < variableOfBuffer.Length; i++)
                buffers[i] = addresses[variableOfBuffer[i]] + start * bytesPerPoint[i] + start / FoldLoops.RowBlock * bytesPerBlock[i];
            code!(buffers, Math.Min(mostPoints, end - start));
        }
    }

    /// <summary>Runs all points by one call of the code, which is there.</summary>
    [SkipLocalsInit]
    private unsafe void RunAtOnce(nint* addresses)
    {
        int[] variables = variableOfBuffer;
        nint* few = stackalloc nint[FewBuffers];
        nint* buffers = few;
        if (variables.Length > FewBuffers)
        {
            nint* many = stackalloc nint[variables.Length];
            buffers = many;
        }

        for (int i = 0; i < variables.Length; i++)
            buffers[i] = addresses[variables[i]];
        code!(buffers, points);
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
        if (blockFolds.Length == 0)
        {
            if (runsAtOnce && code is not null)
                RunAtOnce(addresses);
            else
                RunParts(addresses);
            return;
        }

        int count = Inputs.Length + Outputs.Length;
        nint* table = stackalloc nint[count];
        for (int i = 0; i < count; i++)
            table[i] = addresses[i];
        for (int f = 0; f < blockFolds.Length; f++)
            table[Number(f)] = addresses[count] + f * PartialBytes;
        RunParts(table);
        for (int f = 0; f < blockFolds.Length; f++)
            blockFolds[f].Finish((byte*)table[Number(f)], (byte*)addresses[Number(f)], Kernel.Domain[0]);

        int Number(int fold) => Inputs.Length + Array.IndexOf(Outputs, FoldedOutputs[fold]);
    }

    private unsafe void RunParts(nint* addresses)
    {
        // How many parts are worth a thread each; several for each thread, because threads differ in speed.
        int parts = mostParts < 2 || Workers.Limit == 1 ? 1 : Math.Min(mostParts, 4 * Workers.Limit);
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

    /// <summary>A way to step through a tensor.</summary>
    private sealed record Walk(Variable Root, Strides Strides);

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
            int unit = step.Kernel.FoldsBlocks ? FoldLoops.RowBlock : step.Kernel.CountsLanes ? step.Kernel.Lanes * step.Kernel.Interleave : 1;
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
