using System.Text;

namespace Covector.Notation;

/// <summary>Prints formulas as LaTeX for mathematics mode; KaTeX in its strict mode reads it, too.</summary>
internal sealed class LatexPrinter(ShapedFormula? shapes = null) : FormulaPrinter
{
    public static string Print(Expression expression, ShapedFormula? shapes = null)
    {
        var printer = new LatexPrinter(shapes);
        printer.Write(expression);
        return printer.Out.ToString();
    }

    public static string Print(Formula formula, ShapedFormula? shapes = null)
    {
        var printer = new LatexPrinter(shapes);
        printer.Write(formula.Body);
        for (int i = 0; i < formula.Definitions.Count; i++)
        {
            printer.Out.Append(i == 0 ? @"\quad\text{with}\quad " : @",\; ").Append(Name(formula.Definitions[i].Name)).Append(" = ");
            printer.Write(formula.Definitions[i].Value);
        }

        return printer.Out.ToString();
    }

    /// <summary>The name of a variable: <c>delta1</c> is <c>\delta_{1}</c>, <c>dX</c> is <c>\mathrm{d}X</c>.</summary>
    public static string Name(string name)
    {
        if (name.Length > 1 && name[0] == 'd' && char.IsAsciiLetterUpper(name[1]))
            return @"\mathrm{d}" + Name(name[1..]);
        var (stem, subscript) = NameParts.Of(name);
        string letter = Greek.LetterOf(stem) is { } greek ? Greek.HasCommand(stem) ? @"\" + stem : greek == 'ο' ? "o"
            : $@"\mathrm{{{LatinOf(greek)}}}"
            : stem.Length == 1 && char.IsAsciiLetter(stem[0]) ? stem : $@"\mathit{{{Escape(stem)}}}";
        return subscript.Length == 0 ? letter
            : subscript.All(char.IsAsciiDigit) || subscript.Length == 1 ? $"{letter}_{{{Escape(subscript)}}}"
                : $@"{letter}_{{\mathrm{{{Escape(subscript)}}}}}";
    }

    protected override Tightness TightnessOf(Expression expression) => expression switch
    {
        Number number => TightnessOf(number.Value) is Tightness.Product ? Tightness.Postfix : TightnessOf(number.Value),
        Sum => Tightness.Sum,
        Negation => Tightness.Term,
        Product or Hadamard or ElementwiseQuotient or Call { Function: "kron" } => Tightness.Product,
        // A fraction holds its parts together by its bar.
        Power or ElementwisePower or Transpose or Quotient or Call { Function: not ("norm1" or "norm2" or "abs" or "eye") } =>
            Tightness.Postfix,
        _ => Tightness.Atom,
    };

    protected override void Open() => Out.Append(@"\left(");

    protected override void Close() => Out.Append(@"\right)");

    protected override void Write(Expression expression)
    {
        switch (expression)
        {
            case Number { Value: var value } when TightnessOf(value) == Tightness.Product || value.Sign < 0:
                Out.Append(value.Sign < 0 ? "-" : "");
                string text = Text(Rational.Abs(value));
                int slash = text.IndexOf('/', StringComparison.Ordinal);
                Out.Append(slash < 0 ? text : $@"\frac{{{text[..slash]}}}{{{text[(slash + 1)..]}}}");
                break;
            case Number number:
                Out.Append(Text(number.Value));
                break;
            case Symbol symbol:
                Out.Append(Name(symbol.Name));
                break;
            case Negation negation:
                Out.Append('-');
                Write(negation.Operand, Tightness.Product);
                break;
            case Sum sum:
                WriteSum(sum, " + ", " - ", "-");
                break;
            case Product product:
                WriteAll(product.Factors, @"\, ", Tightness.Postfix);
                break;
            case Hadamard hadamard:
                Write(hadamard.Factors[0], IsScaled(hadamard.Factors[0]) ? Tightness.Product : Tightness.Postfix);
                Out.Append(@" \odot ");
                WriteAll(new Parts([.. hadamard.Factors.Skip(1)]), @" \odot ", Tightness.Postfix);
                break;
            case Quotient quotient:
                Out.Append(@"\frac{");
                Write(quotient.Numerator);
                Out.Append("}{");
                Write(quotient.Denominator);
                Out.Append('}');
                break;
            case ElementwiseQuotient quotient:
                Write(quotient.Numerator, IsScaled(quotient.Numerator) ? Tightness.Product : Tightness.Postfix);
                Out.Append(@" \oslash ");
                Write(quotient.Denominator, Tightness.Postfix);
                break;
            case Power power:
                WritePower(power);
                break;
            case ElementwisePower power:
                Write(power.Base, Tightness.Atom);
                Out.Append(@"^{\odot ");
                Write(power.Exponent);
                Out.Append('}');
                break;
            case Transpose { Operand: Call { Function: "inv", Arguments: [var inverted] } }:
                WriteRaised(inverted, @"-\top");
                break;
            case Transpose transpose:
                WriteRaised(transpose.Operand, @"\top");
                break;
            case Entry entry:
                WriteEntry(entry);
                break;
            case Partial partial:
                Out.Append(@"\frac{\partial ");
                WriteEntryOf(partial.Of, partial.OfIndices);
                Out.Append(@"}{\partial ");
                WriteEntryOf(partial.By, partial.ByIndices);
                Out.Append('}');
                break;
            case Call call:
                WriteCall(call);
                break;
        }
    }

