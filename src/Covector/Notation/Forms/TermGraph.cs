namespace Covector.Notation;

/// <summary>
/// A term as a graph: indices are nodes, matrices are edges, vectors hang on their node. Summed nodes are taken out one by one until a
/// product of matrices is left: a node between two edges is a product, a node with one edge and vectors is a matrix times a vector, two
/// edges between the same nodes are a product entry by entry.
/// </summary>
internal sealed partial class TermGraph
{
    private sealed class Node(Index index)
    {
        public Index Index { get; } = index;

        public List<Pendant> Pendants { get; } = [];
    }

    /// <summary>A product of matrices with rows at one node and columns at the other. Without factors it is the identity.</summary>
    private sealed record Edge(Node Row, Node Column, List<Link> Chain)
    {
        public bool Touches(Node node) => Row == node || Column == node;

        public Node Other(Node node) => Row == node ? Column : Row;

        /// <summary>The product with its rows at a node.</summary>
        public List<Link> From(Node node) => Row == node ? Chain : Link.Transpose(Chain);
    }

    private readonly List<Node> _nodes = [];
    private readonly List<Edge> _edges = [];
    private readonly Index[] _terminals;
    private readonly bool _asRow;
    private readonly List<(Expression Base, Rational Power)> _scalars = [];

    private readonly bool _jacobian;

    private TermGraph(Index[] terminals, bool asRow, bool jacobian) => (_terminals, _asRow, _jacobian) = (terminals, asRow, jacobian);

    /// <summary>The term as a product of matrices; null where its indices do not allow one.</summary>
    public static MatrixTerm? Reduce(Term term, Index[] free, Layout layout, AtomNames names, bool jacobian)
    {
        var graph = new TermGraph(free, layout == Layout.Row, jacobian);
        foreach (var index in free)
            graph.At(index);
        for (int place = 0; place < term.Factors.Length; place++)
        {
            if (!graph.Add(term.Factors[place], place, names))
                return null;
        }

        graph.Reduce();
        return graph.Finish(term.Coefficient, layout, jacobian);
    }

    private Node At(Index index)
    {
        var node = _nodes.Find(n => n.Index == index);
        if (node is null)
            _nodes.Add(node = new Node(index));
        return node;
    }

    /// <summary>Free indices stay, and those that a place of a stacked vector depends on, until the places are resolved.</summary>
    private bool IsTerminal(Node node) => IsFree(node) || _stacks.Exists(s => s.Touches(node));

    private bool IsFree(Node node) => Array.IndexOf(_terminals, node.Index) >= 0;

    private bool Add(Factor factor, int place, AtomNames names)
    {
        switch (factor.Indices)
        {
            case []:
                _scalars.Add(Powers.Flat(names.Of(factor.Atom), factor.Power));
                return true;
            case [var i]:
                At(i).Pendants.Add(new Pendant([new Link(names.Of(factor.Atom), LinkShape.Column)], factor.Power));
                return true;
            case [var i, var j]:
                var (row, column) = (At(i), At(j));
                if (factor.Atom is DeltaAtom)
                {
                    _edges.Add(new Edge(row, column, []));
                    return true;
                }

                var matrix = Powers.Entries([(names.Of(factor.Atom), factor.Power)], [i.Dimension, j.Dimension]);
                _edges.Add(new Edge(row, column, [new Link(matrix, LinkShape.Matrix, factor.Atom.IsSymmetric) { Place = place }]));
                return true;
            case [var whole, var i, var j] when factor.Atom is StackAtom:
                _stacks.Add(new Stack(At(whole), At(i), At(j)));
                return true;
            default:
                return false;
        }
    }

    private void Reduce()
    {
        while (Loops() || Leaves(bare: false) || Series() || Parallels() || Totals() || Leaves(bare: true) || Scalars() || Stacks())
        {
        }
    }

