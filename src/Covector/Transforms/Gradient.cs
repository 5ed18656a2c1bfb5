namespace Covector;

/// <summary>The computation behind <c>Grad</c> and <c>ValueAndGrad</c>: linearize, check that the output is a scalar, transpose.</summary>
internal static class Gradient
{
    /// <summary>Stands for the number of an argument where all of them are differentiated, as a tuple.</summary>
    public const int AllArguments = -1;

    /// <summary>The value of f at x and its gradient; f's results after the first are auxiliary.</summary>
    public static (Tensor[] Outputs, Tensor[] Gradient) Compute(Func<Tensor[], Tensor[]> f, Tensor[] x, TraceOrigin origin)
    {
        var linearization = Linearization.Run(f, x, origin);
        var value = linearization.Outputs[0];
        if (value.Rank != 0)
            throw Error.NonScalarOutput(origin.Transformation, value.Shape);
        if (!value.DType.IsFloating)
            throw Error.NonFloatingOutput(origin.Transformation, value.Type);
        var cotangents = new Tensor?[linearization.Outputs.Length];
        cotangents[0] = Fill.Of(default, value.DType, 1);
        return (linearization.Outputs, linearization.ApplyTransposed(cotangents));
    }

    public static (Tensor Value, P Grad) Compute<P>(Func<P, Tensor> f, P x, string transformation, Delegate named, int argument = 0)
    {
        var leaves = TreeLeaves.Of(x);
        CheckFloating(x, leaves, transformation, named, argument);
        var structure = Tree.StructureOf(x);
        var (outputs, gradient) = Compute(
            t => [Returned(f(Tree.Unflatten<P>(structure, t)), transformation)], leaves, new TraceOrigin(transformation, named));
        return (outputs[0], Tree.Unflatten<P>(structure, gradient));
    }

    public static ((Tensor Value, TAux Aux) Output, P Grad) ComputeWithAux<P, TAux>(
        Func<P, (Tensor Value, TAux Aux)> f, P x, string transformation, Delegate named, int argument = 0)
    {
        var leaves = TreeLeaves.Of(x);
        CheckFloating(x, leaves, transformation, named, argument);
        var function = new TreeFunction<P, (Tensor, TAux)>(f, Tree.StructureOf(x));
        var (outputs, gradient) = Compute(function.Invoke, leaves, new TraceOrigin(transformation, named));
        return (function.Result(outputs), Tree.Unflatten<P>(Tree.StructureOf(x), gradient));
    }

    private static Tensor Returned(Tensor? result, string transformation) =>
        result ?? throw new InvalidOperationException($"{transformation}: the function returned null; expected a scalar tensor.");

    private static void CheckFloating<P>(P x, Tensor[] leaves, string transformation, Delegate named, int argument)
    {
        if (Tree.StructureOf(x) is { Kind: TreeKind.Static } structure)
            throw Error.DTypeMessage(
                transformation,
                $"the argument '{TraceOrigin.ParameterName(named, argument)}' is a C# value of type {TypeName.Of(structure.Type.Type)}, "
                + "which has no derivative; "
                + "pass a tensor, or differentiate with respect to another argument, as with Wrt.Second.");
        for (int i = 0; i < leaves.Length; i++)
            if (!leaves[i].DType.IsFloating)
                throw Error.NotFloatingInput(transformation, ArgumentNames.Of(Tree.StructureOf(x), i, named, argument), leaves[i].Type);
    }
}
