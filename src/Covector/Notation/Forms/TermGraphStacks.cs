namespace Covector.Notation;

/// <summary>Stacked vectors in a term: vec(A), A ⊗ B and commutation matrices.</summary>
internal sealed partial class TermGraph
{
    /// <summary>The places of a vector that stacks the columns of a matrix.</summary>
    private sealed record Stack(Node Whole, Node Row, Node Column)
    {
        public bool Touches(Node node) => Whole == node || Row == node || Column == node;
    }

    private readonly List<Stack> _stacks = [];

    private bool Stacks()
    {
        foreach (var stack in _stacks)
        {
            if (IsOwn(stack, stack.Row) && IsOwn(stack, stack.Column) && Vectorized(stack))
                return true;
        }

        for (int a = 0; a < _stacks.Count; a++)
        {
            for (int b = a + 1; b < _stacks.Count; b++)
            {
                if (Commuted(_stacks[a], _stacks[b]) || Product(_stacks[a], _stacks[b]))
                    return true;
            }
        }

        return _stacks.Exists(s => Product(s, s.Row, s.Column, isOuter: false) || Product(s, s.Column, s.Row, isOuter: true))
            || _stacks.Exists(ColumnByColumn);
    }

    /// <summary>
    /// Rows and columns of a stacked vector that depend on one index: Σ A_ik B_jk at (i, j) and k has the columns b_k ⊗ a_k. It is
    /// (𝟏 ⊗ A) ⊙ (B ⊗ 𝟏).
    /// </summary>
    private bool ColumnByColumn(Stack stack)
    {
        if (_stacks.Exists(s => s != stack && (s.Touches(stack.Row) || s.Touches(stack.Column))))
            return false;
        var to = IsFree(stack.Row) ? stack.Row : IsFree(stack.Column) ? stack.Column
            : EdgesAt(stack.Row).Select(e => e.Other(stack.Row)).FirstOrDefault(n => n != stack.Column);
        if (to is null || to == stack.Whole || Side(stack.Row, stack.Column, to) is not { } inner
            || Side(stack.Column, stack.Row, to) is not { } outer)
            return false;
        Expression Ones(Node node) => Powers.Ones([node.Index.Dimension]);
        var product = new Hadamard(
            [new Call("kron", Ones(stack.Column), Link.Product(inner)), new Call("kron", Link.Product(outer), Ones(stack.Row))]);
        Node[] gone = [.. new[] { stack.Row, stack.Column }.Where(n => n != to).Distinct()];
        Take(stack, gone);
        _edges.Add(new Edge(stack.Whole, to, [new Link(product, LinkShape.Matrix)]));
        return true;
    }

    /// <summary>The matrix from a node of a place to the index that both depend on: the identity where it is that index.</summary>
    private List<Link>? Side(Node node, Node other, Node to)
    {
        if (node == to)
            return [new Link(new Call("eye", Powers.Length(node.Index.Dimension)), LinkShape.Matrix, true)];
        if (IsFree(node) || EdgesAt(node) is not [var edge] || edge.Other(node) != to)
            return null;
        return [.. node.Pendants.Count > 0 ? [Diagonal(Vector(node))] : (Link[])[], .. edge.From(node)];
    }

    /// <summary>Is a node a summed index that no other stacked vector has?</summary>
    private bool IsOwn(Stack stack, Node node) => !IsFree(node) && _stacks.TrueForAll(s => s == stack || !s.Touches(node));

    private List<Edge> Between(Node a, Node b) => _edges.FindAll(e => e.Touches(a) && e.Touches(b));

    private bool OnlyBetween(Node node, params Node[] others) => EdgesAt(node).TrueForAll(e => Array.IndexOf(others, e.Other(node)) >= 0);

    /// <summary>A matrix between the rows and columns of a stacked vector: vec(M). Of p qᵀ it is q ⊗ p.</summary>
    private bool Vectorized(Stack stack)
    {
        var (row, column) = (stack.Row, stack.Column);
        if (!OnlyBetween(row, column) || !OnlyBetween(column, row))
            return false;
        var edges = Between(row, column);
        Expression vector = edges.Count == 0
            ? new Call("kron", Link.Product(ColumnOrOnes(column)), Link.Product(ColumnOrOnes(row)))
            : new Call("vec", Link.Product(Between(row, column, jacobian: false)));
        Take(stack, row, column);
        stack.Whole.Pendants.Add(new Pendant([new Link(vector, LinkShape.Column)], 1));
        return true;
    }

    private List<Link> ColumnOrOnes(Node node) =>
        node.Pendants.Count > 0 ? ColumnOf(node) : [new Link(Powers.Ones([node.Index.Dimension]), LinkShape.Column)];

