using System.Text.RegularExpressions;

namespace Covector.Documentation.Tests;

/// <summary>What a page quotes or names exists: code, files, other pages.</summary>
public sealed partial class QuotationTests
{
    public static TheoryData<string> Pages => [.. Page.Names];

    [Theory, MemberData(nameof(Pages))]
    public void QuotedCodeStandsInItsFile(string name)
    {
        foreach (var quotation in Page.Read(name).Quotations)
        {
            Assert.True(File.Exists(Repository.PathOf(quotation.File)), $"{name}:{quotation.Line} quotes {quotation.File}, which does not exist.");
            string[] file = Trimmed(File.ReadAllLines(Repository.PathOf(quotation.File)));
            string[] quoted = Trimmed(quotation.Lines);
            Assert.True(IsPart(quoted, file), $"{name}:{quotation.Line} quotes lines that do not stand in {quotation.File}:\n{string.Join('\n', quotation.Lines)}");
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public void NamedFilesExist(string name)
    {
        var page = Page.Read(name);
        for (int i = 0; i < page.Lines.Length; i++)
            foreach (Match match in NamedPath().Matches(page.Lines[i]))
                Assert.True(Repository.Has(match.Value.TrimEnd('.')), $"{name}:{i + 1} names {match.Value}, which does not exist.");
    }

    [Theory, MemberData(nameof(Pages))]
    public void LinksWithinTheRepositoryLead(string name)
    {
        string folder = Path.GetDirectoryName(name)!;
        var page = Page.Read(name);
        for (int i = 0; i < page.Lines.Length; i++)
            foreach (Match match in Link().Matches(page.Lines[i]))
                if (!match.Groups[1].Value.Contains(':'))
                    Assert.True(
                        Repository.Has(Path.Combine(folder, match.Groups[1].Value)), $"{name}:{i + 1} links to {match.Groups[1].Value}, which does not exist.");
    }

    /// <summary>The lines stand there one after the other, indentation and empty lines aside.</summary>
    private static bool IsPart(string[] quoted, string[] file)
    {
        for (int start = 0; start + quoted.Length <= file.Length; start++)
            if (file.AsSpan(start, quoted.Length).SequenceEqual(quoted))
                return true;
        return false;
    }

    private static string[] Trimmed(string[] lines) => [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0)];

    /// <summary>A path under one of the folders of the repository.</summary>
    [GeneratedRegex(@"(?<![\w/.:])(?:src|tests|samples|benchmarks|eng|docs|\.ci)/[\w./-]*\w")]
    private static partial Regex NamedPath();

    /// <summary>The target of a link, without the part of the page.</summary>
    [GeneratedRegex(@"\]\(([^)#\s]+)[^)]*\)")]
    private static partial Regex Link();
}
