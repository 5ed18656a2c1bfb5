using System.Collections.Concurrent;

namespace Covector.Compiler;

/// <summary>Emitted code by what it depends on, so that equal kernels are compiled once. Code that nothing else holds is collected.</summary>
internal static class KernelCache
{
    /// <summary>When there are more entries than this, those whose code is gone are dropped.</summary>
    private const int Many = 4096;

    private static readonly ConcurrentDictionary<string, WeakReference<KernelCode>> entries = new();

    [RequiresDynamicCode("Emits code.")]
    public static KernelCode Get(LoopKernel kernel)
    {
        string key = kernel.Key;
        if (entries.TryGetValue(key, out var entry) && entry.TryGetTarget(out var code))
            return code;
        code = LoopEmitter.Compile(kernel);
        entries[key] = new WeakReference<KernelCode>(code);
        if (entries.Count > Many)
            foreach (var (stale, reference) in entries)
                if (!reference.TryGetTarget(out _))
                    entries.TryRemove(stale, out _);
        return code;
    }
}