    /// <summary>What stands between two nodes as a matrix, with rows at the first.</summary>
    private List<Link> Between(Node rows, Node columns, bool jacobian)
    {
        var others = _edges.FindAll(e => !(e.Touches(rows) && e.Touches(columns)));
        _edges.RemoveAll(others.Contains);
        var chain = Joined(rows, columns, jacobian);
        if (_edges.Count == 0)
        {
            Node ones(Node node) =>
                node.Pendants.Count > 0 ? node : new Node(node.Index) { Pendants = { new Pendant(ColumnOrOnes(node), 1) } };
            chain = [.. ColumnOf(ones(rows)), .. Link.Transpose(ColumnOf(ones(columns)))];
        }

        _edges.AddRange(others);
        return chain;
    }

    private void Take(Stack stack, params Node[] nodes)
    {
        _stacks.Remove(stack);
        _edges.RemoveAll(e => Array.Exists(nodes, e.Touches));
        foreach (var node in nodes)
            _nodes.Remove(node);
    }

    /// <summary>The columns of one are the rows of the other: vec(Aᵀ) = K vec(A).</summary>
    private bool Commuted(Stack a, Stack b)
    {
        if (a.Row != b.Column || a.Column != b.Row)
            return false;
        Node[] nodes = [a.Row, a.Column];
        if (Array.Exists(
            nodes, n => IsFree(n) || n.Pendants.Count > 0 || EdgesAt(n).Count > 0 || _stacks.Exists(s => s != a && s != b && s.Touches(n))))
            return false;
        Take(a, nodes);
        _stacks.Remove(b);
        var commutation = new Call("comm", Powers.Length(a.Column.Index.Dimension), Powers.Length(a.Row.Index.Dimension));
        _edges.Add(new Edge(a.Whole, b.Whole, [new Link(commutation, LinkShape.Matrix)]));
        return true;
    }

    /// <summary>A matrix between the columns of two stacked vectors and one between their rows: A ⊗ B.</summary>
    private bool Product(Stack a, Stack b)
    {
        Node[] nodes = [a.Row, a.Column, b.Row, b.Column];
        if (!IsOwnPair(a, b, nodes) || !OnlyBetween(a.Row, b.Row) || !OnlyBetween(b.Row, a.Row)
            || !OnlyBetween(a.Column, b.Column) || !OnlyBetween(b.Column, a.Column))
            return false;
        var (outer, inner) = (Factor(a.Column, b.Column), Factor(a.Row, b.Row));
        Take(a, [.. nodes.Distinct()]);
        _stacks.Remove(b);
        _edges.Add(new Edge(a.Whole, b.Whole, [new Link(new Call("kron", outer, inner), LinkShape.Matrix)]));
        return true;
    }

    private bool IsOwnPair(Stack a, Stack b, Node[] nodes) =>
        Array.TrueForAll(nodes, n => !IsFree(n) && _stacks.TrueForAll(s => s == a || s == b || !s.Touches(n)))
        && a.Row != b.Column && a.Column != b.Row && (a.Row != b.Row || a.Column != b.Column);

    /// <summary>The matrix between two nodes, which may be one: a diagonal matrix, then.</summary>
    private Expression Factor(Node rows, Node columns) =>
        Link.Product(rows == columns ? DiagonalAt(rows) : Between(rows, columns, jacobian: true));

    private static List<Link> DiagonalAt(Node node) => node.Pendants.Count == 0
        ? [new Link(new Call("eye", Powers.Length(node.Index.Dimension)), LinkShape.Matrix, true)]
        : [Diagonal(Vector(node))];

    /// <summary>A vector and a matrix: x ⊗ A has the columns of A, and A ⊗ x as well.</summary>
    private bool Product(Stack stack, Node matrix, Node vector, bool isOuter)
    {
        if (!IsOwn(stack, vector) || EdgesAt(vector).Count > 0)
            return false;
        Node to;
        List<Link> chain;
        if (IsFree(matrix))
        {
            if (EdgesAt(matrix).Count > 0 || _stacks.Exists(s => s != stack && s.Touches(matrix)))
                return false;
            (to, chain) = (matrix, [new Link(new Call("eye", Powers.Length(matrix.Index.Dimension)), LinkShape.Matrix, true)]);
        }
        else
        {
            if (!IsOwn(stack, matrix) || EdgesAt(matrix) is not [var edge] || edge.Other(matrix) == matrix)
                return false;
            to = edge.Other(matrix);
            chain = [.. matrix.Pendants.Count > 0 ? [Diagonal(Vector(matrix))] : (Link[])[], .. edge.From(matrix)];
        }

        var column = Link.Product(ColumnOrOnes(vector));
        var product = isOuter ? new Call("kron", Link.Product(chain), column) : new Call("kron", column, Link.Product(chain));
        if (to == matrix)
            Take(stack, vector);
        else
            Take(stack, vector, matrix);
        _edges.Add(new Edge(stack.Whole, to, [new Link(product, LinkShape.Matrix)]));
        return true;
    }
}