    private List<Edge> EdgesAt(Node node) => _edges.FindAll(e => e.Touches(node));

    /// <summary>M(i, i): a trace where nothing else hangs on i, else the diagonal as a vector.</summary>
    private bool Loops()
    {
        foreach (var edge in _edges)
        {
            if (edge.Row != edge.Column)
                continue;
            var node = edge.Row;
            _edges.Remove(edge);
            if (!IsTerminal(node) && node.Pendants.Count == 0 && EdgesAt(node).Count == 0)
            {
                _nodes.Remove(node);
                _scalars.Add(Trace(edge.Chain));
            }
            else
            {
                var transposed = Link.Transpose(edge.Chain);
                var chain = Link.Transposes(transposed) < Link.Transposes(edge.Chain) ? transposed : edge.Chain;
                node.Pendants.Add(new Pendant([new Link(new Call("diag", Link.Product(chain)), LinkShape.Column)], 1));
            }

            return true;
        }

        return false;
    }

    /// <summary>tr(AB), with the fewest transposes of its cyclic orders; tr(AᵀA) is a squared norm.</summary>
    private static (Expression, Rational) Trace(List<Link> chain)
    {
        if (chain.Count == 2 && chain[0].Expression.Equals(chain[1].Transposed.Expression))
            return (new Call("norm2", chain[0].Expression is Transpose t ? t.Operand : chain[0].Expression), 2);
        return (new Call("tr", Link.Product(Turned(chain, Link.Transpose(chain)).MinBy(c => (Link.Transposes(c), c[0].Place))!)), 1);
    }

    /// <summary>The cyclic orders of products.</summary>
    private static IEnumerable<IReadOnlyList<Link>> Turned(params List<Link>[] chains) =>
        from chain in chains
        from start in Enumerable.Range(0, chain.Count)
        select (IReadOnlyList<Link>)[.. chain[start..], .. chain[..start]];

    /// <summary>A summed node with one edge: the matrix times what hangs on the node.</summary>
    private bool Leaves(bool bare)
    {
        for (int n = _nodes.Count - 1; n >= 0; n--)
        {
            var node = _nodes[n];
            if (IsTerminal(node) || (node.Pendants.Count == 0) != bare || EdgesAt(node) is not [var edge])
                continue;
            var other = edge.Other(node);
            var vector = bare ? [new Link(Powers.Ones([node.Index.Dimension]), LinkShape.Column)] : Combine(node.Pendants, node.Index);
            other.Pendants.Add(new Pendant([.. edge.From(other), .. vector], 1));
            _edges.Remove(edge);
            _nodes.Remove(node);
            return true;
        }

        return false;
    }

    /// <summary>
    /// All that hangs on a node as one vector. In a row all but one stand as diagonal matrices, so that it stays a product.
    /// </summary>
    private List<Link> Combine(List<Pendant> pendants, Index index)
    {
        pendants = Merged(pendants);
        if (pendants is [{ Power.IsOne: true } only])
            return [.. only.Chain];
        if (_asRow)
        {
            var vector = pendants.Where(p => p.Power.IsOne).OrderByDescending(p => p.Chain.Count).FirstOrDefault();
            if (vector.Chain is not null)
            {
                var others = pendants.Where(p => !ReferenceEquals(p.Chain, vector.Chain)).Select(p => (p.Expression, p.Power)).ToArray();
                return [Diagonal(Powers.Entries(others, [index.Dimension])), .. vector.Chain];
            }
        }

        return [new Link(Entries(pendants, index), LinkShape.Column) { Entrywise = pendants }];
    }

    private static Link Diagonal(Expression vector) => new(new Call("diag", vector), LinkShape.Matrix, true);

