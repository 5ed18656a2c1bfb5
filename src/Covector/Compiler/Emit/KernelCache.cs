using System.Collections.Concurrent;

namespace Covector.Compiler;

/// <summary>
/// Emitted code by what it depends on, so that equal kernels are compiled once. Code that nothing else holds is collected.
/// </summary>
internal static class KernelCache
{
    private const int Few = 64;

    private static readonly ConcurrentDictionary<string, WeakReference<KernelCode>> entries = new();

    /// <summary>When there are more entries than this, those whose code is gone are dropped. Twice what was left the last time.</summary>
    private static int many = Few;

    /// <summary>The code of a kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="streamed">Which of its stores go past the caches; null for none.</param>
    [RequiresDynamicCode("Emits code.")]
    public static KernelCode Get(LoopKernel kernel, bool[]? streamed = null)
    {
        string key = streamed is null ? kernel.Key : $"{kernel.Key}~{string.Join("", streamed.Select(s => s ? 1 : 0))}";
        if (entries.TryGetValue(key, out var entry) && entry.TryGetTarget(out var code))
            return code;
        code = LoopEmitter.Compile(kernel, streamed);
        entries[key] = new WeakReference<KernelCode>(code);
        if (entries.Count > many)
            DropStale();
        return code;
    }

    private static void DropStale()
    {
        foreach (var entry in entries)
            if (!entry.Value.TryGetTarget(out _))
                entries.TryRemove(entry);
        many = Math.Max(Few, 2 * entries.Count);
    }
}
