using System.Text;

namespace Covector.Notation;

/// <summary>Prints formulas as LaTeX for mathematics mode; KaTeX in its strict mode reads it, too.</summary>
internal sealed class LatexPrinter(ShapedFormula? shapes = null) : MathPrinter(shapes)
{
    public static string Print(Expression expression, ShapedFormula? shapes = null) => new LatexPrinter(shapes).Written(expression);

    public static string Print(Formula formula, ShapedFormula? shapes = null) => new LatexPrinter(shapes).Written(formula);

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

    protected override string Plus => " + ";

    protected override string Minus => " - ";

    protected override string Negative => "-";

    protected override string EntrywiseProduct => @" \odot ";

    protected override string EntrywiseQuotient => @" \oslash ";

    protected override string KroneckerProduct => @" \otimes ";

    protected override string InverseMark => "^{-1}";

    protected override string TransposeMark => @"^{\top}";

    protected override string InverseTransposeMark => @"^{-\top}";

    protected override string OnesVector => @"\mathbf{1}";

    protected override string OnesMatrix => @"\mathbf{1}\mathbf{1}^{\top}";

    protected override string ZeroMark => @"\mathbf{0}";

    protected override string DeltaMark => @"\delta";

    protected override (string First, string Next) DefinitionMarks => (@"\quad\text{with}\quad ", @",\; ");

    protected override string NameOf(string name) => Name(name);

    protected override Tightness TightnessOf(Expression expression) => expression switch
    {
        Number number => TightnessOf(number.Value) is Tightness.Product ? Tightness.Postfix : TightnessOf(number.Value),
        Sum => Tightness.Sum,
        Negation => Tightness.Term,
        Product or Hadamard or ElementwiseQuotient or Call { Function: "kron" } => Tightness.Product,
        // A fraction holds its parts together by its bar.
        Power or ElementwisePower or Transpose or Quotient or Call { Function: not ("norm1" or "norm2" or "abs" or "eye" or "unit") } =>
            Tightness.Postfix,
        _ => Tightness.Atom,
    };

    protected override void Open() => Out.Append(@"\left(");

    protected override void Close() => Out.Append(@"\right)");

    protected override void WriteNumber(Rational value)
    {
        string text = Text(Rational.Abs(value));
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        Out.Append(value.Sign < 0 ? "-" : "").Append(slash < 0 ? text : $@"\frac{{{text[..slash]}}}{{{text[(slash + 1)..]}}}");
    }

    protected override void WriteProduct(Product product) => WriteAll(product.Factors, @"\, ", Tightness.Postfix);

    protected override void WriteQuotient(Quotient quotient)
    {
        Out.Append(@"\frac{");
        Write(quotient.Numerator);
        Out.Append("}{");
        Write(quotient.Denominator);
        Out.Append('}');
    }

    protected override void WritePower(ElementwisePower power)
    {
        Write(power.Base, Tightness.Atom);
        Out.Append(@"^{\odot ");
        Write(power.Exponent);
        Out.Append('}');
    }

    protected override void WritePartial(Partial partial)
    {
        Out.Append(@"\frac{\partial ");
        WriteEntryOf(partial.Of, partial.OfIndices);
        Out.Append(@"}{\partial ");
        WriteEntryOf(partial.By, partial.ByIndices);
        Out.Append('}');
    }

    private void WriteEntryOf(string name, Indices indices)
    {
        if (indices.Count == 0)
            Out.Append(Name(name));
        else
            WritePart(new Symbol(name), indices);
    }

    protected override void WritePower(Power power)
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

    protected override void WritePart(Expression operand, Indices places)
    {
        // A name with a number below it has no place for the indices.
        if (operand is Call { Function: "eye" }
            || (operand is Symbol { Name: var name } && !Name(name).Contains('_', StringComparison.Ordinal)))
            Write(operand);
        else
            WriteInParentheses(operand);
        WriteIndices(places);
    }

    protected override void WriteIndices(IEnumerable<string> names)
    {
        string[] indices = [.. names.Select(name => Indices.IsNumber(name) || name == ":" ? name : Name(name))];
        Out.Append("_{").AppendJoin(indices.Any(name => name.Length > 1 || !char.IsLetter(name[0])) ? ", " : "", indices).Append('}');
    }

    protected override void WriteNorm(Expression argument, char kind)
    {
        Out.Append(@"\left\lVert ");
        Write(argument);
        Out.Append(@"\right\rVert_{").Append(kind).Append('}');
    }

    protected override void WriteAbsolute(Expression argument)
    {
        Out.Append(@"\left\lvert ");
        Write(argument);
        Out.Append(@"\right\rvert");
    }

    protected override void WriteFunction(Call call)
    {
        switch (call.Function)
        {
            case "sqrt":
                Out.Append(@"\sqrt{");
                Write(call.Arguments[0]);
                Out.Append('}');
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
