using System.Text;

namespace Covector.Notation;

/// <summary>Prints formulas for reading in a terminal: <c>−2Aᵀ (A x − b)</c>, <c>‖x‖₂²</c>, <c>diag(𝟏 − z^⊙²)</c>.</summary>
internal sealed class UnicodePrinter(ShapedFormula? shapes = null) : MathPrinter(shapes)
{
    private const string One = "𝟏";

    public static string Print(Expression expression, ShapedFormula? shapes = null) => new UnicodePrinter(shapes).Written(expression);

    public static string Print(Formula formula, ShapedFormula? shapes = null) => new UnicodePrinter(shapes).Written(formula);

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

    protected override string Plus => " + ";

    protected override string Minus => " − ";

    protected override string Negative => "−";

    protected override string EntrywiseProduct => " ⊙ ";

    protected override string EntrywiseQuotient => " ⊘ ";

    protected override string KroneckerProduct => " ⊗ ";

    protected override string InverseMark => "⁻¹";

    protected override string TransposeMark => "ᵀ";

    protected override string InverseTransposeMark => "⁻ᵀ";

    protected override string OnesVector => One;

    protected override string OnesMatrix => One + One + "ᵀ";

    protected override string ZeroMark => "0";

    protected override string DeltaMark => "δ";

    protected override (string First, string Next) DefinitionMarks => ("  where  ", ", ");

    protected override string NameOf(string name) => Name(name);

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

    protected override void WriteNumber(Rational value) => Out.Append(Text(value).Replace('-', '−'));

    protected override void WriteProduct(Product product)
    {
        for (int i = 0; i < product.Factors.Count; i++)
        {
            var factor = product.Factors[i];
            if (i == 0)
            {
                WriteFirst(factor);
                continue;
            }

            int separator = Out.Length;
            Write(factor, Tightness.Postfix);
            // 2x, but 2·3 and x·𝟏, which would be read as one number or name.
            bool startsWithDigit = char.IsAsciiDigit(Out[separator]) || Out[separator] == One[0];
            Out.Insert(separator, startsWithDigit ? "·" : product.Factors[i - 1] is Number ? "" : " ");
        }
    }

    protected override void WriteQuotient(Quotient quotient)
    {
        Write(quotient.Numerator, quotient.Numerator is Product or Quotient ? Tightness.Product : Tightness.Postfix);
        Out.Append('/');
        // 1/(2c): in print a factor looks closer than a quotient, but a reader of code sees it otherwise.
        Write(quotient.Denominator, Tightness.Postfix);
    }

    protected override void WritePower(Power power)
    {
        Write(power.Base, Tightness.Atom);
        WriteExponent("", power.Exponent);
    }

    protected override void WritePower(ElementwisePower power)
    {
        Write(power.Base, Tightness.Atom);
        WriteExponent("^⊙", power.Exponent);
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

    protected override void WritePart(Expression operand, Indices places)
    {
        if (operand is Symbol or Call { Function: "eye" })
            Write(operand);
        else
            WriteInParentheses(operand);
        WriteIndices(places);
    }

    protected override void WritePartial(Partial partial)
    {
        Out.Append('∂').Append(Name(partial.Of));
        WriteIndices(partial.OfIndices);
        Out.Append("/∂").Append(Name(partial.By));
        WriteIndices(partial.ByIndices);
    }

    protected override void WriteIndices(IEnumerable<string> names)
    {
        if (names.Any())
            Out.Append('[').AppendJoin(',', names).Append(']');
    }

    protected override void WriteNorm(Expression argument, char kind)
    {
        Out.Append('‖');
        Write(argument);
        Out.Append(kind switch { '1' => "‖₁", 'F' => "‖_F", _ => "‖₂" });
    }

    protected override void WriteAbsolute(Expression argument)
    {
        Out.Append('|');
        Write(argument);
        Out.Append('|');
    }

    protected override void WriteFunction(Call call)
    {
        Out.Append(call.Function switch
        {
            "sigmoid" => "σ",
            "comm" => "K",
            _ => call.Function,
        });
        Out.Append('(');
        WriteAll(call.Arguments, call.Function == "comm" ? "," : ", ", Tightness.Sum);
        Out.Append(')');
    }
}
