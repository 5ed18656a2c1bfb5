namespace Covector.Notation;

/// <summary>Writes tensors of any order entry by entry: δ(i,j)·x[k], a product of δ and of entries of matrices and vectors.</summary>
internal sealed class EntryForm(Index[] free, AtomNames names)
{
    private static readonly string[] Letters = ["i", "j", "k", "l", "p", "q", "r", "s"];

    private readonly Dictionary<Index, string> _letters = [];

    public static IReadOnlyList<string> IndexNames(int count, int first = 0) => Letters[first..(first + count)];

    /// <param name="expression">The tensor.</param>
    /// <param name="names">The names of its atoms.</param>
    /// <param name="first">The number of the letter of its first index: 0 for i.</param>
    public static Expression Write(IndexExpression expression, AtomNames names, int first = 0)
    {
        var form = new EntryForm(expression.Free, names);
        for (int i = 0; i < expression.Free.Length; i++)
            form._letters[expression.Free[i]] = Letters[first + i];
        if (expression.IsZero)
            return Number.Zero;
        return (Expression?)form.Collected(expression.Terms) ?? form.CollectedProducts(expression.Terms)
            ?? Sums.Join(Array.ConvertAll(expression.Terms, form.Term).ToList());
    }

    /// <summary>Terms before and after a rewriting, factor by factor, with the same letters.</summary>
    public static (Expression Before, Expression After) WriteFactors(Index[] free, Term[] before, Term[] after, AtomNames names)
    {
        var form = new EntryForm(free, names);
        for (int i = 0; i < free.Length; i++)
            form._letters[free[i]] = Letters[i];
        Expression Written(Term[] terms) => terms.Length == 0 ? Number.Zero : Sums.Join([.. terms.Select(form.Factors)]);
        return (Written(before), Written(after));
    }

    private MatrixTerm Factors(Term term) =>
        new(term.Coefficient, [], [.. term.Factors.Select(factor => new Link(Raw(factor), LinkShape.Column))]);

    private string LetterOf(Index index)
    {
        if (!_letters.TryGetValue(index, out string? letter))
            _letters[index] = letter = Letters.FirstOrDefault(l => !_letters.ContainsValue(l)) ?? $"t{_letters.Count}";
        return letter;
    }

    private Call Delta(Index i, Index j) => new("delta", new Symbol(LetterOf(i)), new Symbol(LetterOf(j)));

    private MatrixTerm Term(Term term)
    {
        var split = new TermSplit(term, free);
        var factors = new List<Expression>();
        foreach (var (free, part) in split.Parts)
        {
            if (free.Length <= 2 && Block(part, free) is { } block)
                factors.Add(block);
            else
                factors.AddRange(part.Factors.Select(Raw));
        }

        factors.InsertRange(0, split.Deltas.Select(d => Delta(d.First, d.Second)));
        var scalars = TermGraph.Reduce(split.Scalars, [], Layout.Scalar, names, jacobian: false)
            ?? throw new NoMatrixFormException();
        return new MatrixTerm(scalars.Coefficient, scalars.Scalars, factors.ConvertAll(f => new Link(f, LinkShape.Column)));
    }

    private Entry? Block(Term part, Index[] free)
    {
        var layout = free.Length == 1 ? Layout.Column : Layout.Matrix;
        // Of a matrix with its indices swapped, the entry of the matrix: A[k,i], not A'[i,k].
        var reduced = TermGraph.Reduce(part, free, layout, names, jacobian: true);
        if (reduced is null)
            return null;
        var expression = Sums.Join([reduced]);
        if (expression is Transpose { Operand: Symbol row } && free.Length == 1)
            return new Entry(row, [LetterOf(free[0])]);
        return expression is Transpose transpose && free.Length == 2
            ? new Entry(transpose.Operand, [LetterOf(free[1]), LetterOf(free[0])])
            : new Entry(expression, [.. free.Select(LetterOf)]);
    }

    private Expression Raw(Factor factor)
    {
        Expression entry = factor.Atom is DeltaAtom
            ? Delta(factor.Indices[0], factor.Indices[1])
            : factor.Indices.Length == 0 ? names.Of(factor.Atom)
            : new Entry(
                names.Of(factor.Atom) is Transpose { Operand: var row } && factor.Indices.Length == 1 ? row : names.Of(factor.Atom),
                [.. factor.Indices.Select(LetterOf)]);
        return factor.Power.IsOne ? entry : new Power(entry, new Number(factor.Power));
    }

