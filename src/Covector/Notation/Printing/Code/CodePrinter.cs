using System.Text;

namespace Covector.Notation;

/// <summary>
/// Writes formulas as functions of a programming language: products in the cheapest order, <c>inv(A)*b</c> as the solution of a system,
/// <c>diag(v)*M</c> as scaled rows, <c>tr(A'*B)</c> as a sum, <c>log(1+exp(x))</c> without overflow.
/// </summary>
internal abstract class CodePrinter(ShapedFormula shaped)
{
    private readonly SortedSet<string> _helpers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lengths = [];

    /// <summary>Statements that go before the one that is being written.</summary>
    protected List<string> Statements { get; } = [];

    protected ShapedFormula Shaped => shaped;

    protected IEnumerable<string> Helpers => _helpers;

    /// <summary>Lengths of axes that the code uses.</summary>
    protected IReadOnlySet<string> Lengths => _lengths;

    /// <summary>
    /// The source of a function of the formula's variables; of an index form, with the order of the indices of its result, and how many of
    /// them are stacked to rows where the rest is stacked to columns.
    /// </summary>
    protected string WriteFunction(string name, IReadOnlyList<string>? order, int? stackedAt)
    {
        foreach (var definition in shaped.Formula.Definitions)
            Statements.Add(Assignment(Name(definition.Name), Emit(definition.Value).Text));
        string result = order is { Count: > 0 } ? stackedAt is { } rank ? EmitStacked(order, rank) : EmitIndexed(order)
            : Emit(shaped.Formula.Body).Text;
        return Function(name, result);
    }

    /// <summary>The functions that are written before the code since the language has none like them.</summary>
    protected string Use(string helper)
    {
        _helpers.Add(helper);
        return helper;
    }

    protected abstract string Function(string name, string result);

    /// <summary>Lines that read the lengths of axes from the arguments, and require the shapes of these.</summary>
    /// <param name="axesOf">The axes of an argument that it has in the language.</param>
    /// <param name="length">The length of an axis of an argument.</param>
    /// <param name="requirement">The line that requires a shape.</param>
    protected IEnumerable<string> ShapeStatements(
        Func<IReadOnlyList<Dimension>, IEnumerable<Dimension>> axesOf, Func<string, int, string> length,
        Func<string, string, string> requirement)
    {
        var known = new HashSet<Dimension>();
        foreach (var unknown in shaped.Unknowns)
        {
            string argument = Name(unknown.Name);
            Dimension[] axes = [.. axesOf(unknown.Axes)];
            for (int i = 0; i < axes.Length; i++)
            {
                if (axes[i].Size == null && known.Add(axes[i]))
                    yield return Assignment(Name(axes[i].Name), length(argument, i));
            }

            string shape = string.Join(", ", axes.Select(axis => axis.Size != null ? axis.Name : Name(axis.Name)));
            if (axes.Length > 0)
                yield return requirement(argument, axes.Length == 1 ? shape + "," : shape);
        }
    }

    protected abstract string Assignment(string name, string value);

    protected abstract string Name(string name);

    protected abstract string Number(Rational value);

    protected abstract Code Transposed(Code matrix);

    protected abstract Code Multiply(Code a, Code b);

    protected abstract string EntrywiseProduct { get; }

    protected abstract string EntrywiseQuotient { get; }

    protected abstract Code RaiseEntries(Code root, Code exponent);

    protected abstract Code RaiseMatrix(Code root, int exponent);

    protected abstract Code Inverse(Code matrix);

    protected abstract Code Diagonal(Code value);

    /// <summary>The range of entries from a place on, which is counted from 0.</summary>
    protected abstract string EmitRange(int start, int count);

    protected abstract string WholeRange { get; }

    /// <summary>A unit vector, its 1 at a place from 0 on.</summary>
    protected abstract Code Unit(string length, int place);

    /// <summary>An entry at places from 0 on.</summary>
    protected virtual Code EmitEntry(Code operand, int[] places) =>
        new($"{operand.At(Tightness.Atom)}[{string.Join(", ", places)}]", Tightness.Atom, CodeShape.Scalar);

    /// <summary>A call that is none of products, inverses and diagonals.</summary>
    protected abstract Code Apply(Call call, IReadOnlyList<Code> arguments, CodeShape shape);

    /// <summary>The sum of products entry by entry: the trace of a'*b.</summary>
    protected abstract Code SumOfProducts(Code a, Code b);

    protected abstract string EmitIndexed(IReadOnlyList<string> order);

    /// <summary>Does the language lay arrays out by columns, as vec stacks them?</summary>
    protected virtual bool StacksColumns => false;

    protected abstract string Reshaped(string tensor, string rows, string columns);

    private string EmitStacked(IReadOnlyList<string> order, int rank)
    {
        string Size(IEnumerable<string> indices) => string.Join(" * ", indices.Select(i => Length(shaped.Indices[i])).DefaultIfEmpty("1"));
        IReadOnlyList<string> laidOut = StacksColumns ? order : [.. order.Take(rank).Reverse(), .. order.Skip(rank).Reverse()];
        return Reshaped(EmitIndexed(laidOut), Size(order.Take(rank)), Size(order.Skip(rank)));
    }

