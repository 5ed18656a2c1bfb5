using System.Text;

namespace Covector.Compiler;

/// <summary>
/// Nested loops over a domain around a straight scalar program: at each point it loads elements, computes, and stores. The innermost axis
/// goes through the lanes of vectors. Points are independent of each other.
/// </summary>
internal sealed class LoopKernel
{
    private double repetitions = 1;

    /// <param name="domain">The lengths of the loops, outermost first.</param>
    /// <param name="countAxis">The axis whose length the caller of the code gives, so that it can run a part.</param>
    /// <param name="loads">What the inputs of the expressions read: <c>Expr.Input(i)</c> is an element of <c>loads[i]</c>.</param>
    /// <param name="stores">Where the values go.</param>
    /// <param name="values">One expression for each store.</param>
    /// <param name="folds">For each store null, or what the values along the innermost axis are folded with into one element.</param>
    /// <param name="mayOverrun">Whether stores may go beyond the last point.</param>
    public LoopKernel(int[] domain, int countAxis, Access[] loads, Access[] stores, Expr[] values, FoldKind?[] folds, bool mayOverrun)
    {
        Folds = folds;
        Domain = domain;
        CountAxis = countAxis;
        Loads = loads;
        Stores = stores;
        Program = ScalarProgram.Of(values);
        foreach (var access in loads)
            BufferCount = Math.Max(BufferCount, access.Buffer + 1);
        foreach (var access in stores)
            BufferCount = Math.Max(BufferCount, access.Buffer + 1);
        int narrowest = 0;
        foreach (var instruction in Program.Instructions)
            if (instruction.Type != DType.Bool && (narrowest == 0 || ExprChecker.Width(instruction.Type) < narrowest))
                narrowest = ExprChecker.Width(instruction.Type);
        Lanes = 32 / Math.Max(1, narrowest);
        Tail = TailOf(mayOverrun);
        Interleave = Interleaving.Of(this);
        WideVectors = WideLoop.VectorsOf(this, 1);
    }

    public int[] Domain { get; }

    /// <summary>The axis along which a call runs as many points as it is told.</summary>
    public int CountAxis { get; }

    /// <summary>The number of points.</summary>
    public long Points => Array.ConvertAll(Domain, length => (long)length).Aggregate((a, b) => a * b);

    /// <summary>Whether that axis is the innermost.</summary>
    public bool CountsLanes => CountAxis == Domain.Length - 1;

    public Access[] Loads { get; }

    public Access[] Stores { get; }

    /// <summary>For each store what it folds with, or null where it stores a value at each point.</summary>
    public FoldKind?[] Folds { get; }

    /// <summary>Whether there are folds.</summary>
    public bool HasFolds => Array.Exists(Folds, f => f is not null);

    /// <summary>
    /// Whether the innermost loop folds as <see cref="FoldLoops"/> does, a vector of elements for each vector of points: lines of one block
    /// at most, or a single line, of which a call takes one block.
    /// </summary>
    public bool CanFold
    {
        get
        {
            if (FoldsBlocks ? Tail != LoopTail.Padded : CountsLanes || Domain[^1] < Lanes || Domain[^1] > FoldLoops.RowBlock)
                return false;
            for (int s = 0; s < Stores.Length; s++)
                if (Folds[s] is not null
                    && (Stores[s].Type == DType.Bool || Stores[s].Type.Size * Lanes != 32 || Stores[s].Strides.AsSpan()[..^1].Contains(0)))
                    return false;
            return true;
        }
    }

    /// <summary>
    /// Whether everything is folded into one element: a call takes at most <see cref="FoldLoops.RowBlock"/> points, from a multiple of it.
    /// </summary>
    public bool FoldsBlocks => HasFolds && Domain.Length == 1;

    /// <summary>What happens at one point; its results go to the stores.</summary>
    public ScalarProgram Program { get; }

    public int BufferCount { get; }

    /// <summary>What lies in each buffer, where the program around it says so: for reading.</summary>
    public Variable[] Variables { get; set; } = [];