    /// <summary>Terms that differ in a vector or matrix only: its sum stands once, (diag(s) − s sᵀ)[i,j]·x[k].</summary>
    private Product? Collected(Term[] terms)
    {
        if (terms.Length < 2)
            return null;
        var blocks = Blocks(terms);
        if (blocks.Count < 2 || blocks.Exists(b => b.Length > 2))
            return null;
        var written = blocks.ConvertAll(block => Array.ConvertAll(terms, t => Write(t, block)));
        if (written.Exists(w => Array.Exists(w, t => t is null)))
            return null;
        int varying = -1;
        for (int b = 0; b < blocks.Count; b++)
        {
            if (Array.TrueForAll(written[b], t => t!.ToExpression().Equals(written[b][0]!.ToExpression())))
                continue;
            if (varying >= 0)
                return null;
            varying = b;
        }

        if (varying < 0)
            return null;
        var sum = terms.Select((t, n) => Scaled(t, written[varying][n]!)).ToList();
        var factors = new List<Expression> { new Entry(Sums.Write(sum, Array.ConvertAll(blocks[varying], i => i.Dimension), Layout.Matrix), Names(blocks[varying])) };
        for (int b = 0; b < blocks.Count; b++)
        {
            if (b == varying)
                continue;
            var split = new TermSplit(OfBlock(terms[0], blocks[b]), blocks[b]);
            factors.AddRange(split.Deltas.Select(d => Delta(d.First, d.Second)));
            factors.AddRange(split.Parts.Select(p => Block(p.Term, p.Free)!));
        }

        return new Product(new Parts([.. factors]));
    }

    /// <summary>Terms that differ in two indices only: δ(i,k)·(b cᵀ + c bᵀ)[j,l].</summary>
    private Product? CollectedProducts(Term[] terms)
    {
        if (terms.Length < 2)
            return null;
        var (first, others) = (Pieces(terms[0]), terms[1..].Select(Pieces).ToList());
        var common = first.FindAll(p => others.TrueForAll(o => o.Exists(q => q.Entry.Equals(p.Entry))));
        Index[] rest = [.. free.Where(i => !common.Exists(p => p.Free.Contains(i)))];
        if (common.Count == 0 || rest.Length != 2)
            return null;
        var sum = new List<MatrixTerm>();
        foreach (var term in terms)
        {
            var own = Pieces(term).FindAll(p => !common.Exists(c => c.Entry.Equals(p.Entry)));
            var product = own.Aggregate(Notation.Term.One, (t, p) => t.Times(p.Term));
            if (!own.TrueForAll(p => p.Free.All(rest.Contains))
                || TermGraph.Reduce(product, rest, Layout.Matrix, names, jacobian: true) is not { } written)
                return null;
            sum.Add(Scaled(term, written));
        }

        var entry = new Entry(Sums.Write(sum, Array.ConvertAll(rest, i => i.Dimension), Layout.Matrix), Names(rest));
        return new Product(new Parts([.. common.Select(p => p.Entry), entry]));
    }

    /// <summary>The factors of a term that have free indices, as they are written.</summary>
    private List<(Index[] Free, Term Term, Expression Entry)> Pieces(Term term)
    {
        var split = new TermSplit(term, free);
        var pieces = new List<(Index[], Term, Expression)>();
        foreach (var (i, j) in split.Deltas)
            pieces.Add(([i, j], new Term(1, term.Factors.First(f => TermSplit.IsDelta(f, i, j))), Delta(i, j)));
        foreach (var (own, part) in split.Parts)
            pieces.Add((own, part, own.Length <= 2 && Block(part, own) is { } block ? block : new Call("all", new Parts([.. part.Factors.Select(Raw)]))));
        return pieces;
    }

    private Indices Names(Index[] block) => [.. block.Select(LetterOf)];

    private MatrixTerm Scaled(Term term, MatrixTerm block)
    {
        var scalars = TermGraph.Reduce(new TermSplit(term, free).Scalars, [], Layout.Scalar, names, jacobian: false)!;
        return new MatrixTerm(scalars.Coefficient, scalars.Scalars, block.Chain);
    }

    private MatrixTerm? Write(Term term, Index[] block) => TermGraph.Reduce(
        OfBlock(term, block), block, block.Length == 1 ? Layout.Column : Layout.Matrix, names, jacobian: true);

    private Term OfBlock(Term term, Index[] block)
    {
        var split = new TermSplit(term, free);
        var result = Notation.Term.One;
        foreach (var (i, j) in split.Deltas.Where(d => block.Contains(d.First)))
            result = result.Times(term.Factors.First(f => TermSplit.IsDelta(f, i, j)));
        foreach (var (own, part) in split.Parts.Where(p => block.Contains(p.Free[0])))
            result = result.Times(part);
        return result;
    }

    /// <summary>The free indices that some term connects.</summary>
    private List<Index[]> Blocks(Term[] terms)
    {
        var blocks = new List<HashSet<Index>>(free.Select(i => new HashSet<Index> { i }));
        foreach (var term in terms)
        {
            var split = new TermSplit(term, free);
            foreach (var (i, j) in split.Deltas)
                Join(blocks, [i, j]);
            foreach (var (own, _) in split.Parts)
                Join(blocks, own);
        }

        return blocks.ConvertAll(b => free.Where(b.Contains).ToArray());
    }

    private static void Join(List<HashSet<Index>> blocks, Index[] together)
    {
        var touched = blocks.FindAll(b => b.Overlaps(together));
        foreach (var other in touched.Skip(1))
        {
            touched[0].UnionWith(other);
            blocks.Remove(other);
        }
    }
}
