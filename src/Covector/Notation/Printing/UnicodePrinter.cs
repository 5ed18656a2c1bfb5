using System.Text;

namespace Covector.Notation;

/// <summary>Prints formulas for reading in a terminal: <c>−2Aᵀ (A x − b)</c>, <c>‖x‖₂²</c>, <c>diag(𝟏 − z^⊙²)</c>.</summary>
internal sealed class UnicodePrinter(ShapedFormula? shapes = null) : FormulaPrinter
{
    private const string One = "𝟏";

    public static string Print(Expression expression, ShapedFormula? shapes = null)
    {
        var printer = new UnicodePrinter(shapes);
        printer.Write(expression);
        return printer.Out.ToString();
    }

    public static string Print(Formula formula, ShapedFormula? shapes = null)
    {
        var printer = new UnicodePrinter(shapes);
        printer.Write(formula.Body);
        for (int i = 0; i < formula.Definitions.Count; i++)
        {
            printer.Out.Append(i == 0 ? "  where  " : ", ").Append(Name(formula.Definitions[i].Name)).Append(" = ");
            printer.Write(formula.Definitions[i].Value);
        }

        return printer.Out.ToString();
    }

    /// <summary>The name of a variable with Greek letters and lowered numbers: <c>delta1</c> is <c>δ₁</c>.</summary>
    public static string Name(string name)
    {
        var (stem, subscript) = NameParts.Of(name);
        string letter = Greek.LetterOf(stem)?.ToString() ?? stem;
        var text = new StringBuilder(letter);
        if (subscript.Length > 0 && subscript.All(char.IsAsciiDigit))
        {
            foreach (char digit in subscript)
                text.Append((char)('₀' + (digit - '0')));
        }
        else if (subscript.Length > 0)
        {
            text.Append('_').Append(subscript);
        }

        return text.ToString();
    }

    protected override Tightness TightnessOf(Expression expression) => expression switch
    {
        Number number => TightnessOf(number.Value),
        Sum => Tightness.Sum,
        Negation => Tightness.Term,
        Product or Hadamard or Quotient or ElementwiseQuotient or Call { Function: "kron" } => Tightness.Product,
        Power or ElementwisePower or Transpose or Call { Function: "inv" } or Call { Function: "ones", Arguments.Count: 2 } =>
            Tightness.Postfix,
        _ => Tightness.Atom,
    };

    protected override void Write(Expression expression)
    {
        switch (expression)
        {
            case Number number:
                Out.Append(Text(number.Value).Replace('-', '−'));
                break;
            case Symbol symbol:
                Out.Append(Name(symbol.Name));
                break;
            case Negation negation:
                Out.Append('−');
                Write(negation.Operand, Tightness.Product);
                break;
            case Sum sum:
                WriteSum(sum, " + ", " − ", "−");
                break;
            case Product product:
                WriteProduct(product);
                break;
            case Hadamard hadamard:
                Write(hadamard.Factors[0], IsScaled(hadamard.Factors[0]) ? Tightness.Product : Tightness.Postfix);
                Out.Append(" ⊙ ");
                WriteAll(new Parts([.. hadamard.Factors.Skip(1)]), " ⊙ ", Tightness.Postfix);
                break;
            case Quotient quotient:
                Write(quotient.Numerator, quotient.Numerator is Product or Quotient ? Tightness.Product : Tightness.Postfix);
                Out.Append('/');
                // 1/(2c): in print a factor looks closer than a quotient, but a reader of code sees it otherwise.
                Write(quotient.Denominator, Tightness.Postfix);
                break;
            case ElementwiseQuotient quotient:
                Write(quotient.Numerator, IsScaled(quotient.Numerator) ? Tightness.Product : Tightness.Postfix);
                Out.Append(" ⊘ ");
                Write(quotient.Denominator, Tightness.Postfix);
                break;
            case Power power:
                Write(power.Base, Tightness.Atom);
                WriteExponent("", power.Exponent);
                break;
            case ElementwisePower power:
                Write(power.Base, Tightness.Atom);
                WriteExponent("^⊙", power.Exponent);
                break;
            case Transpose transpose:
                WriteTransposed(transpose.Operand);
                break;
            case Entry entry:
                if (entry.Operand is Symbol)
                    Write(entry.Operand);
                else
                    WriteInParentheses(entry.Operand);
                WriteIndices(entry.Indices);
                break;
            case Partial partial:
                Out.Append('∂').Append(Name(partial.Of));
                WriteIndices(partial.OfIndices);
                Out.Append("/∂").Append(Name(partial.By));
                WriteIndices(partial.ByIndices);
                break;
            case Call call:
                WriteCall(call);
                break;
        }
    }

