namespace Covector.Primitives;

/// <summary>
/// Decides for every residual of a linearized body where it is kept, and builds the two bodies. The body of a branch is one without
/// constants and carry: its operands are as good as scanned inputs, its residuals further outputs.
/// </summary>
internal sealed class ResidualPlacement
{
    private readonly int constants;
    private readonly int carries;
    private readonly Graph primal;
    private readonly LinearizedGraph split;
    private readonly bool[] inputs;
    private readonly int outputCount;
    private readonly bool[] isInvariant;
    private readonly Dictionary<Variable, int> inputPlaces = [];
    private readonly Dictionary<Variable, Equation> definitions = [];
    private readonly List<Variable> hoisted = [];
    private readonly List<Variable> stacked;
    private readonly Dictionary<Variable, Variable> tangentSide = [];
    private readonly List<Equation> recomputed = [];
    private readonly List<(Residual Residual, Variable Variable)> constantResiduals = [];
    private readonly List<(Residual Residual, Variable Variable)> stackedResiduals = [];
    private int tangentVariableCount;

    /// <param name="body">The body that was linearized.</param>
    /// <param name="constants">The number of constants, the first inputs.</param>
    /// <param name="carries">The number of values carried on, the next inputs and the first outputs.</param>
    /// <param name="split">The body linearized.</param>
    /// <param name="inputs">The inputs that have tangents.</param>
    /// <param name="hoists">Whether there is a place before the body, where what is computed from constants alone can go.</param>
    public ResidualPlacement(Graph body, int constants, int carries, LinearizedGraph split, bool[] inputs, bool hoists)
    {
        (this.constants, this.carries, this.split, this.inputs) = (constants, carries, split, inputs);
        // Residuals that are computed alike become one.
        primal = CommonSubexpressions.Remove(split.Primal);
        outputCount = body.Outputs.Length;
        isInvariant = hoists ? Dependence.OnlyOnFirst(primal, constants) : new bool[primal.VariableCount];
        for (int i = 0; i < primal.Inputs.Length; i++)
            inputPlaces.Add(primal.Inputs[i], i);
        foreach (var equation in primal.Equations)
            foreach (var output in equation.Outputs)
                definitions.Add(output, equation);
        stacked = [.. primal.Outputs[carries..outputCount]];
        tangentVariableCount = split.Tangent.VariableCount;
    }

    public LinearizedLoop Build()
    {
        int active = Marks.Count(inputs);
        var tangent = split.Tangent;
        var replacement = new Variable?[tangent.VariableCount];
        for (int i = active; i < tangent.Inputs.Length; i++)
        {
            var found = Place(primal.Outputs[outputCount + i - active], tangent.Inputs[i]);
            if (!ReferenceEquals(found, tangent.Inputs[i]))
                replacement[tangent.Inputs[i].Id] = found;
        }

        int constantTangents = Marks.Count(inputs.AsSpan(0, constants));
        Variable[] tangentInputs =
        [
            .. tangent.Inputs[..constantTangents], .. constantResiduals.Select(r => r.Variable),
            .. tangent.Inputs[constantTangents..active], .. stackedResiduals.Select(r => r.Variable),
        ];
        Equation[] equations = [.. recomputed, .. tangent.Equations.Select(e => Substitution.Apply(e, replacement))];
        var linear = new Graph(tangentInputs, [], equations, Substitution.Apply(tangent.Outputs, replacement), tangentVariableCount);
        return new LinearizedLoop(
            DeadCode.Remove(primal.With([.. primal.Inputs.AsSpan(0, constants)], [.. hoisted])), PrimalBody(), DeadCode.Remove(linear),
            [.. constantResiduals.Select(r => r.Residual)], [.. stackedResiduals.Select(r => r.Residual)], inputs, split.HasTangent);
    }

    /// <summary>The variable of the tangent body that stands for a value of the primal body.</summary>
    private Variable Place(Variable source, Variable? target)
    {
        if (tangentSide.TryGetValue(source, out var known))
            return known;
        target ??= new Variable(tangentVariableCount++, source.Type, null);
        if (definitions.TryGetValue(source, out var definition) && IsCheap(definition.Primitive))
        {
            // Costs nothing to do again, and what it repeats is smaller.
            var operands = Array.ConvertAll(definition.Inputs, v => Place(v, null));
            recomputed.Add(new Equation(definition.Primitive, operands, [target]));
        }
        else if (isInvariant[source.Id])
        {
            constantResiduals.Add((inputPlaces.TryGetValue(source, out int place)
                ? new Residual(ResidualSource.Constant, place) : new Residual(ResidualSource.Hoisted, IndexIn(hoisted, source)), target));
        }
        else if (inputPlaces.TryGetValue(source, out int place) && place >= constants + carries)
        {
            stackedResiduals.Add((new Residual(ResidualSource.Scanned, place - constants - carries), target));
        }
        else
        {
            stackedResiduals.Add((new Residual(ResidualSource.Stacked, IndexIn(stacked, source)), target));
        }

        tangentSide.Add(source, target);
        return target;
    }

    private static bool IsCheap(Primitive primitive) => primitive is Fill or Iota or Broadcast;

    private static int IndexIn(List<Variable> list, Variable variable)
    {
        int index = list.IndexOf(variable);
        if (index >= 0)
            return index;
        list.Add(variable);
        return list.Count - 1;
    }

    /// <summary>The primal body; what is computed before the loop is an input instead of a result.</summary>
    private Graph PrimalBody()
    {
        var body = LoopInvariants.AsInputs(primal, hoisted, constants);
        return DeadCode.Remove(body.With(body.Inputs, [.. primal.Outputs.AsSpan(0, carries), .. stacked]));
    }
}
