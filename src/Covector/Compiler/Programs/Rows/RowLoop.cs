using System.Runtime.Intrinsics.X86;

namespace Covector.Compiler;

/// <summary>
/// A loop for some rows at a time: what it carries stays in the cache, and stacks that only other operations of the same step read are as
/// long as the loop but as wide as a block of rows.
/// </summary>
internal sealed unsafe class RowLoop : RowOperation
{
    /// <summary>So many steps ahead the elements of stacks are asked for: they are far apart in memory.</summary>
    private const int Ahead = 2;

    private readonly LoopStep loop;
    private readonly Scan scan;
    private readonly RowBody body;
    private readonly Predicate<int> isBlock;
    private readonly RowOperation[] operations;
    private readonly int lanes;
    private readonly Place[] constants;
    private readonly Place[] elements;
    private readonly Carry[] carries;
    private readonly Place[] stacks;
    private (int Variable, nint RowBytes, nint Offset)[] scratch = [];

    /// <param name="loop">The loop.</param>
    /// <param name="operands">The number of the root of each operand among the variables of the step.</param>
    /// <param name="results">The number of each result.</param>
    /// <param name="workspace">The number of the memory for its own use.</param>
    /// <param name="foldMemory">The number of the memory for what is folded from all rows.</param>
    /// <param name="isBlock">Whether a variable of the step is a stack that holds a block of rows only.</param>
    public RowLoop(LoopStep loop, int[] operands, int[] results, int workspace, int foldMemory, Predicate<int> isBlock)
    {
        this.loop = loop;
        this.isBlock = isBlock;
        Workspace = workspace;
        scan = loop.Scan;
        body = loop.Rows!;
        operations = [.. body.Operations];
        lanes = body.Lanes;
        var inputs = scan.Body.Inputs;
        constants = [.. Enumerable.Range(0, scan.ConstantCount).Select(i => PlaceOf(i)).Where(p => p.Own >= 0)];
        elements = [.. Enumerable.Range(scan.CarryEnd, scan.ScannedCount).Select(i => PlaceOf(i)).Where(p => p.Own >= 0)];
        carries = new Carry[scan.CarryCount];
        for (int i = 0; i < carries.Length; i++)
        {
            var initial = PlaceOf(scan.ConstantCount + i);
            carries[i] = new Carry(
                initial.Outer, results[i], initial.Own, body.Output(i), initial.Offset, BytesOfRow(inputs[scan.ConstantCount + i]));
        }

        stacks =
        [
            .. Enumerable.Range(scan.CarryCount, scan.StackedCount).Where(i => !body.IsFolded(i))
                .Select(i => new Place(results[i], body.Output(i), 0, BytesOfRow(scan.Body.Outputs[i]))),
        ];
        Folds = new StackedFolds(
            body.Rows, scan.Length, body.Folds.Select(f => (f.Fold, f.Partials, results[f.Output])), foldMemory);

        Place PlaceOf(int i)
        {
            var view = loop.Operands[i];
            return new Place(operands[i], body.Input(i), (nint)view.Offset * view.Root.Type.DType.Size, BytesOfRow(inputs[i]))
            {
                StepBytes = i < scan.CarryEnd ? 0 : view.Strides[0] * view.Root.Type.DType.Size,
            };
        }
    }

    /// <summary>The number of the memory for its own use.</summary>
    public int Workspace { get; }

    /// <summary>What is folded from all rows.</summary>
    public StackedFolds Folds { get; }

    /// <summary>
    /// From a step of a stack that holds a block of rows to the next, in bytes: with room behind the rows for whole vectors.
    /// </summary>
    public static nint StepBytes(nint rowBytes, int blockRows) => (rowBytes * blockRows + 2 * Tensor.Padding + 63) / 64 * 64;

    /// <summary>Settles where everything lies; the bytes of memory that it needs.</summary>
    public nint Arrange(int blockRows)
    {
        nint offset = 0;
        for (int i = 0; i < elements.Length; i++)
            if (elements[i].IsBlock = isBlock(elements[i].Outer))
                elements[i].StepBytes = StepBytes(elements[i].RowBytes, blockRows);
        for (int i = 0; i < carries.Length; i++)
        {
            carries[i].First = offset;
            carries[i].Second = offset + StepBytes(carries[i].RowBytes, blockRows);
            offset += 2 * StepBytes(carries[i].RowBytes, blockRows);
        }

        for (int i = 0; i < stacks.Length; i++)
        {
            stacks[i].IsBlock = isBlock(stacks[i].Outer);
            stacks[i].StepBytes = stacks[i].IsBlock ? StepBytes(stacks[i].RowBytes, blockRows) : stacks[i].RowBytes * body.Rows;
            stacks[i].Staging = offset;
            offset += StepBytes(stacks[i].RowBytes, blockRows);
        }

        scratch = new (int, nint, nint)[body.Scratch.Count];
        for (int i = 0; i < scratch.Length; i++)
        {
            int variable = body.Scratch[i];
            scratch[i] = (variable, body.RowBytes(variable), offset);
            offset += StepBytes(body.RowBytes(variable), blockRows);
        }

        return offset;
    }

