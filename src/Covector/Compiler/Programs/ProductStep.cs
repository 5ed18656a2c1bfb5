namespace Covector.Compiler;

/// <summary>
/// A matrix product, or one for each index of batch axes, of operands that are read where they lie. Another step may follow it: that runs on
/// rows of the result as soon as they are finished.
/// </summary>
internal sealed class ProductStep : ProgramStep
{
    /// <summary>A matrix of this many rows is worth cutting for two threads.</summary>
    private const int FewestRows = 24;

    /// <summary>Fewer bytes of the result are not worth a call of what follows the product.</summary>
    private const int LeastBytes = 32 << 10;

    private readonly Matrices left;
    private readonly Matrices right;
    private readonly int leftInput;
    private readonly int rightInput;
    private readonly ProgramStep? epilogue;
    private readonly int[] epilogueAddresses = [];
    private readonly nint followerRows = 1;
    private readonly nint followerBlock;
    private Parts? idle;

    /// <param name="left">The left operand as matrices; see <see cref="Matrices.Of"/>.</param>
    /// <param name="right">The right operand as matrices.</param>
    /// <param name="output">The result, [batch…, m…, n…].</param>
    public ProductStep(Matrices left, Matrices right, Variable output) : this(left, right, output, null)
    {
    }

    private ProductStep(Matrices left, Matrices right, Variable output, ProgramStep? epilogue)
        : base(
            [.. Roots([left.Source, right.Source]).Union(epilogue?.Inputs.Where(v => v != output) ?? [])],
            [output, .. epilogue?.Outputs ?? []])
    {
        this.left = left;
        this.right = right;
        this.epilogue = epilogue;
        leftInput = Array.IndexOf(Inputs, left.Source.Root);
        rightInput = Array.IndexOf(Inputs, right.Source.Root);
        if (epilogue is null)
            return;
        // Rows of the product that are whole units of the other step; enough of them to be worth a call.
        nint own = ((IRowwise)epilogue).RowCount, unit = ((IRowwise)epilogue).RowUnit;
        followerRows = own >= RowCount ? unit / (nint)System.Numerics.BigInteger.GreatestCommonDivisor(unit, own / RowCount) : unit * (RowCount / own);
        nint few = LeastBytes / ((nint)right.Columns * Type.Size) / followerRows;
        followerBlock = Math.Max(1, few) * followerRows;
        int workspace = Inputs.Length + Outputs.Length;
        epilogueAddresses =
        [
            .. epilogue.Inputs.Select(v => v == output ? Inputs.Length : Array.IndexOf(Inputs, v)),
            .. epilogue.Outputs.Select(v => Inputs.Length + Array.IndexOf(Outputs, v)),
            .. epilogue.WorkspaceBytes > 0 ? [workspace] : Array.Empty<int>(),
        ];
    }

    /// <summary>What follows the product.</summary>
    public ProgramStep? Epilogue => epilogue;

    /// <summary>The rows of all products.</summary>
    private nint RowCount => left.Count * left.Rows;

    /// <summary>Whether a step can run on rows of the result.</summary>
    public bool CanPrecede(IRowwise step) =>
        epilogue is null && RowCount > 1 && step.RowCount is > 1 and var rows && (RowCount % rows == 0 || rows % RowCount == 0)
        && step.ReadsSameRows(Outputs[0]);

    /// <summary>The product with a step that follows it.</summary>
    public ProductStep Followed(ProgramStep step) => new(left, right, Outputs[0], step);

    public override double Cost => 2.0 * left.Count * left.Rows * left.Columns * right.Columns / (Type == DType.Float32 ? 80 : 40) + (epilogue?.Cost ?? 0);

    public override nint WorkspaceBytes => epilogue?.WorkspaceBytes ?? 0;

    public override bool CanWriteOver(Variable operand, Variable output) =>
        operand != left.Source.Root && operand != right.Source.Root && epilogue is not null && epilogue.CanWriteOver(operand, output);

    public override IEnumerable<LoopKernel> Kernels => epilogue?.Kernels ?? [];

    public override void Prepare() => epilogue?.Prepare();

    private DType Type => Outputs[0].Type.DType;

    public override string ToString() =>
        $"product[{(left.Count == 1 ? "" : $"{left.Count}: ")}{left.Rows}×{left.Columns}·{right.Columns}]{(epilogue is null ? "" : $" + {epilogue}")}";

    public override unsafe void Run(nint* addresses)
    {
        var work = Interlocked.Exchange(ref idle, null) ?? new Parts(this);
        var rowwise = epilogue as IRowwise;
        nint* own = stackalloc nint[epilogueAddresses.Length + 1];
        nint* table = stackalloc nint[rowwise?.TableLength ?? 0];
        for (int i = 0; i < epilogueAddresses.Length; i++)
            own[i] = addresses[epilogueAddresses[i]];
        rowwise?.Begin(own, table);
        work.Begin((byte*)addresses[leftInput], (byte*)addresses[rightInput], (byte*)addresses[Inputs.Length], table);
        if (work.Count == 1)
            work.Run(0);
        else
            Workers.Run(work, work.Count);
        rowwise?.Finish(table);
        idle = work;
    }

