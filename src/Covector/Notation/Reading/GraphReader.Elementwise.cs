using PrimitiveSum = Covector.Primitives.Sum;

namespace Covector.Notation;

/// <summary>What is computed entry by entry, and scalings.</summary>
internal sealed partial class GraphReader
{
    private Reading Elementwise(Equation equation, Shape shape)
    {
        var inputs = equation.Inputs;
        bool isScalar = Axes(shape).Length == 0;
        // What is repeated along the same axes everywhere stays so.
        if (inputs.All(i => this[i].Repeated is { Axes.Length: 0 }) && !isScalar)
        {
            var scalar = Combine(equation, [.. inputs.Select(i => this[i].Repeated!.Value.Expression)], isScalar: true);
            return new Reading(scalar, Axes(shape)) { Repeated = (scalar, []) };
        }

        // vec(A) + exp(vec(B)) = vec(A + exp(B)).
        if (inputs.Select(i => this[i].Flat).FirstOrDefault(f => f is not null) is { } flat
            && inputs.All(i => Scale(i) is not null || this[i].Flat is { } other
                && (other.Rows, other.Columns) == (flat.Rows, flat.Columns)))
        {
            Expression[] matrices = [.. inputs.Select(i => this[i].Flat?.Matrix ?? Spread(Scale(i)!, [], [flat.Rows, flat.Columns]))];
            return FlatOf(Combine(equation, matrices, isScalar), flat.Rows, flat.Columns, Axes(shape));
        }

        return new Reading(Combine(equation, [.. inputs.Select(Materialized)], isScalar), Axes(shape));
    }

    private Expression Combine(Equation equation, Expression[] x, bool isScalar)
    {
        var inputs = equation.Inputs;
        switch (equation.Primitive)
        {
            case Add:
                return Terms.Plus(x[0], x[1]);
            case Subtract:
                return Terms.Plus(x[0], Terms.Minus(x[1]));
            case Negate:
                return Terms.Minus(x[0]);
            case Multiply or StrongMultiply:
                return Multiplied(x, inputs, isScalar);
            case Divide when SmallGraph.IsMean(equation, Definition):
                return x[0] is Call { Function: "sum" } total
                    ? new Call("mean", total.Arguments)
                    : new Quotient(x[0], CountOf(Definition(inputs[0])!));
            case Divide when !isScalar && Scale(inputs[1]) is { } divisor:
                return Terms.Over(x[0], divisor, isScalar: true);
            case Divide when !isScalar && Scale(inputs[0]) is { } dividend:
                return Terms.Over(dividend, x[1], isScalar: false);
            case Divide:
                return Terms.Over(x[0], x[1], isScalar);
            case IntegerPower power:
                return isScalar ? new Power(x[0], new Number(power.Exponent)) : new ElementwisePower(x[0], new Number(power.Exponent));
            case Primitives.Power:
                return isScalar ? new Power(x[0], x[1]) : new ElementwisePower(Scale(inputs[0]) ?? x[0], Scale(inputs[1]) ?? x[1]);
            case Rsqrt:
                return isScalar
                    ? new Quotient(Number.One, Terms.Apply("sqrt", x[0]))
                    : new ElementwiseQuotient(Number.One, new Call("sqrt", x[0]));
            case Maximum:
                return x[1] is Number { Value.IsZero: true } ? new Call("relu", x[0])
                    : x[0] is Number { Value.IsZero: true } ? new Call("relu", x[1])
                    : Terms.Plus(x[1], new Call("relu", Terms.Plus(x[0], Terms.Minus(x[1]))));
            case Minimum:
                return Terms.Plus(x[0], new Negation(new Call("relu", Terms.Plus(x[0], Terms.Minus(x[1])))));
            case LogAddExp:
                return x[1] is Number { Value.IsZero: true } ? new Call("softplus", x[0])
                    : x[0] is Number { Value.IsZero: true } ? new Call("softplus", x[1])
                    : Terms.Plus(x[1], new Call("softplus", Terms.Plus(x[0], Terms.Minus(x[1]))));
            case Log2 or Log10:
                var logarithm = new Call("log", new Number(equation.Primitive is Log2 ? 2 : 10));
                return new Quotient(Terms.Apply("log", x[0]), logarithm);
            case Covector.Primitives.Convert { To.IsFloating: true }:
                return x[0];
        }

        string? name = equation.Primitive switch
        {
            Logistic => "sigmoid",
            Absolute => "abs",
            Atan => "arctan",
            Asin => "arcsin",
            Acos => "arccos",
            Exp or Expm1 or Log or Log1p or Sin or Cos or Tan or Sinh or Cosh or Tanh or Sqrt or Sign => equation.Primitive.Name,
            _ => null,
        };
        return name is null ? throw new NotMatrixCalculusException(equation.Primitive.Name) : Terms.Apply(name, x[0]);
    }

    /// <summary>How many numbers a sum adds up, as lengths of axes.</summary>
    private Expression CountOf(Equation sum)
    {
        var shape = sum.Inputs[0].Type.Shape;
        var axes = Axes(shape).Where(a => ((PrimitiveSum)sum.Primitive).Axes.IndexOf(a) >= 0);
        return Terms.Times([.. axes.Select(a => Powers.Length(DimensionOf(shape[a])))]);
    }

    private Expression? Scale(Variable variable) => this[variable].Repeated is { Axes.Length: 0 } repeated ? repeated.Expression : null;

    /// <summary>A scaling, a diagonal matrix times a matrix, or a product entry by entry.</summary>
    private Expression Multiplied(Expression[] x, Variable[] inputs, bool isScalar)
    {
        if (isScalar)
            return x[0].Equals(x[1]) && x[0] is not Number ? new Power(x[0], new Number(2)) : Terms.Scaled(x[0], x[1]);
        for (int side = 0; side < 2; side++)
        {
            var (scale, other) = (inputs[side], x[1 - side]);
            if (Scale(scale) is { } factor)
                return Terms.Scaled(factor, other);
            if (this[scale].Repeated is { Axes: [var axis] } vector)
            {
                var diagonal = new Call("diag", vector.Expression);
                return axis == Axes(scale.Type.Shape)[0] ? Terms.Times(diagonal, other) : Terms.Times(other, diagonal);
            }
        }

        return Terms.Entrywise(x[0], x[1]);
    }
}
