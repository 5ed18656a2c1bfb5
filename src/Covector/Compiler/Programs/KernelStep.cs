namespace Covector.Compiler;

/// <summary>A compiled kernel over tensors.</summary>
internal sealed class KernelStep : ProgramStep, IRowwise
{
    /// <summary>Fewer points are not worth a part, if the kernel takes several in a vector.</summary>
    private const int FewestLanes = 256;

    private readonly int[] variableOfBuffer;
    private readonly nint[] bytesPerPoint;
    private readonly nint[] bytesPerBlock;
    private readonly RowFold[] blockFolds;
    private readonly int points;
    private readonly int mostParts;
    private readonly double cost;
    /// <summary>The most points that a call of the code takes.</summary>
    private readonly int mostPoints;
    private readonly bool runsAtOnce;
    private readonly StreamedKernel? streamed;
    private KernelCode? code;
    private Ranges? idle;

    /// <param name="domain">The lengths of the loops.</param>
    /// <param name="views">What the expressions read: <c>Expr.Input(i)</c> is an element of <c>views[i]</c>.</param>
    /// <param name="stores">Where the results go.</param>
    /// <param name="values">One expression for each of them.</param>
    /// <param name="folds">For each of them null, or what the values along the last axis are folded with.</param>
    /// <param name="mayOverrun">Whether stores may go beyond the last point, where there is room.</param>
    public KernelStep(
        Shape domain,
        IReadOnlyList<View> views,
        IReadOnlyList<View> stores,
        Expr[] values,
        FoldKind?[]? folds = null,
        bool mayOverrun = true)
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
        Kernel = DomainMerge.Apply(domain, AccessesOf(views), AccessesOf(stores), values, folds, mayOverrun && FillsOutputs);

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
        mostParts = points / (Kernel.FoldsBlocks ? FoldLoops.RowBlock : Kernel.CountsLanes ? FewestLanes : 1);
        cost = Cost;
        streamed = StreamedKernel.Of(Kernel);
        runsAtOnce = (mostParts < 2 || cost < 2 * ParallelCost.PartAwake) && points > 0 && !Kernel.FoldsBlocks && streamed is null;
    }

    /// <summary>The outputs into which everything is folded, by blocks of points.</summary>
    public Variable[] FoldedOutputs { get; }

    /// <summary>The same as steps of which none folds, where it does.</summary>
    public IReadOnlyList<ProgramStep>? Apart { get; init; }

    /// <summary>One of these folds, by rows of so many points.</summary>
    public RowFold FoldOf(int fold, int pointsPerRow) => blockFolds[fold].ByRows(pointsPerRow);

    /// <summary>What runs where the step runs as a whole, rather than by rows with others, if it pays to store past the caches.</summary>
    public StreamedKernel? Streamed => streamed;

    /// <summary>
    /// The buffers of <see cref="RunAtOnce"/>, by numbers of variables: of the inputs, then of the outputs. Null if one call does not do everything.
    /// </summary>
    public int[]? BuffersAtOnce => runsAtOnce ? variableOfBuffer : null;

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

    public override double Cost =>
        (double)Domain.Size / Kernel.Lanes * (Kernel.Program.Instructions.Count * 0.4 + Views.Count + Outputs.Length);

    public override string ToString() =>
        $"kernel[{string.Join(", ", Kernel.Domain)}]: {Kernel.Program.Instructions.Count} operations{(Kernel.HasFolds ? ", folded" : "")}";

    public override nint WorkspaceBytes => blockFolds.Length * PartialBytes;

    /// <summary>The memory for the results of all blocks of a fold.</summary>
    private nint PartialBytes => ArenaPlan.Bytes((Kernel.Domain[0] + FoldLoops.RowBlock - 1) / FoldLoops.RowBlock * sizeof(double));

    /// <summary>
    /// Runs the points from <paramref name="start"/> along the axis that the kernel counts. One that folds blocks begins with a block, and
    /// its folds go to one element for each block.
    /// </summary>
    /// <param name="addresses">Of the inputs, then of the outputs.</param>
    /// <param name="start">The first point.</param>
    /// <param name="count">The number of points.</param>
    public unsafe void Run(nint* addresses, nint start, nint count) => Run(addresses, start, count, null);

    /// <summary>The same as a part of the step as a whole, which may store past the caches.</summary>
    [SkipLocalsInit]
    private unsafe void Run(nint* addresses, nint start, nint count, StreamedKernel? streams)
    {
        if (code is null || streams is { IsPrepared: false })
            Prepare();
        nint* buffers = stackalloc nint[variableOfBuffer.Length];
        for (nint end = start + count; start < end; start += mostPoints)
        {
            for (int i = 0; i < variableOfBuffer.Length; i++)
                buffers[i] = addresses[variableOfBuffer[i]] + start * bytesPerPoint[i] + start / FoldLoops.RowBlock * bytesPerBlock[i];
            nint length = Math.Min(mostPoints, end - start), done = streams?.Run(buffers, length) ?? 0;
            if (done == length)
                continue;
            if (done > 0)
            {
                // The rest is shorter than a vector: it takes some points before it again.
                for (int i = 0; i < variableOfBuffer.Length; i++)
                    buffers[i] += (length - Kernel.Lanes) * bytesPerPoint[i];
                length = Kernel.Lanes;
            }

            KernelCall.Run(code!, buffers, length);
        }
    }

    /// <summary>The same elements at the same points, each read before it is written and never again.</summary>
    public override bool CanWriteOver(Variable operand, Variable output)
    {
        int load = IndexOf(Kernel.Loads, operand), store = IndexOf(Kernel.Stores, output);
        return load >= 0 && store >= 0 && FillsOutputs && Kernel.Folds[store] is null && Kernel.Tail != LoopTail.Overlapping
            && !Kernel.Loads[load].IsGathered && Kernel.Loads[load].Offset == Kernel.Stores[store].Offset
            && Kernel.Loads[load].Strides.Equals(Kernel.Stores[store].Strides)
            && Kernel.Program.DependsOn(Kernel.Program.Results[store], load);

        // Where the kernel reads or writes a variable, if that is one place only.
        int IndexOf(Access[] accesses, Variable variable)
        {
            int index = Array.FindIndex(accesses, a => Kernel.Variables[a.Buffer] == variable);
            return index >= 0 && Array.FindLastIndex(accesses, a => Kernel.Variables[a.Buffer] == variable) == index ? index : -1;
        }
    }

    int IRowwise.RowCount => Kernel.FoldsBlocks || Kernel is { CountsLanes: true, Tail: LoopTail.Overlapping } ? 0 : points;

    int IRowwise.RowUnit => Kernel.CountsLanes ? Kernel.Lanes : 1;

    int IRowwise.TableLength => Inputs.Length + Outputs.Length;

    bool IRowwise.ReadsSameRows(Variable variable)
    {
        long row = variable.Type.Shape.Size / points;
        foreach (var load in Kernel.Loads)
        {
            if (Kernel.Variables[load.Buffer] != variable)
                continue;
            long lowest = load.Offset, highest = load.Offset;
            for (int axis = 0; axis < Kernel.Domain.Length; axis++)
            {
                long reach = axis == Kernel.CountAxis ? 0 : load.Strides[axis] * (Kernel.Domain[axis] - 1L);
                (lowest, highest) = (lowest + Math.Min(0, reach), highest + Math.Max(0, reach));
            }

            if (load.IsGathered || load.Strides[Kernel.CountAxis] != row || lowest < 0 || highest >= row)
                return false;
        }

        return variable.Type.Shape.Size == row * points;
    }

    unsafe void IRowwise.Begin(nint* addresses, nint* table)
    {
        for (int i = 0; i < Inputs.Length + Outputs.Length; i++)
            table[i] = addresses[i];
    }

    unsafe void IRowwise.RunRows(nint* table, nint start, nint end) => Run(table, start, end - start);

    unsafe void IRowwise.Finish(nint* table)
    {
    }

    public override IEnumerable<LoopKernel> Kernels => [Kernel];

    public override void Prepare()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw new PlatformNotSupportedException("Kernels are code that is made at run time.");
        code ??= KernelCache.Get(Kernel);
        streamed?.Prepare();
    }

    /// <summary>Runs all points by one call of the code.</summary>
    /// <param name="buffers">The addresses of <see cref="BuffersAtOnce"/>.</param>
    public unsafe void RunAtOnce(nint* buffers)
    {
        if (code is null)
            Prepare();
        KernelCall.Run(code!, buffers, points);
    }

    public override unsafe void Run(nint* addresses)
    {
        if (blockFolds.Length == 0)
        {
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
        int parts = ParallelCost.Parts(cost, mostParts);
        if (parts == 1)
        {
            Run(addresses, 0, points, streamed);
            return;
        }

        var work = Interlocked.Exchange(ref idle, null) ?? new Ranges(this);
        Workers.Run(work, work.Begin(addresses, parts));
        idle = work;
    }

    /// <summary>A way to step through a tensor.</summary>
    private sealed record Walk(Variable Root, Strides Strides);

    /// <summary>Ranges of points along the axis that the kernel counts.</summary>
    private sealed unsafe class Ranges(KernelStep step) : Work
    {
        private nint* addresses;
        private EvenParts ranges;

        /// <summary>The number of ranges.</summary>
        public int Begin(nint* table, int parts)
        {
            addresses = table;
            // Whole turns of the loop, so that only the last range has a rest, and that one a vector, too.
            int unit = step.Kernel.FoldsBlocks ? FoldLoops.RowBlock
                : step.Kernel.CountsLanes ? step.Kernel.Turn
                : 1;
            ranges = new EvenParts(step.points, unit, parts, step.Kernel.CountsLanes ? Math.Min(unit, step.Kernel.Lanes) : 1);
            return ranges.Count;
        }

        public override void Run(int part) =>
            step.Run(addresses, ranges.Start(part), ranges.End(part) - ranges.Start(part), step.streamed);
    }
}