    private void WriteEntryOf(string name, Indices indices)
    {
        if (indices.Count == 0)
            Out.Append(Name(name));
        else
            WriteEntry(new Entry(new Symbol(name), indices));
    }

    private void WritePower(Power power)
    {
        if (power.Base is Call { Function: "sin" or "cos" or "tan" or "sinh" or "cosh" or "tanh" } call && IsWholePositive(power.Exponent))
        {
            Out.Append('\\').Append(call.Function).Append("^{");
            Write(power.Exponent);
            Out.Append('}');
            WriteInParentheses(call.Arguments[0]);
            return;
        }

        Write(power.Base, Tightness.Atom);
        Out.Append("^{");
        Write(power.Exponent);
        Out.Append('}');
    }

    private void WriteRaised(Expression root, string mark)
    {
        if (root is Symbol or Call { Function: "eye" } or Call { Function: "ones", Arguments.Count: 1 })
            Write(root);
        else
            WriteInParentheses(root);
        Out.Append("^{").Append(mark).Append('}');
    }

    private void WriteEntry(Entry entry)
    {
        // A name with a number below it has no place for the indices.
        if (entry.Operand is Symbol { Name: var name } && !Name(name).Contains('_', StringComparison.Ordinal))
            Write(entry.Operand);
        else
            WriteInParentheses(entry.Operand);
        WriteIndices(entry.Indices);
    }

    private void WriteIndices(IEnumerable<string> names)
    {
        string[] indices = [.. names.Select(Name)];
        Out.Append("_{").AppendJoin(indices.Any(name => name.Length > 1) ? ", " : "", indices).Append('}');
    }

    private void WriteCall(Call call)
    {
        var argument = call.Arguments[0];
        switch (call.Function)
        {
            case "inv":
                WriteRaised(argument, "-1");
                break;
            case "eye":
                Out.Append('I');
                break;
            case "ones":
                Out.Append(call.Arguments.Count == 1 ? @"\mathbf{1}" : @"\mathbf{1}\mathbf{1}^{\top}");
                break;
            case "zeros":
                Out.Append(@"\mathbf{0}");
                break;
            case "norm1" or "norm2":
                Out.Append(@"\left\lVert ");
                Write(argument);
                bool isMatrix = shapes?.Find(argument) is { Count: 2 } axes && !axes[0].IsOne;
                Out.Append(@"\right\rVert_{").Append(call.Function == "norm1" ? '1' : isMatrix ? 'F' : '2').Append('}');
                break;
            case "abs":
                Out.Append(@"\left\lvert ");
                Write(argument);
                Out.Append(@"\right\rvert");
                break;
            case "sqrt":
                Out.Append(@"\sqrt{");
                Write(argument);
                Out.Append('}');
                break;
            case "kron":
                Write(argument, Tightness.Postfix);
                Out.Append(@" \otimes ");
                Write(call.Arguments[1], Tightness.Postfix);
                break;
            case "delta":
                Out.Append(@"\delta");
                WriteIndices(call.Arguments.Select(index => index.ToString()));
                break;
            case "comm":
                Out.Append('K');
                WriteIndices(call.Arguments.Select(length => length.ToString()));
                break;
            default:
                Out.Append(Function(call.Function));
                Open();
                WriteAll(call.Arguments, ", ", Tightness.Sum);
                Close();
                break;
        }
    }

    private static string Function(string name) => name switch
    {
        "exp" or "log" or "sin" or "cos" or "tan" or "arcsin" or "arccos" or "arctan" or "sinh" or "cosh" or "tanh" => @"\" + name,
        "det" or "max" or "min" => @"\" + name,
        "logdet" => @"\log\det",
        "sigmoid" => @"\sigma",
        _ => $@"\operatorname{{{name}}}",
    };

    // Greek capitals without a command look like these.
    private static char LatinOf(char capital) => "ABEZHIKMNOPTX"["ΑΒΕΖΗΙΚΜΝΟΡΤΧ".IndexOf(capital, StringComparison.Ordinal)];

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
            escaped.Append(c == '_' ? @"\_" : char.IsAsciiLetterOrDigit(c) ? c.ToString() : Greek.NameOf(c) ?? $"u{(int)c:x}");
        return escaped.ToString();
    }
}