    private unsafe void Multiply(byte* a, byte* b, byte* c, nint first, nint last, int rowStart, int rowEnd, FinishedRows? finished)
    {
        switch (Type)
        {
            case DType.Float64:
                Multiply((double*)a, (double*)b, (double*)c, first, last, rowStart, rowEnd, finished);
                break;
            case DType.Float32:
                Multiply((float*)a, (float*)b, (float*)c, first, last, rowStart, rowEnd, finished);
                break;
            case DType.Int64:
                Multiply((long*)a, (long*)b, (long*)c, first, last, rowStart, rowEnd, finished);
                break;
            default:
                Multiply((int*)a, (int*)b, (int*)c, first, last, rowStart, rowEnd, finished);
                break;
        }
    }

    private unsafe void Multiply<T>(T* a, T* b, T* c, nint first, nint last, int rowStart, int rowEnd, FinishedRows? finished)
        where T : unmanaged
    {
        a += left.Source.Offset + rowStart * left.RowStride;
        b += right.Source.Offset;
        c += rowStart * (nint)right.Columns;
        for (nint i = first; i < last; i++)
        {
            if (finished is not null)
                finished.Origin = i * left.Rows + rowStart;
            MatrixProduct.MultiplyRows(
                a + i * left.BatchStride, left.RowStride, left.ColumnStride, b + i * right.BatchStride, right.RowStride, right.ColumnStride,
                c + i * left.Rows * right.Columns, right.Columns, rowEnd - rowStart, right.Columns, left.Columns, false, left.Rows, finished);
            finished?.Reach(rowEnd - rowStart);
        }
    }

    /// <summary>Ranges of the batch, or of the rows of a single product. An element of the result is computed by one part, always in the same way.</summary>
    private sealed unsafe class Parts(ProductStep step) : Work
    {
        private readonly List<Follower> followers = [];
        private byte* a;
        private byte* b;
        private byte* c;
        private nint length;

        public int Count { get; private set; }

        public void Begin(byte* left, byte* right, byte* result, nint* table)
        {
            a = left;
            b = right;
            c = result;
            nint all = ByBatch ? step.left.Count : step.left.Rows;
            nint parts = 1;
            if (Workers.Limit > 1 && step.Cost >= 2 * ParallelCost.Part)
                parts = (nint)Math.Min(Math.Min(step.Cost / ParallelCost.Part, (ByBatch ? 4 : 1) * Workers.Limit), ByBatch ? all : all / FewestRows);
            parts = Math.Max(1, parts);
            nint unit = parts == 1 ? 1 : ByBatch ? Whole(step.followerRows, step.left.Rows) : Whole(FewestRows, step.followerRows) * step.followerRows;
            if (!ByBatch && unit * parts > all)
                unit = step.followerRows;
            length = ((all + parts - 1) / parts + unit - 1) / unit * unit;
            Count = length == 0 ? 1 : (int)((all + length - 1) / length);
            while (step.epilogue is not null && followers.Count < Count)
                followers.Add(new Follower(step));
            foreach (var follower in followers)
                follower.Table = table;
        }

        private bool ByBatch => step.left.Count > 1;

        public override void Run(int part)
        {
            nint start = part * length, end = Math.Min(ByBatch ? step.left.Count : step.left.Rows, start + length);
            nint rows = ByBatch ? step.left.Rows : 1;
            Follower? follower = null;
            if (step.epilogue is not null)
            {
                follower = followers[part];
                follower.Begin(start * rows, end * rows);
            }

            if (ByBatch)
                step.Multiply(a, b, c, start, end, 0, step.left.Rows, follower);
            else
                step.Multiply(a, b, c, 0, step.left.Count, (int)start, (int)end, follower);
        }

        /// <summary>How many units of one kind it takes until a unit of another begins, too.</summary>
        private static nint Whole(nint unit, nint other) => unit / (nint)System.Numerics.BigInteger.GreatestCommonDivisor(unit, other);
    }

    /// <summary>Runs the step that follows the product.</summary>
    private sealed unsafe class Follower(ProductStep step) : FinishedRows
    {
        private readonly IRowwise follower = (IRowwise)step.epilogue!;

        public nint* Table { get; set; }

        public void Begin(nint first, nint last) => Begin(first, last, step.followerBlock);

        protected override void Run(nint first, nint last)
        {
            // Its rows may be longer or shorter than those of the product.
            nint rows = step.RowCount, own = follower.RowCount;
            follower.RunRows(Table, first * own / rows, last * own / rows);
        }
    }
}

/// <summary>A view as equally spaced matrices.</summary>
internal sealed record Matrices(
    View Source, nint Count, nint BatchStride, int Rows, nint RowStride, int Columns, nint ColumnStride)
{
    /// <summary>Groups of axes that merge into one stride each; null if they do not.</summary>
    public static Matrices? Of(View source, int rowStart, int columnStart) =>
        TryMerge(source, 0, rowStart, out nint count, out nint batchStride)
        && TryMerge(source, rowStart, columnStart, out nint rows, out nint rowStride)
        && TryMerge(source, columnStart, source.Shape.Rank, out nint columns, out nint columnStride)
        && rows <= int.MaxValue && columns <= int.MaxValue
            ? new Matrices(source, count, batchStride, (int)rows, rowStride, (int)columns, columnStride)
            : null;

    private static bool TryMerge(View source, int start, int end, out nint length, out nint stride)
    {
        length = 1;
        stride = 1;
        for (int i = end - 1; i >= start; i--)
        {
            if (source.Shape[i] == 1)
                continue;
            if (length == 1)
                stride = source.Strides[i];
            else if (source.Strides[i] != stride * length)
                return false;
            length *= source.Shape[i];
        }

        return true;
    }
}
