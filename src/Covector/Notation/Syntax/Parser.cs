using System.Globalization;
using System.Numerics;

namespace Covector.Notation;

/// <summary>Reads formulas: <c>u'*tanh(W*x+b)</c>, <c>A: m×n; z=A*x; norm2(z)^2</c>, <c>f(x) = ‖x‖²</c>.</summary>
/// <remarks>
/// Precedence, from loose to tight: <c>+ -</c>; a leading <c>-</c>, which binds the whole product after it; <c>* / .* ./</c>, from left to
/// right; <c>^ .^ ' [i,j]</c>, from left to right, so that <c>x^2'</c> is the transpose of the power and <c>a^b^c</c> is <c>(a^b)^c</c>.
/// A product in parentheses stays a factor of its own; sums and entrywise products are flat.
/// </remarks>
internal sealed partial class Parser
{
    // Of what people write nothing comes near; what follows walks over formulas by recursion.
    private const int MaximumLength = 100_000, MaximumDepth = 200, MaximumExponent = 1_000;

    private readonly string _text;
    private readonly List<Token> _tokens;
    private readonly Dictionary<Expression, TextSpan> _spans = new(ReferenceEqualityComparer.Instance);
    private int _next;
    private int _depth;

    private Parser(string text, int start) => (_text, _tokens) = (text, Lexer.Read(text, start));

    /// <summary>A node while it is built: where it stands and how deeply its operands are nested.</summary>
    private readonly record struct Part(Expression Node, int Start, int End, int Height);

    private Token Current => _tokens[_next];

    public static ParsedFormula Parse(string text, string? declarations = null)
    {
        if (text.Length > MaximumLength || declarations?.Length > MaximumLength)
        {
            int length = Math.Max(text.Length, declarations?.Length ?? 0);
            throw new FormulaException($"The formula has {length:N0} characters; at most {MaximumLength:N0} are read.", 0);
        }

        var separate = declarations == null ? [] : DeclarationReader.Read(declarations);
        var (leading, start) = DeclarationReader.ReadBefore(text);
        foreach (var declaration in leading)
        {
            if (separate.Any(other => other.Name == declaration.Name))
                throw FormulaError.At(text, declaration.Span, $"{declaration.Name} is declared twice.");
        }

        return new Parser(text, start).ParseFormula([.. separate, .. leading]);
    }

    private ParsedFormula ParseFormula(IReadOnlyList<Declaration> declarations)
    {
        var definitions = new List<Definition>();
        while (true)
        {
            var (name, parameters) = ParseHead();
            var start = Current;
            var value = ParseSum().Node;
            bool separated = Take(";");
            if (Current.Kind == TokenKind.End)
                return new ParsedFormula(_text, new Formula(definitions, value), declarations, _spans, name, parameters);
            if (!separated && !(name != null && Current.StartsLine))
                throw Unexpected();
            if (name == null || parameters.Count > 0)
                throw Error(start.Span, "Of several expressions only the last one is the result: give the others a name, as in z=W*x+b;");
            if (definitions.Any(definition => definition.Name == name) || declarations.Any(declaration => declaration.Name == name))
                throw Error(start.Span, $"{name} is defined twice.");
            definitions.Add(new Definition(name, value));
        }
    }

    // name =, let name =, f(x, y) =
    private (string? Name, IReadOnlyList<string> Parameters) ParseHead()
    {
        int begin = _next;
        if (Current is { Kind: TokenKind.Name, Text: "let" } && _tokens[_next + 1].Kind == TokenKind.Name)
            _next++;
        if (Current.Kind == TokenKind.Name)
        {
            string name = _tokens[_next++].Text;
            var parameters = new List<string>();
            if (Take("("))
            {
                while (Current.Kind == TokenKind.Name)
                {
                    parameters.Add(_tokens[_next++].Text);
                    if (!Take(","))
                        break;
                }

                if (!Take(")"))
                    parameters.Clear();
            }

            if (_tokens[_next - 1].Text is not "(" and not "," && Take("="))
                return (name, parameters);
        }

        _next = begin;
        return (null, []);
    }

    private Part ParseSum()
    {
        if (++_depth > MaximumDepth)
            throw Error(Current.Span, $"The formula is nested more than {MaximumDepth} deep.");
        var first = ParseSigned(ParseProduct);
        if (Current.Is("+") || Current.Is("-"))
        {
            var terms = new List<Expression>();
            AddTerm(terms, first.Node);
            int height = first.Height, end = first.End;
            while (Current.Is("+") || Current.Is("-"))
            {
                var sign = _tokens[_next++];
                var term = ParseSigned(ParseProduct);
                if (sign.Text == "-")
                    term = Make(new Negation(term.Node), sign.Span.Start, term.End, term.Height);
                AddTerm(terms, term.Node);
                (height, end) = (Math.Max(height, term.Height), term.End);
            }

            first = Make(new Sum(new Parts([.. terms])), first.Start, end, height);
        }

        _depth--;
        return first;
    }

