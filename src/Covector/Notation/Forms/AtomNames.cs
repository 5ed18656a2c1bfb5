namespace Covector.Notation;

/// <summary>Atoms as expressions: names where they have one, otherwise what they stand for.</summary>
internal sealed class AtomNames
{
    private readonly Dictionary<Atom, Expression> _known = [];
    private readonly HashSet<Expression> _symmetric = [];

    /// <summary>Those of the expressions that were asked for that are symmetric matrices.</summary>
    public IReadOnlySet<Expression> Symmetric => _symmetric;

    public Expression Of(Atom atom)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (atom.Name is not null)
            return atom.IsRow ? new Transpose(new Symbol(atom.Name)) : new Symbol(atom.Name);
        if (!_known.TryGetValue(atom, out var expression))
        {
            _known[atom] = expression = Written(atom);
            if (atom.IsSymmetric)
                _symmetric.Add(expression);
        }

        return expression;
    }

    private Expression Written(Atom atom)
    {
        var written = Derived(atom);
        return atom.Source is { } source && Length(source) <= LongerByReader * Length(written) ? source : written;
    }

    private const double LongerByReader = 1.2;

    private static int Length(Expression expression) => FormulaComparison.CountTokens(new Formula(expression));

    private Expression Derived(Atom atom) => atom switch
    {
        VariableAtom variable => new Symbol(variable.Unknown.Name),
        DimensionAtom dimension => Powers.Length(dimension.Dimension),
        UnitAtom unit => new Call("unit", Powers.Length(unit.Dimensions[0]), new Number(unit.Place)),
        SectionAtom section => new Section(
            new Call("eye", Powers.Length(section.Dimensions[1])), [Section.RangeOf(section.Start, section.Dimensions[0].Size!.Value), ":"]),
        ConstantAtom constant => new Symbol(constant.Constant),
        SumAtom sum => Argument(sum.Value),
        FunctionAtom { Extremum: { } extremum } when Distance(extremum) is { } distance => new Call("step", distance),
        FunctionAtom function => new Call(function.Function.Name, Argument(function.Argument)),
        PowerAtom { Dimensions.Count: 0 } power => new Power(Argument(power.Base), Argument(power.Exponent)),
        PowerAtom power => new ElementwisePower(Base(power), Argument(power.Exponent)),
        InverseAtom inverse => new Call("inv", Argument(inverse.Matrix)),
        ScalarAtom scalar => new Call(NameOf(scalar.Function), Argument(scalar.Argument)),
        SoftmaxAtom softmax => new Call("softmax", Argument(softmax.Argument)),
        DeltaAtom => throw new InvalidOperationException("δ is not an operand."),
        StackAtom => throw new NoMatrixFormException(),
        _ => throw new InvalidOperationException($"No notation for {atom.Kind}."),
    };

    /// <summary>
    /// max(u)·𝟏 − u with the same u at both places, so that it is zero at the largest entry: of max(x + y)·𝟏 − x − y rounding may be left, and the
    /// step of that is 1. Null for a u that has a name of its own, of which there is nothing to write in two ways.
    /// </summary>
    private Sum? Distance(ScalarAtom extremum)
    {
        var dimensions = extremum.Argument.Dimensions;
        if (Array.Exists(dimensions, d => d.IsOne) || Argument(extremum.Argument) is not (not Symbol and var entries))
            return null;
        var ones = new Call("ones", new Parts([.. dimensions.Select(Powers.Length)]));
        var limit = new Product([new Call(NameOf(extremum.Function), entries), ones]);
        return extremum.Function == ScalarFunction.Minimum ? new Sum([entries, new Negation(limit)])
            : new Sum([limit, entries is Negation minus ? minus.Operand : new Negation(entries)]);
    }

    /// <summary>A base without indices is one number for all entries: c.^x.</summary>
    private Expression Base(PowerAtom power) =>
        Argument(power.HasScalarBase ? new IndexExpression([], power.Base.Terms) : power.Base);

    private static string NameOf(ScalarFunction function) => function switch
    {
        ScalarFunction.Determinant => "det",
        ScalarFunction.LogDeterminant => "logdet",
        ScalarFunction.Norm => "norm2",
        ScalarFunction.Maximum => "max",
        ScalarFunction.Minimum => "min",
        _ => "logsumexp",
    };

    public Expression Argument(IndexExpression expression) => MatrixForm.Write(expression, LayoutOf(expression), this, jacobian: false)
        ?? throw new NoMatrixFormException();

    private static Layout LayoutOf(IndexExpression expression) => expression.Free switch
    {
        [] => Layout.Scalar,
        [_] => Layout.Column,
        // A matrix with one row or column: x as an argument of kron.
        [_, { Dimension.IsOne: true }] => Layout.Column,
        [{ Dimension.IsOne: true }, _] => Layout.Row,
        _ => Layout.Matrix,
    };
}

/// <summary>A value cannot be written with matrices and vectors alone.</summary>
internal sealed class NoMatrixFormException : Exception;
