namespace Covector.Compiler;

/// <summary>Where the variables of a stencil lie while a block of rows runs: those that have memory of the block, and the others.</summary>
internal sealed class StencilFrame
{
    private readonly nint[] stackBytes;

    public StencilFrame(StencilBody body, Scan scan, View[] operands, StepProgram program, int[] stackOfCarry, int[] computedStacks)
    {
        (Body, Scan, StackOfCarry, ComputedStacks) = (body, scan, stackOfCarry, computedStacks);
        stackBytes = [.. scan.Body.Outputs.Skip(scan.CarryCount).Select(v => (nint)v.Type.Shape.Size * v.Type.DType.Size)];
        StepBytes = new nint[operands.Length];
        for (int i = scan.CarryEnd; i < operands.Length; i++)
            StepBytes[i] = operands[i].Strides[0] * operands[i].Root.Type.DType.Size;
        Outputs = [.. program.Outputs.Select(v => new StencilRows(body.Numbers[v], BytesPerRow(v), 0, body.DemandOf(v)))];
        var constants = new List<(int, int)>();
        var (between, numbers) = (new List<StencilRows>(), new List<(int, nint)>());
        foreach (var (variable, number) in body.Numbers)
        {
            if (number < operands.Length + Outputs.Length)
                RowBytes += number < scan.ConstantCount && body.HasRows(variable) ? BytesPerRow(variable) : 0;
            else if (!body.IsOwn(variable))
                constants.Add((number, program.SlotOf(variable)));
            else if (body.HasRows(variable))
                between.Add(new StencilRows(number, BytesPerRow(variable), body.FirstRow(variable), body.DemandOf(variable)));
            else
                numbers.Add((number, ArenaPlan.Bytes(variable.Type)));
        }

        IsInStack = new bool[Outputs.Length];
        for (int i = 0; i < IsInStack.Length; i++)
            IsInStack[i] = !body.IsRead[Outputs[i].Number] && (i >= scan.CarryCount || stackOfCarry[i] >= 0);
        Pieces = [.. body.Pieces];
        SharedRows = body.StackReach.Below + body.StackReach.Above + body.Pieces.Max(p => p.Code.LeastRows);
        (Constants, Between, Numbers) = ([.. constants], [.. between], [.. numbers]);
        for (int i = 0; i < Outputs.Length; i++)
            RowBytes += Outputs[i].Bytes * (i < scan.CarryCount ? 2 : 1);
        foreach (var rows in Between)
            RowBytes += rows.Bytes;
        foreach (var rows in Outputs.Concat(Between))
            (MostBelow, MostAbove) = (Math.Max(MostBelow, rows.Demand.Below), Math.Max(MostAbove, rows.Demand.Above));
    }

    public StencilBody Body { get; }

    public Scan Scan { get; }

    /// <summary>For each carry the stack that holds what it is before each step, or −1.</summary>
    public int[] StackOfCarry { get; }

    /// <summary>The other stacks, in the order of the outputs of the body.</summary>
    public int[] ComputedStacks { get; }

    /// <summary>For each operand the bytes from one step to the next.</summary>
    public nint[] StepBytes { get; }

    /// <summary>The outputs of the body: carries, then computed stacks.</summary>
    public StencilRows[] Outputs { get; }

    /// <summary>What has rows and lies between kernels.</summary>
    public StencilRows[] Between { get; }

    /// <summary>The few numbers between kernels, with their bytes.</summary>
    public (int Number, nint Bytes)[] Numbers { get; }

    /// <summary>What no step computes, and where it lies in the table of the program.</summary>
    public (int Number, int Slot)[] Constants { get; }

    /// <summary>The bytes of a row of all that a block works on in each step.</summary>
    public long RowBytes { get; }

    /// <summary>The most rows before a block that a kernel computes for another one of the same step.</summary>
    public int MostBelow { get; }

    /// <summary>The same behind a block.</summary>
    public int MostAbove { get; }

    /// <summary>The kernels, in order.</summary>
    public StencilPiece[] Pieces { get; }

    /// <summary>The rows next to the outermost of a block that are read to compute the rows of neighbours.</summary>
    public int SharedRows { get; }

    /// <summary>
    /// Whether an output of the body is written to its stack rather than copied: no kernel of the same step reads it.
    /// </summary>
    public bool[] IsInStack { get; }

    /// <summary>The address of an element of a stack.</summary>
    public unsafe nint StackElement(nint* results, int stack, int place) =>
        results[Scan.CarryCount + stack] + place * stackBytes[stack];

    private static nint BytesPerRow(Variable variable) =>
        (nint)variable.Type.Shape.Size / variable.Type.Shape[0] * variable.Type.DType.Size;
}

/// <summary>A variable that has rows.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Bytes">The bytes of a row.</param>
/// <param name="First">The row that its first one counts as.</param>
/// <param name="Demand">What is read of it.</param>
internal readonly record struct StencilRows(int Number, nint Bytes, int First, RowDemand Demand);
