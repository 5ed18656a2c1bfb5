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
            return JsonDocument.Parse(
                stream, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException problem)
        {
            bool hasBareNaN = problem.Message.StartsWith("'N'", StringComparison.Ordinal)
                || problem.Message.StartsWith("'I'", StringComparison.Ordinal);
            string note = hasBareNaN ? " Write \"NaN\" and \"Infinity\" as texts." : "";
            throw new InputException($"{path} is not JSON: {problem.Message}{note}");
        }
    }
}
