namespace Covector.IO;

/// <summary>Replaces a file by a complete new one, or leaves it as it was.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes to a temporary file beside the target, flushes it to the disk and renames it over the target: who opens the path meanwhile sees
    /// the old file or the new one, never a part. If anything fails, the temporary file is removed.
    /// </summary>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // A rename replaces a link itself; what the link points to is meant.
        var target = new FileInfo(path);
        if (target.LinkTarget is not null && target.ResolveLinkTarget(returnFinalTarget: true) is FileInfo final)
            target = final;
        string temporary = Path.Combine(target.DirectoryName ?? "", $".{target.Name}.{Path.GetRandomFileName()}.tmp");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows() && target.Exists)
            options.UnixCreateMode = target.UnixFileMode;
        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target.FullName, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
