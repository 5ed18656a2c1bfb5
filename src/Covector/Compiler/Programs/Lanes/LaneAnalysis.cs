namespace Covector.Compiler;

/// <summary>
/// Finds computations on a batch of tiny arrays: equations whose values have one long axis, the same for all, and few elements beside it. There
/// every element of the tiny arrays becomes a scalar, and the long axis goes through the lanes of vectors; what moves, joins or contracts tiny
/// arrays then costs nothing or a few operations. Tiny arrays without a batch become scalars, too.
/// </summary>
internal sealed class LaneAnalysis
{
    /// <summary>The most elements that a value may have beside the long axis.</summary>
    public const int MostElements = 64;

    /// <summary>The least length of the long axis.</summary>
    public const int ShortestAxis = 64;

    /// <summary>Stands for the length where there is no long axis.</summary>
    public const int Alone = 1;

    /// <summary>The longest axis of an array without a batch: longer ones are better in vectors.</summary>
    private const int LongestAlone = 8;

    private readonly int[] lengths;

    private LaneAnalysis(int[] lengths) => this.lengths = lengths;

    /// <summary>The length of the long axis of an equation, or 0 where lanes do not serve.</summary>
    public int this[int equation] => lengths[equation];

    public static LaneAnalysis Of(Graph graph)
    {
        var result = new int[graph.Equations.Length];
        var candidates = new HashSet<int>();
        bool hasAlone = false;
        foreach (var equation in graph.Equations)
        {
            if (!IsSeed(equation.Primitive))
                continue;
            hasAlone |= LaneGroup.Accepts(equation, Alone);
            foreach (int length in equation.Output.Type.Shape)
                if (length >= ShortestAxis)
                    candidates.Add(length);
        }

        foreach (int length in candidates)
            Mark(graph, length, result);
        if (hasAlone)
            Mark(graph, Alone, result);
        return new LaneAnalysis(result);
    }

    /// <summary>Whether an array without a batch is better as scalars.</summary>
    public static bool IsTiny(Shape shape)
    {
        foreach (int length in shape)
            if (length > LongestAlone)
                return false;
        return shape.Size <= MostElements;
    }

    /// <summary>The place of the only axis of this length, −1 if there is none, −2 if there are several.</summary>
    public static int AxisOf(Shape shape, int length)
    {
        int axis = -1;
        if (length == Alone)
            return axis;
        for (int i = 0; i < shape.Rank; i++)
            if (shape[i] == length)
                axis = axis == -1 ? i : -2;
        return axis;
    }

    /// <summary>Equations reached from seeds through others that fit.</summary>
    private static void Mark(Graph graph, int length, int[] result)
    {
        var fits = new bool[graph.Equations.Length];
        var definition = new int[graph.VariableCount];
        var readers = new List<int>?[graph.VariableCount];
        Array.Fill(definition, -1);
        var pending = new Stack<int>();
        for (int e = 0; e < fits.Length; e++)
        {
            var equation = graph.Equations[e];
            foreach (var output in equation.Outputs)
                definition[output.Id] = e;
            fits[e] = result[e] == 0 && LaneGroup.Accepts(equation, length);
            if (!fits[e])
                continue;
            foreach (var input in equation.Inputs)
                (readers[input.Id] ??= []).Add(e);
            if (IsSeed(equation.Primitive))
                pending.Push(e);
        }

        while (pending.TryPop(out int e))
        {
            if (!fits[e] || result[e] != 0)
                continue;
            result[e] = length;
            var equation = graph.Equations[e];
            // The numbers of rows are looked at before the rows are read: they come from elsewhere.
            if (equation.Primitive is not Gather)
                foreach (var input in equation.Inputs)
                    if (definition[input.Id] >= 0)
                        pending.Push(definition[input.Id]);
            foreach (int reader in readers[equation.Output.Id] ?? [])
                pending.Push(reader);
        }
    }

    /// <summary>What is worth lanes: it would be a step of its own otherwise.</summary>
    private static bool IsSeed(Primitive primitive) => primitive is Concatenate or Pad or DotGeneral or Reduction or Gather;
}
