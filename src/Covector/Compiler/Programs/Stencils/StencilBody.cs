namespace Covector.Compiler;

/// <summary>
/// The body of a loop that reads of its carry only rows near the one that it computes: kernels over rows, and small ones for the rows at
/// both ends. A block of rows can run several steps on its own if it begins with enough rows around it.
/// </summary>
internal sealed class StencilBody
{
    /// <summary>Kernels over so few rows may belong to an end.</summary>
    private const int MostEdge = 64;

    /// <summary>The numbers that each block may compute for itself.</summary>
    private const int MostNumbers = 64;

    /// <summary>What the parts of a kernel may cost more than the kernel.</summary>
    private const double MostCost = 1.2;

    private readonly Dictionary<Variable, int> numbers = [];
    private readonly HashSet<Variable> own;
    private readonly Dictionary<Variable, PieceKind> small = [];
    private readonly List<StencilPiece> pieces = [];
    private readonly RowDemand[] demands;

    private StencilBody(int rows, int constantCount, int[] stackOfCarry, StepProgram program)
    {
        Rows = rows;
        int carries = stackOfCarry.Length;
        var kernels = new List<KernelStep>();
        bool isElementwise = program.Steps.All(s => program.IsConstant(s) || Collect(s, kernels));
        own = [.. program.Inputs.AsSpan(constantCount, carries), .. kernels.SelectMany(k => k.Outputs)];
        foreach (var variable in program.Inputs.Concat(program.Outputs).Concat(kernels.SelectMany(k => k.Inputs.Concat(k.Outputs))))
            numbers.TryAdd(variable, numbers.Count);
        IsStencil = isElementwise && program.Outputs.All(v => v.Type.Shape is { Rank: > 0 } shape && shape[0] == rows)
            && kernels.TrueForAll(Add) && Edge <= rows / 4
            && pieces.Sum(p => p.Code.Step.Cost) <= MostCost * kernels.Sum(k => k.Cost);
        demands = new RowDemand[numbers.Count];
        if (!IsStencil)
            return;
        for (int i = 0; i < carries; i++)
            demands[numbers[program.Outputs[i]]] = new RowDemand(0, 0, true);
        for (int i = pieces.Count - 1; i >= 0; i--)
            Spread(pieces[i]);
        for (int i = 0; i < carries; i++)
            Reach = Reach.With(demands[numbers[program.Inputs[constantCount + i]]]);
        IsRead = new bool[numbers.Count];
        foreach (var view in pieces.SelectMany(p => p.Code.Step.Views))
            IsRead[numbers[view.Root]] = true;
        for (int i = 0; i < carries; i++)
            if (stackOfCarry[i] >= 0 && !IsRead[numbers[program.Outputs[i]]])
                foreach (var piece in pieces)
                    foreach (var view in piece.Code.Step.Views)
                        if (piece.Kind == PieceKind.Rows && view.Root == program.Inputs[constantCount + i])
                            StackReach = StackReach.With(default(RowDemand).Shifted(RowsOf(view).First - piece.Start));
    }