    private void WriteProduct(Product product)
    {
        for (int i = 0; i < product.Factors.Count; i++)
        {
            var factor = product.Factors[i];
            int separator = Out.Length;
            Write(factor, i == 0 && factor is Quotient or Number { Value.Sign: > 0 } ? Tightness.Product : Tightness.Postfix);
            if (i == 0)
                continue;
            // 2x, but 2·3 and x·𝟏, which would be read as one number or name.
            bool startsWithDigit = char.IsAsciiDigit(Out[separator]) || Out[separator] == One[0];
            Out.Insert(separator, startsWithDigit ? "·" : product.Factors[i - 1] is Number ? "" : " ");
        }
    }

    private void WriteExponent(string mark, Expression exponent)
    {
        var number = exponent is Negation negation ? negation.Operand : exponent;
        if (number is Number { Value: { IsInteger: true } value })
        {
            Out.Append(mark);
            Raise((exponent is Negation ? -value : value).ToString());
            return;
        }

        Out.Append(mark.Length > 0 ? mark : "^");
        if (exponent is Entry)
            WriteInParentheses(exponent);
        else
            Write(exponent, Tightness.Atom);
    }

    private void Raise(string number)
    {
        foreach (char c in number)
        {
            Out.Append(c switch
            {
                '-' => '⁻',
                '1' => '¹',
                '2' => '²',
                '3' => '³',
                _ => (char)('⁰' + (c - '0')),
            });
        }
    }

    private void WriteTransposed(Expression operand)
    {
        if (operand is Call { Function: "inv", Arguments: [var inverted] })
        {
            WriteBase(inverted);
            Out.Append("⁻ᵀ");
            return;
        }

        WriteBase(operand);
        Out.Append('ᵀ');
    }

    // tanh(x)ᵀ could be the function of the transpose.
    private void WriteBase(Expression operand)
    {
        if (operand is Symbol or Call { Function: "eye" } or Call { Function: "ones", Arguments.Count: 1 })
            Write(operand);
        else
            WriteInParentheses(operand);
    }

    private void WriteIndices(IEnumerable<string> names)
    {
        if (names.Any())
            Out.Append('[').AppendJoin(',', names).Append(']');
    }

    private void WriteCall(Call call)
    {
        switch (call.Function)
        {
            case "inv":
                WriteBase(call.Arguments[0]);
                Out.Append("⁻¹");
                break;
            case "eye":
                Out.Append('I');
                break;
            case "ones":
                Out.Append(call.Arguments.Count == 1 ? One : One + One + "ᵀ");
                break;
            case "zeros":
                Out.Append('0');
                break;
            case "norm1" or "norm2":
                Out.Append('‖');
                Write(call.Arguments[0]);
                Out.Append(call.Function == "norm1" ? "‖₁" : shapes?.Find(call.Arguments[0]) is { Count: 2 } axes && !axes[0].IsOne ? "‖_F"
                    : "‖₂");
                break;
            case "abs":
                Out.Append('|');
                Write(call.Arguments[0]);
                Out.Append('|');
                break;
            case "kron":
                Write(call.Arguments[0], Tightness.Postfix);
                Out.Append(" ⊗ ");
                Write(call.Arguments[1], Tightness.Postfix);
                break;
            case "delta":
                Out.Append('δ');
                WriteIndices(call.Arguments.Select(index => index.ToString()));
                break;
            default:
                Out.Append(call.Function switch
                {
                    "sigmoid" => "σ",
                    "comm" => "K",
                    _ => call.Function,
                });
                Out.Append('(');
                WriteAll(call.Arguments, call.Function == "comm" ? "," : ", ", Tightness.Sum);
                Out.Append(')');
                break;
        }
    }
}
