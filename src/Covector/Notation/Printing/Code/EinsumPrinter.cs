using System.Text;

namespace Covector.Notation;

/// <summary>
/// What languages whose vectors are arrays of one axis share: index forms are Einstein sums, diagonal matrices scale rows and columns, a
/// transposed vector is the same array.
/// </summary>
internal abstract class EinsumPrinter(ShapedFormula shaped) : CodePrinter(shaped)
{
    /// <summary>How a function of the syntax is called: <c>np.sum</c>, <c>Sum</c>.</summary>
    protected abstract string FunctionNamed(string name);

    /// <summary>A vector as a matrix of one column.</summary>
    protected abstract string AsColumn(Code vector);

    /// <summary>A vector as a matrix of one row.</summary>
    protected abstract string AsRow(Code vector);

    /// <summary>The product of matrices and vectors other than a column times a row.</summary>
    protected abstract Code Product(Code a, Code b, CodeShape shape);

    protected abstract string Einsum(string subscripts, IEnumerable<string> operands);

    protected abstract string Identity(Dimension length);

    protected abstract string OnesOf(Dimension length);

    protected override string EntrywiseProduct => " * ";

    protected override string EntrywiseQuotient => " / ";

    protected string TwoAxes(Code code) => code.Shape switch
    {
        CodeShape.Column => AsColumn(code),
        CodeShape.Row => AsRow(code),
        _ => code.Text,
    };

    protected override Code Transposed(Code matrix) => matrix.Shape switch
    {
        CodeShape.Column => matrix with { Shape = CodeShape.Row },
        CodeShape.Row => matrix with { Shape = CodeShape.Column },
        _ => new Code($"{matrix.At(Tightness.Postfix)}.T", Tightness.Postfix, CodeShape.Matrix),
    };

    protected override Code Multiply(Code a, Code b)
    {
        if (a.DiagonalOf is { } rows)
        {
            string factor = b.IsVector ? rows.At(Tightness.Postfix) : AsColumn(rows);
            return new Code($"{factor} * {b.At(Tightness.Postfix)}", Tightness.Product, b.Shape);
        }

        if (b.DiagonalOf is { } columns)
            return new Code($"{a.At(Tightness.Postfix)} * {columns.At(Tightness.Postfix)}", Tightness.Product, a.Shape);
        return (a.Shape, b.Shape) switch
        {
            (CodeShape.Column, CodeShape.Row) => new Code($"{FunctionNamed("outer")}({a}, {b})", Tightness.Atom, CodeShape.Matrix),
            (CodeShape.Row, CodeShape.Column) => Product(a, b, CodeShape.Scalar),
            (CodeShape.Row, _) => Product(a, b, CodeShape.Row),
            (_, CodeShape.Column) => Product(a, b, CodeShape.Column),
            _ => Product(a, b, CodeShape.Matrix),
        };
    }

    protected override Code Diagonal(Code value) => value.IsVector
        ? new Code($"{FunctionNamed("diag")}({value})", Tightness.Atom, CodeShape.Matrix) { DiagonalOf = value }
        : new Code($"{FunctionNamed("diag")}({value})", Tightness.Atom, CodeShape.Column);

    protected override Code SumOfProducts(Code a, Code b) =>
        new($"{FunctionNamed("sum")}({a.At(Tightness.Postfix)} * {b.At(Tightness.Postfix)})", Tightness.Atom, CodeShape.Scalar);

    /// <summary>A function that the language has under the name of the syntax, or nearly so.</summary>
    protected string ApplyNamed(Call call, IReadOnlyList<Code> arguments) => call.Function switch
    {
        "norm1" => $"{FunctionNamed("sum")}({FunctionNamed("abs")}({arguments[0]}))",
        "max" or "min" when arguments.Count == 2 => $"{FunctionNamed(call.Function)}imum({arguments[0]}, {arguments[1]})",
        _ => $"{FunctionNamed(call.Function)}({arguments[0]})",
    };

    protected override string EmitIndexed(IReadOnlyList<string> order)
    {
        var letters = Letters();
        var text = new StringBuilder();
        foreach (var term in EinsumTerm.Of(Shaped.Formula.Body))
        {
            text.Append(term.IsNegative ? text.Length == 0 ? "-" : " - " : text.Length == 0 ? "" : " + ");
            text.Append(Term(term, order, letters));
        }

        return text.ToString();
    }

    private Dictionary<string, char> Letters()
    {
        var letters = new Dictionary<string, char>();
        foreach (string index in Shaped.Indices.Keys)
        {
            if (index.Length == 1 && char.IsAsciiLetter(index[0]))
                letters[index] = index[0];
        }

        char next = 'a';
        foreach (string index in Shaped.Indices.Keys)
        {
            while (letters.ContainsValue(next))
                next++;
            letters.TryAdd(index, next);
        }

        return letters;
    }

    private string Term(EinsumTerm term, IReadOnlyList<string> order, Dictionary<string, char> letters)
    {
        var operands = new List<string>();
        var subscripts = new List<string>();
        foreach (var tensor in term.Tensors)
        {
            operands.Add(tensor is Entry entry ? Emit(entry.Operand).Text : Identity(Shaped.Indices[EinsumTerm.Indices(tensor).First()]));
            subscripts.Add(string.Concat(EinsumTerm.Indices(tensor).Select(index => letters[index])));
        }

        // An index that the term does not have repeats it.
        foreach (string index in order)
        {
            if (subscripts.TrueForAll(one => !one.Contains(letters[index])))
            {
                operands.Add(OnesOf(Shaped.Indices[index]));
                subscripts.Add(letters[index].ToString());
            }
        }

        string result = string.Concat(order.Select(index => letters[index]));
        var factors =
            term.Scalars.Where(scalar => scalar is not Notation.Number { Value.IsOne: true }).Select(scalar =>
                Emit(scalar).At(Tightness.Postfix)).ToList();
        bool isWhole = operands.Count == 1 && subscripts[0] == result;
        factors.Add(!isWhole ? Einsum($"{string.Join(",", subscripts)}->{result}", operands)
            : term.Tensors is not [Entry whole] ? operands[0]
            : Emit(whole.Operand).At(factors.Count == 0 && term.Divisors.Count == 0 && !term.IsNegative
                ? Tightness.Product : Tightness.Postfix));
        return string.Join(" * ", factors) + string.Concat(term.Divisors.Select(divisor => " / " + Emit(divisor).At(Tightness.Postfix)));
    }
}