    /// <summary>A summed node between two edges: a product, with a diagonal matrix between them for what hangs on the node.</summary>
    private bool Series()
    {
        foreach (var node in _nodes)
        {
            if (IsTerminal(node) || EdgesAt(node) is not [var first, var second] || first == second)
                continue;
            var (from, to) = (first.Other(node), second.Other(node));
            if (Weigh(node, first) || Weigh(node, second))
                return true;
            if (from == to && HasTerminals(from) && !IsDiagonalOfProduct(node, from, first, second))
                continue;
            if (_nodes.IndexOf(from) > _nodes.IndexOf(to))
                (first, second, from, to) = (second, first, to, from);
            var middle = node.Pendants.Count == 0 ? [] : new List<Link> { Diagonal(Vector(node)) };
            _edges.Remove(first);
            _edges.Remove(second);
            _edges.Add(new Edge(from, to, [.. first.From(from), .. middle, .. second.From(node)]));
            _nodes.Remove(node);
            return true;
        }

        return false;
    }

    /// <summary>Xᵀ diag(u) M diag(v) = Xᵀ ((u vᵀ) ⊙ M): the gradient of a layer, whose one end is free.</summary>
    private bool Weigh(Node node, Edge edge)
    {
        var end = edge.Other(node);
        if (_jacobian || edge.Chain.Count == 0 || !IsFree(end) || EdgesAt(end).Count != 1 || node.Pendants.Count == 0
            || end.Pendants.Count == 0)
            return false;
        var outer = Link.Product([.. ColumnOf(node), .. Link.Transpose(ColumnOf(end))]);
        _edges.Remove(edge);
        _edges.Add(new Edge(node, end, [new Link(Flat(new Hadamard([outer, Link.Product(edge.From(node))])), LinkShape.Matrix)]));
        node.Pendants.Clear();
        end.Pendants.Clear();
        return true;
    }

    /// <summary>Is Σ_j A_ij B_ji rather the diagonal of A B than the sums of the rows of A ⊙ Bᵀ?</summary>
    private bool IsDiagonalOfProduct(Node node, Node from, Edge first, Edge second) =>
        IsFree(from) && node.Pendants.Count == 0 && first.Chain.Count > 0 && second.Chain.Count > 0
        && (IsOwnTranspose([.. first.From(from), .. second.From(node)])
            || Math.Min(Turns(first.From(from), second.From(node)), Turns(second.From(from), first.From(node)))
                < Turns(first.From(from), second.From(from)));

    /// <summary>Is a product that of more than two matrices and its own transpose: A P Aᵀ with a symmetric P?</summary>
    private static bool IsOwnTranspose(List<Link> chain) => chain.Count > 2 && chain.SequenceEqual(Link.Transpose(chain));

    private static int Turns(List<Link> first, List<Link> second) => Link.Transposes(first) + Link.Transposes(second);

    private static Expression Vector(Node node) => Entries(node.Pendants, node.Index);

    /// <summary>A product entry by entry: first what comes from elsewhere through matrices, sums last: (W₂ᵀδ₂) ⊙ s ⊙ (1 − s).</summary>
    private static Expression Entries(IEnumerable<Pendant> pendants, Index index) => Powers.Entries(
        [.. Merged(pendants).OrderBy(Rank).Select(p => (p.Expression, p.Power))], [index.Dimension]);

    private static int Rank(Pendant pendant) =>
        pendant.Chain.Count > 1 || pendant.Expression is Symbol ? 0 : pendant.Expression is Sum ? 2 : 1;

    /// <summary>u ⊙ u = u^⊙2.</summary>
    private static List<Pendant> Merged(IEnumerable<Pendant> pendants)
    {
        var result = new List<Pendant>();
        foreach (var pendant in pendants)
        {
            int same = result.FindIndex(p => p.Expression.Equals(pendant.Expression));
            if (same < 0)
                result.Add(pendant);
            else
                result[same] = pendant with { Power = result[same].Power + pendant.Power };
        }

        return result;
    }

