using System.Reflection.Emit;

namespace Covector.Compiler;

/// <summary>The local variables of emitted code, used again when their value is dead: the JIT slows down beyond some number of them.</summary>
internal sealed class VectorLocals(ILGenerator il)
{
    private readonly Dictionary<DType, Stack<LocalBuilder>> free = [];

    public LocalBuilder Take(DType type) =>
        free.TryGetValue(type, out var locals) && locals.TryPop(out var local) ? local : il.DeclareLocal(VectorMethods.VectorOf(type));

    public void Give(DType type, LocalBuilder local)
    {
        if (!free.TryGetValue(type, out var locals))
            free.Add(type, locals = new());
        locals.Push(local);
    }
}
