namespace Covector.Primitives;

/// <summary>
/// Part of the cotangent of a constant, Σᵢ aᵢ·bᵢ over the steps: instead of adding up products that are larger than their factors (the
/// outer products of a weight matrix), the loop stacks the factors, and one product over all steps follows it.
/// </summary>
/// <param name="Constant">The constant.</param>
/// <param name="Product">The product of one step.</param>
/// <param name="Left">Where the left factors of all steps are.</param>
/// <param name="Right">Where the right factors of all steps are.</param>
/// <param name="After">What moves the elements of the product to their places.</param>
internal sealed record DeferredProduct(int Constant, DotGeneral Product, Factor Left, Factor Right, SingleOutputPrimitive[] After)
{
    /// <summary>The sum over all steps, from the scanned inputs and the stacked outputs of the loop.</summary>
    public Tensor Of(ReadOnlySpan<Tensor> scanned, ReadOnlySpan<Tensor> stacked)
    {
        var left = Left.IsScanned ? scanned[Left.Index] : stacked[Left.Index];
        var right = Right.IsScanned ? scanned[Right.Index] : stacked[Right.Index];
        var result = DotGeneral.Of(
            left, right,
            [0, .. Batching.Shift(Product.LeftContract, 0).AsSpan()], [0, .. Batching.Shift(Product.RightContract, 0).AsSpan()],
            Batching.Shift(Product.LeftBatch, 0), Batching.Shift(Product.RightBatch, 0));
        foreach (var primitive in After)
            result = Trace.Bind(primitive, result);
        return result;
    }
}

/// <summary>The factors of all steps: a scanned input of the loop or one of its stacked outputs.</summary>
internal readonly record struct Factor(bool IsScanned, int Index);

/// <summary>A term of the cotangent of a constant that the loop adds up itself: a variable, moved to its place.</summary>
internal readonly record struct SummedTerm(Variable Variable, SingleOutputPrimitive[] After);

/// <summary>Splits the cotangents of constants into products that can wait and terms that cannot.</summary>
/// <param name="step">One transposed step.</param>
/// <param name="constants">How many of its inputs, the first ones, are the same in each step.</param>
/// <param name="places">For each input its place among the scanned inputs of the loop, −1 for those that are not scanned.</param>
internal sealed class ProductDeferral(Graph step, int constants, int[] places)
{
    private readonly Dictionary<Variable, Equation> definitions = DefinitionsOf(step);
    private readonly bool[] isInvariant = Dependence.OnlyOnFirst(step, constants);

    public List<DeferredProduct> Products { get; } = [];

    /// <summary>The factors that the loop has to stack.</summary>
    public List<Variable> Stacked { get; } = [];

    /// <summary>Takes the products out of a cotangent.</summary>
    /// <returns>What remains to be added up.</returns>
    public List<SummedTerm> Split(Variable cotangent, int constant)
    {
        var rest = new List<SummedTerm>();
        int before = Products.Count;
        var open = new Stack<SummedTerm>([new SummedTerm(cotangent, [])]);
        while (open.TryPop(out var term))
        {
            var definition = definitions.GetValueOrDefault(term.Variable);
            switch (definition?.Primitive)
            {
                case Add:
                    open.Push(term with { Variable = definition.Inputs[1] });
                    open.Push(term with { Variable = definition.Inputs[0] });
                    break;
                case LinearUnary or Negate:
                    open.Push(new SummedTerm(definition.Inputs[0], [(SingleOutputPrimitive)definition.Primitive, .. term.After]));
                    break;
                case DotGeneral product when CanWait(definition):
                    var (left, right) = (Place(definition.Inputs[0]), Place(definition.Inputs[1]));
                    Products.Add(new DeferredProduct(constant, product, left, right, term.After));
                    break;
                default:
                    rest.Add(term);
                    break;
            }
        }

        return Products.Count == before ? [new SummedTerm(cotangent, [])] : rest;
    }

    /// <summary>Both factors change from step to step, and together they are smaller than their product.</summary>
    private bool CanWait(Equation product)
    {
        var (left, right) = (product.Inputs[0], product.Inputs[1]);
        return !isInvariant[left.Id] && !isInvariant[right.Id]
            && left.Type.Shape.Size + right.Type.Shape.Size < product.Output.Type.Shape.Size;
    }

    private Factor Place(Variable factor)
    {
        int input = Array.IndexOf(step.Inputs, factor);
        if (input >= 0 && places[input] >= 0)
            return new Factor(true, places[input]);
        int index = Stacked.IndexOf(factor);
        if (index < 0)
        {
            index = Stacked.Count;
            Stacked.Add(factor);
        }

        return new Factor(false, index);
    }

    private static Dictionary<Variable, Equation> DefinitionsOf(Graph graph)
    {
        var result = new Dictionary<Variable, Equation>();
        foreach (var equation in graph.Equations)
            foreach (var output in equation.Outputs)
                result.Add(output, equation);
        return result;
    }
}
