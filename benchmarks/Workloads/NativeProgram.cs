using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Covector.Benchmarks.Workloads;

/// <summary>The opponents in C++, built by benchmarks/native/build.sh in three ways and loaded into this process.</summary>
internal sealed class NativeProgram
{
    private static readonly (string Name, string File)[] Files =
        [("C++", "opponents"), ("C++ scalar", "opponents-scalar"), ("C++ -O3", "opponents-plain")];

    private readonly nint library;

    private NativeProgram(string name, nint library)
    {
        Name = name;
        this.library = library;
    }

    /// <summary>As the table calls it.</summary>
    public string Name { get; }

    /// <summary>All that could be built here; none without a C++ compiler.</summary>
    public static IReadOnlyList<NativeProgram> All { get; } = Load();

    /// <summary>The address of a function.</summary>
    public nint this[string function] => NativeLibrary.GetExport(library, function);

    /// <summary>One contestant from each program.</summary>
    public static IEnumerable<Contestant> Contestants(Func<NativeProgram, Contestant> contestant) => All.Select(contestant);

    private static List<NativeProgram> Load()
    {
        List<NativeProgram> programs = [];
        if (Folder() is not { } folder)
            return programs;
        Build(folder);
        foreach ((string name, string file) in Files)
            if (NativeLibrary.TryLoad(Path.Combine(folder, "build", $"lib{file}.so"), out nint library))
                programs.Add(new(name, library));
        return programs;
    }

    private static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "native", "build.sh")))
                return Path.Combine(folder.FullName, "native");
        return null;
    }

    private static void Build(string folder)
    {
        try
        {
            using var build = Process.Start("bash", [Path.Combine(folder, "build.sh"), "--when-older"]);
            build.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No shell: the opponents in C# remain.
        }
    }
}
