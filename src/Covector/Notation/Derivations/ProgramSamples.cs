namespace Covector.Notation;

/// <summary>
/// The samples on which the lines of a derivation are held against difference quotients: that of the table, on which everything has a
/// value, and, where there may be kinks, others of both signs, on which it need not.
/// </summary>
internal sealed class ProgramSamples
{
    private readonly SampledProgram _own;
    private readonly List<SampledProgram> _others = [];

    public ProgramSamples(Formula program, ShapedFormula shaped, AtomTable table)
    {
        _own = new SampledProgram(program, shaped, table.Instances[0], u => table.Variable(u).Values[0]);
        if (!Kinks.AreIn(program))
            return;
        foreach (var (instance, _) in table.Around())
            Attempt(() => _others.Add(new SampledProgram(program, shaped, instance, instance.Sample)));
    }

    /// <summary>Gives the value of an expression in known names a name.</summary>
    public void Define(string name, Expression value)
    {
        _own.Define(name, value);
        foreach (var other in _others.ToArray())
        {
            if (!Attempt(() => other.Define(name, value)))
                _others.Remove(other);
        }
    }

    /// <summary>The largest deviation of a derivative from difference quotients.</summary>
    /// <param name="derivative">What was found.</param>
    /// <param name="quotients">What is expected.</param>
    /// <param name="tolerance">What is allowed: where it is more, a shorter step and one to the right show whether quotients tell it, or
    /// rounding does, or the point is at a kink, as that of max(|x|, x) for all positive x.</param>
    /// <returns>Null where no quotient tells anything.</returns>
    public double? Deviation(
        Func<SampledProgram, double[]> derivative, Func<SampledProgram, double[]> quotients, double tolerance)
    {
        double? largest = null;
        foreach (var other in (IEnumerable<SampledProgram>)[_own, .. _others])
        {
            double[] found = [], expected = [];
            if (other == _own)
            {
                (found, expected) = (derivative(other), quotients(other));
                // exp(3 log u) is u³ for the table, which has a value where the formula has none.
                if (!Array.TrueForAll(expected, double.IsFinite))
                    continue;
            }
            else if (!Attempt(() => (found, expected) = (derivative(other), quotients(other)))
                || !Array.TrueForAll(found, double.IsFinite) || !Array.TrueForAll(expected, double.IsFinite))
                continue;
            double deviation = SampledProgram.Deviation(found, expected);
            if (deviation > tolerance)
            {
                other.Step = SampledProgram.ShortStep;
                double[] shorter = quotients(other);
                other.Step = SampledProgram.LongStep;
                other.IsForward = true;
                double[] forward = quotients(other);
                other.IsForward = false;
                if (SampledProgram.Deviation(shorter, expected) > tolerance / 4 || SampledProgram.Deviation(forward, expected) > 1e-2)
                    continue;
            }

            largest = Math.Max(largest ?? 0, deviation);
        }

        return largest;
    }

    private static bool Attempt(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (FormulaException)
        {
            // A matrix has no inverse there.
            return false;
        }
    }
}
