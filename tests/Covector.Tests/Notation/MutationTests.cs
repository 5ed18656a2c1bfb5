using Covector.Notation;

namespace Covector.Tests.Notation;

/// <summary>The check of proposed derivatives: altered ones are caught, other forms of the true one are not.</summary>
public sealed class MutationTests
{
    [Fact]
    public void Altered_derivatives_are_caught()
    {
        int wrong = 0, caught = 0;
        var missed = new List<string>();
        foreach (var one in AcceptanceTable.Cases)
        {
            var derivative = DeriveTests.Derivative(one);
            var random = new Random(one.Id.Aggregate(7, (hash, letter) => 31 * hash + letter));
            foreach (var altered in Alterations(derivative.Derived.Formula, one, random).Distinct().Take(40))
            {
                // What has the same value at the point of the table may be equal or not.
                if (!IsAnother(one, derivative, altered))
                    continue;
                bool isRight = Verdict(derivative, altered);
                wrong++;
                caught += isRight ? 0 : 1;
                if (isRight)
                    missed.Add($"{one.Id}: {altered} in place of {derivative}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{caught} of {wrong} altered derivatives caught");
        Assert.True(wrong > 2000, $"Only {wrong} alterations have another value.");
        Assert.True(caught >= 0.99 * wrong, $"{caught} of {wrong} are caught.\n{string.Join('\n', missed.Take(20))}");
    }

    [Theory]
    [MemberData(nameof(AcceptanceTable.Ids), MemberType = typeof(AcceptanceTable))]
    public void The_derivative_of_the_table_is_right(string id)
    {
        var one = AcceptanceTable.Case(id);
        var derivative = DeriveTests.Derivative(one);
        // The table has other names of indices.
        if (derivative.Indices.Count > 0 && one.IndexOrder is null)
            return;
        var verdict = derivative.Check(one.Derivative);
        Assert.True(verdict.IsRight, $"{verdict} {one.Derivative} in place of {derivative}");
    }

    private static bool Verdict(MatrixDerivative derivative, string proposal)
    {
        try
        {
            return derivative.Check(proposal).IsRight;
        }
        catch (FormulaException)
        {
            return false;
        }
    }

    /// <summary>Has an altered derivative another value at the point of the table?</summary>
    private static bool IsAnother(AcceptanceCase one, MatrixDerivative derivative, string altered)
    {
        double[] value;
        try
        {
            value = DeriveTests.Value(one, Parser.Parse(altered).Formula, derivative.Derived.Indices);
        }
        catch (Exception refused) when (refused is FormulaException or ArgumentException or IndexOutOfRangeException)
        {
            // What has no value is another formula all the more.
            return true;
        }

        double[] truth = one.DerivativeValue;
        if (value.Length != truth.Length)
            return true;
        double scale = truth.Max(Math.Abs), difference = truth.Zip(value, (x, y) => Math.Abs(x - y)).Max();
        return double.IsNaN(difference) || difference > 1e-6 * scale;
    }

    /// <summary>Formulas with one thing changed: sign, factor, transpose, a term or factor less, another variable, exponent or function.</summary>
    private static IEnumerable<string> Alterations(Formula formula, AcceptanceCase one, Random random)
    {
        var places = new List<(int Definition, Expression Part)>();
        for (int d = 0; d <= formula.Definitions.Count; d++)
            Collect(d < formula.Definitions.Count ? formula.Definitions[d].Value : formula.Body, part => places.Add((d, part)));
        string[] names = [.. one.Unknowns.Select(u => u.Name)];
        foreach (var (definition, part) in places.OrderBy(_ => random.Next()))
        {
            foreach (var other in Altered(part, names))
            {
                bool isDone = false;
                Expression Replaced(Expression expression)
                {
                    if (isDone || !ReferenceEquals(expression, part))
                        return expression.Map(Replaced);
                    isDone = true;
                    return other;
                }

                Definition[] definitions = [.. formula.Definitions.Select((d, i) => i == definition ? d with { Value = Replaced(d.Value) } : d)];
                var body = definition == formula.Definitions.Count ? Replaced(formula.Body) : formula.Body;
                yield return new Formula(definitions, body).ToString();
            }
        }
    }

    private static void Collect(Expression expression, Action<Expression> found)
    {
        found(expression);
        foreach (var child in expression.Children())
        {
            if (expression is not Call { Function: "ones" or "zeros" or "eye" or "comm" or "delta" })
                Collect(child, found);
        }
    }

    private static readonly Dictionary<string, string> _others = new()
    {
        ["sin"] = "cos",
        ["cos"] = "sin",
        ["tanh"] = "sigmoid",
        ["sigmoid"] = "tanh",
        ["exp"] = "expm1",
        ["log"] = "log1p",
        ["step"] = "relu",
        ["relu"] = "step",
        ["sqrt"] = "square",
        ["norm2"] = "sum",
        ["tr"] = "sum",
        ["softmax"] = "sigmoid",
        ["sum"] = "norm2",
        ["det"] = "tr",
    };

    private static IEnumerable<Expression> Altered(Expression part, string[] names)
    {
        yield return new Negation(part);
        yield return new Product([new Number(2), part]);
        yield return new Product([new Number(Rational.Half), part]);
        switch (part)
        {
            case Symbol symbol:
                yield return new Transpose(symbol);
                foreach (string name in names.Where(n => n != symbol.Name))
                    yield return new Symbol(name);
                break;
            case Transpose transpose:
                yield return transpose.Operand;
                break;
            case Negation negation:
                yield return negation.Operand;
                break;
            case Sum sum:
                for (int i = 0; i < sum.Terms.Count; i++)
                {
                    Expression[] rest = [.. sum.Terms.Where((_, k) => k != i)];
                    yield return rest.Length == 1 ? rest[0] : new Sum(new Covector.Notation.Parts(rest));
                    yield return new Sum(new Covector.Notation.Parts([.. sum.Terms.Select((t, k) => k == i ? new Negation(t) : t)]));
                }

                break;
            case Product product:
                for (int i = 0; i < product.Factors.Count; i++)
                {
                    Expression[] rest = [.. product.Factors.Where((_, k) => k != i)];
                    yield return rest.Length == 1 ? rest[0] : new Product(new Covector.Notation.Parts(rest));
                }

                break;
            case Hadamard { Factors: [var first, ..] hadamard }:
                yield return first;
                yield return new Hadamard([first, .. hadamard]);
                break;
            case Number number:
                yield return new Number(number.Value + 1);
                break;
            case Power power:
                yield return power.Base;
                break;
            case ElementwisePower power:
                yield return power.Base;
                break;
            case Call call when _others.TryGetValue(call.Function, out string? other):
                yield return new Call(other, call.Arguments);
                yield return call.Arguments[0];
                break;
            case Call { Function: "inv" or "diag" } call:
                yield return call.Arguments[0];
                break;
        }
    }
}
