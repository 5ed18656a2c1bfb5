namespace Covector.Compiler;

/// <summary>
/// Sums of products that nothing else reads, without the products: Σᵢ (A·B)ᵢⱼ = (Σᵢ Aᵢ)·B, and Σ over a batch of products is one longer
/// product. The additions come in another order; this is the one rewriting that changes roundings, and so it is left to where it saves
/// much.
/// </summary>
internal static class SumsOfProducts
{
    /// <summary>Multiplications of the fewest products that are worth it.</summary>
    private const long Much = 1 << 15;

    public static Graph Apply(Graph graph)
    {
        var definitions = new Equation?[graph.VariableCount];
        var readers = new int[graph.VariableCount];
        bool found = false;
        foreach (var equation in graph.Equations)
        {
            found |= equation.Primitive is DotGeneral;
            foreach (var output in equation.Outputs)
                definitions[output.Id] = equation;
            foreach (var input in equation.Inputs)
                readers[input.Id]++;
        }

        if (!found)
            return graph;
        foreach (var output in graph.Outputs)
            readers[output.Id]++;
        var equations = new List<Equation>(graph.Equations.Length);
        int variables = graph.VariableCount;
        foreach (var equation in graph.Equations)
        {
            if (equation.Primitive is not Sum sum)
            {
                equations.Add(equation);
                continue;
            }

            var source = OnlyRead(equation.Inputs[0]);
            bool negated = source?.Primitive is Negate;
            var product = negated ? OnlyRead(source!.Inputs[0]) : source;
            if (product is not { Primitive: DotGeneral dot } || Multiplications(dot, product) < Much)
            {
                equations.Add(equation);
                continue;
            }

            var output = negated ? New(equation.Output.Type) : equation.Output;
            AddSum(dot, product.Inputs[0], product.Inputs[1], sum.Axes, output);
            if (negated)
                equations.Add(new Equation(new Negate(), [output], equation.Outputs));
        }

        return new Graph(graph.Inputs, graph.Captures, [.. equations], graph.Outputs, variables);

        static long Multiplications(DotGeneral dot, Equation product)
        {
            long count = product.Output.Type.Shape.Size;
            foreach (int axis in dot.LeftContract)
                count *= product.Inputs[0].Type.Shape[axis];
            return count;
        }

        Equation? OnlyRead(Variable variable) => readers[variable.Id] == 1 ? definitions[variable.Id] : null;

        Variable New(TensorType type) => new(variables++, type, null);

        // The axes of the product are the batch, what is left of the left operand, what is left of the right.
        void AddSum(DotGeneral dot, Variable left, Variable right, Axes summed, Variable output)
        {
            var (leftFree, rightFree) = (dot.LeftFree(left.Type.Shape.Rank), dot.RightFree(right.Type.Shape.Rank));
            int batch = dot.LeftBatch.Count;
            List<int> ofLeft = [], ofRight = [], contract = [];
            foreach (int axis in summed)
                if (axis < batch)
                    contract.Add(axis);
                else if (axis < batch + leftFree.Count)
                    ofLeft.Add(leftFree[axis - batch]);
                else
                    ofRight.Add(rightFree[axis - batch - leftFree.Count]);
            (left, var leftAxes) = Summed(left, ofLeft);
            (right, var rightAxes) = Summed(right, ofRight);
            var reduced = new DotGeneral(
                [.. leftAxes(dot.LeftContract), .. leftAxes(new Axes([.. contract.Select(i => dot.LeftBatch[i])]))],
                [.. rightAxes(dot.RightContract), .. rightAxes(new Axes([.. contract.Select(i => dot.RightBatch[i])]))],
                [.. leftAxes(new Axes([.. Enumerable.Range(0, batch).Except(contract).Select(i => dot.LeftBatch[i])]))],
                [.. rightAxes(new Axes([.. Enumerable.Range(0, batch).Except(contract).Select(i => dot.RightBatch[i])]))]);
            equations.Add(new Equation(reduced, [left, right], [output]));
        }

        // The operand summed over some axes, and where its other axes stand then.
        (Variable Operand, Func<Axes, int[]> Places) Summed(Variable operand, List<int> axes)
        {
            if (axes.Count == 0)
                return (operand, given => given.AsSpan().ToArray());
            axes.Sort();
            var primitive = new Sum(new Axes([.. axes]));
            var output = New(primitive.Infer([operand.Type]));
            equations.Add(new Equation(primitive, [operand], [output]));
            return (output, given => Array.ConvertAll(given.AsSpan().ToArray(), axis => axis - axes.Count(a => a < axis)));
        }
    }
}
