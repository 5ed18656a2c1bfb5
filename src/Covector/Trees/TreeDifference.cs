namespace Covector.Trees;

/// <summary>Finds and words the first place where two structures differ.</summary>
internal static class TreeDifference
{
    private const int Longest = 120;

    /// <summary>The message for two structures that are not equal.</summary>
    public static string Describe(TreeStructure expected, TreeStructure actual, string what, string root)
    {
        (string path, string left, string right) = Find(expected, actual, root);
        string place = path.Length > 0 ? $" differs at {path}" : " has another structure";
        return $"{what}{place}: expected {left}, found {right}.";
    }

    public static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static (string Path, string Expected, string Actual) Find(TreeStructure expected, TreeStructure actual, string path)
    {
        while (expected.SameNode(actual))
        {
            int child = 0;
            while (child < expected.Children.Length && expected.Children[child].Equals(actual.Children[child])) child++;
            if (child == expected.Children.Length) throw new ArgumentException("The structures are equal.", nameof(actual));
            path += expected.Type.Segment(expected, child);
            (expected, actual) = (expected.Children[child], actual.Children[child]);
        }

        if (expected.Kind == TreeKind.Node && actual.Kind == TreeKind.Node && expected.Type.Type == actual.Type.Type)
        {
            return expected.Data is null
                ? (path, Count(expected.Children.Length, "element"), Count(actual.Children.Length, "element"))
                : (path, $"the keys {expected.Data}", $"the keys {actual.Data}");
        }

        return (path, Side(expected, actual), Side(actual, expected));
    }

    private static string Side(TreeStructure side, TreeStructure other)
    {
        string text = side.ToString();
        if (text.Length > Longest) text = string.Concat(text.AsSpan(0, Longest), "...");
        string prefix = side.Kind == TreeKind.Static ? $"the static {TypeName.Of(side.Type.Type)} " : "";
        // An array and a list of the same elements, or a value and its nullable, print alike.
        return text == other.ToString() ? $"{TypeName.Of(side.Type.Type)} {text}" : prefix + text;
    }
}