    /// <summary>Does a free index hang together with a node?</summary>
    private bool HasTerminals(Node node)
    {
        var seen = new HashSet<Node> { node };
        var open = new Stack<Node>([node]);
        while (open.TryPop(out var next))
        {
            if (IsTerminal(next))
                return true;
            foreach (var edge in EdgesAt(next))
            {
                if (seen.Add(edge.Other(next)))
                    open.Push(edge.Other(next));
            }
        }

        return false;
    }

    /// <summary>Two edges between the same nodes: a product entry by entry.</summary>
    private bool Parallels()
    {
        for (int a = 0; a < _edges.Count; a++)
        {
            for (int b = a + 1; b < _edges.Count; b++)
            {
                var (first, second) = (_edges[a], _edges[b]);
                if (first.Row == first.Column || !second.Touches(first.Row) || !second.Touches(first.Column))
                    continue;
                var product = new Hadamard([Matrix(first), MatrixFrom(second, first.Row)]);
                _edges.RemoveAt(b);
                _edges[a] = first with { Chain = [new Link(Flat(product), LinkShape.Matrix)] };
                return true;
            }
        }

        return false;
    }

    private static Expression Matrix(Edge edge) => edge.Chain.Count == 0
        ? new Call("eye", Powers.Length(edge.Row.Index.Dimension))
        : Link.Product(edge.Chain);

    private static Expression MatrixFrom(Edge edge, Node row) =>
        edge.Row == row ? Matrix(edge) : Matrix(new Edge(edge.Column, edge.Row, edge.From(row)));

    private static Hadamard Flat(Hadamard product) =>
        new(new Parts([.. product.Factors.SelectMany(f => f is Hadamard inner ? inner.Factors : (IEnumerable<Expression>)[f])]));

    /// <summary>A matrix both of whose indices are summed, with nothing else on them: the sum of its entries, or a squared norm.</summary>
    private bool Totals()
    {
        foreach (var edge in _edges)
        {
            Node[] ends = [edge.Row, edge.Column];
            if (!Array.TrueForAll(ends, n => !IsTerminal(n) && n.Pendants.Count == 0 && EdgesAt(n).Count == 1))
                continue;
            _edges.Remove(edge);
            _nodes.Remove(edge.Row);
            _nodes.Remove(edge.Column);
            var matrix = Link.Product(edge.Chain);
            bool isSquare = matrix is ElementwisePower { Exponent: Number { Value: var power } } && power == 2;
            _scalars.Add(isSquare ? (new Call("norm2", ((ElementwisePower)matrix).Base), 2) : (Total(matrix), 1));
            return true;
        }

        return false;
    }

    /// <summary>A summed node without edges: an inner product.</summary>
    private bool Scalars()
    {
        foreach (var node in _nodes)
        {
            if (IsTerminal(node) || EdgesAt(node).Count > 0)
                continue;
            _nodes.Remove(node);
            if (node.Pendants.FindIndex(IsUnit) is var unit and >= 0)
            {
                Entries(node, unit);
                return true;
            }

            _scalars.Add(Mean(Inner(node), node.Index.Dimension));
            return true;
        }

        return false;
    }

    /// <summary>sum(x) / n = mean(x).</summary>
    private (Expression, Rational) Mean((Expression Base, Rational Power) sum, Dimension dimension)
    {
        int length = _scalars.FindIndex(s => s.Power.Sign < 0 && s.Power.IsInteger && s.Base.Equals(Powers.Length(dimension)));
        if (length < 0 || sum.Base is not Call { Function: "sum" } call)
            return sum;
        _scalars[length] = (_scalars[length].Base, _scalars[length].Power + 1);
        return (new Call("mean", call.Arguments), 1);
    }