    public override void Run(nint* addresses, nint row, nint count)
    {
        nint memory = addresses[Workspace];
        nint* table = stackalloc nint[body.VariableCount];
        foreach (ref readonly var variable in scratch.AsSpan())
            table[variable.Variable] = memory + variable.Offset - row * variable.RowBytes;
        foreach (ref readonly var constant in constants.AsSpan())
            table[constant.Own] = addresses[constant.Outer] + constant.Offset;
        foreach (ref readonly var carry in carries.AsSpan())
            if (carry.Input >= 0)
                table[carry.Input] = addresses[carry.Initial] + carry.Offset;

        // Rows that are no whole vectors would be written beyond their end, into rows that others have written.
        bool isRagged = count % lanes != 0;
        // Beyond the last row there is the next element of a stack, which the next step of a forward loop writes.
        bool isOverwritten = count == body.Rows && !scan.Reverse;
        for (int step = 0; step < scan.Length; step++)
        {
            int place = scan.Reverse ? scan.Length - 1 - step : step;
            foreach (ref readonly var element in elements.AsSpan())
            {
                nint start = addresses[element.Outer] + element.Offset + place * element.StepBytes;
                table[element.Own] = start;
                if (!element.IsBlock && step + Ahead < scan.Length)
                    Prefetch(
                        start + (scan.Reverse ? -Ahead : Ahead) * element.StepBytes + row * element.RowBytes, count * element.RowBytes);
            }

            foreach (ref readonly var carry in carries.AsSpan())
                table[carry.Output] = memory + (step % 2 == 0 ? carry.First : carry.Second) - row * carry.RowBytes;
            bool isStaged = isRagged && !(isOverwritten && step < scan.Length - 1);
            foreach (ref readonly var stack in stacks.AsSpan())
                table[stack.Own] = isStaged && !stack.IsBlock
                    ? memory + stack.Staging - row * stack.RowBytes
                    : addresses[stack.Outer] + place * stack.StepBytes;
            Folds.Place(addresses, table, place);
            foreach (var operation in operations)
                operation.Run(table, row, count);
            if (isStaged)
                foreach (ref readonly var stack in stacks.AsSpan())
                    if (!stack.IsBlock)
                        Copy(table[stack.Own], addresses[stack.Outer] + place * stack.StepBytes, row, count, stack.RowBytes);
            foreach (ref readonly var carry in carries.AsSpan())
                if (carry.Input >= 0)
                    table[carry.Input] = table[carry.Output];
        }

        foreach (ref readonly var carry in carries.AsSpan())
            Copy(table[carry.Output], addresses[carry.Result], row, count, carry.RowBytes);
    }

    private static void Prefetch(nint start, nint bytes)
    {
        if (Sse.IsSupported)
            for (nint at = 0; at < bytes; at += 64)
                Sse.Prefetch0((byte*)start + at);
    }

    private static void Copy(nint from, nint to, nint row, nint count, nint rowBytes) => System.Buffer.MemoryCopy(
        (byte*)from + row * rowBytes, (byte*)to + row * rowBytes, count * rowBytes, count * rowBytes);

    /// <summary>The bytes of a row; none for what all rows share.</summary>
    private nint BytesOfRow(Variable variable)
    {
        var shape = variable.Type.Shape;
        return shape.Rank > 0 && shape[0] == body.Rows ? (nint)(shape.Size / body.Rows) * variable.Type.DType.Size : 0;
    }

    /// <summary>A constant, an element of a stack that is read, or one that is made.</summary>
    /// <param name="Outer">Its number among the variables of the step.</param>
    /// <param name="Own">Its number among those of the body; −1 if the body does not read it.</param>
    /// <param name="Offset">Where it begins, in bytes.</param>
    /// <param name="RowBytes">The bytes of a row.</param>
    private record struct Place(int Outer, int Own, nint Offset, nint RowBytes)
    {
        /// <summary>Whether the stack holds a block of rows only.</summary>
        public bool IsBlock;

        /// <summary>From one element of the stack to the next.</summary>
        public nint StepBytes;

        /// <summary>Where an element is made that cannot be written where it belongs.</summary>
        public nint Staging;
    }

    /// <summary>A value carried from step to step, in two places by turns.</summary>
    /// <param name="Initial">The number of its first value.</param>
    /// <param name="Result">The number of its last value.</param>
    /// <param name="Input">Its number as an input of the body; −1 if the body does not read it.</param>
    /// <param name="Output">Its number as an output of the body.</param>
    /// <param name="Offset">Where its first value begins, in bytes.</param>
    /// <param name="RowBytes">The bytes of a row.</param>
    private record struct Carry(int Initial, int Result, int Input, int Output, nint Offset, nint RowBytes)
    {
        public nint First;
        public nint Second;
    }
}
