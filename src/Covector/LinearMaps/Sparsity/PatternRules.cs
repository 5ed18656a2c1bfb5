namespace Covector.LinearMaps;

/// <summary>The columns on which each element of the output of a linear operation depends.</summary>
internal static class PatternRules
{
    /// <returns>One set for each element; null if the operation has no rule.</returns>
    public static ColumnSet?[]? Apply(Equation equation, AbstractTensor[] operands, int columns)
    {
        switch (equation.Primitive)
        {
            case Negate or Primitives.Convert or Primitives.Reshape:
                return operands[0].Sets;
            case Multiply or StrongMultiply or Divide:
                return operands[0].Sets ?? operands[1].Sets;
            case Add or Subtract:
                return Union(operands[0].Sets, operands[1].Sets, columns);
            case Select when !operands[0].IsLinear:
                return OfSelect(operands, columns);
            case Permute or Broadcast or Sum:
                return Grouped((ContractionMap)LocalMaps.Of(equation, 0, []), operands[0].Sets!, columns);
            case DotGeneral dot:
                int side = operands[0].IsLinear ? 0 : 1;
                return Grouped(LocalMaps.OfDot(dot, equation, side, null), operands[side].Sets!, columns);
            case CumulativeSum sum:
                return Running(operands[0], sum.Axis, sum.FromEnd, columns);
            case LinearRecurrence recurrence when !operands[0].IsLinear:
                return Running(operands[1], recurrence.Axis, recurrence.FromEnd, columns);
            default:
                return OfMoves(equation, operands, columns);
        }
    }

    private static ColumnSet?[]? Union(ColumnSet?[]? a, ColumnSet?[]? b, int columns)
    {
        if (a is null || b is null || ReferenceEquals(a, b))
            return a ?? b;
        var result = new ColumnSet?[a.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = ColumnSet.Union(a[i], b[i], columns);
        return result;
    }

    /// <summary>A condition that is known chooses; any other may choose either.</summary>
    private static ColumnSet?[]? OfSelect(AbstractTensor[] operands, int columns)
    {
        if (operands[0].Known is not { } condition)
            return Union(operands[1].Sets, operands[2].Sets, columns);
        bool[] chosen = condition.ToArray<bool>();
        var result = new ColumnSet?[chosen.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = (chosen[i] ? operands[1] : operands[2]).Sets?[i];
        return result;
    }

    /// <summary>
    /// Elements with the same index along the axes that input and output share go together: each of the output depends on all of the input.
    /// </summary>
    private static ColumnSet?[] Grouped(ContractionMap map, ColumnSet?[] sets, int columns)
    {
        var (into, from) = ContractionEntries.Groups(map, out int count);

        // The sets of one group after another.
        var begin = new int[count + 1];
        foreach (int group in into)
            begin[group + 1]++;
        for (int g = 0; g < count; g++)
            begin[g + 1] += begin[g];
        var (next, members) = (begin.AsSpan(0, count).ToArray(), new ColumnSet?[sets.Length]);
        for (int i = 0; i < sets.Length; i++)
            members[next[into[i]]++] = sets[i];
        var groups = new ColumnSet?[count];
        for (int g = 0; g < count; g++)
            groups[g] = ColumnSet.Union(members.AsSpan(begin[g]..begin[g + 1]), columns);
        var result = new ColumnSet?[from.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = groups[from[i]];
        return result;
    }

    private static ColumnSet?[] Running(AbstractTensor x, int axis, bool fromEnd, int columns)
    {
        var shape = x.Type.Shape;
        int inner = 1, n = shape[axis];
        for (int i = axis + 1; i < shape.Rank; i++)
            inner *= shape[i];
        var result = new ColumnSet?[x.Sets!.Length];
        for (int start = 0; start < result.Length; start += n * inner)
            for (int k = 0; k < inner; k++)
            {
                ColumnSet? running = null;
                for (int i = 0; i < n; i++)
                {
                    int at = start + (fromEnd ? n - 1 - i : i) * inner + k;
                    result[at] = running = ColumnSet.Union(running, x.Sets[at], columns);
                }
            }

        return result;
    }

    /// <summary>Operations that move elements, where the places are known.</summary>
    private static ColumnSet?[]? OfMoves(Equation equation, AbstractTensor[] operands, int columns)
    {
        var known = Array.ConvertAll(operands, o => o.Known);
        ColumnSet?[]? result = null;
        for (int i = 0; i < operands.Length; i++)
        {
            if (!operands[i].IsLinear)
                continue;
            ColumnSet?[] moved;
            switch (ElementMoves.Of(equation, i, known))
            {
                case SelectorMap selector:
                    moved = Array.ConvertAll(selector.Index, source => source < 0 ? null : operands[i].Sets![source]);
                    break;
                case AddedSelectorMap added:
                    moved = new ColumnSet?[added.Rows];
                    int[] targets = ((SelectorMap)added.T).Index;
                    for (int k = 0; k < targets.Length; k++)
                        if (targets[k] >= 0)
                            moved[targets[k]] = ColumnSet.Union(moved[targets[k]], operands[i].Sets![k], columns);
                    break;
                case ContractionMap:
                    moved = operands[i].Sets!;
                    break;
                default:
                    return null;
            }

            result = Union(result, moved, columns);
        }

        return result;
    }
}
