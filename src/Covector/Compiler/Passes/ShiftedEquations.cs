namespace Covector.Compiler;

/// <summary>
/// The equations of a graph that can be computed part by part along an axis: elementwise ones, constants, and those that move elements
/// along it by slicing, joining and padding.
/// </summary>
internal sealed class ShiftedEquations
{
    /// <summary>A value falls into this many pieces at the most.</summary>
    public const int MostPieces = 16;

    /// <summary>Rows shorter than this are not worth being cut.</summary>
    private const int ShortestRow = 32;

    private readonly bool[] takesPart;

    private ShiftedEquations(Graph graph, int axis)
    {
        (Graph, Axis) = (graph, axis);
        takesPart = new bool[graph.Equations.Length];
    }

    public Graph Graph { get; }

    public int Axis { get; }

    /// <summary>Whether the equation, by its place in the graph, can be computed in parts.</summary>
    public bool this[int equation] => takesPart[equation];

    /// <summary>The equations that take part; null if none of them moves elements along the axis.</summary>
    public static ShiftedEquations? Find(Graph graph, int axis)
    {
        var result = new ShiftedEquations(graph, axis);
        if (!Array.Exists(graph.Equations, result.Moves))
            return null;
        var lanes = LaneAnalysis.Of(graph);
        for (int e = 0; e < result.takesPart.Length; e++)
            result.takesPart[e] = lanes[e] == 0 && result.Accepts(graph.Equations[e]);
        return result;
    }

    /// <summary>The scalar operations of an elementwise equation; 0 if no kernel can compute it.</summary>
    public static int Operations(Equation equation) => ElementRule.Of(equation) is { HasVectorForm: true } rule ? rule.Operations : 0;

    /// <summary>The numbers of elements for each step along the axis.</summary>
    public long ElementsPerStep(Variable variable) => variable.Type.Shape.Size / variable.Type.Shape[Axis];

    private bool Accepts(Equation equation) => equation.Primitive switch
    {
        Fill or Elementwise when equation.Output.Type.Shape.Rank <= Axis || equation.Output.Type.Shape.Size == 0 => false,
        Fill => true,
        Elementwise => Operations(equation) > 0,
        _ => Moves(equation),
    };

    private bool Moves(Equation equation) => equation.Primitive switch
    {
        Concatenate concatenate => concatenate.Axis == Axis && HasRows(equation.Output) && equation.Inputs.Length <= MostPieces
            && Array.TrueForAll(equation.Inputs, v => v.Type.Shape.Size > 0),
        StridedSlice slice => HasRows(equation.Inputs[0]) && IsAlongAxis(slice.Starts, slice.Steps, 1, equation.Inputs[0], equation.Output),
        Pad pad => HasRows(equation.Output) && IsAlongAxis(pad.Low, pad.Interior, 0, equation.Inputs[0], equation.Output),
        _ => false,
    };

    private bool HasRows(Variable variable)
    {
        var shape = variable.Type.Shape;
        if (shape.Rank <= Axis || shape.Size == 0)
            return false;
        long row = 1;
        for (int i = Axis; i < shape.Rank; i++)
            row *= shape[i];
        return row >= ShortestRow || row == shape.Size;
    }

    private bool IsAlongAxis(Axes places, Axes steps, int step, Variable from, Variable to)
    {
        if (from.Type.Shape.Size == 0 || to.Type.Shape.Size == 0)
            return false;
        for (int i = 0; i < places.Count; i++)
            if (steps[i] != step || (i != Axis && from.Type.Shape[i] != to.Type.Shape[i]))
                return false;
        return true;
    }
}
