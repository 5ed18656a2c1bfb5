namespace Covector.Notation;

/// <summary>The numbers that an index expression stands for in an instance.</summary>
internal static class Contraction
{
    private readonly record struct Operand(double[] Values, Index[] Indices)
    {
        public bool Has(Index index) => Array.IndexOf(Indices, index) >= 0;
    }

    public static double[] Evaluate(IndexExpression expression, Instance instance, int number)
    {
        double[] sum = new double[instance.Size(expression.Dimensions)];
        foreach (var term in expression.Terms)
        {
            double[] values = Evaluate(term, expression.Free, instance, number);
            for (int i = 0; i < sum.Length; i++)
                sum[i] += values[i];
        }

        return sum;
    }

    /// <summary>The value of one term: its indices are summed one after the other, the one with the smallest result first.</summary>
    public static double[] Evaluate(Term term, Index[] free, Instance instance, int number)
    {
        var operands = new List<Operand>(term.Factors.Length);
        foreach (var factor in term.Factors)
            operands.Add(new Operand(Powers(factor.Atom.Values[number], factor.Power), factor.Indices));

        while (Next(operands, free, instance) is { } index)
        {
            var touched = new List<Operand>(operands.Count);
            for (int o = operands.Count - 1; o >= 0; o--)
            {
                if (!operands[o].Has(index))
                    continue;
                touched.Add(operands[o]);
                operands.RemoveAt(o);
            }

            var rest = IndicesOf(touched);
            rest.Remove(index);
            Index[] kept = [.. rest];
            operands.Add(new Operand(Multiply(touched, kept, [index], instance), kept));
        }

        double[] values = Multiply(operands, free, [], instance);
        double coefficient = (double)term.Coefficient;
        if (coefficient != 1)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] *= coefficient;
        }

        return values;
    }

    private static double[] Powers(double[] values, Rational power)
    {
        if (power.IsOne)
            return values;
        double exponent = (double)power;
        if (!power.IsInteger)
            return Array.ConvertAll(values, x => OtherBranch.Power(x, exponent));
        return exponent switch
        {
            2 => Array.ConvertAll(values, x => x * x),
            -1 => Array.ConvertAll(values, x => 1 / x),
            _ => Array.ConvertAll(values, x => Math.Pow(x, exponent)),
        };
    }

    /// <summary>The summed index whose operands have the fewest numbers together; null if none is left.</summary>
    private static Index? Next(List<Operand> operands, Index[] free, Instance instance)
    {
        Index? best = null;
        long cost = long.MaxValue;
        foreach (var index in IndicesOf(operands))
        {
            if (Array.IndexOf(free, index) >= 0)
                continue;
            long size = 1;
            foreach (var other in IndicesOf(operands, index))
                size *= instance.Size(other.Dimension);
            if (size < cost)
                (best, cost) = (index, size);
        }

        return best;
    }

    /// <summary>The indices of operands, each once; only of operands that have a given one, if it is given.</summary>
    private static List<Index> IndicesOf(List<Operand> operands, Index? beside = null)
    {
        var indices = new List<Index>(4);
        foreach (var operand in operands)
        {
            if (beside is not null && !operand.Has(beside))
                continue;
            foreach (var index in operand.Indices)
            {
                if (!indices.Contains(index))
                    indices.Add(index);
            }
        }

        return indices;
    }

    private static double[] Multiply(List<Operand> operands, Index[] kept, Index[] summed, Instance instance)
    {
        Index[] all = [.. kept, .. summed];
        int[] sizes = Array.ConvertAll(all, i => instance.Size(i.Dimension));
        int[][] strides = new int[operands.Count][];
        for (int o = 0; o < strides.Length; o++)
        {
            strides[o] = new int[all.Length];
            for (int a = 0; a < all.Length; a++)
                strides[o][a] = Stride(operands[o], all[a], instance);
        }

        int[] offsets = new int[operands.Count], counters = new int[all.Length];
        int inner = 1, outer = 1;
        for (int a = 0; a < all.Length; a++)
            (inner, outer) = a < kept.Length ? (inner, outer * sizes[a]) : (inner * sizes[a], outer);

        double[] result = new double[outer];
        for (int position = 0; position < outer * inner; position++)
        {
            double product = 1;
            for (int o = 0; o < offsets.Length; o++)
                product *= operands[o].Values[offsets[o]];
            result[position / inner] += product;
            for (int a = all.Length - 1; a >= 0; a--)
            {
                bool wraps = ++counters[a] == sizes[a];
                for (int o = 0; o < offsets.Length; o++)
                    offsets[o] += wraps ? -strides[o][a] * (sizes[a] - 1) : strides[o][a];
                if (!wraps)
                    break;
                counters[a] = 0;
            }
        }

        return result;
    }

    /// <summary>By how much the place in an operand grows with an index: an index may stand at several axes, or at none.</summary>
    private static int Stride(Operand operand, Index index, Instance instance)
    {
        int stride = 0, step = 1;
        for (int a = operand.Indices.Length - 1; a >= 0; a--)
        {
            if (operand.Indices[a] == index)
                stride += step;
            step *= instance.Size(operand.Indices[a].Dimension);
        }

        return stride;
    }
}
