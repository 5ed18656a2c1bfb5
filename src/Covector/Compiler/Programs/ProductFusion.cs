namespace Covector.Compiler;

/// <summary>
/// A step that works on the rows of a matrix product follows it: an activation, a bias, the derivative of an activation, an update of
/// weights. The product moves to where the step is, unless another step between them needs it.
/// </summary>
internal static class ProductFusion
{
    public static List<ProgramStep> Run(List<ProgramStep> steps)
    {
        var result = new List<ProgramStep?>(steps.Count);
        var products = new Dictionary<Variable, int>();
        foreach (var step in steps)
        {
            int place = -1;
            foreach (var input in step.Inputs)
            {
                if (products.TryGetValue(input, out int found) && step is IRowwise rowwise
                    && ((ProductStep)result[found]!).CanPrecede(rowwise))
                    place = Math.Max(place, found);
                // Who reads it first reads it while it is in the cache.
                else
                    products.Remove(input);
            }

            if (place >= 0)
            {
                var product = (ProductStep)result[place]!;
                result[place] = null;
                result.Add(product.Followed(step));
            }
            else
            {
                if (step is ProductStep)
                    products.Add(step.Outputs[0], result.Count);
                result.Add(step);
            }

            foreach (var input in step.Inputs)
                products.Remove(input);
        }

        return [.. result.OfType<ProgramStep>()];
    }
}
