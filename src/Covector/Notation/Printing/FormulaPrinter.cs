using System.Globalization;
using System.Numerics;
using System.Text;

namespace Covector.Notation;

/// <summary>How tightly the printed form of a node holds together.</summary>
internal enum Tightness
{
    Sum,
    Term,
    Product,
    Postfix,
    Atom,
}

/// <summary>What all printed forms share: which node is which, signs between operands, parentheses where they are needed.</summary>
internal abstract class FormulaPrinter
{
    protected StringBuilder Out { get; } = new();

    protected abstract string Plus { get; }

    protected abstract string Minus { get; }

    /// <summary>The sign before a negative term.</summary>
    protected abstract string Negative { get; }

    protected abstract Tightness TightnessOf(Expression expression);

    protected abstract string NameOf(string name);

    protected abstract void WriteNumber(Rational value);

    protected abstract void WriteProduct(Product product);

    protected abstract void WriteHadamard(Hadamard hadamard);

    protected abstract void WriteQuotient(Quotient quotient);

    protected abstract void WriteQuotient(ElementwiseQuotient quotient);

    protected abstract void WritePower(Power power);

    protected abstract void WritePower(ElementwisePower power);

    protected abstract void WriteTransposed(Expression operand);

    /// <summary>An entry, or consecutive ones, by the indices or ranges of each axis.</summary>
    protected abstract void WritePart(Expression operand, Indices places);

    protected virtual void WriteEntry(Entry entry) => WritePart(entry.Operand, entry.Indices);

    protected abstract void WritePartial(Partial partial);

    protected abstract void WriteCall(Call call);

    /// <summary>Writes a node without parentheses around it.</summary>
    protected void Write(Expression expression)
    {
        switch (expression)
        {
            case Number number:
                WriteNumber(number.Value);
                break;
            case Symbol symbol:
                Out.Append(NameOf(symbol.Name));
                break;
            case Negation negation:
                Out.Append(Negative);
                Write(negation.Operand, Tightness.Product);
                break;
            case Sum sum:
                WriteSum(sum);
                break;
            case Product product:
                WriteProduct(product);
                break;
            case Hadamard hadamard:
                WriteHadamard(hadamard);
                break;
            case Quotient quotient:
                WriteQuotient(quotient);
                break;
            case ElementwiseQuotient quotient:
                WriteQuotient(quotient);
                break;
            case Power power:
                WritePower(power);
                break;
            case ElementwisePower power:
                WritePower(power);
                break;
            case Transpose transpose:
                WriteTransposed(transpose.Operand);
                break;
            case Section section:
                WritePart(section.Operand, section.Ranges);
                break;
            case Entry entry:
                WriteEntry(entry);
                break;
            case Partial partial:
                WritePartial(partial);
                break;
            case Call call:
                WriteCall(call);
                break;
        }
    }

    protected virtual void Open() => Out.Append('(');

    protected virtual void Close() => Out.Append(')');

    /// <summary>Writes a node, in parentheses where it is looser than its place asks for.</summary>
    protected void Write(Expression expression, Tightness place)
    {
        if (TightnessOf(expression) >= place)
            Write(expression);
        else
            WriteInParentheses(expression);
    }

    protected void WriteInParentheses(Expression expression)
    {
        Open();
        Write(expression);
        Close();
    }

    private void WriteSum(Sum sum)
    {
        for (int i = 0; i < sum.Terms.Count; i++)
        {
            bool isNegative = IsNegative(sum.Terms[i], out var positive);
            Out.Append(isNegative ? i == 0 ? Negative : Minus : i == 0 ? "" : Plus);
            Write(positive, Tightness.Product);
        }
    }

    /// <summary>Operands to the left of a product or a quotient: from left to right a/b*c is (a/b)*c.</summary>
    protected void WriteFirst(Expression factor) =>
        Write(factor, factor is Quotient or Number { Value.Sign: > 0 } ? Tightness.Product : Tightness.Postfix);

    /// <summary>A term with a minus, and the term without it.</summary>
    protected static bool IsNegative(Expression term, out Expression positive)
    {
        positive = term switch
        {
            Negation negation => negation.Operand,
            Number { Value.Sign: < 0 } number => new Number(-number.Value),
            _ => term,
        };
        return !ReferenceEquals(positive, term);
    }

    protected void WriteAll(Parts operands, string separator, Tightness place)
    {
        for (int i = 0; i < operands.Count; i++)
        {
            Out.Append(i == 0 ? "" : separator);
            Write(operands[i], place);
        }
    }

    /// <summary>The first operand of a product or a quotient entry by entry: from left to right 2 x ⊙ y is (2 x) ⊙ y.</summary>
    protected void WriteScaled(Expression factor) =>
        Write(factor, factor is Product { Factors: [Number { Value.Sign: > 0 }, not Number] } ? Tightness.Product : Tightness.Postfix);

    protected static bool IsWholePositive(Expression expression) => expression is Number { Value: { IsInteger: true, Sign: >= 0 } };

    /// <summary>2, 0.5, or 1/3 where the decimals do not end.</summary>
    protected static string Text(Rational value)
    {
        if (value.IsInteger)
            return value.ToString();
        (int twos, int fives) = (0, 0);
        var rest = value.Denominator;
        for (; (rest & 1).IsZero; twos++)
            rest >>= 1;
        for (; (rest % 5).IsZero; fives++)
            rest /= 5;
        int digits = Math.Max(twos, fives);
        if (!rest.IsOne || digits > 320)
            return value.ToString();
        string scaled = (BigInteger.Abs(value.Numerator) * BigInteger.Pow(10, digits) / value.Denominator)
            .ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        string text = digits <= 20 ? scaled.Insert(scaled.Length - digits, ".") : $"{scaled.TrimStart('0')}e-{digits}";
        return value.Sign < 0 ? "-" + text : text;
    }

    public static string TextOf(Rational value) => Text(value);

    protected static Tightness TightnessOf(Rational value) => value.Sign < 0 ? Tightness.Term
        : Text(value).Contains('/', StringComparison.Ordinal) ? Tightness.Product : Tightness.Atom;
}
