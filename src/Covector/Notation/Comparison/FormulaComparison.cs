using System.Text;

namespace Covector.Notation;

/// <summary>
/// Whether two formulas are written the same way, up to the order of terms and of commuting factors: those of entrywise products, and
/// scalars, wherever they stand in a product or quotient. Signs of factors, parentheses and names of intermediate values do not count.
/// </summary>
internal sealed class FormulaComparison
{
    private readonly ShapedFormula? _shapes;
    private readonly Dictionary<string, string> _names = [];

    private FormulaComparison(ShapedFormula? shapes) => _shapes = shapes;

    public static bool SameUpToOrder(ShapedFormula a, ShapedFormula b) => CanonicalText(a) == CanonicalText(b);

    /// <summary>One text for all formulas that are the same up to order; it can be read, more or less, and not be parsed.</summary>
    public static string CanonicalText(ShapedFormula shaped)
    {
        var comparison = new FormulaComparison(shaped);
        var text = new StringBuilder();
        foreach (var definition in shaped.Formula.Definitions)
        {
            text.Append(comparison.Key(definition.Value)).Append("; ");
            comparison._names[definition.Name] = $"#{comparison._names.Count + 1}";
        }

        return text.Append(comparison.Key(shaped.Formula.Body)).ToString();
    }

    /// <summary>The number of words in the plain text of a formula: names, numbers, operators and brackets.</summary>
    public static int CountTokens(Formula formula) => Lexer.Read(formula.ToString()).Count - 1;

    private string Key(Expression expression)
    {
        bool isNegative = false;
        string key = Unsigned(expression, ref isNegative);
        return isNegative ? "-" + key : key;
    }

    // The key of an expression without its sign, which is handed to what is around it.
    private string Unsigned(Expression expression, ref bool isNegative)
    {
        switch (expression)
        {
            case Negation negation:
                isNegative = !isNegative;
                return Unsigned(negation.Operand, ref isNegative);
            case Number number:
                isNegative ^= number.Value.Sign < 0;
                return Rational.Abs(number.Value).ToString();
            case Product or Quotient:
                return ProductKey(expression, ref isNegative);
            // (2 x) ⊙ y is 2 (x ⊙ y).
            case Hadamard product when Scaled(product.Factors[0]) is var (scale, others):
                return ProductKey(new Product([scale, new Hadamard(new Parts([others, .. product.Factors.Skip(1)]))]), ref isNegative);
            case ElementwiseQuotient scaled when Scaled(scaled.Numerator) is var (scale, others):
                return ProductKey(new Product([scale, scaled with { Numerator = others }]), ref isNegative);
            case Hadamard hadamard:
                var factors = new List<string>();
                CollectEntrywise(hadamard, factors, ref isNegative);
                return Sorted("hadamard", factors);
            case ElementwiseQuotient quotient:
                string numerator = Unsigned(quotient.Numerator, ref isNegative),
                    denominator = Unsigned(quotient.Denominator, ref isNegative);
                return $"({numerator} ./ {denominator})";
            default:
                return Plain(expression);
        }
    }

    /// <summary>A product with a scalar in front, taken apart.</summary>
    private (Expression Scale, Expression Others)? Scaled(Expression expression) =>
        expression is Product { Factors: var factors } && IsScalar(factors[0])
            ? (factors[0], factors.Count == 2 ? factors[1] : new Product(new Parts([.. factors.Skip(1)])))
            : null;

    private string Plain(Expression expression) => expression switch
    {
        Symbol symbol => _names.GetValueOrDefault(symbol.Name, symbol.Name),
        Sum sum => Sorted("sum", Terms(sum)),
        Power power => $"({Key(power.Base)})^({Key(power.Exponent)})",
        ElementwisePower power => $"({Key(power.Base)}).^({Key(power.Exponent)})",
        Transpose { Operand: Transpose inner } => Key(inner.Operand),
        Transpose transpose => IsScalar(transpose.Operand) ? Key(transpose.Operand) : $"({Key(transpose.Operand)})'",
        Section section => $"{Key(section.Operand)}[{string.Join<string>(',', section.Ranges)}]",
        Entry entry => $"{Key(entry.Operand)}[{string.Join<string>(',', entry.Indices)}]",
        Call { Function: "delta" or "max" or "min" } call => Sorted(call.Function, [.. call.Arguments.Select(Key)]),
        Call call => $"{call.Function}({string.Join(',', call.Arguments.Select(Key))})",
        _ => Key(expression),
    };

