using System.Text;

namespace Covector.Notation;

/// <summary>What languages with Einstein sums share: index forms are sums of them.</summary>
internal abstract class EinsumPrinter(ShapedFormula shaped) : CodePrinter(shaped)
{
    protected abstract string Einsum(string subscripts, IEnumerable<string> operands);

    protected abstract string Identity(Dimension length);

    protected abstract string OnesOf(Dimension length);

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
            : Emit(((Entry)term.Tensors[0]).Operand).At(factors.Count == 0 && term.Divisors.Count == 0 && !term.IsNegative
                ? Tightness.Product : Tightness.Postfix));
        return string.Join(" * ", factors) + string.Concat(term.Divisors.Select(divisor => " / " + Emit(divisor).At(Tightness.Postfix)));
    }
}
