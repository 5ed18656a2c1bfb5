namespace Covector.Notation;

/// <summary>Prints formulas in the syntax in which they are read, with as few parentheses as it needs.</summary>
internal sealed class PlainPrinter : FormulaPrinter
{
    // Where the last number ended: a point after it would be read as its own.
    private int _numberEnd = -1;

    public static string Print(Expression expression)
    {
        var printer = new PlainPrinter();
        printer.Write(expression);
        return printer.Out.ToString();
    }

    public static string Print(Formula formula)
    {
        var printer = new PlainPrinter();
        foreach (var definition in formula.Definitions)
        {
            printer.Out.Append(definition.Name).Append('=');
            printer.Write(definition.Value);
            printer.Out.Append("; ");
        }

        printer.Write(formula.Body);
        return printer.Out.ToString();
    }

    protected override Tightness TightnessOf(Expression expression) => expression switch
    {
        Number number => TightnessOf(number.Value),
        Sum => Tightness.Sum,
        Negation => Tightness.Term,
        Product or Hadamard or Quotient or ElementwiseQuotient => Tightness.Product,
        Power or ElementwisePower or Transpose => Tightness.Postfix,
        _ => Tightness.Atom,
    };

    protected override string Plus => "+";

    protected override string Minus => "-";

    protected override string Negative => "-";

    protected override string NameOf(string name) => name;

    protected override void WriteNumber(Rational value)
    {
        Out.Append(Text(value));
        _numberEnd = Out.Length;
    }

    protected override void WriteProduct(Product product)
    {
        WriteFirst(product.Factors[0]);
        for (int i = 1; i < product.Factors.Count; i++)
        {
            Out.Append('*');
            Write(product.Factors[i], Tightness.Postfix);
        }
    }

    protected override void WriteHadamard(Hadamard hadamard)
    {
        WriteScaled(hadamard.Factors[0]);
        for (int i = 1; i < hadamard.Factors.Count; i++)
        {
            Out.Append(Out.Length == _numberEnd ? " .*" : ".*");
            Write(hadamard.Factors[i], Tightness.Postfix);
        }
    }

    protected override void WriteQuotient(Quotient quotient)
    {
        if (quotient.Numerator is Product)
            Write(quotient.Numerator);
        else
            WriteFirst(quotient.Numerator);
        Out.Append('/');
        Write(quotient.Denominator, Tightness.Postfix);
    }

    protected override void WriteQuotient(ElementwiseQuotient quotient)
    {
        WriteScaled(quotient.Numerator);
        Out.Append(Out.Length == _numberEnd ? " ./ " : "./");
        Write(quotient.Denominator, Tightness.Postfix);
    }

    protected override void WritePower(Power power) => WritePower(power.Base, "^", power.Exponent);

    protected override void WritePower(ElementwisePower power) => WritePower(power.Base, ".^", power.Exponent);

    private void WritePower(Expression root, string mark, Expression exponent)
    {
        Write(root, Tightness.Atom);
        Out.Append(mark);
        // Indices behind the exponent would be those of the power.
        if (exponent is Entry or Section)
            WriteInParentheses(exponent);
        else
            Write(exponent, Tightness.Atom);
    }

    protected override void WriteTransposed(Expression operand)
    {
        Write(operand, Tightness.Atom);
        Out.Append('\'');
    }

    protected override void WritePart(Expression operand, Indices places)
    {
        Write(operand, Tightness.Atom);
        WriteIndices(places);
    }

    protected override void WritePartial(Partial partial)
    {
        Out.Append('d').Append(partial.Of);
        WriteIndices(partial.OfIndices);
        Out.Append("/d").Append(partial.By);
        WriteIndices(partial.ByIndices);
    }

    private void WriteIndices(Indices indices)
    {
        if (indices.Count > 0)
            Out.Append('[').AppendJoin<string>(',', indices).Append(']');
    }

    protected override void WriteCall(Call call)
    {
        Out.Append(call.Function).Append('(');
        WriteAll(call.Arguments, ",", Tightness.Sum);
        Out.Append(')');
    }
}
