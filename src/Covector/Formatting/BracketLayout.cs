using System.Text;

namespace Covector.Formatting;

/// <summary>Puts the words of a tensor's elements into nested brackets: one line per row, blank lines between matrices, long rows wrapped.</summary>
internal sealed class BracketLayout
{
    private const string Gap = "...";

    private readonly StringBuilder text = new();
    private readonly ShownElements shown;
    private readonly string[] words;
    private readonly int lineEnd;
    private int next;

    private BracketLayout(ShownElements shown, string[] words, int lineWidth)
    {
        this.shown = shown;
        this.words = words;
        lineEnd = lineWidth - shown.Rank;
    }

    public static string Write(ShownElements shown, string[] words, int lineWidth)
    {
        var layout = new BracketLayout(shown, words, lineWidth);
        if (shown.Rank == 0)
            return words[0];
        layout.Write(0);
        return layout.text.ToString();
    }

    private void Write(int axis)
    {
        text.Append('[');
        if (axis == shown.Rank - 1)
            Row();
        else
            Rows(axis);
        text.Append(']');
    }

    private void Rows(int axis)
    {
        for (int i = 0; i < shown.Count(axis); i++)
        {
            if (shown.IsAfterGap(axis, i))
            {
                NextLine(axis);
                text.Append(Gap);
            }

            if (i > 0)
                NextLine(axis);
            Write(axis + 1);
        }
    }

    private void NextLine(int axis) => text.Append('\n', shown.Rank - 1 - axis).Append(' ', axis + 1);

    private void Row()
    {
        // What precedes the first word on its line, brackets or blanks, is as long as the indentation of the lines that follow.
        int axis = shown.Rank - 1, column = shown.Rank;
        for (int i = 0; i < shown.Count(axis); i++)
        {
            if (shown.IsAfterGap(axis, i))
                Word(Gap, ref column);
            Word(words[next++], ref column);
        }

        text.Length--;
    }

    private void Word(string word, ref int column)
    {
        if (column + (long)word.Length > lineEnd && column > shown.Rank)
        {
            while (text[^1] == ' ')
                text.Length--;
            text.Append('\n').Append(' ', shown.Rank);
            column = shown.Rank;
        }

        text.Append(word).Append(' ');
        column += word.Length + 1;
    }
}
