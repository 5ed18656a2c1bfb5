using System.Text.Json;

namespace Covector.Tool.Values;

/// <summary>Files of JSON.</summary>
internal static class JsonFile
{
    /// <summary>Reads a file, or the standard input for <c>-</c>.</summary>
    public static JsonDocument Read(string path)
    {
        try
        {
            using var stream = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            return JsonDocument.Parse(stream, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException problem)
        {
            throw new InputException($"{path} is not JSON: {problem.Message}");
        }
    }
}