    private List<string> Terms(Sum sum)
    {
        var terms = new List<string>();
        foreach (var term in sum.Terms)
        {
            if (term is Sum inner)
                terms.AddRange(Terms(inner));
            else
                terms.Add(Key(term));
        }

        return terms;
    }

    private void CollectEntrywise(Hadamard hadamard, List<string> factors, ref bool isNegative)
    {
        foreach (var factor in hadamard.Factors)
        {
            if (factor is Hadamard inner)
                CollectEntrywise(inner, factors, ref isNegative);
            else
                factors.Add(Unsigned(factor, ref isNegative));
        }
    }

    // Scalars in any order, the other factors in theirs, and the denominators in any order.
    private string ProductKey(Expression expression, ref bool isNegative)
    {
        var factors = new List<Expression>();
        var denominators = new List<string>();
        Collect(expression, factors, denominators, ref isNegative);
        var scalars = new List<string>();
        var matrices = new List<string>();
        for (int i = 0; i < factors.Count; i++)
        {
            int end = IsScalar(factors[i]) ? i + 1 : EndOfScalar(factors, i);
            if (end == i)
                matrices.Add(Unsigned(factors[i], ref isNegative));
            else if (end == i + 1)
                scalars.Add(Unsigned(factors[i], ref isNegative));
            else
                scalars.Add(InnerProduct(factors.GetRange(i, end - i), ref isNegative));
            i = Math.Max(i, end - 1);
        }

        scalars.RemoveAll(scalar => scalar == "1");
        if (scalars.Count == 1 && matrices.Count == 0 && denominators.Count == 0)
            return scalars[0];
        if (scalars.Count == 0 && matrices.Count == 1 && denominators.Count == 0)
            return matrices[0];
        scalars.Sort(StringComparer.Ordinal);
        denominators.Sort(StringComparer.Ordinal);
        return $"({string.Join(" * ", [.. scalars, .. matrices])}{string.Concat(denominators.Select(denominator => " / " + denominator))})";
    }

    private void Collect(Expression expression, List<Expression> factors, List<string> denominators, ref bool isNegative)
    {
        switch (expression)
        {
            case Product product:
                foreach (var factor in product.Factors)
                    Collect(factor, factors, denominators, ref isNegative);
                break;
            case Quotient quotient:
                Collect(quotient.Numerator, factors, denominators, ref isNegative);
                if (quotient.Denominator is Product divisors)
                {
                    var inner = new List<Expression>();
                    Collect(divisors, inner, [], ref isNegative);
                    if (inner.TrueForAll(IsScalar))
                    {
                        foreach (var divisor in inner)
                            denominators.Add(Unsigned(divisor, ref isNegative));
                        break;
                    }
                }

                denominators.Add(Unsigned(quotient.Denominator, ref isNegative));
                break;
            case Negation negation:
                isNegative = !isNegative;
                Collect(negation.Operand, factors, denominators, ref isNegative);
                break;
            default:
                factors.Add(expression);
                break;
        }
    }

    private bool IsScalar(Expression expression) => expression is Number || _shapes?.Find(expression) is { Count: 0 };

    // Behind a row, the column that makes the product a scalar; the beginning where there is none.
    private int EndOfScalar(List<Expression> factors, int start)
    {
        if (_shapes?.Find(factors[start]) is not [{ IsOne: true }, _])
            return start;
        for (int i = start + 1; i < factors.Count; i++)
        {
            var axes = _shapes.Find(factors[i]);
            if (axes is { Count: 1 })
                return i + 1;
            if (axes is { Count: 2 } && axes[0].IsOne)
                return start;
        }

        return start;
    }

    // x'*A*y is y'*A'*x.
    private string InnerProduct(List<Expression> factors, ref bool isNegative)
    {
        var forth = new List<string>();
        var back = new List<string>();
        foreach (var factor in factors)
        {
            if (IsScalar(factor))
                continue;
            string key = Unsigned(factor, ref isNegative);
            bool isTransposed = factor is Transpose;
            forth.Add(key);
            back.Insert(0, isTransposed ? Key(((Transpose)factor).Operand) : $"({key})'");
        }

        var scalars = factors.Where(IsScalar).Select(Key).Order(StringComparer.Ordinal);
        string first = string.Join(" * ", forth), second = string.Join(" * ", back);
        return $"({string.Join(" * ", [.. scalars, string.CompareOrdinal(first, second) <= 0 ? first : second])})";
    }

    private static string Sorted(string kind, List<string> parts)
    {
        parts.Sort(StringComparer.Ordinal);
        return $"{kind}({string.Join(", ", parts)})";
    }
}
