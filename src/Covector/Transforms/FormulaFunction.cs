using Covector.Notation;
using Call = Covector.Notation.Call;
using Power = Covector.Notation.Power;
using Product = Covector.Notation.Product;
using Sum = Covector.Notation.Sum;

namespace Covector;

public static partial class Transforms
{
    /// <summary>A formula as a function of one of its variables, the others having values: to trace, and so for every transformation.</summary>
    /// <param name="formula">The formula; <see cref="FormulaOf(Func{Tensor, Tensor})"/> is the way back.</param>
    /// <param name="variable">The variable.</param>
    /// <param name="values">Values of the others. Where they do not tell how long the axes of the variable are, a value of it, too, of which
    /// only the shape counts.</param>
    /// <exception cref="FormulaException">
    /// A value is missing, a length is not known or its shape does not fit, or the formula has a function that tensors do not have: det, logdet, inv.
    /// </exception>
    public static Func<Tensor, Tensor> FunctionOf(MatrixFormula formula, string variable, IReadOnlyDictionary<string, Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(formula);
        ArgumentNullException.ThrowIfNull(variable);
        ArgumentNullException.ThrowIfNull(values);
        var unknown = formula.Calculus.Variable(variable);
        if (!values.ContainsKey(variable))
            values = new Dictionary<string, Tensor>(values) { [variable] = FormulaFunction.Placeholder(formula.Shaped, unknown, values) };
        var function = new FormulaFunction(formula.Shaped, new FormulaPoint(formula.Shaped.Unknowns, values), values);
        function.Require();
        return x => function.At(variable, x);
    }
}

