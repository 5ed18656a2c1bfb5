namespace Covector.Compiler;

/// <summary>A matrix product, or one for each index of batch axes, of operands that are read where they lie.</summary>
internal sealed class ProductStep : ProgramStep
{
    /// <summary>A matrix of this many rows is worth cutting for two threads.</summary>
    private const int FewestRows = 24;

    private readonly Matrices left;
    private readonly Matrices right;
    private readonly int rightInput;
    private Parts? idle;

    /// <param name="left">The left operand as matrices; see <see cref="Matrices.Of"/>.</param>
    /// <param name="right">The right operand as matrices.</param>
    /// <param name="output">The result, [batch…, m…, n…].</param>
    public ProductStep(Matrices left, Matrices right, Variable output) : base(Roots([left.Source, right.Source]), [output])
    {
        this.left = left;
        this.right = right;
        rightInput = Inputs.Length - 1;
    }

    public override double Cost => 2.0 * left.Count * left.Rows * left.Columns * right.Columns / (Type == DType.Float32 ? 80 : 40);

    private DType Type => Outputs[0].Type.DType;

    public override string ToString() => left.Count == 1
        ? $"product[{left.Rows}×{left.Columns}·{right.Columns}]"
        : $"product[{left.Count}: {left.Rows}×{left.Columns}·{right.Columns}]";

    public override unsafe void Run(nint* addresses)
    {
        var work = Interlocked.Exchange(ref idle, null) ?? new Parts(this);
        work.Begin((byte*)addresses[0], (byte*)addresses[rightInput], (byte*)addresses[Inputs.Length]);
        if (work.Count == 1)
            work.Run(0);
        else
            Workers.Run(work, work.Count);
        idle = work;
    }

    private unsafe void Multiply(byte* a, byte* b, byte* c, nint first, nint last, int rowStart, int rowEnd)
    {
        switch (Type)
        {
            case DType.Float64:
                Multiply((double*)a, (double*)b, (double*)c, first, last, rowStart, rowEnd);
                break;
            case DType.Float32:
                Multiply((float*)a, (float*)b, (float*)c, first, last, rowStart, rowEnd);
                break;
            case DType.Int64:
                Multiply((long*)a, (long*)b, (long*)c, first, last, rowStart, rowEnd);
                break;
            default:
                Multiply((int*)a, (int*)b, (int*)c, first, last, rowStart, rowEnd);
                break;
        }
    }

    private unsafe void Multiply<T>(T* a, T* b, T* c, nint first, nint last, int rowStart, int rowEnd)
        where T : unmanaged
    {
        a += left.Source.Offset + rowStart * left.RowStride;
        b += right.Source.Offset;
        c += rowStart * (nint)right.Columns;
        for (nint i = first; i < last; i++)
            MatrixProduct.MultiplyRows(
                a + i * left.BatchStride, left.RowStride, left.ColumnStride, b + i * right.BatchStride, right.RowStride, right.ColumnStride,
                c + i * left.Rows * right.Columns, right.Columns, rowEnd - rowStart, right.Columns, left.Columns, false, left.Rows);
    }

    /// <summary>Ranges of the batch, or of the rows of a single product. An element of the result is computed by one part, always in the same way.</summary>
    private sealed unsafe class Parts(ProductStep step) : Work
    {
        private byte* a;
        private byte* b;
        private byte* c;
        private nint length;

        public int Count { get; private set; }

        public void Begin(byte* left, byte* right, byte* result)
        {
            a = left;
            b = right;
            c = result;
            nint all = ByBatch ? step.left.Count : step.left.Rows;
            nint parts = ParallelCost.Parts(step.Cost, ByBatch ? all : all / FewestRows);
            if (!ByBatch)
                parts = Math.Min(parts, Workers.Limit);
            length = (all + parts - 1) / parts;
            if (!ByBatch && parts > 1)
                length = (length + FewestRows - 1) / FewestRows * FewestRows;
            Count = length == 0 ? 1 : (int)((all + length - 1) / length);
        }

        private bool ByBatch => step.left.Count > 1;

        public override void Run(int part)
        {
            if (ByBatch)
                step.Multiply(a, b, c, part * length, Math.Min(step.left.Count, (part + 1) * length), 0, step.left.Rows);
            else
                step.Multiply(a, b, c, 0, step.left.Count, (int)(part * length), (int)Math.Min(step.left.Rows, (part + 1) * length));
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
