namespace System.Runtime.CompilerServices;

/// <summary>What the compiler asks for to allow init accessors where the framework lacks it.</summary>
internal static class IsExternalInit;
