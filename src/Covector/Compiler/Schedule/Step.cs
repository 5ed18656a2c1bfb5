namespace Covector.Compiler;

/// <summary>Part of a schedule: reads variables, defines others.</summary>
internal abstract class Step
{
    /// <summary>The variables it reads, each once.</summary>
    public abstract IReadOnlyList<Variable> Inputs { get; }

    /// <summary>The variables it defines that are read elsewhere.</summary>
    public abstract IReadOnlyList<Variable> Outputs { get; }

    /// <summary>Where in the table of values the inputs are.</summary>
    public int[] InputSlots { get; private set; } = [];

    /// <summary>Where in the table of values the outputs go.</summary>
    public int[] OutputSlots { get; private set; } = [];

    /// <summary>Tells the step, before the first run, which slots of the table of values the variables have, by their ids.</summary>
    public void Place(int[] slots)
    {
        InputSlots = SlotsOf(Inputs, slots);
        OutputSlots = SlotsOf(Outputs, slots);
    }

    /// <summary>Reads values from their slots and writes others to theirs.</summary>
    public abstract void Run(Span<Tensor?> values);

    private static int[] SlotsOf(IReadOnlyList<Variable> variables, int[] slots)
    {
        var result = new int[variables.Count];
        for (int i = 0; i < result.Length; i++)
            result[i] = slots[variables[i].Id];
        return result;
    }
}

/// <summary>One equation, computed by its primitive.</summary>
internal sealed class EquationStep(Equation equation) : Step
{
    public override IReadOnlyList<Variable> Inputs => equation.Inputs;

    public override IReadOnlyList<Variable> Outputs => equation.Outputs;

    public override void Run(Span<Tensor?> values)
    {
        var operands = new Tensor[InputSlots.Length];
        for (int i = 0; i < operands.Length; i++)
            operands[i] = values[InputSlots[i]]!;
        if (equation.Primitive is SingleOutputPrimitive single)
        {
            values[OutputSlots[0]] = single.Eval(operands);
            return;
        }

        var outputs = ((MultiOutputPrimitive)equation.Primitive).Eval(operands);
        for (int i = 0; i < outputs.Length; i++)
            values[OutputSlots[i]] = outputs[i];
    }

    public override string ToString() => equation.Primitive.ToString();
}
