using System.Text;

namespace Covector.Notation;

/// <summary>Cuts a formula into words.</summary>
internal sealed class Lexer
{
    // Long enough for any name and any number of a formula that somebody reads.
    private const int MaximumWord = 64;

    private const string Subscripts = "₀₁₂₃₄₅₆₇₈₉", Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _position;
    private bool _startsLine;

    /// <summary>How many brackets of indices are open: a colon in them is that of a range.</summary>
    private int _open;

    private Lexer(string text, int start) => (_text, _position) = (text, start);

    public static List<Token> Read(string text, int start = 0)
    {
        var lexer = new Lexer(text, start);
        lexer.Read();
        return lexer._tokens;
    }

    private void Read()
    {
        for (; _position < _text.Length;)
        {
            char c = _text[_position];
            if (char.IsWhiteSpace(c))
            {
                _startsLine |= c == '\n';
                _position++;
            }
            else if (char.IsAsciiDigit(c) || c == '.' && char.IsAsciiDigit(At(1)))
            {
                ReadNumber();
            }
            else if (c is 'ᵀ' or '⁻' or '⊤' || Superscripts.Contains(c, StringComparison.Ordinal))
            {
                ReadSuperscript();
            }
            else if (char.IsLetter(c))
            {
                ReadName();
            }
            else
            {
                ReadMark();
            }
        }

        Add(TokenKind.End, "", _position);
    }

    private char At(int offset) => _position + offset < _text.Length ? _text[_position + offset] : '\0';

    private void Add(TokenKind kind, string text, int end)
    {
        _tokens.Add(new Token(kind, text, new TextSpan(_position, end), _startsLine));
        (_position, _startsLine) = (end, false);
    }

    private FormulaException Error(int end, string message) => FormulaError.At(_text, new TextSpan(_position, end), message);

    private void ReadNumber()
    {
        int end = _position;
        while (end < _text.Length && char.IsAsciiDigit(_text[end]))
            end++;
        // In 1./x the point belongs to the operator.
        if (end < _text.Length && _text[end] == '.'
            && !(end + 1 < _text.Length && "*/^'".Contains(_text[end + 1], StringComparison.Ordinal)))
        {
            end++;
            while (end < _text.Length && char.IsAsciiDigit(_text[end]))
                end++;
        }

        if (end < _text.Length && _text[end] is 'e' or 'E')
        {
            int exponent = end + 1;
            if (exponent < _text.Length && _text[exponent] is '+' or '-')
                exponent++;
            if (exponent < _text.Length && char.IsAsciiDigit(_text[exponent]))
            {
                for (end = exponent; end < _text.Length && char.IsAsciiDigit(_text[end]);)
                    end++;
            }
        }

        if (end - _position > MaximumWord)
            throw Error(end, $"A number of {end - _position} characters; at most {MaximumWord} are read.");
        Add(TokenKind.Number, _text[_position..end], end);
    }

    private void ReadSuperscript()
    {
        var text = new StringBuilder();
        int end = _position;
        for (; end < _text.Length; end++)
        {
            int digit = Superscripts.IndexOf(_text[end], StringComparison.Ordinal);
            if (digit >= 0 && (text.Length == 0 || text[^1] != 'T'))
                text.Append((char)('0' + digit));
            else if (_text[end] == '⁻' && text.Length == 0)
                text.Append('-');
            else if (_text[end] is 'ᵀ' or '⊤' && text.ToString() is "" or "-")
                text.Append('T');
            else
                break;
        }

        if (text.Length > 8 || text.ToString() == "-")
            throw Error(end, "A raised part is a whole number, ᵀ or ⁻ᵀ.");
        Add(TokenKind.Superscript, text.ToString(), end);
    }

    private void ReadName()
    {
        var name = new StringBuilder();
        int end = _position;
        for (; end < _text.Length && name.Length <= MaximumWord; end++)
        {
            char c = _text[end];
            int digit = Subscripts.IndexOf(c, StringComparison.Ordinal);
            if (digit >= 0)
                name.Append((char)('0' + digit));
            else if (Greek.NameOf(c) is { } letter)
                name.Append(letter);
            else if (c is not ('ᵀ' or 'ⁱ' or 'ⁿ') && char.IsLetterOrDigit(c) || c == '_')
                name.Append(c);
            else
                break;
        }

        if (name.Length > MaximumWord)
            throw Error(end, $"A name of more than {MaximumWord} characters.");
        // σ is a usual name of a variable and of the logistic function, δ of a variable and of Kronecker's symbol.
        string text = name.ToString();
        if (text == "sigma" && _text[_position] == 'σ' && end < _text.Length && _text[end] == '(')
            text = "sigmoid";
        Add(TokenKind.Name, text, end);
    }

    private void ReadMark()
    {
        char c = _text[_position];
        if (c == '.' && At(1) is '*' or '/' or '^' or '\'')
        {
            Add(TokenKind.Mark, At(1) == '\'' ? "'" : "." + At(1), _position + 2);
            return;
        }

        if (c == '^' && At(1) == '⊙')
        {
            Add(TokenKind.Mark, ".^", _position + 2);
            return;
        }

        if (c == '‖' || c == '|' && At(1) == '|')
        {
            int end = _position + (c == '‖' ? 1 : 2);
            string kind = end < _text.Length && _text[end] is '₁' ? "1"
                : end + 1 < _text.Length && _text[end] == '_' && _text[end + 1] == '1' ? "1" : "2";
            if (end < _text.Length && _text[end] is '₁' or '₂')
                end++;
            else if (end + 1 < _text.Length && _text[end] == '_' && _text[end + 1] is '1' or '2' or 'F')
                end += 2;
            Add(TokenKind.Mark, "‖" + kind, end);
            return;
        }

        string mark = c switch
        {
            '+' or '-' or '*' or '/' or '^' or '\'' or '(' or ')' or '[' or ']' or ',' or ';' or '=' or '|' or '√' => c.ToString(),
            '·' or '⋅' or '×' => "*",
            '−' or '–' => "-",
            '⊙' or '∘' => ".*",
            '⊘' => "./",
            '’' or '′' => "'",
            ':' when _open > 0 => ":",
            '\0' => throw Error(_position + 1, "The text contains a character NUL."),
            ':' => throw Error(_position + 1, "Declarations, as in A: m×n, come before the expression and end with ';' or a new line."),
            _ => throw Error(_position + 1, $"The character '{Describe(c)}' means nothing in a formula."),
        };
        _open += mark == "[" ? 1 : mark == "]" ? -1 : 0;
        Add(TokenKind.Mark, mark, _position + 1);
    }

    private string Describe(char c) =>
        char.IsHighSurrogate(c) && char.IsLowSurrogate(At(1)) ? _text.Substring(_position, 2)
        : char.IsControl(c) || char.IsSurrogate(c) ? $"U+{(int)c:X4}" : c.ToString();
}
