namespace Covector.Compiler;

/// <summary>An expression of elements of views: <c>Expr.Input(i)</c> is one of <c>Views[i]</c>.</summary>
internal sealed record ViewExpression(Expr Value, IReadOnlyList<View> Views)
{
    /// <summary>An operand that is repeated this many times costs nothing to read.</summary>
    private const int Repetitions = 16;

    public static ViewExpression Of(View view) => new(Expr.Input(0, view.Root.Type.DType), [view]);

    /// <summary>Whether its operations are cheap, and at most one operand is large, none of them read with gaps.</summary>
    public bool IsCheap
    {
        get
        {
            int large = 0;
            foreach (var node in Nodes([Value]))
            {
                if (node.Op is Op.Divide or Op.Sqrt or Op.Rare)
                    return false;
                if (node.Op != Op.Input)
                    continue;
                var view = Views[(int)node.Payload];
                if (view.Shape.Rank > 0 && view.Strides[view.Shape.Rank - 1] is not (0 or 1))
                    return false;
                large += view.Root.Type.Shape.Size * Repetitions > view.Shape.Size ? 1 : 0;
            }

            return large <= 1;
        }
    }

    /// <summary>The expression with its views replaced.</summary>
    public Expr Map(Func<View, Expr> load) => Map([Value], Views, load)[0];

    /// <summary>Expressions of the same views with these replaced.</summary>
    public static Expr[] Map(IReadOnlyList<Expr> values, IReadOnlyList<View> views, Func<View, Expr> load)
    {
        var mapped = new Dictionary<Expr, Expr>(ReferenceEqualityComparer.Instance);
        foreach (var node in Nodes(values))
        {
            var operands = new Expr[node.Operands.Length];
            for (int i = 0; i < operands.Length; i++)
                operands[i] = mapped[node.Operands[i]];
            mapped.Add(
                node, node.Op == Op.Input ? load(views[(int)node.Payload]) : operands.Length == 0 ? node
                : Expr.Make(node.Op, node.Type, node.Payload, operands));
        }

        var result = new Expr[values.Count];
        for (int i = 0; i < result.Length; i++)
            result[i] = mapped[values[i]];
        return result;
    }

    /// <summary>The views that some expressions read, and the expressions as expressions of these alone.</summary>
    public static (List<View> Views, Expr[] Values) Used(IReadOnlyList<Expr> values, IReadOnlyList<View> views)
    {
        var used = new List<View>();
        var inputs = new Dictionary<View, Expr>();
        var moved = Map(values, views, view =>
        {
            if (!inputs.TryGetValue(view, out var input))
            {
                inputs.Add(view, input = Expr.Input(used.Count, view.Root.Type.DType));
                used.Add(view);
            }

            return input;
        });
        return (used, moved);
    }

    /// <summary>Operands before what is computed from them. Not recursive: expressions may be deep.</summary>
    private static List<Expr> Nodes(IReadOnlyList<Expr> values)
    {
        var nodes = new List<Expr>();
        var seen = new HashSet<Expr>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<(Expr Node, bool IsReady)>();
        for (int i = values.Count - 1; i >= 0; i--)
            pending.Push((values[i], false));
        while (pending.TryPop(out var top))
        {
            if (top.IsReady)
                nodes.Add(top.Node);
            if (top.IsReady || !seen.Add(top.Node))
                continue;
            pending.Push((top.Node, true));
            foreach (var operand in top.Node.Operands)
                pending.Push((operand, false));
        }

        return nodes;
    }
}
