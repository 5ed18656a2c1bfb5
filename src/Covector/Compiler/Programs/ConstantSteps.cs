namespace Covector.Compiler;

/// <summary>
/// The steps that read nothing from outside, such as those that compute a grid from an iota: their results stay in a frame, so they run
/// once, before its first run. What only spreads a constant is not worth its memory and stays where it is.
/// </summary>
internal static class ConstantSteps
{
    /// <summary>Values that stay must not take much memory from those that come and go.</summary>
    private const long MostBytes = 1 << 20;

    /// <summary>Moves them to the beginning; returns the variables that they define.</summary>
    public static HashSet<Variable> MoveFirst(List<ProgramStep> steps, Variable[] outputs)
    {
        if (!steps.Exists(step => step.Inputs.Length == 0))
            return [];
        var writers = new Dictionary<Variable, int>();
        foreach (var step in steps)
            foreach (var output in step.Outputs)
                CollectionsMarshal.GetValueRefOrAddDefault(writers, output, out _)++;
        var constant = new HashSet<Variable>();
        var spread = new HashSet<Variable>();
        List<ProgramStep> first = [], rest = [];
        long room = MostBytes;
        foreach (var step in steps)
        {
            bool isConstant = step.Outputs.Length > 0 && Array.TrueForAll(step.Inputs, constant.Contains)
                && Array.TrueForAll(step.Outputs, v => writers[v] == 1 && Array.IndexOf(outputs, v) < 0)
                && (step.Inputs.Length == 0 || !Array.TrueForAll(step.Inputs, spread.Contains));
            long bytes = isConstant ? step.Outputs.Sum(v => (long)ArenaPlan.Bytes(v.Type)) : 0;
            if (!isConstant || bytes > room)
            {
                rest.Add(step);
                continue;
            }

            room -= bytes;
            first.Add(step);
            constant.UnionWith(step.Outputs);
            if (step is FillStep)
                spread.UnionWith(step.Outputs);
        }

        steps.Clear();
        steps.AddRange(first);
        steps.AddRange(rest);
        return constant;
    }
}
