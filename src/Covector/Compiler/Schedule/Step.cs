namespace Covector.Compiler;

/// <summary>Part of a schedule: reads variables, defines others.</summary>
internal abstract class Step
{
    /// <summary>The variables it reads, each once.</summary>
    public abstract IReadOnlyList<Variable> Inputs { get; }

    /// <summary>The variables it defines that are read elsewhere.</summary>
    public abstract IReadOnlyList<Variable> Outputs { get; }

    /// <summary>Reads and writes values by variable id.</summary>
    public abstract void Run(Tensor?[] values);
}

/// <summary>One equation, computed by its primitive.</summary>
internal sealed class EquationStep(Equation equation) : Step
{
    public override IReadOnlyList<Variable> Inputs => equation.Inputs;

    public override IReadOnlyList<Variable> Outputs => equation.Outputs;

    public override void Run(Tensor?[] values) => GraphEvaluator.Step(equation, values);

    public override string ToString() => equation.Primitive.ToString();
}
