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

    protected override void Write(Expression expression)
    {
        switch (expression)
        {
            case Number number:
                Out.Append(Text(number.Value));
                _numberEnd = Out.Length;
                break;
            case Symbol symbol:
                Out.Append(symbol.Name);
                break;
            case Negation negation:
                Out.Append('-');
                Write(negation.Operand, Tightness.Product);
                break;
            case Sum sum:
                WriteSum(sum, "+", "-", "-");
                break;
            case Product product:
                WriteFirst(product.Factors[0]);
                for (int i = 1; i < product.Factors.Count; i++)
                {
                    Out.Append('*');
                    Write(product.Factors[i], Tightness.Postfix);
                }

                break;
            case Hadamard hadamard:
                Write(hadamard.Factors[0], IsScaled(hadamard.Factors[0]) ? Tightness.Product : Tightness.Postfix);
                for (int i = 1; i < hadamard.Factors.Count; i++)
                {
                    Out.Append(Out.Length == _numberEnd ? " .*" : ".*");
                    Write(hadamard.Factors[i], Tightness.Postfix);
                }

                break;
            case Quotient quotient:
                if (quotient.Numerator is Product)
                    Write(quotient.Numerator);
                else
                    WriteFirst(quotient.Numerator);
                Out.Append('/');
                Write(quotient.Denominator, Tightness.Postfix);
                break;
            case ElementwiseQuotient quotient:
                Write(quotient.Numerator, IsScaled(quotient.Numerator) ? Tightness.Product : Tightness.Postfix);
                Out.Append(Out.Length == _numberEnd ? " ./ " : "./");
                Write(quotient.Denominator, Tightness.Postfix);
                break;
            case Power power:
                WritePower(power.Base, "^", power.Exponent);
                break;
            case ElementwisePower power:
                WritePower(power.Base, ".^", power.Exponent);
                break;
            case Transpose transpose:
                Write(transpose.Operand, Tightness.Atom);
                Out.Append('\'');
                break;
            case Entry entry:
                Write(entry.Operand, Tightness.Atom);
                Out.Append('[').AppendJoin<string>(',', entry.Indices).Append(']');
                break;
            case Partial partial:
                Out.Append('d').Append(partial.Of).Append(partial.OfIndices.Count == 0 ? "" : $"[{string.Join(',', partial.OfIndices.ToArray())}]");
                Out.Append("/d").Append(partial.By).Append(partial.ByIndices.Count == 0 ? "" : $"[{string.Join(',', partial.ByIndices.ToArray())}]");
                break;
            case Call call:
                Out.Append(call.Function).Append('(');
                WriteAll(call.Arguments, ",", Tightness.Sum);
                Out.Append(')');
                break;
        }
    }

    // From left to right a/b*c is (a/b)*c.
    private void WriteFirst(Expression factor) =>
        Write(factor, factor is Quotient or Number { Value.Sign: > 0 } ? Tightness.Product : Tightness.Postfix);

    private void WritePower(Expression root, string mark, Expression exponent)
    {
        Write(root, Tightness.Atom);
        Out.Append(mark);
        // Indices behind the exponent would be those of the power.
        if (exponent is Entry)
            WriteInParentheses(exponent);
        else
            Write(exponent, Tightness.Atom);
    }
}
