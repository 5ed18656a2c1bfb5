using System.Globalization;

namespace Covector.IO;

/// <summary>
/// Reads the dictionary of an .npy header, <c>{'descr': '&lt;f8', 'fortran_order': False, 'shape': (3, 4), }</c>: exactly these three keys
/// with values of these kinds, in any order. Nothing is evaluated.
/// </summary>
internal ref struct ArrayHeaderParser(string text, ByteSource source)
{
    private readonly string text = text;
    private readonly ByteSource source = source;
    private int position;

    public ArrayHeader Parse()
    {
        ElementEncoding? element = null;
        bool? isFortran = null;
        Shape? shape = null;
        Expect('{');
        while (!Accept('}'))
        {
            string key = String();
            Expect(':');
            if (key == "descr" && element is null)
                element = Element();
            else if (key == "fortran_order" && isFortran is null)
                isFortran = Truth();
            else if (key == "shape" && shape is null)
                shape = Lengths();
            else
                throw source.Fail($"its header has the key '{Clip(key)}'{(key is "descr" or "fortran_order" or "shape" ? " twice" : ", which is unknown")}.");
            if (!Accept(','))
            {
                Expect('}');
                break;
            }
        }

        SkipBlanks();
        if (position < text.Length)
            throw Malformed("nothing");
        if (element is null || isFortran is null || shape is null)
            throw source.Fail($"its header lacks the key '{(element is null ? "descr" : isFortran is null ? "fortran_order" : "shape")}'.");
        var header = new ArrayHeader(element, isFortran.Value, shape.Value);
        if (header.Shape.Size > (long.MaxValue - Tensor.Padding) / Math.Max(element.Size, element.DType.Size))
            throw source.Fail($"its header claims the shape {Clip(header.Shape.ToString())}, more than 2^63 bytes.");
        return header;
    }

    private ElementEncoding Element()
    {
        SkipBlanks();
        if (Next is '[' or '(')
            throw source.Fail("its elements are structures; only arrays of numbers and truth values are supported.");
        return ElementEncoding.TryParse(String(), out var element, out var problem) ? element : throw source.Fail(problem);
    }

    private bool Truth()
    {
        SkipBlanks();
        bool value = Next == 'T';
        string word = value ? "True" : "False";
        if (string.CompareOrdinal(text, position, word, 0, word.Length) != 0)
            throw Malformed("True or False");
        position += word.Length;
        return value;
    }

    private Shape Lengths()
    {
        var lengths = new List<int>();
        Expect('(');
        while (!Accept(')'))
        {
            SkipBlanks();
            int start = position;
            while (char.IsAsciiDigit(Next))
                position++;
            if (position == start)
                throw Malformed("the length of an axis");
            var digits = text.AsSpan(start, position - start);
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int length))
                throw source.Fail($"its header claims an axis of length {Clip(digits)}; a tensor's axis has at most {int.MaxValue} elements.");
            lengths.Add(length);
            // Python 2 wrote its long integers with this suffix.
            if (Next == 'L')
                position++;
            if (!Accept(','))
            {
                Expect(')');
                break;
            }
        }

        try
        {
            return new Shape([.. lengths]);
        }
        catch (ShapeMismatchException)
        {
            throw source.Fail($"its header claims the shape {Clip($"[{string.Join(", ", lengths)}]")}, more than 2^63 elements.");
        }
    }

    private string String()
    {
        SkipBlanks();
        char quote = Next;
        int end = quote is '\'' or '"' ? text.IndexOf(quote, position + 1) : -1;
        if (end < 0)
            throw Malformed("a string");
        string content = text[(position + 1)..end];
        position = end + 1;
        return content;
    }

    private readonly char Next => position < text.Length ? text[position] : '\0';

    private void Expect(char c)
    {
        if (!Accept(c))
            throw Malformed($"'{c}'");
    }

    private bool Accept(char c)
    {
        SkipBlanks();
        if (Next != c || position == text.Length)
            return false;
        position++;
        return true;
    }

    private void SkipBlanks()
    {
        while (Next is ' ' or '\n' or '\t' or '\r')
            position++;
    }

    private readonly TensorFileException Malformed(string expected)
    {
        string found = position == text.Length ? "its end" : $"\"{Clip(text.AsSpan(position).Trim())}\"";
        return source.Fail($"its header is malformed: expected {expected} at character {position}, found {found}.");
    }

    /// <summary>What a message quotes of a file, which may hold anything.</summary>
    private static string Clip(ReadOnlySpan<char> quoted)
    {
        const int Longest = 40;
        return quoted.Length <= Longest ? quoted.ToString() : string.Concat(quoted[..Longest], "...");
    }
}