    protected string Length(Dimension dimension)
    {
        if (dimension.Size is { } size)
            return size.ToString(System.Globalization.CultureInfo.InvariantCulture);
        _lengths.Add(dimension.Name);
        return Name(dimension.Name);
    }

    protected string Length(Expression expression) => expression switch
    {
        Symbol symbol => Length(new Dimension(symbol.Name)),
        Product product => string.Join(" * ", product.Factors.Select(Length)),
        _ => expression.ToString(),
    };

    /// <summary>Of the ones of a column, a row, or n×1, the n.</summary>
    protected string LengthOfVector(Call constant) =>
        Length(constant.Arguments[^1] is Number { Value.IsOne: true } ? constant.Arguments[0] : constant.Arguments[^1]);

    protected CodeShape ShapeOf(Expression expression) => shaped[expression] switch
    {
        [] => CodeShape.Scalar,
        [_] => CodeShape.Column,
        [{ IsOne: true }, _] => CodeShape.Row,
        _ => CodeShape.Matrix,
    };

    protected FormulaException NoCode(Expression expression) =>
        new($"{expression}: there is no code for this in {GetType().Name.Replace("Printer", "", StringComparison.Ordinal)}.", -1);

    protected Code Emit(Expression expression)
    {
        switch (expression)
        {
            case Number { Value: var value }:
                bool isFraction = Number(value).Contains('/', StringComparison.Ordinal);
                return new Code(
                    Number(value), value.Sign < 0 ? Tightness.Term : isFraction ? Tightness.Product : Tightness.Atom, CodeShape.Scalar);
            case Symbol symbol:
                bool isLength = !shaped.Unknowns.Any(unknown => unknown.Name == symbol.Name)
                    && !shaped.Formula.Definitions.Any(definition => definition.Name == symbol.Name);
                return new Code(isLength ? Length(symbol) : Name(symbol.Name), Tightness.Atom, ShapeOf(symbol));
            case Negation negation:
                var operand = Emit(negation.Operand);
                return new Code("-" + operand.At(Tightness.Product), Tightness.Term, operand.Shape);
            case Sum sum:
                return EmitSum(sum);
            case Product product:
                return EmitProduct(product.Factors, ShapeOf(product));
            case Hadamard hadamard:
                var factors = hadamard.Factors.Select(Emit).ToList();
                return new Code(string.Join(EntrywiseProduct, factors.Select(factor => factor.At(Tightness.Postfix))), Tightness.Product,
                    ShapeOf(hadamard));
            case Quotient quotient:
                return new Code($"{EmitNumerator(quotient.Numerator)} / {Emit(quotient.Denominator).At(Tightness.Postfix)}",
                    Tightness.Product, ShapeOf(quotient));
            case ElementwiseQuotient quotient:
                string divisor = Emit(quotient.Denominator).At(Tightness.Postfix);
                return new Code(
                    Emit(quotient.Numerator).At(Tightness.Postfix) + EntrywiseQuotient + divisor, Tightness.Product, ShapeOf(quotient));
            case Power power when ShapeOf(power.Base) == CodeShape.Matrix:
                return RaiseMatrix(Emit(power.Base), WholeExponent(power.Exponent));
            case Power power:
                return RaiseEntries(Emit(power.Base), Emit(power.Exponent));
            case ElementwisePower power:
                return RaiseEntries(Emit(power.Base), Emit(power.Exponent)) with { Shape = ShapeOf(power) };
            case Transpose transpose:
                return EmitTransposed(Emit(transpose.Operand));
            case Call call:
                return EmitCall(call);
            case Section section:
                string ranges = string.Join(", ", Enumerable.Range(0, section.Ranges.Count).Select(
                    axis => section.Range(axis) is { } range ? EmitRange(range.Start, range.Count) : WholeRange));
                return new Code($"{Emit(section.Operand).At(Tightness.Atom)}[{ranges}]", Tightness.Atom, ShapeOf(section));
            case Entry { IsNumbered: true } entry:
                return EmitEntry(Emit(entry.Operand), [.. entry.Indices.Select(Indices.Place)]);
            default:
                throw NoCode(expression);
        }
    }

    private string EmitNumerator(Expression numerator) =>
        Emit(numerator).At(numerator is Product or Quotient ? Tightness.Product : Tightness.Postfix);

    private static int WholeExponent(Expression exponent) => exponent switch
    {
        Number { Value: { IsInteger: true } value } => (int)value.Numerator,
        Negation { Operand: Number { Value: { IsInteger: true } value } } => -(int)value.Numerator,
        _ => throw new FormulaException($"A matrix to the power {exponent}; the exponent must be a whole number.", -1),
    };