    private static void AddTerm(List<Expression> terms, Expression term)
    {
        if (term is Sum sum)
            terms.AddRange(sum.Terms);
        else
            terms.Add(term);
    }

    // A sign before a term is that of its whole product, one before a factor is that of the factor.
    private Part ParseSigned(Func<Part> parse)
    {
        int first = _next;
        while (Current.Is("-") || Current.Is("+"))
            _next++;
        int last = _next;
        var part = parse();
        for (int i = last - 1; i >= first; i--)
        {
            if (_tokens[i].Is("-"))
                part = Make(new Negation(part.Node), _tokens[i].Span.Start, part.End, part.Height);
        }

        return part;
    }

    private Part ParseProduct()
    {
        var left = ParseSigned(ParsePostfix);
        while (Current is { Kind: TokenKind.Mark, Text: "*" or ".*" or "/" or "./" } mark)
        {
            _next++;
            if (mark.Text is "*" or ".*")
            {
                left = ParseFactors(left, mark);
                continue;
            }

            var right = ParseSigned(ParsePostfix);
            left = Make(mark.Text == "/" ? new Quotient(left.Node, right.Node) : new ElementwiseQuotient(left.Node, right.Node),
                left.Start, right.End, Math.Max(left.Height, right.Height));
        }

        return left;
    }

    private Part ParseFactors(Part first, Token mark)
    {
        bool isHadamard = mark.Text == ".*";
        var factors = new List<Expression>();
        (int height, int end) = (0, 0);
        Add(first);
        do
            Add(ParseSigned(ParsePostfix));
        while (Take(mark.Text));
        var operands = new Parts([.. factors]);
        return Make(isHadamard ? new Hadamard(operands) : new Product(operands), first.Start, end, height);

        void Add(Part part)
        {
            if (isHadamard && part.Node is Hadamard inner)
                factors.AddRange(inner.Factors);
            else
                factors.Add(part.Node);
            (height, end) = (Math.Max(height, part.Height), part.End);
        }
    }

    private Part ParsePostfix()
    {
        var part = ParsePrimary();
        while (true)
        {
            var mark = Current;
            if (mark.Kind == TokenKind.Superscript)
            {
                _next++;
                part = Raise(part, mark.Text, mark.Span, isElementwise: false);
            }
            else if (mark.Is("'"))
            {
                _next++;
                part = Make(new Transpose(part.Node), part.Start, mark.Span.End, part.Height);
            }
            else if (mark.Is("^") || mark.Is(".^"))
            {
                _next++;
                part = ParsePower(part, mark.Text == ".^");
            }
            else if (mark.Is("["))
            {
                _next++;
                part = ParseIndices(part);
            }
            else
            {
                return part;
            }
        }
    }

    private Part ParsePower(Part root, bool isElementwise)
    {
        if (Current.Kind == TokenKind.Superscript)
            return Raise(root, Current.Text, _tokens[_next++].Span, isElementwise);
        var exponent = ParseSigned(ParsePrimary);
        var number = exponent.Node is Negation negation ? negation.Operand : exponent.Node;
        if (number is Number { Value: var value } && value.CompareTo(MaximumExponent) > 0)
            throw Error(new TextSpan(exponent.Start, exponent.End), $"The exponent is greater than {MaximumExponent:N0}.");
        return Make(isElementwise ? new ElementwisePower(root.Node, exponent.Node) : new Power(root.Node, exponent.Node),
            root.Start, exponent.End, Math.Max(root.Height, exponent.Height));
    }

    private Part Raise(Part root, string superscript, TextSpan span, bool isElementwise)
    {
        if (superscript.TrimStart('-').Trim('T').Length is > 0 and var digits
            && (digits > 4 || Math.Abs(int.Parse(superscript, CultureInfo.InvariantCulture)) > MaximumExponent))
            throw Error(span, $"The exponent is greater than {MaximumExponent:N0}.");
        if (superscript == "T")
            return Make(new Transpose(root.Node), root.Start, span.End, root.Height);
        if (superscript is "-T" or "-1" && !isElementwise)
        {
            var inverse = Make(new Power(root.Node, Number(-1, span).Node), root.Start, span.End, root.Height);
            return superscript == "-1" ? inverse : Make(new Transpose(inverse.Node), root.Start, span.End, inverse.Height);
        }

        var exponent = Number(int.Parse(superscript, CultureInfo.InvariantCulture), span).Node;
        return Make(isElementwise ? new ElementwisePower(root.Node, exponent)
            : new Power(root.Node, exponent), root.Start, span.End, root.Height);
    }

    private Part Number(int value, TextSpan span)
    {
        var number = Make(new Number(Math.Abs(value)), span.Start, span.End, 0);
        return value < 0 ? Make(new Negation(number.Node), span.Start, span.End, number.Height) : number;
    }

