using PrimitiveSum = Covector.Primitives.Sum;

namespace Covector.Notation;

/// <summary>
/// A graph that is run on arrays of other lengths than it was traced with, in double precision: what it computes does not depend on them.
/// </summary>
/// <param name="graph">The graph, of primitives that a <see cref="GraphReader"/> reads.</param>
/// <param name="length">The length of an axis in place of the traced one.</param>
internal sealed class SmallGraph(Graph graph, Func<int, int> length)
{
    private readonly Dictionary<int, Equation> _definitions = graph.Equations.ToDictionary(e => e.Output.Id);

    /// <summary>The value of its only output.</summary>
    /// <param name="inputs">Values of its inputs, then of what it has captured.</param>
    public Tensor Run(ReadOnlySpan<Tensor> inputs)
    {
        var values = new Dictionary<int, Tensor>();
        for (int i = 0; i < graph.Inputs.Length; i++)
            values[graph.Inputs[i].Id] = inputs[i];
        for (int i = 0; i < graph.Captures.Length; i++)
            values[graph.Captures[i].Variable.Id] = inputs[graph.Inputs.Length + i];
        foreach (var equation in graph.Equations)
        {
            Tensor[] operands = Array.ConvertAll(equation.Inputs, v => values[v.Id]);
            // The number that a mean divides by is a length as well.
            if (IsMean(equation, Definition))
            {
                double count = (double)values[Definition(equation.Inputs[0])!.Inputs[0].Id].Size / Math.Max(1, operands[0].Size);
                operands[1] = new Fill(DType.Float64, operands[1].Shape, BitConverter.DoubleToInt64Bits(count)).Eval([]);
            }

            values[equation.Output.Id] = Resized(equation, operands).Eval(operands);
        }

        return values[graph.Outputs[0].Id];
    }

    /// <summary>Is a sum divided by how many numbers it adds up? Half of a sum of two is that more often than it is their mean.</summary>
    public static bool IsMean(Equation equation, Func<Variable, Equation?> definition) => equation.Primitive is Divide
        && definition(equation.Inputs[1])?.Primitive is Fill { Value: var count and > 2 }
        && definition(equation.Inputs[0]) is { Primitive: PrimitiveSum } sum
        && sum.Inputs[0].Type.Shape.Size / Math.Max(1, sum.Output.Type.Shape.Size) == count;

    public Shape Resized(Shape shape) => Array.ConvertAll(shape.ToArray(), n => n == 1 ? 1 : length(n));

    private Equation? Definition(Variable variable) => _definitions.GetValueOrDefault(variable.Id);

    private SingleOutputPrimitive Resized(Equation equation, Tensor[] operands)
    {
        switch (equation.Primitive)
        {
            case Fill { DType.IsFloating: true } fill:
                return new Fill(DType.Float64, Resized(fill.Shape), BitConverter.DoubleToInt64Bits(fill.Value));
            case Fill fill:
                return fill with { Shape = Resized(fill.Shape) };
            case Broadcast broadcast:
                return broadcast with { Target = Resized(broadcast.Target) };
            case Iota iota:
                return iota with { Shape = Resized(iota.Shape) };
            case Reshape reshape:
                return new Reshape(Reshaped(equation.Inputs[0].Type.Shape, reshape.Target, operands[0].Shape));
            case StridedSlice { Starts: [0], Steps: [var step] } diagonal when step == diagonal.Target[0] + 1:
                int rows = (int)Math.Sqrt(operands[0].Size);
                return new StridedSlice([0], [rows], [rows + 1]);
            case Pad { Low: [0], Interior: [var gap] } diagonal when gap == equation.Inputs[0].Type.Shape[0]:
                int n = operands[0].Shape[0];
                return new Pad([0], [n * n], [n]);
            case StridedSlice slice:
                return slice with { Target = Resized(slice.Target) };
            case Pad:
                throw new NotMatrixCalculusException(equation.Primitive.Name);
            case Covector.Primitives.Convert { To.IsFloating: true }:
                return new Covector.Primitives.Convert(DType.Float64);
            default:
                return (SingleOutputPrimitive)equation.Primitive;
        }
    }

    /// <summary>The lengths after a reshape: axes that become one keep doing so, and one that becomes several has theirs.</summary>
    private Shape Reshaped(Shape before, Shape after, Shape operand)
    {
        var result = new List<int>();
        for (int i = 0, j = 0; j < after.Rank; j++)
        {
            int traced = 1, product = 1;
            while (i < before.Rank && (traced < after[j] || before[i] == 1))
                (traced, product) = (traced * before[i], product * operand[i++]);
            result.Add(traced == after[j] ? product : length(after[j]));
        }

        return result.ToArray();
    }
}
