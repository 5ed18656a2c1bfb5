namespace Covector.Documentation.Tests;

/// <summary>A page of the documentation: its text, and the blocks of code in it.</summary>
internal sealed class Page
{
    private Page(string name, string[] lines)
    {
        Name = name;
        Lines = lines;
        Blocks = [.. FindBlocks(lines)];
    }

    /// <summary>The path in the repository.</summary>
    public string Name { get; }

    public string[] Lines { get; }

    public Block[] Blocks { get; }

    /// <summary>C# blocks that quote a file of the repository, which their first line names.</summary>
    public IEnumerable<Quotation> Quotations => Blocks.Select(Quotation.Of).OfType<Quotation>();

    /// <summary>The other C# blocks: read from top to bottom they are one program.</summary>
    public IEnumerable<Block> Examples => Blocks.Where(block => block.Language == "csharp" && Quotation.Of(block) is null);

    /// <summary>The pages of the repository.</summary>
    public static IEnumerable<string> Names => Directory.EnumerateFiles(Repository.Root, "*.md")
        .Concat(Directory.Exists(Repository.PathOf("docs")) ? Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories) : [])
        .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    public static Page Read(string name) => new(name, File.ReadAllLines(Repository.PathOf(name)));

    private static IEnumerable<Block> FindBlocks(string[] lines)
    {
        int start = -1;
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
                continue;
            if (start >= 0)
                yield return new Block(lines[start][3..].Trim(), start + 2, lines[(start + 1)..i]);
            start = start >= 0 ? -1 : i;
        }
    }
}

/// <summary>A fenced block of code.</summary>
/// <param name="Language">What stands behind the fence.</param>
/// <param name="FirstLine">The number of its first line on the page, from 1.</param>
/// <param name="Lines">Its lines, without the fences.</param>
internal sealed record Block(string Language, int FirstLine, string[] Lines)
{
    public string Text => string.Join('\n', Lines);
}

/// <summary>A block whose first line is a comment with the path of a file: its other lines stand in that file.</summary>
internal sealed record Quotation(string File, int Line, string[] Lines)
{
    public static Quotation? Of(Block block) =>
        block.Lines is [{ } first, ..] && first.StartsWith("// ", StringComparison.Ordinal) && first.EndsWith(".cs", StringComparison.Ordinal) && first.Contains('/')
            ? new Quotation(first[3..], block.FirstLine, block.Lines[1..])
            : null;
}
