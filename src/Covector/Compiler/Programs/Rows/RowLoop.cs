namespace Covector.Compiler;

/// <summary>
/// A loop for some rows at a time: what it carries stays in the cache, and stacks that only other operations of the same step read are as
/// long as the loop but as wide as a block of rows.
/// </summary>
/// <param name="loop">The loop.</param>
/// <param name="operands">The number of the root of each operand among the variables of the step.</param>
/// <param name="results">The number of each result.</param>
/// <param name="workspace">The number of the memory for its own use.</param>
/// <param name="isBlock">Whether a variable of the step is a stack that holds a block of rows only.</param>
internal sealed unsafe class RowLoop(LoopStep loop, int[] operands, int[] results, int workspace, Predicate<int> isBlock) : RowOperation
{
    private readonly Scan scan = loop.Scan;
    private readonly RowBody body = loop.Rows!;
    private readonly nint[] carryRowBytes = [.. loop.Scan.Body.Outputs[..loop.Scan.CarryCount].Select(v => BytesOfRow(v, loop.Rows!.Rows))];
    private readonly nint[] stackRowBytes = [.. loop.Scan.Body.Outputs[loop.Scan.CarryCount..].Select(v => BytesOfRow(v, loop.Rows!.Rows))];
    private readonly nint[] operandSteps = new nint[operands.Length];
    private readonly nint[] stackSteps = new nint[results.Length - loop.Scan.CarryCount];
    private readonly List<(int Variable, nint RowBytes, nint Offset)> scratch = [];
    private int blockRows;

    /// <summary>The number of the memory for its own use.</summary>
    public int Workspace => workspace;

    /// <summary>From a step of a stack that holds a block of rows to the next, in bytes: with room behind the rows for whole vectors.</summary>
    public static nint StepBytes(nint rowBytes, int blockRows) => (rowBytes * blockRows + 2 * Tensor.Padding + 63) / 64 * 64;

    /// <summary>Settles where everything lies; the bytes of memory that it needs.</summary>
    public nint Place(int rowsOfBlock)
    {
        blockRows = rowsOfBlock;
        for (int i = scan.CarryEnd; i < operands.Length; i++)
        {
            var view = loop.Operands[i];
            nint size = view.Root.Type.DType.Size;
            operandSteps[i] = isBlock(operands[i])
                ? StepBytes(BytesOfRow(scan.Body.Inputs[i], body.Rows), blockRows)
                : view.Strides[0] * size;
        }

        for (int i = 0; i < stackSteps.Length; i++)
            stackSteps[i] = isBlock(results[scan.CarryCount + i]) ? StepBytes(stackRowBytes[i], blockRows) : stackRowBytes[i] * body.Rows;
        nint offset = 0;
        foreach (nint bytes in carryRowBytes)
            offset += 2 * StepBytes(bytes, blockRows);
        foreach (nint bytes in stackRowBytes)
            offset += StepBytes(bytes, blockRows);
        scratch.Clear();
        foreach (int variable in body.Scratch)
        {
            scratch.Add((variable, body.RowBytes(variable), offset));
            offset += StepBytes(body.RowBytes(variable), blockRows);
        }

        return offset;
    }

    public override void Run(nint* addresses, nint row, nint count)
    {
        int carries = scan.CarryCount, constants = scan.ConstantCount;
        byte* memory = (byte*)addresses[workspace];
        nint* table = stackalloc nint[body.VariableCount];
        foreach (var (variable, rowBytes, offset) in scratch)
            table[variable] = (nint)(memory + offset) - row * rowBytes;
        for (int i = 0; i < scan.CarryEnd; i++)
            if (body.Input(i) is >= 0 and var number)
                table[number] = Operand(addresses, i);
        for (int step = 0; step < scan.Length; step++)
        {
            int place = scan.Reverse ? scan.Length - 1 - step : step;
            for (int i = scan.CarryEnd; i < operands.Length; i++)
                if (body.Input(i) is >= 0 and var number)
                    table[number] = Operand(addresses, i) + place * operandSteps[i];
            byte* at = memory;
            for (int i = 0; i < carries; i++)
            {
                table[body.Output(i)] = (nint)at + step % 2 * StepBytes(carryRowBytes[i], blockRows) - row * carryRowBytes[i];
                at += 2 * StepBytes(carryRowBytes[i], blockRows);
            }

            for (int i = 0; i < stackSteps.Length; i++)
            {
                table[body.Output(carries + i)] = IsStaged(i, count) ? (nint)at - row * stackRowBytes[i] : Stack(addresses, i, place);
                at += StepBytes(stackRowBytes[i], blockRows);
            }

            foreach (var operation in body.Operations)
                operation.Run(table, row, count);
            for (int i = 0; i < stackSteps.Length; i++)
                if (IsStaged(i, count))
                    Copy(table[body.Output(carries + i)], Stack(addresses, i, place), row, count, stackRowBytes[i]);
            for (int i = 0; i < carries; i++)
                if (body.Input(constants + i) is >= 0 and var number)
                    table[number] = table[body.Output(i)];
        }

        for (int i = 0; i < carries; i++)
            Copy(table[body.Output(i)], addresses[results[i]], row, count, carryRowBytes[i]);
    }

    private nint Operand(nint* addresses, int i) =>
        addresses[operands[i]] + (nint)loop.Operands[i].Offset * loop.Operands[i].Root.Type.DType.Size;

    private nint Stack(nint* addresses, int i, int place) => addresses[results[scan.CarryCount + i]] + place * stackSteps[i];

    /// <summary>Rows that are no whole vectors would be written beyond their end, into rows that others have written.</summary>
    private bool IsStaged(int stack, nint count) => count % RowStep.LeastBlock != 0 && !isBlock(results[scan.CarryCount + stack]);

    private static void Copy(nint from, nint to, nint row, nint count, nint rowBytes) => System.Buffer.MemoryCopy(
        (byte*)from + row * rowBytes, (byte*)to + row * rowBytes, count * rowBytes, count * rowBytes);

    private static nint BytesOfRow(Variable variable, int rows) => (nint)(variable.Type.Shape.Size / rows) * variable.Type.DType.Size;
}
