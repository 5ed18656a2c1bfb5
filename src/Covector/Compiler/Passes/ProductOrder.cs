namespace Covector.Compiler;

/// <summary>
/// (A·B)ᵀ = Bᵀ·Aᵀ: a product that is only read transposed is computed as it is read. The elements are the same sums in the same order, so
/// the bits are too where both products are computed by the same loops.
/// </summary>
internal static class ProductOrder
{
    public static Graph Apply(Graph graph)
    {
        var products = new Equation?[graph.VariableCount];
        var readers = new int[graph.VariableCount];
        foreach (var equation in graph.Equations)
        {
            if (equation.Primitive is DotGeneral)
                products[equation.Output.Id] = equation;
            foreach (var input in equation.Inputs)
                readers[input.Id]++;
        }

        foreach (var output in graph.Outputs)
            readers[output.Id]++;
        return new Graph(
            graph.Inputs, graph.Captures, Array.ConvertAll(graph.Equations, e => Reordered(e, products, readers) ?? e), graph.Outputs,
            graph.VariableCount);
    }

    private static Equation? Reordered(Equation equation, Equation?[] products, int[] readers)
    {
        if (equation.Primitive is not Permute permute || products[equation.Inputs[0].Id] is not { } product
            || readers[product.Output.Id] != 1)
            return null;
        var dot = (DotGeneral)product.Primitive;
        var (a, b) = (product.Inputs[0], product.Inputs[1]);
        int batch = dot.LeftBatch.Count, left = dot.LeftFree(a.Type.Shape.Rank).Count, right = dot.RightFree(b.Type.Shape.Rank).Count;
        for (int i = 0; i < permute.Order.Count; i++)
            if (permute.Order[i] != (i < batch ? i : i < batch + right ? i + left : i - right))
                return null;
        var shape = product.Output.Type.Shape;
        long m = 1, n = 1, k = 1;
        for (int i = batch; i < shape.Rank; i++)
            if (i < batch + left)
                m *= shape[i];
            else
                n *= shape[i];
        foreach (int axis in dot.LeftContract)
            k *= a.Type.Shape[axis];
        return MatrixProduct.IsSameTransposed(a.Type.DType, m, n, k)
            ? new Equation(new DotGeneral(dot.RightContract, dot.LeftContract, dot.RightBatch, dot.LeftBatch), [b, a], equation.Outputs)
            : null;
    }
}
