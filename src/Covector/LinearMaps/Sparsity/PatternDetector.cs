namespace Covector.LinearMaps;

/// <summary>
/// Finds the columns on which each element of a linear graph depends, by running its equations on sets of columns. No entry is missed: what
/// is not known, such as an index or a condition that depends on the point, counts as whatever it may be.
/// </summary>
internal sealed class PatternDetector(int columns)
{
    /// <summary>Longer loops are not followed step by step but until the sets no longer grow.</summary>
    private const int MostSteps = 256;

    /// <summary>If the sets of a long loop still grow after so many rounds, each is taken to be all that there is.</summary>
    private const int MostRounds = 64;

    private readonly HashSet<string> conservative = [];

    /// <summary>The operations whose pattern was taken to be dense.</summary>
    public IReadOnlyCollection<string> Conservative => conservative;

    /// <summary>The abstract outputs of a graph.</summary>
    public AbstractTensor[] Run(Graph graph, AbstractTensor[] inputs)
    {
        var values = new AbstractTensor[graph.VariableCount];
        for (int i = 0; i < inputs.Length; i++)
            values[graph.Inputs[i].Id] = inputs[i];
        foreach (var (variable, value) in graph.Captures)
            values[variable.Id] = value.IsConcrete ? AbstractTensor.Of(value) : AbstractTensor.Unknown(value.Type);
        foreach (var equation in graph.Equations)
        {
            var operands = Array.ConvertAll(equation.Inputs, v => values[v.Id]);
            var results = Step(equation, operands);
            for (int i = 0; i < results.Length; i++)
                values[equation.Outputs[i].Id] = results[i];
        }

        return Array.ConvertAll(graph.Outputs, v => values[v.Id]);
    }

    private AbstractTensor[] Step(Equation equation, AbstractTensor[] operands)
    {
        if (!Array.Exists(operands, o => o.IsLinear))
            return Constant(equation, operands);
        switch (equation.Primitive)
        {
            case Call call:
                return Run(call.Graph, operands);
            case Cond cond:
                return OfCond(cond, operands);
            case Scan scan:
                return scan.Length <= MostSteps ? StepByStep(scan, operands) : UntilStable(scan, operands);
            case SingleOutputPrimitive:
                return [AbstractTensor.Of(
                    equation.Output.Type, PatternRules.Apply(equation, operands, columns) ?? Dense(equation, operands)[0].Sets!)];
            default:
                return Dense(equation, operands);
        }
    }

    /// <summary>A value that is not linear is computed if it is cheap and known.</summary>
    private static AbstractTensor[] Constant(Equation equation, AbstractTensor[] operands)
    {
        if (equation.Primitive is not SingleOutputPrimitive single || !Array.TrueForAll(operands, o => o.Known is not null))
            return Array.ConvertAll(equation.Outputs, v => AbstractTensor.Unknown(v.Type));

        // Only indices and conditions say something about the pattern.
        if (equation.Output.Type.DType.IsFloating && single is not (Fill or Iota) && equation.Output.Type.Shape.Size > 1)
            return [AbstractTensor.Unknown(equation.Output.Type)];
        using (Trace.Enter(null))
            return [AbstractTensor.Of(Trace.Bind(single, Array.ConvertAll(operands, o => o.Known!)))];
    }

    /// <summary>Each element depends on everything that any operand depends on.</summary>
    private AbstractTensor[] Dense(Equation equation, AbstractTensor[] operands)
    {
        conservative.Add(equation.Primitive.Name);
        ColumnSet? all = null;
        foreach (var operand in operands)
            foreach (var set in operand.Sets ?? [])
                all = ColumnSet.Union(all, set, columns);
        return Array.ConvertAll(equation.Outputs, v =>
        {
            if (!v.Type.DType.IsFloating)
                return AbstractTensor.Unknown(v.Type);
            var sets = new ColumnSet?[v.Type.Shape.Size];
            Array.Fill(sets, all);
            return AbstractTensor.Of(v.Type, sets);
        });
    }

    private AbstractTensor[] OfCond(Cond cond, AbstractTensor[] operands)
    {
        if (operands[0].Known is { } chosen)
            return Run(cond.Branch(chosen), operands[1..]);
        var result = Run(cond.Branches[0], operands[1..]);
        for (int b = 1; b < cond.Branches.Count; b++)
        {
            var other = Run(cond.Branches[b], operands[1..]);
            for (int i = 0; i < result.Length; i++)
                result[i] = Either(result[i], other[i], out _);
        }

        return result;
    }

    private AbstractTensor Either(AbstractTensor a, AbstractTensor b, out bool grows)
    {
        grows = false;
        if (!a.IsLinear && !b.IsLinear)
            return ReferenceEquals(a.Known, b.Known) ? a : AbstractTensor.Unknown(a.Type);
        var (left, right) = (a.SetsOrEmpty, b.SetsOrEmpty);
        grows = !a.IsLinear;
        var result = new ColumnSet?[left.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = ColumnSet.Union(left[i], right[i], columns);
            grows |= (result[i]?.Count ?? 0) != (left[i]?.Count ?? 0);
        }

        return AbstractTensor.Of(a.Type, result);
    }

