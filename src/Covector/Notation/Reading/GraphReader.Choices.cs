using CompareGreater = Covector.Primitives.Greater;
using PrimitiveSum = Covector.Primitives.Sum;

namespace Covector.Notation;

/// <summary>Choices between two values by a condition.</summary>
internal sealed partial class GraphReader
{
    /// <summary>
    /// Choices by a comparison: relu where it is one, otherwise products with steps. Guards against rare values take the common side.
    /// </summary>
    private Reading Selected(Equation equation, Shape shape)
    {
        var (condition, then, otherwise) = (equation.Inputs[0], equation.Inputs[1], equation.Inputs[2]);
        Reading Side(Variable variable) => this[variable];
        if (Definition(condition) is not { } test)
            throw new NotMatrixCalculusException("a choice by a condition that is not computed here");
        switch (test.Primitive)
        {
            case IsFinite:
                return Side(then);
            case IsNaN:
                return Side(otherwise);
            // A sum that is exactly zero: programs guard their logarithms and quotients against it. Of anything else equality is a choice.
            case Equal when test.Inputs.Any(IsSum) && test.Inputs.Any(i => Definition(i)?.Primitive is Fill { Value: 0 }):
                return Side(otherwise);
            case Less or LessOrEqual or CompareGreater or GreaterOrEqual when IsExtreme(test):
                return Side(otherwise);
            case Less or LessOrEqual or CompareGreater or GreaterOrEqual:
                bool greater = test.Primitive is CompareGreater or GreaterOrEqual;
                var (high, low) = greater ? (test.Inputs[0], test.Inputs[1]) : (test.Inputs[1], test.Inputs[0]);
                return new Reading(Chosen(high, low, then, otherwise), Axes(shape));
            default:
                throw new NotMatrixCalculusException($"a choice by {test.Primitive.Name}");
        }
    }

    private bool IsSum(Variable variable) => Definition(variable) is { } definition
        && (definition.Primitive is PrimitiveSum || SmallGraph.IsMean(definition, Definition));

    private Expression Chosen(Variable high, Variable low, Variable then, Variable otherwise)
    {
        var difference = Terms.Plus(Materialized(high), Terms.Minus(Materialized(low)));
        var (a, b) = (Materialized(then), Materialized(otherwise));
        if (a.Equals(difference) && b is Number { Value.IsZero: true })
            return new Call("relu", a);
        if (b.Equals(Terms.Minus(difference)) && a is Number { Value.IsZero: true })
            return new Call("relu", b);
        var step = new Call("step", difference);
        bool isScalar = Axes(then.Type.Shape).Length == 0;
        Expression Masked(Expression value) => value is Number { Value.IsZero: true } ? value
            : isScalar ? Terms.Times(step, value) : Terms.Entrywise(step, value);
        // step·a + (1 − step)·b = b + step·(a − b).
        return Terms.Plus(b, Masked(Terms.Plus(a, Terms.Minus(b))));
    }

    /// <summary>Is a number compared with one near the ends of the range? Programs do that to scale before they square.</summary>
    private bool IsExtreme(Equation test) => test.Inputs.All(IsConstant) && test.Inputs.Any(i =>
        Definition(i)?.Primitive is Fill { Value: var bound } && bound != 0 && (Math.Abs(bound) < 1e-20 || Math.Abs(bound) > 1e20));
}
