using System.Reflection.Emit;

namespace Covector.Compiler;

/// <summary>
/// The local variables of emitted code, used again when their value is dead: the JIT slows down beyond some number of them.
/// </summary>
internal sealed class VectorLocals(ILGenerator il)
{
    private readonly Dictionary<Type, Stack<LocalBuilder>> free = [];

    /// <summary>The number of those in use.</summary>
    public int Live { get; private set; }

    /// <param name="type">The type of the vector.</param>
    public LocalBuilder Take(Type type)
    {
        Live++;
        return free.TryGetValue(type, out var locals) && locals.TryPop(out var local) ? local : il.DeclareLocal(type);
    }

    public void Give(LocalBuilder local)
    {
        Live--;
        if (!free.TryGetValue(local.LocalType, out var locals))
            free.Add(local.LocalType, locals = new());
        locals.Push(local);
    }
}
