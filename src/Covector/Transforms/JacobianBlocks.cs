namespace Covector;

/// <summary>Makes <see cref="JacobianBlocks{X, Y}"/> without naming the types.</summary>
internal static class JacobianBlocks
{
    public static JacobianBlocks<X, Y> Of<X, Y>(string transformation, Func<X, Y> f, X x, bool? forward, Delegate? named = null) =>
        new(transformation, f, x, forward, named ?? f);
}

/// <summary>The derivatives of every tensor of a result with respect to every tensor of an argument, each of shape out.Shape + in.Shape.</summary>
internal sealed class JacobianBlocks<X, Y>
{
    private readonly string transformation;
    private readonly Delegate named;
    private readonly TreeStructure input;
    private readonly Tensor[] primals;
    private readonly TreeFunction<X, Y> function;
    private readonly Linearization linearization;
    private readonly bool forward;

    /// <summary>Linearizes a function at a point.</summary>
    /// <param name="transformation">Its name, for messages.</param>
    /// <param name="f">The function.</param>
    /// <param name="x">The point.</param>
    /// <param name="forward">Whether by forward or by reverse mode; null for the one that takes fewer passes.</param>
    /// <param name="named">The function that messages name.</param>
    /// <exception cref="DTypeMismatchException">A tensor of the argument or the result is not floating point.</exception>
    public JacobianBlocks(string transformation, Func<X, Y> f, X x, bool? forward, Delegate named)
    {
        (this.transformation, this.named) = (transformation, named);
        TreeLeaves.Require(x);
        input = Tree.StructureOf(x, TraceOrigin.ParameterName(named, 0));
        primals = TreeLeaves.Of(x);
        for (int i = 0; i < primals.Length; i++)
            if (!primals[i].DType.IsFloating)
                throw Error.NotFloatingInput(transformation, ArgumentNames.Of(input, i, named, 0), primals[i]);
        function = new TreeFunction<X, Y>(f, input);
        linearization = Linearization.Run(function.Invoke, primals, new TraceOrigin(transformation, named));
        foreach (var y in linearization.Outputs)
            if (!y.DType.IsFloating)
                throw Error.NonFloatingOutput(transformation, y.Type);
        this.forward = forward ?? Size(primals) < Size(Outputs);
    }

    private Tensor[] Outputs => linearization.Outputs;

    /// <summary>For each tensor of the result a tree of the argument's structure.</summary>
    public X[] Rows() => Array.ConvertAll(Compute(), row => Tree.Unflatten<X>(input, row));

    /// <summary>The same for a result that is a dictionary.</summary>
    public Dictionary<string, X> RowsByKey()
    {
        var outputs = (Dictionary<string, Tensor>)(object)function.Result(Outputs)!;
        var (rows, result, next) = (Rows(), new Dictionary<string, X>(outputs.Comparer), 0);
        foreach (var (key, value) in outputs)
            if (value is not null)
                result.Add(key, rows[next++]);
        return result;
    }

    /// <summary>For the only tensor of the argument a tree of the result's structure.</summary>
    public Y Column() => function.Result(Array.ConvertAll(Compute(), row => row[0]));

    /// <summary>The blocks, by tensors of the result and tensors of the argument.</summary>
    private Tensor[][] Compute()
    {
        var blocks = new Tensor[Outputs.Length][];
        for (int i = 0; i < blocks.Length; i++)
            blocks[i] = new Tensor[primals.Length];
        if (forward)
            for (int j = 0; j < primals.Length; j++)
            {
                var columns = Directions(primals, j, linearization.Apply, -1);
                for (int i = 0; i < blocks.Length; i++)
                    blocks[i][j] = Shaped(columns[i], i, j);
            }
        else
            for (int i = 0; i < blocks.Length; i++)
            {
                var rows = Directions(Outputs, i, u => linearization.ApplyTransposed(u), 0);
                for (int j = 0; j < primals.Length; j++)
                    blocks[i][j] = Shaped(rows[j], i, j);
            }

        return blocks;
    }

    /// <summary>A linear map applied to all unit tensors of one of its operands, the others being zero.</summary>
    private Tensor[] Directions(Tensor[] operands, int active, LinearFunction map, int outAxis)
    {
        var type = operands[active].Type;
        int n = type.Shape.Size <= int.MaxValue
            ? (int)type.Shape.Size
            : throw Error.Shapes(transformation,
                $"a tensor of shape {type.Shape} has {type.Shape.Size} elements, too many for a Jacobian; use Jvp, Vjp or Hvp.");
        var basis = Primitives.Reshape.Of(Tensor.Eye(n, type.DType), type.Shape.Insert(0, n));
        return Vectorization.Run<Tensor, Tensor[]>(
            basis,
            unit =>
            {
                var directions = Array.ConvertAll(operands, t => Fill.Like(t, 0));
                directions[active] = unit;
                return map(directions);
            },
            0, outAxis, named, false);
    }

    private Tensor Shaped(Tensor block, int output, int operand) =>
        Primitives.Reshape.Of(block, [.. Outputs[output].Shape, .. primals[operand].Shape]);

    private static long Size(Tensor[] tensors)
    {
        long size = 0;
        foreach (var t in tensors)
            size += t.Size;
        return size;
    }

    private delegate Tensor[] LinearFunction(ReadOnlySpan<Tensor> directions);
}