    private AbstractTensor[] StepByStep(Scan scan, AbstractTensor[] operands)
    {
        var carry = operands[scan.ConstantCount..scan.CarryEnd];
        var stacked = Array.ConvertAll(
            scan.Body.Outputs[scan.CarryCount..], v => new ColumnSet?[v.Type.Shape.Size * scan.Length]);
        for (int step = 0; step < scan.Length; step++)
        {
            int at = scan.Reverse ? scan.Length - 1 - step : step;
            var elements = Array.ConvertAll(operands[scan.CarryEnd..], o => Element(o, at));
            var results = Run(scan.Body, [.. operands[..scan.ConstantCount], .. carry, .. elements]);
            carry = results[..scan.CarryCount];
            for (int k = 0; k < stacked.Length; k++)
                if (results[scan.CarryCount + k] is { IsLinear: true } result)
                    result.Sets!.CopyTo(stacked[k], at * result.Sets!.Length);
        }

        return [.. carry, .. Stacked(scan, stacked)];
    }

    /// <summary>
    /// One round runs the body with everything that any step may see; the rounds end when the carry does not grow any more.
    /// </summary>
    private AbstractTensor[] UntilStable(Scan scan, AbstractTensor[] operands)
    {
        var elements = Array.ConvertAll(operands[scan.CarryEnd..], Any);
        var carry = operands[scan.ConstantCount..scan.CarryEnd];
        for (int i = 0; i < carry.Length; i++)
            if (!carry[i].IsLinear)
                carry[i] = AbstractTensor.Unknown(carry[i].Type);
        AbstractTensor[] results;
        bool grows;
        int round = 0;
        do
        {
            results = Run(scan.Body, [.. operands[..scan.ConstantCount], .. carry, .. elements]);
            grows = false;
            for (int i = 0; i < carry.Length; i++)
            {
                carry[i] = Either(carry[i], results[i], out bool more);
                grows |= more;
            }

            // Also a carry that no step has reached yet may become linear later. The next round finds what the loop returns then.
            if (++round == MostRounds && grows)
                carry = Array.ConvertAll(carry, c => c.Type.DType.IsFloating ? AbstractTensor.Of(c.Type, AllOf(c.Type, operands)) : c);
        }
        while (grows && round <= MostRounds);
        if (grows)
            throw new InvalidOperationException("The pattern of a loop grows beyond the columns on which its operands depend.");
        var stacked = Array.ConvertAll(results[scan.CarryCount..], r =>
        {
            var sets = new ColumnSet?[r.Type.Shape.Size * scan.Length];
            for (int i = 0; r.IsLinear && i < scan.Length; i++)
                r.Sets!.CopyTo(sets, i * r.Sets!.Length);
            return sets;
        });
        return [.. carry, .. Stacked(scan, stacked)];
    }

    private ColumnSet?[] AllOf(TensorType type, AbstractTensor[] operands)
    {
        conservative.Add("scan");
        ColumnSet? all = null;
        foreach (var operand in operands)
            foreach (var set in operand.Sets ?? [])
                all = ColumnSet.Union(all, set, columns);
        var result = new ColumnSet?[type.Shape.Size];
        Array.Fill(result, all);
        return result;
    }

    private static IEnumerable<AbstractTensor> Stacked(Scan scan, ColumnSet?[][] sets)
    {
        for (int k = 0; k < sets.Length; k++)
        {
            var element = scan.Body.Outputs[scan.CarryCount + k].Type;
            var type = element with { Shape = element.Shape.Insert(0, scan.Length) };
            yield return element.DType.IsFloating ? AbstractTensor.Of(type, sets[k]) : AbstractTensor.Unknown(type);
        }
    }

    private static AbstractTensor Element(AbstractTensor x, int index)
    {
        var type = x.Type with { Shape = x.Type.Shape.RemoveAt(0) };
        if (x.Known is { } known && !type.DType.IsFloating)
            using (Trace.Enter(null))
                return AbstractTensor.Of(known[index]);
        if (!x.IsLinear)
            return AbstractTensor.Unknown(type);
        int length = (int)type.Shape.Size;
        return AbstractTensor.Of(type, x.Sets!.AsSpan(index * length, length).ToArray());
    }

    private AbstractTensor Any(AbstractTensor x)
    {
        var type = x.Type with { Shape = x.Type.Shape.RemoveAt(0) };
        if (!x.IsLinear)
            return AbstractTensor.Unknown(type);
        var sets = new ColumnSet?[type.Shape.Size];
        for (int i = 0; i < x.Sets!.Length; i++)
            sets[i % sets.Length] = ColumnSet.Union(sets[i % sets.Length], x.Sets[i], columns);
        return AbstractTensor.Of(type, sets);
    }
}
