namespace Covector.Compiler;

/// <summary>About how long equations take, before it is known which kernels they are part of.</summary>
internal static class EquationCost
{
    /// <summary>Nanoseconds for a step that is no kernel, beside its elements.</summary>
    private const double Call = 20;

    /// <summary>So often a loop may run whose steps nobody has counted.</summary>
    private const int ExpectedSteps = 10;

    /// <summary>Whether what it computes is one of its operands, or a constant, seen in another way.</summary>
    public static bool IsFree(Equation equation) =>
        equation.Primitive is Fill or Iota or Broadcast or Reshape or Permute or StridedSlice or Reverse;

    /// <summary>Nanoseconds on one thread.</summary>
    public static double Of(Equation equation)
    {
        if (IsFree(equation))
            return 0;
        switch (equation.Primitive)
        {
            case Elementwise when ElementRule.Of(equation) is { HasVectorForm: true } rule:
                return Vectors(equation.Output) * 0.4 * rule.Operations;
            case DotGeneral dot:
                double terms = 1;
                foreach (int axis in dot.LeftContract)
                    terms *= equation.Inputs[0].Type.Shape[axis];
                return Call + 2 * terms * equation.Output.Type.Shape.Size / (equation.Output.Type.DType == DType.Float32 ? 80 : 40);
            case Reduction:
                return Call + 0.1 * equation.Inputs[0].Type.Shape.Size;
            case Scan scan:
                return Call + scan.Length * OfAll(scan.Body);
            case While loop:
                return Call + ExpectedSteps * (OfAll(loop.Condition) + OfAll(loop.Body));
            default:
                double elements = 0;
                foreach (var variable in equation.Inputs)
                    elements += variable.Type.Shape.Size;
                foreach (var variable in equation.Outputs)
                    elements += variable.Type.Shape.Size;
                return Call + elements;
        }
    }

    /// <summary>Nanoseconds to load or to store a variable that is near by.</summary>
    public static double OfMove(Variable variable) => Vectors(variable);

    private static long Vectors(Variable variable)
    {
        int lanes = 32 / Math.Max(4, variable.Type.DType.Size);
        return (variable.Type.Shape.Size + lanes - 1) / lanes;
    }

    private static double OfAll(Graph graph)
    {
        double cost = 0;
        foreach (var equation in graph.Equations)
            cost += Of(equation);
        return cost;
    }
}
