namespace Covector.Compiler;

/// <summary>
/// A loop as long as a condition holds: both as programs. A carry goes back and forth between two places, of which one is that of the
/// result, or stays there if the body can write over it.
/// </summary>
internal sealed class WhileStep : ProgramStep
{
    /// <summary>So often the loop may run: it is not known before.</summary>
    private const int ExpectedSteps = 10;

    private readonly While loop;
    private readonly View[] operands;
    private readonly int[] inputOfOperand;
    private readonly StepProgram condition;
    private readonly StepProgram body;
    private readonly nint[] placeBytes;

    /// <param name="loop">The primitive.</param>
    /// <param name="operands">Constants and initial carry, in row-major order.</param>
    /// <param name="outputs">The final carry and the number of steps.</param>
    public WhileStep(While loop, View[] operands, Variable[] outputs) : base(Roots(operands), outputs)
    {
        this.loop = loop;
        this.operands = operands;
        inputOfOperand = Array.ConvertAll(operands, o => Array.IndexOf(Inputs, o.Root));
        condition = StepProgram.Of(Pipeline.Simplify(loop.Condition));
        body = StepProgram.Of(
            Pipeline.Simplify(loop.Body), [.. Enumerable.Range(0, loop.CarryCount).Select(i => (loop.ConstantCount + i, i))]);
        placeBytes = Array.ConvertAll(loop.Body.Outputs, v => ArenaPlan.Bytes(v.Type));
        foreach (int input in body.UpdatedInputs)
            placeBytes[input - loop.ConstantCount] = 0;
    }

    public override double Cost => ExpectedSteps * (condition.Cost + body.Cost);

    public override nint WorkspaceBytes => ConditionBytes + condition.FrameBytes + body.FrameBytes + (nint)placeBytes.Sum(b => (long)b);

    public override IEnumerable<LoopKernel> Kernels => condition.Kernels.Concat(body.Kernels);

    /// <summary>For the value of the condition.</summary>
    private static nint ConditionBytes => ArenaPlan.Bytes(new TensorType(DType.Bool, default));

    public override string ToString() =>
        $"while[{condition}{(body.UpdatedInputs.Length > 0 ? $", {body.UpdatedInputs.Length} in place" : "")}]: {body}";

    /// <summary>A carry may begin where it ends, if nothing else begins there.</summary>
    public override bool CanWriteOver(Variable operand, Variable output)
    {
        int carry = Array.IndexOf(Outputs, output), first = Array.FindIndex(operands, o => o.Root == operand);
        return carry < loop.CarryCount && first == loop.ConstantCount + carry
            && Array.FindLastIndex(operands, o => o.Root == operand) == first
            && operands[first].Offset == 0;
    }

    public override void Prepare()
    {
        condition.Prepare();
        body.Prepare();
    }

    public override unsafe void Run(nint* addresses)
    {
        nint* results = addresses + Inputs.Length;
        byte* memory = (byte*)addresses[Inputs.Length + Outputs.Length];
        byte* holds = memory;
        nint* tests = (nint*)(memory + ConditionBytes);
        nint* table = (nint*)((byte*)tests + condition.FrameBytes);
        byte* places = (byte*)table + body.FrameBytes;
        condition.Place((byte*)tests);
        condition.RunConstants(tests);
        body.Place((byte*)table);
        for (int i = 0; i < operands.Length; i++)
            table[i] = addresses[inputOfOperand[i]] + (nint)operands[i].Offset * operands[i].Root.Type.DType.Size;
        nint* carry = table + loop.ConstantCount;
        nint* next = table + operands.Length;
        foreach (int input in body.UpdatedInputs)
            MoveToResult(input - loop.ConstantCount);
        tests[operands.Length] = (nint)holds;
        long steps = 0;
        for (; Holds(); steps++)
        {
            if (steps == 0)
                body.RunConstants(table);
            byte* place = places;
            for (int i = 0; i < placeBytes.Length; i++)
            {
                next[i] = placeBytes[i] > 0 && carry[i] == results[i] ? (nint)place : results[i];
                place += placeBytes[i];
            }

            body.Run(table);
            for (int i = 0; i < placeBytes.Length; i++)
                carry[i] = next[i];
        }

        for (int i = 0; i < placeBytes.Length; i++)
            MoveToResult(i);
        *(long*)results[placeBytes.Length] = steps;

        bool Holds()
        {
            for (int i = 0; i < operands.Length; i++)
                tests[i] = table[i];
            condition.Run(tests);
            return *holds != 0;
        }

        void MoveToResult(int i)
        {
            nint bytes = ArenaPlan.ElementBytes(Outputs[i].Type);
            if (carry[i] != results[i])
            {
                System.Buffer.MemoryCopy((void*)carry[i], (void*)results[i], bytes, bytes);
                VectorRoom.ClearRest((byte*)results[i], bytes);
            }

            carry[i] = results[i];
        }
    }
}
