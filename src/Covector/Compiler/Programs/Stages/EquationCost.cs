namespace Covector.Compiler;

/// <summary>About how long equations take, before it is known which kernels they are part of.</summary>
internal sealed class EquationCost
{
    /// <summary>Nanoseconds for a step that is no kernel, beside its elements.</summary>
    private const double Call = 20;

    /// <summary>So often a loop may run whose steps nobody has counted.</summary>
    private const int ExpectedSteps = 10;

    private readonly Dictionary<(Primitive, DType), int> operations = [];

    /// <summary>Whether what it computes is one of its operands, or a constant, seen in another way.</summary>
    public static bool IsFree(Equation equation) =>
        equation.Primitive is Fill or Iota or Broadcast or Reshape or Permute or StridedSlice or Reverse;

    /// <summary>Nanoseconds on one thread.</summary>
    public double Of(Equation equation)
    {
        if (IsFree(equation))
            return 0;
        switch (equation.Primitive)
        {
            case Elementwise when KernelGroup.Accepts(equation):
                return Vectors(equation.Output) * 0.4 * Operations(equation);
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

    /// <summary>The scalar operations of an elementwise equation on an element.</summary>
    private int Operations(Equation equation)
    {
        var key = (equation.Primitive, equation.Inputs[^1].Type.DType);
        if (!operations.TryGetValue(key, out int count))
        {
            var operands = new Expr[equation.Inputs.Length];
            for (int i = 0; i < operands.Length; i++)
                operands[i] = Expr.Input(i, equation.Inputs[i].Type.DType);
            count = ScalarProgram.Of(((Elementwise)equation.Primitive).Lower(operands)!).Instructions.Count(
                i => i.Op is not (Op.Input or Op.Constant));
            operations.Add(key, count);
        }

        return count;
    }

    private static long Vectors(Variable variable)
    {
        int lanes = 32 / Math.Max(4, variable.Type.DType.Size);
        return (variable.Type.Shape.Size + lanes - 1) / lanes;
    }

    private double OfAll(Graph graph)
    {
        double cost = 0;
        foreach (var equation in graph.Equations)
            cost += Of(equation);
        return cost;
    }
}