    private Code EmitSum(Sum sum)
    {
        var text = new StringBuilder();
        for (int i = 0; i < sum.Terms.Count; i++)
        {
            var term = sum.Terms[i];
            bool isNegative = term is Negation;
            text.Append(isNegative ? i == 0 ? "-" : " - " : i == 0 ? "" : " + ");
            text.Append(Emit(term is Negation negation ? negation.Operand : term).At(Tightness.Product));
        }

        return new Code(text.ToString(), Tightness.Sum, ShapeOf(sum));
    }

    private Code EmitTransposed(Code operand)
    {
        if (operand.Shape == CodeShape.Scalar)
            return operand;
        if (operand.InverseOf is { } inverted)
            return Inverse(EmitTransposed(inverted));
        return operand.DiagonalOf != null ? operand : Transposed(operand);
    }

    // Scalars are multiplied among themselves and with the result.
    private Code EmitProduct(IEnumerable<Expression> factors, CodeShape shape)
    {
        var scalars = new List<Code>();
        var matrices = new List<Code>();
        foreach (var factor in factors)
        {
            var code = Emit(factor);
            (code.Shape == CodeShape.Scalar ? scalars : matrices).Add(code);
        }

        var product = matrices.Count == 0 ? null : EmitChain(matrices);
        if (scalars.Count == 0)
            return product!;
        var text = new List<string>();
        foreach (var scalar in scalars)
            text.Add(scalar.At(text.Count == 0 ? Tightness.Product : Tightness.Postfix));
        if (product != null)
            text.Add(product.At(Tightness.Postfix));
        return new Code(string.Join(" * ", text), Tightness.Product, shape);
    }

    // A row times a column is a scalar, which may stand between matrices.
    private Code EmitChain(List<Code> factors)
    {
        var rest = new List<Code>();
        Code? scalar = null;
        for (int i = 0; i < factors.Count; i++)
        {
            int end = factors[i].Shape == CodeShape.Row
                ? factors.FindIndex(i + 1, factor => factor.Shape is CodeShape.Column or CodeShape.Row) : -1;
            if (end > 0 && factors[end].Shape == CodeShape.Column && factors.Count > end - i + 1)
            {
                var inner = ProductOrder.Multiply(factors.GetRange(i, end - i + 1), Multiply);
                scalar = scalar == null ? inner
                    : new Code($"{scalar.At(Tightness.Product)} * {inner.At(Tightness.Postfix)}", Tightness.Product, CodeShape.Scalar);
                i = end;
                continue;
            }

            rest.Add(factors[i]);
        }

        if (rest.Count == 0)
            return scalar!;
        var product = ProductOrder.Multiply(rest, Multiply);
        return scalar == null ? product
            : new Code($"{scalar.At(Tightness.Product)} * {product.At(Tightness.Postfix)}", Tightness.Product, product.Shape);
    }

    private Code EmitCall(Call call)
    {
        switch (call)
        {
            case { Function: "inv", Arguments: [var argument] } when ShapeOf(argument) == CodeShape.Matrix:
                return Inverse(Emit(argument));
            case { Function: "inv", Arguments: [var argument] }:
                return new Code($"{Number(1)} / {Emit(argument).At(Tightness.Postfix)}", Tightness.Product, CodeShape.Scalar);
            case { Function: "diag", Arguments: [var argument] }:
                return Diagonal(Emit(argument));
            case { Function: "log", Arguments: [Call { Function: "det" } det] }:
                return Apply(new Call("logdet", det.Arguments), [Emit(det.Arguments[0])], CodeShape.Scalar);
            case { Function: "log", Arguments: [Sum { Terms: [var a, var b] }] } when IsOne(a) || IsOne(b):
                var other = IsOne(a) ? b : a;
                return other is Call { Function: "exp" } exp
                    ? Apply(new Call("softplus", exp.Arguments), [Emit(exp.Arguments[0])], ShapeOf(call))
                    : Apply(new Call("log1p", other), [Emit(other)], ShapeOf(call));
            case { Function: "tr", Arguments: [Product { Factors: var factors }] } when IsOfMatrices(factors):
                return SumOfProducts(factors[0] is Transpose first ? Emit(first.Operand)
                    : EmitTransposed(Emit(factors[0])), EmitProduct(factors.Skip(1), CodeShape.Matrix));
            case { Function: "unit" }:
                return Unit(Length(call.Arguments[0]), Indices.Place(call.Arguments[1].ToString()));
            case { Function: "ones" or "zeros" or "eye" or "comm" or "delta" }:
                return Apply(call, [], ShapeOf(call));
            default:
                return Apply(call, [.. call.Arguments.Select((argument, i) => i == 1 && call.Function is "sum" or "mean"
                    ? new Code(argument.ToString(), Tightness.Atom, CodeShape.Scalar) : Emit(argument))], ShapeOf(call));
        }
    }

    private bool IsOfMatrices(Parts factors)
    {
        foreach (var factor in factors)
        {
            if (ShapeOf(factor) != CodeShape.Matrix || factor is Call { Function: "inv" or "diag" })
                return false;
        }

        return true;
    }

    private static bool IsOne(Expression expression) => expression is Number { Value.IsOne: true } or Call { Function: "ones" };
}
