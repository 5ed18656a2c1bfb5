using System.Text;

namespace Covector.Notation;

/// <summary>Errors that show the place in the text: the line, and carets below the part that is meant.</summary>
internal static class FormulaError
{
    private const int Width = 100;

    public static FormulaException At(string text, TextSpan span, string message)
    {
        int start = Math.Clamp(span.Start, 0, text.Length), end = Math.Clamp(span.End, start, text.Length);
        int lineStart = start == 0 ? 0 : text.LastIndexOf('\n', start - 1) + 1;
        int lineEnd = text.IndexOf('\n', start);
        lineEnd = lineEnd < 0 ? text.Length : lineEnd;
        // Of a long line, what is around the place.
        int from = Math.Max(lineStart, Math.Min(start - Width / 2, lineEnd - Width));
        int to = Math.Min(lineEnd, from + Width);
        int carets = Math.Max(1, Math.Min(end, to) - start);
        string line = Printable(text.AsSpan(from, to - from));
        string before = from > lineStart ? "…" : "", after = to < lineEnd ? "…" : "";
        return new FormulaException(
            $"{message}\n  {before}{line}{after}\n  {new string(' ', before.Length + start - from)}{new string('^', carets)}", start);
    }

    /// <summary>The text with what would not show, or would move the carets, replaced.</summary>
    public static string Printable(ReadOnlySpan<char> text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (char c in text)
            printable.Append(char.IsControl(c) ? ' ' : c);
        return printable.ToString();
    }
}
