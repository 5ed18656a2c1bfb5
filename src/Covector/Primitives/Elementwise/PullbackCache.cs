namespace Covector.Primitives;

/// <summary>
/// The pullbacks of one elementwise primitive, one for each element type and set of operands, made when they are used often: a rule that runs
/// a few times is sooner run as it is written. Like <see cref="KernelCache"/> it takes no part in equality.
/// </summary>
internal struct PullbackCache : IEquatable<PullbackCache>
{
    private const int UsesBefore = 16;
    private const int Sets = 8;

    private Slot[]? slots;

    /// <summary>The pullback, or null if there is none (yet).</summary>
    public IPullback? Get(Elementwise primitive, ReadOnlySpan<Tensor> operands, int active, PullbackCompiler compiler)
    {
        // The last operand has the element type of all but conditions, which are Bool.
        var table = slots ??= new Slot[(int)(DType.Float64 + 1) * Sets];
        ref var slot = ref table[(int)operands[^1].DType * Sets + active];
        if (slot.Uses == UsesBefore)
            return slot.Pullback;
        if (slot.Uses < UsesBefore - 1)
        {
            slot.Uses++;
            return null;
        }

        var types = new TensorType[operands.Length];
        for (int i = 0; i < types.Length; i++)
            types[i] = new TensorType(operands[i].DType, default);
        slot.Pullback = compiler(primitive, types, active);

        // Last, for threads that look at the same time.
        Volatile.Write(ref slot.Uses, UsesBefore);
        return slot.Pullback;
    }

    public readonly bool Equals(PullbackCache other) => true;

    public override readonly bool Equals(object? obj) => obj is PullbackCache;

    public override readonly int GetHashCode() => 0;

    private struct Slot
    {
        public int Uses;
        public IPullback? Pullback;
    }
}
