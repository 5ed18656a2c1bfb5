using System.Reflection.Emit;

namespace Covector.Compiler;

/// <summary>
/// The local variables of emitted code, used again when their value is dead: the JIT slows down beyond some number of them.
/// </summary>
internal sealed class VectorLocals(ILGenerator il)
{
    private readonly Stack<LocalBuilder>?[] free = new Stack<LocalBuilder>?[(int)DType.Float64 + 1];

    /// <summary>The number of those in use.</summary>
    public int Live { get; private set; }

    public LocalBuilder Take(DType type)
    {
        Live++;
        return free[(int)type] is { } locals && locals.TryPop(out var local) ? local : il.DeclareLocal(VectorMethods.VectorOf(type));
    }

    public void Give(DType type, LocalBuilder local)
    {
        Live--;
        (free[(int)type] ??= new()).Push(local);
    }
}
