namespace Covector.Compiler;

/// <summary>What an elementwise equation does to one element, found once for an instance of a primitive and a type of operands.</summary>
internal sealed class ElementRule
{
    /// <summary>Primitives with parameters come and go, and their rules with them.</summary>
    private static readonly ConditionalWeakTable<Elementwise, ElementRule?[]> Known = [];

    private ElementRule(Elementwise primitive, Equation equation)
    {
        var operands = new Expr[equation.Inputs.Length];
        for (int i = 0; i < operands.Length; i++)
            operands[i] = Expr.Input(i, equation.Inputs[i].Type.DType);
        if (primitive.Lower(operands) is not { } value)
            return;
        Program = ScalarProgram.Of(value);
        HasVectorForm = value.Type == equation.Output.Type.DType && VectorForm.Exists(Program.Instructions);
        Operations = Program.Instructions.Count(i => i.Op is not (Op.Input or Op.Constant));
        IsSlow = Program.Instructions.Any(i => i.Op is Op.Divide or Op.Sqrt or Op.Rare);
    }

    /// <summary>What computes it; null where a scalar function does.</summary>
    public ScalarProgram? Program { get; }

    /// <summary>Whether vector code can compute it.</summary>
    public bool HasVectorForm { get; }

    /// <summary>The scalar operations.</summary>
    public int Operations { get; }

    /// <summary>Whether one of them takes a processor longer than the rest.</summary>
    public bool IsSlow { get; }

    /// <summary>The rule of an equation; null if it is not elementwise.</summary>
    public static ElementRule? Of(Equation equation)
    {
        if (equation.Primitive is not Elementwise primitive)
            return null;
        // The last operand has the element type of all but conditions, which are Bool.
        var rules = Known.GetOrAdd(primitive, static _ => new ElementRule?[(int)DType.Float64 + 1]);
        return rules[(int)equation.Inputs[^1].Type.DType] ??= new ElementRule(primitive, equation);
    }
}
