namespace Covector.Compiler;

/// <summary>
/// A matrix product, or one for each index of batch axes, of operands that are read where they lie. Another step may follow it: that runs
/// on rows of the result as soon as they are finished.
/// </summary>
internal sealed class ProductStep : ProgramStep
{
    /// <summary>A matrix of this many rows is worth cutting for two threads.</summary>
    private const int FewestRows = 24;

    /// <summary>Parts of a matrix are whole tiles, mostly.</summary>
    private const int TileRows = 6;

    /// <summary>
    /// The most parts of a matrix for each thread: the fewer they are, the more often a panel of the right operand is used.
    /// </summary>
    private const int MostParts = 4;

    /// <summary>Fewer panels of columns for each thread are not shared evenly.</summary>
    private const int FewestPanels = 8;

    /// <summary>Fewer bytes of the result are not worth a call of what follows the product.</summary>
    private const int LeastBytes = 32 << 10;

    private readonly Matrices left;
    private readonly Matrices right;
    private readonly int leftInput;
    private readonly int rightInput;
    private readonly ProgramStep? epilogue;
    private readonly int[] epilogueAddresses = [];
    private readonly int panels;
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
        if (left.Count == 1 && MatrixProduct.IsByColumns(Type, left.Rows, right.Columns, left.Columns, right.ColumnStride))
            panels = MatrixProduct.PanelCount(Type.Size, right.Columns);
        if (epilogue is null)
            return;
        // Rows of the product that are whole units of the other step; enough of them to be worth a call.
        followerRows = RowsTogether((IRowwise)epilogue);
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
        && step.ReadsSameRows(Outputs[0])
        // It must not keep the product from being shared between threads.
        && (RowsTogether(step) <= RowCount / MostParts || Cost < 2 * ParallelCost.PartAwake);

    /// <summary>The rows of the product that are whole units of a step which follows.</summary>
    private nint RowsTogether(IRowwise step)
    {
        nint own = step.RowCount, unit = step.RowUnit;
        return own >= RowCount ? unit / (nint)System.Numerics.BigInteger.GreatestCommonDivisor(unit, own / RowCount)
            : unit * (RowCount / own);
    }

    /// <summary>The product with a step that follows it.</summary>
    public ProductStep Followed(ProgramStep step) => new(left, right, Outputs[0], step);

    public override double Cost =>
        2.0 * left.Count * left.Rows * left.Columns * right.Columns / (Type == DType.Float32 ? 80 : 40) + (epilogue?.Cost ?? 0);

    public override nint WorkspaceBytes => epilogue?.WorkspaceBytes ?? 0;

    public override bool CanWriteOver(Variable operand, Variable output) =>
        operand != left.Source.Root && operand != right.Source.Root && epilogue is not null && epilogue.CanWriteOver(operand, output);

    public override IEnumerable<LoopKernel> Kernels => epilogue?.Kernels ?? [];

    public override void Prepare() => epilogue?.Prepare();

    private DType Type => Outputs[0].Type.DType;

    public override string ToString() =>
        $"product[{(left.Count == 1 ? "" : $"{left.Count}: ")}{left.Rows}×{left.Columns}·{right.Columns}]"
        + (epilogue is null ? "" : $" + {epilogue}");

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
        {
            work.Run(0);
        }
        else if (work.IsByColumns)
        {
            Workers.Run(work, work.Count);
            work.Follow();
        }
        else
        {
            try
            {
                work.Pack();
                Workers.Run(work, work.Count);
            }
            finally
            {
                work.Unpack();
            }
        }

