using System.Text.Json;

namespace Covector.Tests.Notation;

/// <summary>Identities of textbooks with the derivatives that one writes by hand, and their values from the functions alone.</summary>
internal static class TextbookTable
{
    private static readonly JsonElement _root = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Notation", "Data", "textbook_cases.json"))).RootElement;

    public static IReadOnlyList<AcceptanceCase> Cases { get; } =
        [.. _root.GetProperty("cases").EnumerateArray().Select(json => new AcceptanceCase(json))];

    public static IEnumerable<TheoryDataRow<string>> Ids => Cases.Select(one => new TheoryDataRow<string>(one.Id));

    public static AcceptanceCase Case(string id) => Cases.Single(one => one.Id == id);
}
