using System.Runtime.CompilerServices;
using Covector.Compiler;

namespace Covector.Tests;

/// <summary>
/// In tests a compiled function is compiled before its first call, which tiles would run otherwise: Jit then means compiled code. Tiles are
/// what functions run on that are not compiled, and have tests of their own. Tensors in tests are small: of these the larger ones have wide
/// vectors already, where the machine has them.
/// </summary>
internal static class CompiledFromTheStart
{
    [ModuleInitializer]
    internal static void Initialize()
    {
        Pipeline.AlwaysAtOnce = true;
        WideLoop.FewestPoints = 256;
    }
}