    private Part ParsePrimary()
    {
        var token = _tokens[_next];
        switch (token.Kind)
        {
            case TokenKind.Number:
                _next++;
                return Make(new Number(Value(token)), token.Span.Start, token.Span.End, 0);
            case TokenKind.Name:
                _next++;
                return Current.Is("(") ? ParseCall(token) : Make(new Symbol(token.Text), token.Span.Start, token.Span.End, 0);
            case TokenKind.Mark when token.Text == "(":
                _next++;
                var inner = ParseSum();
                int end = Expect(")", token.Span.Start);
                return inner with { Start = token.Span.Start, End = end };
            case TokenKind.Mark when token.Text == "√":
                _next++;
                if (++_depth > MaximumDepth)
                    throw Error(token.Span, $"The formula is nested more than {MaximumDepth} deep.");
                var radicand = ParsePrimary();
                _depth--;
                return Make(new Call("sqrt", radicand.Node), token.Span.Start, radicand.End, radicand.Height);
            case TokenKind.Mark when token.Text is "‖1" or "‖2" or "|":
                _next++;
                return ParseBars(token);
            default:
                throw Unexpected();
        }
    }

    private Part ParseBars(Token open)
    {
        var inner = ParseSum();
        if (!(open.Text == "|" ? Current.Is("|") : Current.Kind == TokenKind.Mark && Current.Text[0] == '‖'))
            throw Error(open.Span, $"'{open.Text[0]}' is not closed.");
        var close = _tokens[_next++];
        string function = close.Text switch
        {
            "‖1" => "norm1",
            "‖2" => "norm2",
            _ => "abs",
        };
        return Make(new Call(function, inner.Node), open.Span.Start, close.Span.End, inner.Height);
    }

    private Part ParseCall(Token name)
    {
        var function = FunctionTable.Find(name.Text);
        if (function == null)
        {
            string? nearest = FunctionTable.Nearest(name.Text);
            throw Error(name.Span, $"There is no function {name.Text}" + (nearest != null ? $": did you mean {nearest}?"
                : $". A product with the variable {name.Text} is written {name.Text}*(…)."));
        }

        _next++;
        var arguments = new List<Expression>();
        int height = 0;
        if (!Current.Is(")"))
        {
            do
            {
                var argument = ParseSum();
                arguments.Add(argument.Node);
                height = Math.Max(height, argument.Height);
            }
            while (Take(","));
        }

        int end = Expect(")", name.Span.Start);
        if (arguments.Count < function.Minimum || arguments.Count > function.Maximum)
        {
            string expected = function.Minimum == function.Maximum ? $"{function.Minimum}" : $"{function.Minimum} or {function.Maximum}";
            throw Error(new TextSpan(name.Span.Start, end),
                $"{function.Name} takes {expected} argument{(function.Maximum == 1 ? "" : "s")}, not {arguments.Count}.");
        }

        return Make(new Call(function.Name, new Parts([.. arguments])), name.Span.Start, end, height);
    }

    private Rational Value(Token token)
    {
        string text = token.Text;
        int mark = text.AsSpan().IndexOfAny('e', 'E');
        int exponent = 0;
        if (mark >= 0 && (!int.TryParse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
            || Math.Abs(exponent) > 300))
            throw Error(token.Span, "The number is out of the range of floating-point numbers.");
        string mantissa = mark < 0 ? text : text[..mark];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }

        var value = BigInteger.Parse(mantissa, CultureInfo.InvariantCulture);
        var scale = BigInteger.Pow(10, Math.Abs(exponent));
        return exponent >= 0 ? new Rational(value * scale, 1) : new Rational(value, scale);
    }

    private Part Make(Expression node, int start, int end, int heightBelow)
    {
        var span = new TextSpan(start, end);
        if (heightBelow >= MaximumDepth)
            throw Error(span with { End = Math.Min(end, start + 1) }, $"The formula is nested more than {MaximumDepth} deep.");
        _spans[node] = span;
        return new Part(node, start, end, heightBelow + 1);
    }

    private bool Take(string mark)
    {
        if (!Current.Is(mark))
            return false;
        _next++;
        return true;
    }

    private int Expect(string mark, int opened)
    {
        if (Current.Kind == TokenKind.End)
            throw Error(new TextSpan(opened, opened + 1), $"Expected '{mark}' before the end of the formula.");
        return Take(mark) ? _tokens[_next - 1].Span.End : throw Unexpected($" or '{mark}'");
    }

    private FormulaException Unexpected(string orElse = "")
    {
        bool afterOperand = _next > 0 && (_tokens[_next - 1].Kind is TokenKind.Number or TokenKind.Name or TokenKind.Superscript
            || _tokens[_next - 1].Text is ")" or "]" or "'");
        string expected = afterOperand ? "an operator" : "a number, a name, a function or '('";
        string found = Current.Kind == TokenKind.End ? "the formula ends" : $"found '{_text[Current.Span.Start..Current.Span.End]}'";
        string hint = afterOperand && (Current.Kind is TokenKind.Name or TokenKind.Number || Current.Is("("))
            ? "; products are written with *" : "";
        return Error(Current.Span, $"Expected {expected}{orElse}, but {found}{hint}.");
    }

    private FormulaException Error(TextSpan span, string message) => FormulaError.At(_text, span, message);
}
