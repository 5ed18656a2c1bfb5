
namespace Covector.Tests.Runtime;

/// <summary>Tests that measure the pool run alone.</summary>
[CollectionDefinition(nameof(NativeMemory), DisableParallelization = true)]
public static class NativeMemory;