    private static (Expression, Rational) Inner(Node node)
    {
        var pendants = node.Pendants;
        if (pendants is [{ Power.IsOne: false } square] && square.Power == 2)
            return (new Product(new Parts([.. Products(Link.Transpose(square.Chain), square.Chain)])), 1);
        if (pendants.Count < 2 || pendants.Exists(p => p.Power.Sign < 0))
            return (Total(Vector(node)), 1);
        if (pendants is [{ Power.IsOne: true } a, { Power.IsOne: true } b])
        {
            List<Link> one = [.. Link.Transpose(a.Chain), .. b.Chain], other = [.. Link.Transpose(b.Chain), .. a.Chain];
            return (Link.Product(Link.Transposes(other) < Link.Transposes(one) ? other : one), 1);
        }

        int first = Math.Max(0, pendants.FindIndex(p => p.Power.IsOne));
        if (!pendants[first].Power.IsOne)
            return (Total(Vector(node)), 1);
        var left = Link.Transpose(pendants[first].Chain);
        pendants.RemoveAt(first);
        return (new Product(new Parts([.. left.Select(l => l.Expression), Vector(node)])), 1);
    }

    /// <summary>The sum of all entries; of absolute values it is a norm.</summary>
    private static Call Total(Expression entries) =>
        entries is Call { Function: "abs" } absolute ? new Call("norm1", absolute.Arguments) : new Call("sum", entries);

    private static IEnumerable<Expression> Products(List<Link> left, IReadOnlyList<Link> right) =>
        [.. left.Select(l => l.Expression), .. right.Select(l => l.Expression)];

    private MatrixTerm? Finish(Rational coefficient, Layout layout, bool jacobian)
    {
        if (_nodes.Count != _terminals.Length || _stacks.Count > 0)
            return null;
        switch (layout)
        {
            case Layout.Scalar:
                return new MatrixTerm(coefficient, _scalars, []);
            case Layout.Column or Layout.Row:
                if (_edges.Count > 0)
                    return null;
                var chain = ColumnOf(_nodes[0]);
                return new MatrixTerm(coefficient, _scalars, layout == Layout.Row ? Link.Transpose(chain) : chain);
            default:
                var (rows, columns) = (At(_terminals[0]), At(_terminals[1]));
                return new MatrixTerm(coefficient, _scalars, Joined(rows, columns, jacobian));
        }
    }

    private List<Link> ColumnOf(Node node) => Combine(node.Pendants, node.Index);

    private List<Link> Joined(Node rows, Node columns, bool jacobian)
    {
        bool left = rows.Pendants.Count > 0, right = columns.Pendants.Count > 0;
        if (_edges.Count == 0)
        {
            return left || right || jacobian
                ? [.. ColumnOf(rows), .. Link.Transpose(ColumnOf(columns))]
                : [new Link(Powers.Ones([rows.Index.Dimension, columns.Index.Dimension]), LinkShape.Matrix)];
        }

        var chain = _edges[0].From(rows);
        if (chain.Count == 0)
        {
            var pendants = new Node(rows.Index);
            pendants.Pendants.AddRange([.. rows.Pendants, .. columns.Pendants]);
            if (pendants.Pendants is [{ Power.IsOne: true, Chain: [{ Expression: Call { Function: "diag" } diagonal }] }])
            {
                var kept = new Hadamard([new Call("eye", Powers.Length(rows.Index.Dimension)), diagonal.Arguments[0]]);
                return [new Link(Flat(kept), LinkShape.Matrix)];
            }

            return [pendants.Pendants.Count == 0
                ? new Link(new Call("eye", Powers.Length(rows.Index.Dimension)), LinkShape.Matrix, true)
                : Diagonal(Vector(pendants))];
        }

        if (left && right && !jacobian)
        {
            var outer = Link.Product([.. ColumnOf(rows), .. Link.Transpose(ColumnOf(columns))]);
            return [new Link(Flat(new Hadamard([outer, Link.Product(chain)])), LinkShape.Matrix)];
        }

        return [.. left ? [Diagonal(Vector(rows))] : (Link[])[], .. chain, .. right ? [Diagonal(Vector(columns))] : (Link[])[]];
    }
}
