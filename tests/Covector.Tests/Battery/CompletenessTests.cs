using Covector.Primitives;

namespace Covector.Tests.Battery;

/// <summary>The battery knows every primitive of the library: a new one without an entry fails here.</summary>
public sealed class CompletenessTests
{
    [Fact]
    public void EveryPrimitiveHasACase()
    {
        var known = PrimitiveCases.All.Select(c => c.Primitive.GetType()).ToHashSet();
        var missing = PrimitiveCases.PrimitiveTypes.Where(t => !known.Contains(t)).Select(t => t.Name).Order();
        Assert.True(!missing.Any(), $"The battery has no case for: {string.Join(", ", missing)}.");
    }

    [Fact]
    public void EveryCaseRunsWithSomeElementType()
    {
        foreach (var item in PrimitiveCases.All)
            Assert.True(item.DTypes.Any(item.Accepts), $"No element type fits the operands of {item.Name}.");
    }

    [Fact]
    public void PassesAreFound() =>
        Assert.Superset(
            new HashSet<string> { "DeadCode.Remove", "CommonSubexpressions.Remove", "Pipeline.Simplify" },
            CheckedGraphs.Passes.Select(p => p.Name).ToHashSet());

    [Fact]
    public void EqualParametersMakeEqualPrimitives()
    {
        // A primitive compares by its parameters, before it has run and after.
        var cases = PrimitiveCases.All.Where(c => c.Primitive is not Call).ToList();
        foreach (var item in cases)
        {
            var copy = item.Primitive with { };
            Assert.Equal(item.Primitive, copy);
            item.Eval(item.Inputs(item.DTypes.First(item.Accepts)));
            Assert.Equal(item.Primitive, copy);
            Assert.Equal(item.Primitive.GetHashCode(), copy.GetHashCode());
        }
    }
}
