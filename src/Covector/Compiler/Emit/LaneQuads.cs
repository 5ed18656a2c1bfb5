using System.Runtime.Intrinsics.X86;

namespace Covector.Compiler;

/// <summary>
/// Loads or stores of neighbouring elements at equal distances: four elements of four lanes are four vectors in memory, and a transposition
/// away from being lanes.
/// </summary>
internal static class LaneQuads
{
    /// <summary>Whether this machine transposes four vectors of four numbers fast.</summary>
    public static bool IsSupported => Avx.IsSupported;

    /// <summary>Groups accesses to three or four neighbours.</summary>
    /// <param name="accesses">The accesses; those that take part are Float64 and step along the lanes.</param>
    /// <param name="takesPart">Which of them may be grouped.</param>
    /// <returns>For each access its group, or null. A group of three has its last place empty: −1.</returns>
    public static int[]?[] Find(IReadOnlyList<Access> accesses, Predicate<int> takesPart)
    {
        var result = new int[]?[accesses.Count];
        if (!IsSupported)
            return result;
        var candidates = Enumerable.Range(0, accesses.Count)
            .Where(i => takesPart(i) && accesses[i] is { Type: DType.Float64, Strides: var strides } && strides[strides.Count - 1] is > 2 or < -2)
            .GroupBy(i => (accesses[i].Buffer, accesses[i].Strides));
        foreach (var group in candidates)
        {
            var sorted = group.OrderBy(i => accesses[i].Offset).ToList();
            for (int start = 0; start < sorted.Count;)
            {
                int end = start + 1;
                while (end < sorted.Count && end < start + 4 && accesses[sorted[end]].Offset == accesses[sorted[end - 1]].Offset + 1)
                    end++;
                if (end - start >= 3)
                {
                    int[] quad = [.. sorted[start..end]];
                    if (quad.Length == 3)
                        quad = [.. quad, -1];
                    foreach (int i in sorted[start..end])
                        result[i] = quad;
                }

                start = end;
            }
        }

        return result;
    }
}
