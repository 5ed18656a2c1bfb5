using System.Text.RegularExpressions;

namespace Covector.Tests.Architecture;

/// <summary>
/// The layer of each type of the library: the top folder of the file that declares it, where the namespace does not tell because several
/// folders share it. A type in parts belongs to the folder of its name, as Functions does.
/// </summary>
internal sealed partial class SourceLayers
{
    private readonly Dictionary<string, string> folders = [];

    public SourceLayers()
    {
        string source = Path.Combine(Repository(), "src", "Covector");
        foreach (string file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(source, file).Replace('\\', '/');
            string folder = relative.Contains('/') ? relative[..relative.IndexOf('/')] : "Root";
            if (folder is "bin" or "obj")
                continue;
            foreach (Match match in Declaration().Matches(File.ReadAllText(file)))
            {
                string name = match.Groups[1].Value;
                if (!folders.TryGetValue(name, out string? known) || known != name)
                    folders[name] = folder;
            }
        }
    }

    /// <summary>The layer of a type; null for types of other assemblies and those the compiler makes.</summary>
    public string? Of(Type type)
    {
        if (type.Assembly != typeof(Tensor).Assembly)
            return null;
        while (type.DeclaringType is { } outer)
            type = outer;
        if (type.Namespace != "Covector")
            return type.Namespace?.StartsWith("Covector.", StringComparison.Ordinal) == true ? type.Namespace["Covector.".Length..] : null;
        string name = type.Name.Contains('`') ? type.Name[..type.Name.IndexOf('`')] : type.Name;
        return folders.GetValueOrDefault(name);
    }

    private static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Covector.slnx")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException("The tests run outside of the repository.");
        return directory.FullName;
    }

    [GeneratedRegex(@"^(?:public|internal)[\w ]*\b(?:class|struct|record|interface|enum|delegate [\w\[\]<>?]+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
