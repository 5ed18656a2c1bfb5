using System.Globalization;

namespace Covector.Notation;

/// <summary>Entries and sections: <c>X[i,j]</c>, <c>x[1]</c>, <c>x[2:4]</c>.</summary>
internal sealed partial class Parser
{
    private Part ParseIndices(Part operand)
    {
        var names = new List<string>();
        do
        {
            names.Add(ParseIndex());
        }
        while (Take(","));
        int end = Expect("]", operand.End);
        if (names.Exists(name => name.Contains(':', StringComparison.Ordinal)))
        {
            return names.TrueForAll(name => name.Contains(':', StringComparison.Ordinal))
                ? Make(new Section(operand.Node, new Indices([.. names])), operand.Start, end, operand.Height)
                : throw Error(new TextSpan(operand.Start, end), "Beside a range the other index is a range, too, as in A[1:2,:].");
        }

        return Make(new Entry(operand.Node, new Indices([.. names])), operand.Start, end, operand.Height);
    }

    // i, 2, 2:4, :
    private string ParseIndex()
    {
        if (Take(":"))
            return ":";
        var first = Current;
        if (first.Kind != TokenKind.Name && !IsPlace(first))
            throw Error(first.Span, "Expected the name of an index, as in X[i,j], or a whole number from 1 on, as in x[1].");
        _next++;
        if (!Current.Is(":"))
            return first.Text;
        _next++;
        var last = Current;
        if (!IsPlace(first) || !IsPlace(last) || Indices.Place(last.Text) < Indices.Place(first.Text))
            throw Error(last.Span, "A range goes from a whole number to one that is not smaller, as in x[2:4].");
        _next++;
        return $"{first.Text}:{last.Text}";
    }

    private static bool IsPlace(Token token) =>
        token.Kind == TokenKind.Number && token.Text.Length <= 6 && token.Text[0] != '0' && token.Text.All(char.IsAsciiDigit);
}
