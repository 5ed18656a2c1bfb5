namespace Covector.Compiler;

/// <summary>Turns elementwise equations into kernel calls on numbered tiles, and lets tiles be reused once their value is dead.</summary>
internal sealed class TileProgramBuilder
{
    private readonly Variable[] inputs;
    private readonly Variable[] outputs;
    private readonly Equation?[] equationConstants;
    private readonly Dictionary<int, int> values = [];
    private readonly List<Fill> constants = [];
    private readonly Dictionary<Fill, int> constantValues = [];
    private readonly List<TileInstruction> instructions = [];
    private int valueCount;

    public TileProgramBuilder(Variable[] inputs, Variable[] outputs, Equation?[] constants)
    {
        this.inputs = inputs;
        this.outputs = outputs;
        equationConstants = constants;
        foreach (var input in inputs)
        {
            values[input.Id] = valueCount++;
            HasWideElements |= input.Type.DType.Size == 8;
        }
    }

    /// <summary>Whether some element takes eight bytes, so that tiles hold fewer of them.</summary>
    public bool HasWideElements { get; private set; }

    public void Append(Equation equation)
    {
        HasWideElements |= equation.Output.Type.DType.Size == 8;
        var operands = Array.ConvertAll(equation.Inputs, Value);
        var primitive = (Elementwise)equation.Primitive;
        values[equation.Output.Id] = primitive.Tile(new TileEmitter(this, equation.Inputs[^1].Type.DType), operands);
    }

    /// <summary>Numbers slots: inputs, constants, outputs, then scratch.</summary>
    public (Fill[] Constants, TileInstruction[] Instructions, int SlotCount) Build()
    {
        var slots = new int[valueCount];
        Array.Fill(slots, -1);
        for (int i = 0; i < inputs.Length; i++)
            slots[values[inputs[i].Id]] = i;
        for (int i = 0; i < constants.Count; i++)
            slots[constantValues[constants[i]]] = inputs.Length + i;
        for (int i = 0; i < outputs.Length; i++)
            slots[values[outputs[i].Id]] = inputs.Length + constants.Count + i;
        int first = inputs.Length + constants.Count + outputs.Length;
        var lastUse = new int[valueCount];
        for (int i = 0; i < instructions.Count; i++)
        {
            var instruction = instructions[i];
            lastUse[instruction.A] = i;
            if (instruction.Arity > 1)
                lastUse[instruction.B] = i;
            if (instruction.Arity > 2)
                lastUse[instruction.C] = i;
        }

        int next = first;
        var free = new Stack<int>();
        var result = new TileInstruction[instructions.Count];
        for (int i = 0; i < result.Length; i++)
        {
            var instruction = instructions[i];
            if (slots[instruction.Result] < 0)
                slots[instruction.Result] = free.TryPop(out int reused) ? reused : next++;
            result[i] = instruction with
            {
                A = slots[instruction.A],
                B = instruction.Arity > 1 ? slots[instruction.B] : 0,
                C = instruction.Arity > 2 ? slots[instruction.C] : 0,
                Result = slots[instruction.Result],
            };
            Free(instruction.A, i);
            if (instruction.Arity > 1 && instruction.B != instruction.A)
                Free(instruction.B, i);
            if (instruction.Arity > 2 && instruction.C != instruction.A && instruction.C != instruction.B)
                Free(instruction.C, i);
        }

        return ([.. constants], result, next);

        void Free(int value, int instruction)
        {
            if (lastUse[value] == instruction && slots[value] >= first)
                free.Push(slots[value]);
        }
    }

    internal int Constant(Fill fill)
    {
        fill = fill with { Shape = default };
        HasWideElements |= fill.DType.Size == 8;
        if (!constantValues.TryGetValue(fill, out int value))
        {
            constantValues.Add(fill, value = valueCount++);
            constants.Add(fill);
        }

        return value;
    }

    internal int Emit(nint kernel, ReadOnlySpan<int> operands)
    {
        instructions.Add(new TileInstruction(
            kernel, operands.Length, operands[0], operands.Length > 1 ? operands[1] : 0, operands.Length > 2 ? operands[2] : 0,
            valueCount));
        return valueCount++;
    }

    private int Value(Variable variable) =>
        equationConstants[variable.Id] is { } equation ? Constant((Fill)equation.Primitive) : values[variable.Id];
}
