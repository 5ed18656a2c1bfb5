namespace Covector.Notation;

/// <summary>Reads declarations: <c>A: m×n, S: n×n spd, y: simplex, a, b: scalar positive</c>.</summary>
internal sealed class DeclarationReader
{
    private readonly string _text;
    private readonly List<Declaration> _declarations = [];
    private readonly HashSet<string> _names = [];

    private DeclarationReader(string text) => _text = text;

    /// <summary>The declarations at the beginning of a formula, and where the rest begins.</summary>
    public static (IReadOnlyList<Declaration> Declarations, int End) ReadBefore(string text)
    {
        var reader = new DeclarationReader(text);
        int position = 0;
        while (position < text.Length)
        {
            int end = text.AsSpan(position).IndexOfAny(';', '\n');
            end = end < 0 ? text.Length : position + end;
            if (!HasColon(text.AsSpan(position, end - position)) && !text.AsSpan(position, end - position).IsWhiteSpace())
                break;
            reader.ReadStatement(position, end);
            position = Math.Min(end + 1, text.Length);
        }

        return (reader._declarations, position);
    }

    /// <summary>Is there a colon other than that of a range, x[2:4]?</summary>
    private static bool HasColon(ReadOnlySpan<char> statement)
    {
        int open = 0;
        foreach (char c in statement)
        {
            open += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (c == ':' && open <= 0)
                return true;
        }

        return false;
    }

    /// <summary>A text of nothing but declarations.</summary>
    public static IReadOnlyList<Declaration> Read(string text)
    {
        var (declarations, end) = ReadBefore(text);
        return end == text.Length ? declarations
            : throw FormulaError.At(text, new TextSpan(end, end + 1), "Expected a declaration, as in A: m×n.");
    }

    private void ReadStatement(int start, int end)
    {
        var names = new List<TextSpan>();
        for (int position = start; position < end;)
        {
            int comma = _text.AsSpan(position, end - position).IndexOf(',');
            int itemEnd = comma < 0 ? end : position + comma;
            int colon = _text.AsSpan(position, itemEnd - position).IndexOf(':');
            var name = Trim(position, colon < 0 ? itemEnd : position + colon);
            if (name.Start < name.End || colon >= 0)
                names.Add(name);
            if (colon >= 0)
            {
                var (rank, axes, properties) = ReadType(Trim(position + colon + 1, itemEnd));
                foreach (var span in names)
                    Add(span, rank, axes, properties);
                names.Clear();
            }

            position = itemEnd + 1;
        }

        if (names.Count > 0)
            throw FormulaError.At(_text, names[0], "Expected ':' and a type after the name, as in A: m×n.");
    }

    private void Add(TextSpan span, int? rank, IReadOnlyList<Dimension> axes, Properties properties)
    {
        var tokens = Lexer.Read(_text[..span.End], span.Start);
        if (tokens is not [{ Kind: TokenKind.Name } token, { Kind: TokenKind.End }])
            throw FormulaError.At(_text, span, "Expected the name of a variable before ':'.");
        if (!_names.Add(token.Text))
            throw FormulaError.At(_text, span, $"{token.Text} is declared twice.");
        _declarations.Add(new Declaration(token.Text, rank, axes, properties, span));
    }

    private (int? Rank, IReadOnlyList<Dimension> Axes, Properties Properties) ReadType(TextSpan span)
    {
        var words = Words(span);
        int? rank = null;
        var axes = new List<Dimension>();
        var properties = Properties.None;
        int i = 0;
        if (i < words.Count && RankOf(Word(words[i])) is { } named)
            (rank, i) = (named, i + 1);
        while (i < words.Count && PropertyOf(Word(words[i])) == null)
        {
            axes.Add(Axis(words[i++]));
            if (i >= words.Count || Word(words[i]) is not ("×" or "x" or "*"))
                break;
            if (++i == words.Count || PropertyOf(Word(words[i])) != null)
                throw FormulaError.At(_text, words[i - 1], "Expected a length after '×'.");
        }

        for (; i < words.Count; i++)
        {
            string word = Word(words[i]);
            // In "positive definite" the second word changes the first one.
            properties = word == "definite" && (properties & Properties.Positive) != 0
                ? properties & ~Properties.Positive | Properties.PositiveDefinite
                : properties | (PropertyOf(word) ?? throw FormulaError.At(_text, words[i],
                    $"'{word}' is no property; known are spd, symmetric, invertible, orthogonal, positive, simplex, signs and diagonal."));
        }

        if (words.Count == 0)
            throw FormulaError.At(_text, span, "Expected a type after ':', as in A: m×n, x: n, c: scalar.");
        if (axes.Count > 2 || rank is { } r && axes.Count > 0 && axes.Count != r)
            throw FormulaError.At(_text, span,
                $"A {(rank == 0 ? "scalar has no axes" : rank == 1 ? "vector has one axis" : "matrix has two axes")}.");
        if (axes.Count > 0)
            rank = axes.Count;
        return Complete(span, rank, axes, properties);
    }

