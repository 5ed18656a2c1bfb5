namespace Covector.Graphs;

/// <summary>Whether two graphs compute the same: equal primitives on the same variables, whose numbers count from 0 in both.</summary>
internal static class GraphEquality
{
    /// <summary>Captures count by their types, not by their values.</summary>
    public static bool Same(Graph a, Graph b)
    {
        if (a.Equations.Length != b.Equations.Length || !Same(a.Inputs, b.Inputs) || !Same(a.Outputs, b.Outputs) || a.Captures.Length != b.Captures.Length)
            return false;
        for (int i = 0; i < a.Captures.Length; i++)
            if (!Same(a.Captures[i].Variable, b.Captures[i].Variable))
                return false;
        for (int e = 0; e < a.Equations.Length; e++)
        {
            var (left, right) = (a.Equations[e], b.Equations[e]);
            if (!Same(left.Inputs, right.Inputs) || !Same(left.Outputs, right.Outputs) || !left.Primitive.Equals(right.Primitive))
                return false;
        }

        return true;
    }

    private static bool Same(Variable[] a, Variable[] b)
    {
        if (a.Length != b.Length)
            return false;
        for (int i = 0; i < a.Length; i++)
            if (!Same(a[i], b[i]))
                return false;
        return true;
    }

    private static bool Same(Variable a, Variable b) => a.Id == b.Id && a.Type == b.Type;
}
