namespace Covector.Compiler;

/// <summary>
/// Which variables share their memory: a result may be written over an operand that nothing reads any more, if the step that computes it
/// can do so. Such variables form chains, each written over the one before.
/// </summary>
internal sealed class InPlace
{
    /// <summary>Less is not worth the search.</summary>
    private const int FewBytes = 1024;

    /// <summary>A step with many operands is not asked about all of them for each of its results.</summary>
    private const int MostQuestions = 8;

    private readonly Dictionary<Variable, Variable> over = [];
    private readonly Dictionary<Variable, Variable> owners = [];

    /// <param name="inputs">What comes from outside and must stay.</param>
    /// <param name="outputs">What goes outside and must stay.</param>
    /// <param name="steps">The steps in order.</param>
    /// <param name="updates">Inputs that may become outputs in the same memory, and these.</param>
    public InPlace(
        Variable[] inputs, Variable[] outputs, IReadOnlyList<ProgramStep> steps, IReadOnlyList<(Variable Input, Variable Output)> updates)
    {
        var external = new HashSet<Variable>(inputs.Concat(outputs));
        var updated = updates.ToDictionary(u => u.Input, u => u.Output);
        var lastUse = new Dictionary<Variable, int>();
        var writers = new Dictionary<Variable, int>();
        var firstWrite = new Dictionary<Variable, int>();
        for (int s = 0; s < steps.Count; s++)
        {
            foreach (var variable in steps[s].Inputs.Concat(steps[s].Outputs))
                lastUse[variable] = s;
            foreach (var output in steps[s].Outputs)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(writers, output, out _)++;
                firstWrite.TryAdd(output, s);
            }
        }

        // From the end, so that it is known in which output a chain ends.
        for (int s = steps.Count - 1; s >= 0; s--)
        {
            var step = steps[s];
            foreach (var output in step.Outputs)
            {
                if (writers[output] > 1 || (updates.Count == 0 && output.Type.Shape.Size * output.Type.DType.Size < FewBytes))
                    continue;
                // One that comes from outside first: it has no other chance.
                Variable? found = null;
                int asked = 0;
                foreach (var operand in step.Inputs.Concat(step.Outputs))
                    if ((found is null || updated.ContainsKey(operand)) && CanWriteOver(s, operand, output, ref asked))
                        found = operand;
                if (found is null)
                    continue;
                over.Add(output, found);
                owners.Add(found, OwnerOf(output));
            }
        }

        // One that is dead before anything is written there needs no leave of a step.
        foreach (var (input, output) in updates)
        {
            var first = output;
            while (over.TryGetValue(first, out var under) && under != input)
                first = under;
            if (OwnerOf(input) == output || (firstWrite.TryGetValue(first, out int start) && lastUse.GetValueOrDefault(input, -1) < start))
                Updated.Add(input);
        }

        bool CanWriteOver(int s, Variable operand, Variable output, ref int asked) =>
            operand != output && lastUse[operand] == s && !owners.ContainsKey(operand)
            && (!external.Contains(operand) || (updated.TryGetValue(operand, out var update) && update == OwnerOf(output)))
            && operand.Type.Shape.Size == output.Type.Shape.Size && operand.Type.DType.Size == output.Type.DType.Size
            && asked++ < MostQuestions && steps[s].CanWriteOver(operand, output);
    }

    /// <summary>The inputs that become outputs in the same memory.</summary>
    public HashSet<Variable> Updated { get; } = [];

    /// <summary>The last variable in the same memory.</summary>
    public Variable OwnerOf(Variable variable)
    {
        // A result of a step may be written over by another result of the same step after it was found to own the memory of an operand.
        while (owners.TryGetValue(variable, out var owner))
            variable = owner;
        return variable;
    }

    /// <summary>The variable that this one is written over, if any.</summary>
    public Variable? Under(Variable variable) => over.GetValueOrDefault(variable);
}