    private (int? Rank, IReadOnlyList<Dimension> Axes, Properties Properties) Complete(
        TextSpan span, int? rank, List<Dimension> axes, Properties properties)
    {
        const Properties OfSquare =
            Properties.Symmetric | Properties.PositiveDefinite | Properties.Invertible | Properties.Orthogonal | Properties.Diagonal;
        if ((properties & OfSquare) != 0)
        {
            rank ??= 2;
            if (rank != 2 || axes.Count == 2 && axes[0] != axes[1])
                throw FormulaError.At(_text, span, "This is a property of square matrices.");
        }
        else if ((properties & Properties.Simplex) != 0)
        {
            rank ??= 1;
            if (rank != 1)
                throw FormulaError.At(_text, span, "A simplex is a set of vectors.");
        }

        // n×1 is a vector of length n, and 1×1 a scalar; 1×n stays a row.
        if (axes.Count == 2 && axes[1].IsOne)
            axes.RemoveAt(1);
        if (axes.Count == 1 && axes[0].IsOne)
            axes.RemoveAt(0);
        return (axes.Count > 0 ? axes.Count : rank is 1 or 2 && _text.AsSpan(span.Start, span.End - span.Start).Contains('1') ? 0
            : rank, axes, properties);
    }

    private static int? RankOf(string word) => word switch
    {
        "scalar" => 0,
        "vector" => 1,
        "matrix" => 2,
        _ => null,
    };

    private static Properties? PropertyOf(string word) => word switch
    {
        "spd" => Properties.PositiveDefinite,
        "symmetric" or "sym" => Properties.Symmetric,
        "invertible" or "regular" => Properties.Invertible,
        "orthogonal" => Properties.Orthogonal,
        "positive" => Properties.Positive,
        "simplex" => Properties.Simplex,
        "signs" => Properties.Signs,
        "diagonal" => Properties.Diagonal,
        "definite" => Properties.PositiveDefinite,
        _ => null,
    };

    private Dimension Axis(TextSpan span)
    {
        string word = Word(span);
        bool isNumber = IsDigits(word);
        if (isNumber && (word.Length > 6 || word.Trim('0').Length == 0))
            throw FormulaError.At(_text, span, "The length of an axis is a number from 1 to 999,999.");
        if (!isNumber && Lexer.Read(_text[..span.End], span.Start) is not [{ Kind: TokenKind.Name }, { Kind: TokenKind.End }])
            throw FormulaError.At(_text, span, "Expected the length of an axis, a letter or a number, as in A: m×n.");
        return new Dimension(isNumber ? word.TrimStart('0') : Lexer.Read(word)[0].Text);
    }

    private string Word(TextSpan span) => _text[span.Start..span.End];

    private TextSpan Trim(int start, int end)
    {
        while (start < end && char.IsWhiteSpace(_text[start]))
            start++;
        while (end > start && char.IsWhiteSpace(_text[end - 1]))
            end--;
        return new TextSpan(start, end);
    }

    private List<TextSpan> Words(TextSpan span)
    {
        var words = new List<TextSpan>();
        for (int i = span.Start; i < span.End;)
        {
            if (char.IsWhiteSpace(_text[i]))
            {
                i++;
                continue;
            }

            int end = i + 1;
            if (_text[i] is not ('×' or '*'))
            {
                while (end < span.End && !char.IsWhiteSpace(_text[end]) && _text[end] is not ('×' or '*'))
                    end++;
            }

            AddWord(words, new TextSpan(i, end));
            i = end;
        }

        return words;
    }

    // The x of "mxn" and "3x4" stands between lengths.
    private void AddWord(List<TextSpan> words, TextSpan span)
    {
        for (int i = span.Start + 1; i < span.End - 1; i++)
        {
            if (_text[i] == 'x' && IsLength(_text.AsSpan(span.Start, i - span.Start)) && IsLength(_text.AsSpan(i + 1, span.End - i - 1)))
            {
                words.AddRange([new TextSpan(span.Start, i), new TextSpan(i, i + 1), new TextSpan(i + 1, span.End)]);
                return;
            }
        }

        words.Add(span);
    }

    private static bool IsLength(ReadOnlySpan<char> word) =>
        IsDigits(word) || word.Length > 0 && char.IsAsciiLetter(word[0]) && (word.Length == 1 || IsDigits(word[1..]));

    private static bool IsDigits(ReadOnlySpan<char> word) => word.Length > 0 && !word.ContainsAnyExceptInRange('0', '9');
}
