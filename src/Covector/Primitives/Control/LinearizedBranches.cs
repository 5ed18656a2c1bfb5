namespace Covector.Primitives;

/// <summary>
/// Branches split in two: one computes values and keeps residuals, the other is linear in tangents and runs the branch that was taken.
/// Each branch has residuals of its own; they share outputs of the same type, in which the other branches put zeros that take no memory.
/// </summary>
/// <param name="Primal">The branches with residuals as further outputs.</param>
/// <param name="Tangent">
/// Inputs: tangents of the operands, operands that are residuals, outputs of the primal branches that are residuals.
/// </param>
/// <param name="Operands">The operands that are residuals.</param>
/// <param name="Results">The outputs of the primal branches that are residuals.</param>
/// <param name="Outputs">The outputs that have tangents.</param>
internal sealed record LinearizedBranches(Branches Primal, Branches Tangent, int[] Operands, int[] Results, bool[] Outputs)
{
    public static LinearizedBranches Of(Branches branches, BitMask mask)
    {
        var (splits, common) = branches.Transform((g, m) => GraphDerivatives.Linearize(g, mask, m), s => s.HasTangent);
        var parts = new LinearizedLoop[splits.Length];
        for (int b = 0; b < parts.Length; b++)
            parts[b] = new ResidualPlacement(branches[b], 0, 0, splits[b], mask.ToArray(), false).Build();

        int outputs = common.Length;
        var slots = new List<TensorType>();
        var slotsOf = Array.ConvertAll(parts, p => Assign(p.Primal.Outputs.AsSpan(outputs), slots));
        var (operands, results) = (new SortedSet<int>(), new SortedSet<int>());
        for (int b = 0; b < parts.Length; b++)
            foreach (var residual in parts[b].Stacked)
                if (residual.Source == ResidualSource.Scanned)
                    operands.Add(residual.Index);
                else
                    results.Add(Place(residual.Index, outputs, slotsOf[b]));
        var primal = new Graph[parts.Length];
        var tangent = new Graph[parts.Length];
        for (int b = 0; b < parts.Length; b++)
        {
            primal[b] = WithSlots(parts[b].Primal, outputs, slots, slotsOf[b]);
            tangent[b] = WithAll(parts[b], branches[b], mask, outputs, slots, slotsOf[b], [.. operands], [.. results]);
        }

        return new LinearizedBranches(new Branches(primal), new Branches(tangent), [.. operands], [.. results], common);
    }

    public (Tensor[] Outputs, Tensor?[] Tangents) Bind(Cond cond, Tensor[] primals, Tensor?[] tangents, Trace? primal, Trace? rule)
    {
        Tensor[] results;
        using (Trace.Enter(primal))
            results = Trace.Bind(cond with { Branches = Primal }, primals);
        var outputTangents = new Tensor?[Outputs.Length];
        if (Marks.Count(Outputs) > 0)
        {
            Tensor[] operands =
            [
                primals[0], .. tangents.OfType<Tensor>(),
                .. Array.ConvertAll(Operands, i => primals[i + 1]), .. Array.ConvertAll(Results, i => results[i]),
            ];
            Tensor[] computed;
            using (Trace.Enter(rule))
                computed = Trace.Bind(cond with { Branches = Tangent }, operands);
            int next = 0;
            for (int i = 0; i < Outputs.Length; i++)
                if (Outputs[i])
                    outputTangents[i] = computed[next++];
        }

        return (results[..Outputs.Length], outputTangents);
    }

    /// <summary>A slot of its type for each residual of a branch; new ones where those that others made do not suffice.</summary>
    private static int[] Assign(ReadOnlySpan<Variable> residuals, List<TensorType> slots)
    {
        var result = new int[residuals.Length];
        var taken = new HashSet<int>();
        for (int i = 0; i < result.Length; i++)
        {
            int slot = 0;
            while (slot < slots.Count && (slots[slot] != residuals[i].Type || taken.Contains(slot)))
                slot++;
            if (slot == slots.Count)
                slots.Add(residuals[i].Type);
            taken.Add(slot);
            result[i] = slot;
        }

        return result;
    }

    /// <summary>The place among all outputs of what is an output of one branch: the results of all, then the slots.</summary>
    private static int Place(int output, int outputs, int[] slots) => output < outputs ? output : outputs + slots[output - outputs];

    private static Graph WithSlots(Graph branch, int outputs, List<TensorType> slots, int[] slotsOf)
    {
        int count = branch.VariableCount;
        var equations = new List<Equation>(branch.Equations);
        var results = new Variable?[outputs + slots.Count];
        for (int i = 0; i < branch.Outputs.Length; i++)
            results[Place(i, outputs, slotsOf)] = branch.Outputs[i];
        for (int i = outputs; i < results.Length; i++)
            if (results[i] is null)
            {
                var type = slots[i - outputs];
                results[i] = new Variable(count++, type, null);
                equations.Add(new Equation(new Fill(type.DType, type.Shape, 0), [], [results[i]!]));
            }

        return new Graph(branch.Inputs, [], [.. equations], results!, count);
    }

    /// <summary>The tangent branch with inputs for the residuals of all branches.</summary>
    private static Graph WithAll(
        LinearizedLoop part, Graph branch, BitMask mask, int outputs, List<TensorType> slots, int[] slotsOf, int[] operands, int[] results)
    {
        var tangent = part.Tangent;
        int active = Marks.Count(mask.ToArray()), count = tangent.VariableCount;
        var inputs = new Variable?[active + operands.Length + results.Length];
        Array.Copy(tangent.Inputs, inputs, active);
        for (int i = 0; i < part.Stacked.Length; i++)
        {
            var residual = part.Stacked[i];
            int place = residual.Source == ResidualSource.Scanned
                ? Array.BinarySearch(operands, residual.Index)
                : operands.Length + Array.BinarySearch(results, Place(residual.Index, outputs, slotsOf));
            inputs[active + place] = tangent.Inputs[active + i];
        }

        for (int i = 0; i < operands.Length; i++)
            inputs[active + i] ??= new Variable(count++, branch.Inputs[operands[i]].Type, null);
        for (int i = 0; i < results.Length; i++)
            inputs[active + operands.Length + i] ??= new Variable(
                count++, results[i] < outputs ? branch.Outputs[results[i]].Type : slots[results[i] - outputs], null);
        return new Graph(inputs!, [], tangent.Equations, tangent.Outputs, count);
    }
}