        rowwise?.Finish(table);
        idle = work;
    }

    private unsafe void Multiply(
        byte* a, byte* b, byte* c, nint first, nint last, int rowStart, int rowEnd, byte* packed, FinishedRows? finished)
    {
        switch (Type)
        {
            case DType.Float64:
                Multiply((double*)a, (double*)b, (double*)c, first, last, rowStart, rowEnd, packed, finished);
                break;
            case DType.Float32:
                Multiply((float*)a, (float*)b, (float*)c, first, last, rowStart, rowEnd, packed, finished);
                break;
            case DType.Int64:
                Multiply((long*)a, (long*)b, (long*)c, first, last, rowStart, rowEnd, packed, finished);
                break;
            default:
                Multiply((int*)a, (int*)b, (int*)c, first, last, rowStart, rowEnd, packed, finished);
                break;
        }
    }

    private unsafe void Multiply<T>(T* a, T* b, T* c, nint first, nint last, int rowStart, int rowEnd, byte* packed, FinishedRows? finished)
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
                c + i * left.Rows * right.Columns, right.Columns, rowEnd - rowStart, right.Columns, left.Columns, false, left.Rows,
                (T*)packed, finished);
            finished?.Reach(rowEnd - rowStart);
        }
    }

    private unsafe void MultiplyColumns<T>(T* a, T* b, T* c, int start, int end)
        where T : unmanaged =>
        MatrixProduct.MultiplyColumns(
            new MatrixView<T>(a + left.Source.Offset, left.RowStride, left.ColumnStride),
            new MatrixView<T>(b + right.Source.Offset, right.RowStride, right.ColumnStride), c, right.Columns,
            left.Rows, right.Columns, left.Columns, start, end);

    /// <summary>Runs the step that follows on these rows of the product: its own may be longer or shorter.</summary>
    private unsafe void Follow(nint* table, nint first, nint last)
    {
        var follower = (IRowwise)epilogue!;
        nint rows = RowCount, own = follower.RowCount;
        follower.RunRows(table, first * own / rows, last * own / rows);
    }

    /// <summary>
    /// Ranges of the batch, or of the rows or columns of a single product. An element of the result is computed by one part, always in the
    /// same way.
    /// </summary>
    private sealed unsafe class Parts(ProductStep step) : Work
    {
        private readonly List<Follower> followers = [];
        private readonly Packing packing = new(step);
        private readonly Following following = new(step);
        private nint* table;
        private byte* packed;
        private nuint packedCapacity;
        private byte* a;
        private byte* b;
        private byte* c;
        private EvenParts ranges;

        public int Count => ranges.Count;

        /// <summary>Whether the parts are of columns.</summary>
        public bool IsByColumns { get; private set; }

        public void Begin(byte* left, byte* right, byte* result, nint* followerTable)
        {
            a = left;
            b = right;
            c = result;
            table = followerTable;
            // However many parts there are, each panel of the right operand is used once.
            int shares = step.panels < FewestPanels * Workers.Limit ? 1 : ParallelCost.Parts(step.Cost, step.panels);
            IsByColumns = shares > 1;
            if (IsByColumns)
                ranges = new EvenParts(step.panels, 1, shares);
            else
                BeginByRows();
        }

        private void BeginByRows()
        {
            nint all = ByBatch ? step.left.Count : step.left.Rows;
            int parts = ParallelCost.Parts(step.Cost, ByBatch ? all : all / FewestRows);
            if (!ByBatch)
                parts = Math.Min(parts, MostParts * Workers.Limit);
            nint unit = parts == 1 ? 1 : ByBatch ? Whole(step.followerRows, step.left.Rows)
                : Whole(TileRows, step.followerRows) * step.followerRows;
            if (!ByBatch && unit * parts > all)
                unit = step.followerRows;
            ranges = new EvenParts(all, unit, parts);
            // Also for calls that find more threads awake.
            int most = step.epilogue is null ? 0 : Math.Max(Count, ParallelCost.MostParts(step.Cost, all));
            while (followers.Count < most)
                followers.Add(new Follower(step));
            foreach (var follower in followers)
                follower.Table = table;
        }

        private bool ByBatch => step.left.Count > 1;

        /// <summary>Packs the right operand, if each part would do it for itself.</summary>
        public void Pack()
        {
            nint bytes = ByBatch ? 0
                : MatrixProduct.PackedBytes(step.Type, step.left.Rows, step.right.Columns, step.left.Columns, step.right.ColumnStride);
            if (bytes == 0)
                return;
            packed = NativeMemoryPool.Take((nuint)bytes, out packedCapacity);
            Workers.Run(packing, packing.Begin(b, packed, Count));
        }

        /// <summary>Gives the memory of the packed operand back.</summary>
        public void Unpack()
        {
            if (packed != null)
                NativeMemoryPool.Give(packed, packedCapacity);
            packed = null;
        }

        /// <summary>Runs what follows, when all columns are there.</summary>
        public void Follow()
        {
            if (step.epilogue is not null)
                Workers.Run(following, following.Begin(table));
        }

        public override void Run(int part)
        {
            nint start = ranges.Start(part), end = ranges.End(part);
            if (IsByColumns)
            {
                if (step.Type == DType.Float32)
                    step.MultiplyColumns((float*)a, (float*)b, (float*)c, (int)start, (int)end);
                else
                    step.MultiplyColumns((double*)a, (double*)b, (double*)c, (int)start, (int)end);
                return;
            }

            nint rows = ByBatch ? step.left.Rows : 1;
            Follower? follower = null;
            if (step.epilogue is not null)
            {
                follower = followers[part];
                follower.Begin(start * rows, end * rows);
            }

            if (ByBatch)
                step.Multiply(a, b, c, start, end, 0, step.left.Rows, null, follower);
            else
                step.Multiply(a, b, c, 0, step.left.Count, (int)start, (int)end, packed, follower);
        }

        /// <summary>How many units of one kind it takes until a unit of another begins, too.</summary>
        private static nint Whole(nint unit, nint other) => unit / (nint)System.Numerics.BigInteger.GreatestCommonDivisor(unit, other);
    }

    /// <summary>Packs the right operand of a single product for all its parts.</summary>
    private sealed unsafe class Packing(ProductStep step) : Work
    {
        private byte* source;
        private byte* target;
        private EvenParts panels;

        /// <summary>The number of parts.</summary>
        public int Begin(byte* right, byte* packed, int parts)
        {
            source = right + step.right.Source.Offset * step.Type.Size;
            target = packed;
            panels = new EvenParts(MatrixProduct.PanelCount(step.Type.Size, step.right.Columns), 1, parts);
            return panels.Count;
        }

        public override void Run(int part)
        {
            var right = step.right;
            if (step.Type == DType.Float32)
                MatrixProduct.Pack(
                    Right<float>(), right.Columns, right.Rows, (float*)target, (int)panels.Start(part), (int)panels.End(part));
            else
                MatrixProduct.Pack(
                    Right<double>(), right.Columns, right.Rows, (double*)target, (int)panels.Start(part), (int)panels.End(part));

            MatrixView<T> Right<T>()
                where T : unmanaged => new((T*)source, right.RowStride, right.ColumnStride);
        }
    }

    /// <summary>Ranges of rows for the step that follows a product whose parts were columns.</summary>
    private sealed unsafe class Following(ProductStep step) : Work
    {
        private nint* table;
        private EvenParts ranges;

        /// <summary>The number of ranges.</summary>
        public int Begin(nint* followerTable)
        {
            table = followerTable;
            nint rows = step.RowCount;
            ranges = new EvenParts(rows, step.followerRows, ParallelCost.Parts(step.epilogue!.Cost, rows / step.followerRows));
            return ranges.Count;
        }

        public override void Run(int part) => step.Follow(table, ranges.Start(part), ranges.End(part));
    }

    /// <summary>Runs the step that follows the product on rows that are finished.</summary>
    private sealed unsafe class Follower(ProductStep step) : FinishedRows
    {
        public nint* Table { get; set; }

        public void Begin(nint first, nint last) => Begin(first, last, step.followerBlock);

        protected override void Run(nint first, nint last) => step.Follow(Table, first, last);
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
