namespace Covector.IO;

/// <summary>Which names the entries of an archive may have. Entries are never unpacked by name here, but others may do so.</summary>
internal static class ArchiveNames
{
    /// <summary>What every entry's name ends with.</summary>
    public const string Suffix = ".npy";

    private const int Longest = ushort.MaxValue - 4;

    /// <summary>Null, or what is wrong with a name.</summary>
    public static string? Problem(string name)
    {
        if (name.Length == 0)
            return "is empty";
        if (System.Text.Encoding.UTF8.GetByteCount(name) > Longest)
            return "is too long for a zip archive";
        if (name.AsSpan().ContainsAnyInRange('\0', '\x1F') || name.Contains('\\', StringComparison.Ordinal))
            return "contains a control character or a backslash";
        if (name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0]))
            return "starts with a drive";
        foreach (var range in name.AsSpan().Split('/'))
            if (name.AsSpan()[range] is "" or "." or "..")
                return "is no relative path: between slashes there is nothing, '.' or '..'";
        return null;
    }
}
