namespace Covector.Notation;

/// <summary>The letter of a variable and what is written below it: <c>W1</c>, <c>delta2</c>, <c>x_max</c>.</summary>
internal static class NameParts
{
    public static (string Stem, string Subscript) Of(string name)
    {
        int underscore = name.IndexOf('_', StringComparison.Ordinal);
        if (underscore > 0 && underscore < name.Length - 1)
            return (name[..underscore], name[(underscore + 1)..]);
        int end = name.Length;
        while (end > 1 && char.IsAsciiDigit(name[end - 1]))
            end--;
        return (name[..end], name[end..]);
    }
}
