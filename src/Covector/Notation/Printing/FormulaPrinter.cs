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

/// <summary>What all printed forms share: parentheses where they are needed.</summary>
internal abstract class FormulaPrinter
{
    protected StringBuilder Out { get; } = new();

    protected abstract Tightness TightnessOf(Expression expression);

    /// <summary>Writes a node without parentheses around it.</summary>
    protected abstract void Write(Expression expression);

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

    protected void WriteSum(Sum sum, string plus, string minus, string leadingMinus)
    {
        for (int i = 0; i < sum.Terms.Count; i++)
        {
            var term = sum.Terms[i];
            bool isNegative = IsNegative(term, out var positive);
            Out.Append(isNegative ? i == 0 ? leadingMinus : minus : i == 0 ? "" : plus);
            Write(positive, Tightness.Product);
        }
    }

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

    /// <summary>From left to right 2 x ⊙ y is (2 x) ⊙ y.</summary>
    protected static bool IsScaled(Expression factor) => factor is Product { Factors: [Number { Value.Sign: > 0 }, not Number] };

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
