namespace Covector.Compiler;

/// <summary>Which kernels run on vectors of 512 bits, where the machine has them.</summary>
internal static class WideLoop
{
    private const int VectorBytes = 64;

    private const int MostVectors = 4;

    /// <summary>With more vector instructions than this, both loops together may be more than the JIT optimizes.</summary>
    private const int LargestBodies = 1600;

    /// <summary>With fewer points than this, in all repetitions, the second loop costs the JIT more than it saves.</summary>
    internal static long FewestPoints { get; set; } = 4096;

    /// <summary>
    /// How many such vectors the innermost loop takes at once: as many as of the usual width, if there are points for two turns, or a whole number
    /// of turns; what these leave takes a slower loop. None if it loads or stores what does not lie side by side, or truth values.
    /// </summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="repetitions">How many times a loop around it runs it.</param>
    public static int VectorsOf(LoopKernel kernel, double repetitions)
    {
        if (!WideVectorMethods.IsSupported || kernel.Points * repetitions < FewestPoints
            || !Array.TrueForAll(kernel.Loads, IsLineOrNumber) || !Array.TrueForAll(kernel.Stores, IsLineOrNumber))
            return 0;
        int lanes = 2 * kernel.Lanes, size = 0;
        foreach (var instruction in kernel.Program.Instructions)
            size += instruction.Type == DType.Bool ? 1 : Math.Max(1, lanes * ExprChecker.Width(instruction.Type) / VectorBytes);

        // A turn of a loop that folds takes four vectors of the usual width at most.
        int count = Math.Min(kernel.Interleave, kernel.HasFolds ? 2 : MostVectors);
        int length = kernel.Domain[^1];
        if (kernel is { Tail: LoopTail.Padded, HasFolds: false })
            length = (length + kernel.Lanes - 1) / kernel.Lanes * kernel.Lanes;
        while (count > 0
            && ((count + 1) * size > LargestBodies || (2 * count * lanes > length && (kernel.HasFolds || length % (count * lanes) != 0))))
            count /= 2;
        return count;

        bool IsLineOrNumber(Access access) =>
            access.Type != DType.Bool
            && (access.Depth < kernel.Domain.Length || (!access.IsGathered && access.Strides[kernel.Domain.Length - 1] == 1));
    }
}