    private bool IsStencil { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The kernels, in order.</summary>
    public IReadOnlyList<StencilPiece> Pieces => pieces;

    /// <summary>The variables, each at its number: inputs, outputs, then the others.</summary>
    public IReadOnlyDictionary<Variable, int> Numbers => numbers;

    /// <summary>Whether a kernel reads a variable.</summary>
    public bool[] IsRead { get; } = [];

    /// <summary>The rows of the carry around a block that one step reads.</summary>
    public RowDemand Reach { get; }

    /// <summary>The rows around it that a step reads of carries which lie in their stacks.</summary>
    public RowDemand StackReach { get; }

    /// <summary>The rows at each end that the first and the last block must contain.</summary>
    public int Edge { get; private set; }

    /// <summary>The body of a loop as a program, if it is a stencil.</summary>
    public static StencilBody? Of(Scan scan, StepProgram program, int[] stackOfCarry) =>
        scan.CarryCount > 0 && scan.Body.Outputs[0].Type.Shape is { Rank: > 0 } shape && shape[0] > 2 * MostEdge
        && new StencilBody(shape[0], scan.ConstantCount, stackOfCarry, program) is { IsStencil: true } body ? body : null;

    /// <summary>What others need of a variable that has rows.</summary>
    public RowDemand DemandOf(Variable variable) => demands[numbers[variable]];

    /// <summary>Whether a step of the loop computes it, or the one before.</summary>
    public bool IsOwn(Variable variable) => own.Contains(variable);

    /// <summary>Whether it has a row for each of the rows, but for a few at the ends.</summary>
    public bool HasRows(Variable variable) =>
        variable.Type.Shape is { Rank: > 0 } shape && shape[0] <= Rows && shape[0] >= Rows - MostEdge;

    /// <summary>The row that its first row counts as: one of fewer rows lies in the middle.</summary>
    public int FirstRow(Variable variable) => (Rows - variable.Type.Shape[0] + 1) / 2;

    /// <summary>The kernels that a step consists of; false if it is something else.</summary>
    private static bool Collect(ProgramStep step, List<KernelStep> kernels)
    {
        switch (step)
        {
            case KernelStep kernel when !kernel.Kernel.HasFolds && kernel.Views.All(v => v.Index is null):
                kernels.Add(kernel);
                return true;
            case PlaceStep place:
                var whole = View.Of(place.Outputs[0]);
                if (place.Clears)
                    kernels.Add(new KernelStep(whole.Shape, [], [whole], [Expr.ConstantBits(whole.Root.Type.DType, 0)]));
                foreach (var (from, to) in place.Moves)
                    kernels.Add(new KernelStep(from.Shape, [from], [to], [Expr.Input(0, from.Root.Type.DType)]));
                return true;
            case RowStep rows:
                return rows.Steps.All(s => Collect(s, kernels));
            default:
                return false;
        }
    }

    /// <summary>Adds a kernel, one piece for each range of rows that it stores.</summary>
    private bool Add(KernelStep kernel)
    {
        var parts = new Dictionary<(PieceKind, int), List<int>>();
        for (int i = 0; i < kernel.Stores.Count; i++)
        {
            if (PlaceOf(kernel, i) is not { } place)
                return false;
            if (!parts.TryGetValue(place, out var stores))
                parts.Add(place, stores = []);
            stores.Add(i);
        }

        foreach (var ((kind, start), stores) in parts)
        {
            var step = Part(kernel, stores);
            int rows = kind == PieceKind.Rows ? kernel.Domain[0] : 1, points = step.Kernel.Domain[step.Kernel.CountAxis];
            if (points % rows != 0 || !Reads(step, kind, start, points / rows))
                return false;
            if (kind == PieceKind.Rows)
                Edge = Math.Max(Edge, Math.Max(start, Rows - start - rows));
            int[] slots = [.. step.Inputs.Concat(step.Outputs).Select(v => numbers[v])];
            pieces.Add(new StencilPiece(new StencilKernel(step, slots, points / rows), kind, start, rows));
        }

        return true;
    }

    /// <summary>The part of a kernel that makes some of its stores and writes nothing beyond its last point.</summary>
    private static KernelStep Part(KernelStep kernel, List<int> stores)
    {
        if (stores.Count == kernel.Stores.Count && kernel.Kernel.Tail != LoopTail.Padded)
            return kernel;
        var (views, values) = ViewExpression.Used([.. stores.Select(i => kernel.Values[i])], kernel.Views);
        return new KernelStep(kernel.Domain, views, [.. stores.Select(i => kernel.Stores[i])], values, mayOverrun: false);
    }

    /// <summary>Which blocks make a store, and its first row; null if rows do not tell.</summary>
    private (PieceKind, int)? PlaceOf(KernelStep kernel, int store)
    {
        var view = kernel.Stores[store];
        if (!HasRows(view.Root))
        {
            if (view.Root.Type.Shape.Size > MostNumbers)
                return null;
            PieceKind? kind = small.TryGetValue(view.Root, out var other) ? other : PieceKind.All;
            foreach (var load in ViewExpression.Used([kernel.Values[store]], kernel.Views).Views)
                if (IsOwn(load.Root))
                    kind = Joined(kind, HasRows(load.Root) ? EndOf(RowsOf(load)) : small[load.Root]);
            if (kind is not { } found)
                return null;
            small[view.Root] = found;
            return (found, 0);
        }

        if (kernel.Domain.Rank > 0 && kernel.Domain[0] > MostEdge)
            return IsRowByRow(view) ? (PieceKind.Rows, RowsOf(view).First) : null;
        var rows = RowsOf(view);
        if (EndOf(rows) is not { } end)
            return null;
        Edge = Math.Max(Edge, end == PieceKind.First ? rows.Last + 1 : Rows - rows.First);
        return (end, 0);
    }

    /// <summary>Whether a piece finds all that it reads.</summary>
    private bool Reads(KernelStep step, PieceKind kind, int start, int pointsPerRow)
    {
        foreach (var view in step.Views)
        {
            if (!IsOwn(view.Root))
                continue;
            if (!HasRows(view.Root))
            {
                if (Joined(kind == PieceKind.Rows ? PieceKind.All : kind, small[view.Root]) is not { } joined
                    || (joined != PieceKind.All && joined != kind))
                    return false;
                continue;
            }

            var rows = RowsOf(view);
            if (kind == PieceKind.Rows)
            {
                if (!IsRowByRow(view) || Math.Abs(rows.First - start) > MostEdge)
                    return false;
            }
            else if (EndOf(rows) != kind)
                return false;
            else
                Edge = Math.Max(Edge, kind == PieceKind.First ? rows.Last + 1 : Rows - rows.First);
        }

        return kind != PieceKind.Rows || (Counts(step.Kernel.Loads) && Counts(step.Kernel.Stores));

        // The axis that the kernel counts is that of the rows.
        bool Counts(Access[] accesses) => Array.TrueForAll(accesses, access =>
        {
            var variable = step.Kernel.Variables[access.Buffer];
            return !IsOwn(variable) || !HasRows(variable)
                || access.Strides[step.Kernel.CountAxis] * pointsPerRow == RowSize(variable);
        });
    }

    /// <summary>Both where there are both: what no block alone computes goes with everything.</summary>
    private static PieceKind? Joined(PieceKind? first, PieceKind? second) =>
        first == PieceKind.All ? second : second == PieceKind.All || first == second ? first : null;

    /// <summary>The end at which some rows lie, if they do.</summary>
    private PieceKind? EndOf((int First, int Last) rows) =>
        rows.Last < Rows / 4 ? PieceKind.First : rows.First >= Rows - Rows / 4 ? PieceKind.Last : null;

    private static nint RowSize(Variable variable) => (nint)variable.Type.Shape.Size / variable.Type.Shape[0];

    /// <summary>Whether the first axis goes from row to row and the others stay there.</summary>
    private bool IsRowByRow(View view)
    {
        var rows = RowsOf(view);
        return view.Strides[0] == RowSize(view.Root) && rows.Last - rows.First == view.Shape[0] - 1;
    }

    /// <summary>The first and the last row that a view touches.</summary>
    private (int First, int Last) RowsOf(View view)
    {
        long lowest = view.Offset, highest = view.Offset;
        for (int axis = 0; axis < view.Shape.Rank; axis++)
        {
            long way = view.Strides[axis] * (view.Shape[axis] - 1L);
            (lowest, highest) = (lowest + Math.Min(0, way), highest + Math.Max(0, way));
        }

        nint size = RowSize(view.Root);
        return (FirstRow(view.Root) + (int)(lowest / size), FirstRow(view.Root) + (int)(highest / size));
    }

    /// <summary>What a piece needs of others for what others need of it.</summary>
    private void Spread(StencilPiece piece)
    {
        if (piece.Kind != PieceKind.Rows)
            return;
        var demand = default(RowDemand);
        foreach (var output in piece.Code.Step.Outputs)
            demand = demand.With(demands[numbers[output]]);
        piece.Demand = demand;
        foreach (var output in piece.Code.Step.Outputs)
            demands[numbers[output]] = demand;
        foreach (var view in piece.Code.Step.Views)
            if (IsOwn(view.Root) && HasRows(view.Root))
            {
                ref var needed = ref demands[numbers[view.Root]];
                needed = needed.With(demand.Shifted(RowsOf(view).First - piece.Start));
            }
    }
}
