namespace Covector.Notation;

/// <summary>
/// What the forms for reading share: marks of inverses and transposes, norms, signs of products, definitions behind the formula.
/// </summary>
internal abstract class MathPrinter(ShapedFormula? shapes) : FormulaPrinter
{
    protected abstract string EntrywiseProduct { get; }

    protected abstract string EntrywiseQuotient { get; }

    protected abstract string KroneckerProduct { get; }

    protected abstract string InverseMark { get; }

    protected abstract string TransposeMark { get; }

    protected abstract string InverseTransposeMark { get; }

    protected abstract string OnesVector { get; }

    protected abstract string OnesMatrix { get; }

    protected abstract string ZeroMark { get; }

    protected abstract string DeltaMark { get; }

    /// <summary>What stands between a formula and its first definition, and between two definitions.</summary>
    protected abstract (string First, string Next) DefinitionMarks { get; }

    protected abstract void WriteIndices(IEnumerable<string> names);

    /// <param name="argument">What the norm is of.</param>
    /// <param name="kind">1, 2 or F.</param>
    protected abstract void WriteNorm(Expression argument, char kind);

    protected abstract void WriteAbsolute(Expression argument);

    /// <summary>A function by its name, with its arguments in parentheses.</summary>
    protected abstract void WriteFunction(Call call);

    protected string Written(Expression expression)
    {
        Write(expression);
        return Out.ToString();
    }

    protected string Written(Formula formula)
    {
        Write(formula.Body);
        for (int i = 0; i < formula.Definitions.Count; i++)
        {
            Out.Append(i == 0 ? DefinitionMarks.First : DefinitionMarks.Next).Append(NameOf(formula.Definitions[i].Name)).Append(" = ");
            Write(formula.Definitions[i].Value);
        }

        return Out.ToString();
    }

    protected override void WriteHadamard(Hadamard hadamard)
    {
        WriteScaled(hadamard.Factors[0]);
        foreach (var factor in hadamard.Factors.Skip(1))
        {
            Out.Append(EntrywiseProduct);
            Write(factor, Tightness.Postfix);
        }
    }

    protected override void WriteQuotient(ElementwiseQuotient quotient)
    {
        WriteScaled(quotient.Numerator);
        Out.Append(EntrywiseQuotient);
        Write(quotient.Denominator, Tightness.Postfix);
    }

    protected override void WriteEntry(Entry entry)
    {
        if (entry.Operand is Call { Function: "unit" } unit)
        {
            Out.Append(DeltaMark);
            WriteIndices([.. entry.Indices, unit.Arguments[1].ToString()]);
            return;
        }

        base.WriteEntry(entry);
    }

    protected override void WriteTransposed(Expression operand)
    {
        if (operand is Call { Function: "inv", Arguments: [var inverted] })
            WriteRaised(inverted, InverseTransposeMark);
        else
            WriteRaised(operand, TransposeMark);
    }

    // tanh(x)ᵀ could be the function of the transpose.
    private void WriteRaised(Expression root, string mark)
    {
        if (root is Symbol or Section or Call { Function: "eye" or "unit" } or Call { Function: "ones", Arguments.Count: 1 })
            Write(root);
        else
            WriteInParentheses(root);
        Out.Append(mark);
    }

    protected override void WriteCall(Call call)
    {
        var argument = call.Arguments[0];
        switch (call.Function)
        {
            case "inv":
                WriteRaised(argument, InverseMark);
                break;
            case "eye":
                Out.Append('I');
                break;
            case "ones":
                Out.Append(call.Arguments.Count == 1 ? OnesVector : OnesMatrix);
                break;
            case "unit":
                Out.Append(NameOf("e" + call.Arguments[1]));
                break;
            case "zeros":
                Out.Append(ZeroMark);
                break;
            case "norm1" or "norm2":
                bool isMatrix = shapes?.Find(argument) is { Count: 2 } axes && !axes[0].IsOne;
                WriteNorm(argument, call.Function == "norm1" ? '1' : isMatrix ? 'F' : '2');
                break;
            case "abs":
                WriteAbsolute(argument);
                break;
            case "kron":
                WriteAll(call.Arguments, KroneckerProduct, Tightness.Postfix);
                break;
            case "delta":
                Out.Append(DeltaMark);
                WriteIndices(call.Arguments.Select(index => index.ToString()));
                break;
            default:
                WriteFunction(call);
                break;
        }
    }
}