    /// <summary>The instructions that compute the values of variables, likewise.</summary>
    public Dictionary<int, Variable> Values { get; } = [];

    /// <summary>
    /// The points that a step of the innermost loop takes at once: as many as the narrowest number has room for in a vector.
    /// </summary>
    public int Lanes { get; }

    /// <summary>How the innermost loop treats a rest of fewer points than there are lanes.</summary>
    public LoopTail Tail { get; }

    /// <summary>The vectors of points that the innermost loop takes at once, if it does not take wide ones.</summary>
    public int Interleave { get; }

    /// <summary>The points of a turn of the innermost loop.</summary>
    public int Turn => WideVectors > 0 ? 2 * Lanes * WideVectors : Lanes * Interleave;

    /// <summary>The vectors of twice the width that it takes at once instead, as long as there are so many points; 0 for none.</summary>
    public int WideVectors { get; private set; }

    /// <summary>A loop around it runs it so many times, which may make wide vectors worth while. Before its code is made.</summary>
    public void Repeat(int times)
    {
        repetitions *= times;
        WideVectors = WideLoop.VectorsOf(this, repetitions);
    }

    /// <summary>Whether vectors can run it: a row has a vector of points, or its buffers are padded.</summary>
    public bool IsVectorizable => Tail != LoopTail.Overlapping || Domain[^1] >= Lanes;

    /// <summary>All that the code depends on, as text: kernels with equal keys share their code.</summary>
    public string Key
    {
        get
        {
            var key = new StringBuilder();
            key.Append((int)Tail).Append(';').Append(Interleave).Append(';').Append(WideVectors).Append(';').Append(CountAxis);
            for (int axis = 0; axis < Domain.Length; axis++)
                key.Append(',').Append(axis == CountAxis ? 0 : Domain[axis]);
            foreach (var fold in Folds)
                key.Append(';').Append(fold is { } kind ? (int)kind : -1);
            foreach (var access in Loads)
                Append(access);
            key.Append('|');
            foreach (var access in Stores)
                Append(access);
            foreach (var instruction in Program.Instructions)
            {
                key.Append((int)instruction.Op).Append(':').Append((int)instruction.Type).Append(':').Append(instruction.Payload)
                    .Append('(');
                Join(instruction.Operands);
            }

            key.Append('>');
            Join(Program.Results);
            return key.ToString();

            void Append(Access access)
            {
                key.Append(access.Buffer).Append(':').Append((int)access.Type).Append(':').Append(access.Offset).Append('[');
                foreach (nint stride in access.Strides)
                    key.Append(stride).Append(',');
                key.Append(']').Append(access.Index).Append('*').Append(access.IndexStride).Append(';');
            }

            void Join(int[] numbers)
            {
                foreach (int number in numbers)
                    key.Append(number).Append(',');
            }
        }
    }

    public override string ToString() => LoopPrinter.Print(this);

    private LoopTail TailOf(bool mayOverrun)
    {
        if (!CountsLanes && (Domain[^1] % Lanes == 0 || Domain[^1] == 1))
            return LoopTail.None;
        return mayOverrun && Domain.Length == 1 && Array.TrueForAll(Loads, StaysInPadding) && Array.TrueForAll(Stores, StaysInPadding)
            ? LoopTail.Padded
            : LoopTail.Overlapping;

        // The room behind a tensor ends with a whole vector: of numbers wider than the narrowest, as many as there are lanes take several.
        bool StaysInPadding(Access access) =>
            !access.IsGathered && (access.Strides[0] == 0 || (access.Strides[0] == 1 && access.Offset == 0))
                && access.Type.Size * Lanes <= Tensor.Padding;
    }
}

/// <summary>How an innermost loop ends when the number of points is no multiple of the lanes.</summary>
internal enum LoopTail
{
    /// <summary>It always is a multiple.</summary>
    None,
    /// <summary>The last vector runs beyond the end, into the padding of the buffers.</summary>
    Padded,
    /// <summary>The last vector begins earlier and computes some points again.</summary>
    Overlapping,
}
