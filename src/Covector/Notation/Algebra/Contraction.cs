namespace Covector.Notation;

/// <summary>The numbers that an index expression stands for in an instance.</summary>
internal static class Contraction
{
    private readonly record struct Operand(double[] Values, Index[] Indices);

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
            var touched = operands.FindAll(o => Array.IndexOf(o.Indices, index) >= 0);
            operands.RemoveAll(o => Array.IndexOf(o.Indices, index) >= 0);
            var rest = touched.SelectMany(o => o.Indices).Distinct().Where(i => i != index).ToArray();
            operands.Add(new Operand(Multiply(touched, rest, [index], instance), rest));
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
        return Array.ConvertAll(values, x => exponent == 2 ? x * x : exponent == -1 ? 1 / x : Math.Pow(x, exponent));
    }

    private static Index? Next(List<Operand> operands, Index[] free, Instance instance)
    {
        Index? best = null;
        long cost = long.MaxValue;
        foreach (var index in operands.SelectMany(o => o.Indices).Distinct())
        {
            if (Array.IndexOf(free, index) >= 0)
                continue;
            long size = 1;
            foreach (var other in operands.Where(o => Array.IndexOf(o.Indices, index) >= 0).SelectMany(o => o.Indices).Distinct())
                size *= instance.Size(other.Dimension);
            if (size < cost)
                (best, cost) = (index, size);
        }

        return best;
    }

    private static double[] Multiply(List<Operand> operands, Index[] kept, Index[] summed, Instance instance)
    {
        Index[] all = [.. kept, .. summed];
        int[] sizes = Array.ConvertAll(all, i => instance.Size(i.Dimension));
        int[][] strides = [.. operands.Select(o => Array.ConvertAll(all, i => Stride(o, i, instance)))];
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
