namespace Covector.Tests.IO;

/// <summary>Files written by NumPy 1.24, kept beside the tests.</summary>
internal static class NumPyFile
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "IO", "Data", name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path(name));
}