/// <summary>Computes a formula with operations of tensors. All values have two axes here: scalars are 1×1, vectors n×1.</summary>
internal sealed class FormulaFunction(ShapedFormula shaped, FormulaPoint point, IReadOnlyDictionary<string, Tensor> values)
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Entrywise = new()
    {
        ["exp"] = Functions.Exp,
        ["log"] = Functions.Log,
        ["sqrt"] = Functions.Sqrt,
        ["square"] = Functions.Square,
        ["sin"] = Functions.Sin,
        ["cos"] = Functions.Cos,
        ["tan"] = Functions.Tan,
        ["arcsin"] = Functions.Asin,
        ["arccos"] = Functions.Acos,
        ["arctan"] = Functions.Atan,
        ["sinh"] = Functions.Sinh,
        ["cosh"] = Functions.Cosh,
        ["tanh"] = Functions.Tanh,
        ["abs"] = Functions.Abs,
        ["sign"] = Functions.Sign,
        ["relu"] = Functions.Relu,
        ["step"] = x => (x > 0).AsType(x.DType),
        ["sigmoid"] = Functions.Sigmoid,
        ["softplus"] = Functions.Softplus,
        ["log1p"] = Functions.Log1p,
        ["expm1"] = Functions.Expm1,
    };

    private static readonly string[] Others =
        ["max", "min", "sum", "mean", "norm1", "norm2", "logsumexp", "softmax", "tr", "diag", "vec", "kron", "ones", "zeros", "eye"];

    /// <summary>A value of a variable with the lengths that follow from the values of the others.</summary>
    public static Tensor Placeholder(ShapedFormula shaped, Unknown variable, IReadOnlyDictionary<string, Tensor> values)
    {
        var lengths = new Dictionary<string, int>();
        foreach (var other in shaped.Unknowns)
        {
            for (int axis = 0; values.TryGetValue(other.Name, out var value) && axis < Math.Min(value.Rank, other.Axes.Count); axis++)
                lengths[other.Axes[axis].Name] = value.Shape[axis];
        }

        return Tensor.Zeros([.. variable.Axes.Select(axis => axis.Size ?? (lengths.TryGetValue(axis.Name, out int length) ? length
            : throw new FormulaException(
                $"The length {axis.Name} of {variable} does not follow from the values of {string.Join(", ", values.Keys)}. Give a value of "
                + $"{variable.Name} as well: only its shape counts.", -1)))]);
    }

    /// <summary>The formula where a variable has another value.</summary>
    public Tensor At(string variable, Tensor x)
    {
        var known = new Dictionary<string, Tensor>();
        foreach (var (name, value) in values)
            known[name] = Matrix(name == variable ? x : value);
        foreach (var definition in shaped.Formula.Definitions)
            known[definition.Name] = Value(definition.Value, known);
        return Value(shaped.Formula.Body, known).Reshape([.. shaped.Shape.Select(point.Length)]);
    }

    /// <summary>Are all functions in the formula ones that tensors have?</summary>
    public void Require()
    {
        foreach (var definition in shaped.Formula.Definitions)
            Require(definition.Value);
        Require(shaped.Formula.Body);
    }

    private static void Require(Expression expression)
    {
        if (expression is Call { Function: var function } && !Entrywise.ContainsKey(function) && !Others.Contains(function))
            throw new FormulaException($"{function} is no function of tensors that can be traced.", -1);
        foreach (var child in expression.Children())
            Require(child);
    }

    private static Tensor Matrix(Tensor value) => value.Rank switch
    {
        0 => value.Reshape(1, 1),
        1 => value.Reshape((int)value.Size, 1),
        _ => value,
    };

    private static bool IsScalar(Tensor value) => value.Shape[0] == 1 && value.Shape[1] == 1;

    private static Tensor Constant(double value) => Matrix(value);

    private Tensor Value(Expression expression, Dictionary<string, Tensor> known)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Tensor Of(Expression part) => Value(part, known);
        return expression switch
        {
            Number number => Constant((double)number.Value),
            Symbol symbol => known.TryGetValue(symbol.Name, out var value) ? value
                : Constant(symbol.Name == "pi" ? Math.PI : point.Length(new Dimension(symbol.Name))),
            Negation negation => -Of(negation.Operand),
            Sum sum => sum.Terms.Select(Of).Aggregate((a, b) => a + b),
            Product product => product.Factors.Select(Of).Aggregate((a, b) => IsScalar(a) || IsScalar(b) ? a * b : Functions.MatMul(a, b)),
            Hadamard hadamard => hadamard.Factors.Select(Of).Aggregate((a, b) => a * b),
            Quotient quotient => Of(quotient.Numerator) / Of(quotient.Denominator),
            ElementwiseQuotient quotient => Of(quotient.Numerator) / Of(quotient.Denominator),
            ElementwisePower power => Raised(Of(power.Base), power.Exponent, known),
            Power power => Of(power.Base) is var root && IsScalar(root) ? Raised(root, power.Exponent, known) : Repeated(root, power),
            Transpose transpose => Functions.Transpose(Of(transpose.Operand)),
            Call call => Called(call, known),
            _ => throw new FormulaException($"{expression} is no operation of tensors.", -1),
        };
    }

    private Tensor Raised(Tensor root, Expression exponent, Dictionary<string, Tensor> known) =>
        Functions.Pow(root, exponent is Number number ? (double)number.Value : Value(exponent, known));

    private static Tensor Repeated(Tensor root, Power power)
    {
        if (power.Exponent is not Number { Value: { IsInteger: true, Sign: > 0 } count } || count.CompareTo(64) > 0)
            throw new FormulaException($"{power}: such a power of a matrix is no operation of tensors.", -1);
        var result = root;
        for (int i = 1; i < (int)count.Numerator; i++)
            result = Functions.MatMul(result, root);
        return result;
    }

    private Tensor Called(Call call, Dictionary<string, Tensor> known)
    {
        int Length(int argument) => call.Arguments[argument] switch
        {
            Number number => (int)number.Value.Numerator,
            Product product => product.Factors.Aggregate(1, (size, f) => size * (f is Number n ? (int)n.Value.Numerator : point.Length(new Dimension(((Symbol)f).Name)))),
            var symbol => point.Length(new Dimension(((Symbol)symbol).Name)),
        };
        switch (call.Function)
        {
            case "ones" or "zeros":
                int columns = call.Arguments.Count == 2 ? Length(1) : 1;
                return call.Function == "ones" ? Tensor.Ones(Length(0), columns) : Tensor.Zeros(Length(0), columns);
            case "eye":
                return Functions.Diag(Tensor.Ones(Length(0)));
        }

        var x = Value(call.Arguments[0], known);
        int? axis = call.Arguments is [_, Number one] && call.Function is "sum" or "mean" ? (int)one.Value.Numerator - 1 : null;
        return call.Function switch
        {
            var name when Entrywise.TryGetValue(name, out var function) => function(x),
            "max" => call.Arguments.Count == 2 ? Functions.Maximum(x, Value(call.Arguments[1], known)) : Matrix(Functions.Max(x)),
            "min" => call.Arguments.Count == 2 ? Functions.Minimum(x, Value(call.Arguments[1], known)) : Matrix(Functions.Min(x)),
            "sum" => axis is { } a ? Functions.Sum(x, a, true) : Matrix(Functions.Sum(x)),
            "mean" => axis is { } a ? Functions.Mean(x, a, true) : Matrix(Functions.Mean(x)),
            "norm1" => Matrix(Functions.Sum(Functions.Abs(x))),
            "norm2" => Matrix(Functions.Norm(x.Reshape((int)x.Size))),
            "logsumexp" => Matrix(Functions.LogSumExp(x)),
            "softmax" => Functions.Softmax(x.Reshape((int)x.Size)).Reshape(x.Shape[0], x.Shape[1]),
            "tr" => Matrix(Functions.Trace(x)),
            "diag" => x.Shape[0] == 1 || x.Shape[1] == 1 ? Functions.Diag(x.Reshape((int)x.Size)) : Matrix(Functions.Diag(x)),
            "vec" => Functions.Transpose(x).Reshape((int)x.Size, 1),
            _ => Kronecker(x, Value(call.Arguments[1], known)),
        };
    }

    private static Tensor Kronecker(Tensor a, Tensor b)
    {
        int m = a.Shape[0], n = a.Shape[1], p = b.Shape[0], q = b.Shape[1];
        return (a.Reshape(m, 1, n, 1) * b.Reshape(1, p, 1, q)).Reshape(m * p, n * q);
    }
}
