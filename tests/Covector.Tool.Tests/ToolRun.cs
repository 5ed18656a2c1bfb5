using System.Text.Json;

namespace Covector.Tool.Tests;

/// <summary>A run of the tool in this process.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Errors">What it printed as errors.</param>
internal sealed record ToolRun(int Code, string Output, string Errors)
{
    public string[] Lines => Output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    public JsonElement Json
    {
        get
        {
            Assert.Equal(ExitCode.Right, Code);
            return JsonDocument.Parse(Output).RootElement;
        }
    }

    /// <summary>The arguments of a command line with quotation marks.</summary>
    public static string[] Words(string line)
    {
        string[] parts = line.Split('"');
        return [.. parts.SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
    }

    public static ToolRun Of(params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        int code = CovectorCommand.Run(args, output, errors);
        return new ToolRun(code, output.ToString(), errors.ToString());
    }
}

/// <summary>A folder for the files of a test.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covector-tool-");

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
