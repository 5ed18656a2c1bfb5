namespace Covector;

// The blocks of maps between trees.
public abstract partial class LinearMap
{
    /// <summary>The paths of the tensors of the argument: <c>W</c>, <c>Layers[2].B</c>; a lone tensor has the empty path.</summary>
    public IReadOnlyList<string> Inputs => this is BlockMap blocks ? blocks.Input.Paths : [""];

    /// <summary>The paths of the tensors of the result.</summary>
    public IReadOnlyList<string> Outputs => this is BlockMap blocks ? blocks.Output.Paths : [""];

    /// <summary>The map from one tensor of the argument to the only tensor of the result: <c>J["W"]</c>.</summary>
    /// <param name="input">The path of the tensor, with or without the name of the argument.</param>
    /// <exception cref="TreeMismatchException">There is no such tensor, or the result has several.</exception>
    public LinearMap this[string input]
    {
        get
        {
            var blocks = RequireBlocks();
            if (blocks.Blocks.Length != 1)
                throw new TreeMismatchException(
                    $"LinearMap: the result has {blocks.Blocks.Length} tensors; "
                    + $"name one, as in J[\"{blocks.Output.Paths[0]}\", \"{input}\"].");
            return blocks.Blocks[0][blocks.Input.Find(input)];
        }
    }

    /// <summary>The map from one tensor of the argument to one tensor of the result: <c>J["Loss", "W"]</c>.</summary>
    /// <param name="output">The path of a tensor of the result.</param>
    /// <param name="input">The path of a tensor of the argument.</param>
    /// <exception cref="TreeMismatchException">There is no such tensor.</exception>
    public LinearMap this[string output, string input]
    {
        get
        {
            var blocks = RequireBlocks();
            return blocks.Blocks[blocks.Output.Find(output)][blocks.Input.Find(input)];
        }
    }

    /// <summary>The map from one tensor of the argument to one tensor of the result, by their places.</summary>
    /// <exception cref="IndexOutOfBoundsException">There is no such tensor.</exception>
    public LinearMap this[int output, int input]
    {
        get
        {
            var blocks = this as BlockMap;
            int down = blocks?.Blocks.Length ?? 1, across = blocks?.Input.Types.Length ?? 1;
            if ((uint)output >= (uint)down)
                throw Error.IndexOutOfBounds("LinearMap[output, input]: output", output, down, "");
            if ((uint)input >= (uint)across)
                throw Error.IndexOutOfBounds("LinearMap[output, input]: input", input, across, "");
            return blocks is null ? this : blocks.Blocks[output][input];
        }
    }

    /// <summary>The map from one tensor of the argument to the only tensor of the result: <c>J.Block((Layer p) => p.W)</c>.</summary>
    /// <typeparam name="X">The type of the argument.</typeparam>
    /// <param name="input">Takes the tensor from an argument.</param>
    /// <exception cref="TreeMismatchException">
    /// The argument has another type, the function returns none of its tensors, or the result has several.
    /// </exception>
    public LinearMap Block<X>(Func<X, Tensor> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var blocks = RequireBlocks();
        var markers = Array.ConvertAll(blocks.Input.Types, t => Tensor.Zeros(t.Shape, t.DType));
        int place = Array.IndexOf(markers, input(Tree.Unflatten<X>(blocks.Input.Structure, markers)));
        if (place < 0)
            throw new TreeMismatchException("LinearMap.Block: the function must return a tensor of its argument as it is.");
        return this[blocks.Input.Paths[place]];
    }

    /// <summary>The map applied to a tree like the argument: J·v in a tree like the result.</summary>
    /// <exception cref="TreeMismatchException">v, or the type of the result, has another structure.</exception>
    /// <exception cref="ShapeMismatchException">A tensor of v has another shape.</exception>
    public Y Apply<X, Y>(X v)
    {
        if (this is not BlockMap blocks)
            return Apply(v as Tensor ?? throw NoTree()) is Y result ? result : throw NoTree();
        Tree.RequireSame(blocks.Input.Structure, Tree.StructureOf(v, "v"), "LinearMap.Apply: v", blocks.Input.Root);
        var leaves = new List<Tensor>();
        Tree.Flatten(v, leaves);
        for (int i = 0; i < leaves.Count; i++)
        {
            if (leaves[i].Shape != blocks.Input.Types[i].Shape)
                throw Error.TangentShape("LinearMap.Apply", "tensor", blocks.Input.Paths[i], leaves[i].Type, blocks.Input.Types[i]);
            leaves[i] = Primitives.Convert.Of(leaves[i], blocks.Input.Types[i].DType);
        }

        return Tree.Unflatten<Y>(blocks.Output.Structure, blocks.ApplyBlocks([.. leaves]));
    }

    /// <summary>The transposed map applied to a tree like the result: Jᵀ·u in a tree like the argument.</summary>
    /// <inheritdoc cref="Apply{X, Y}(X)"/>
    public X ApplyTransposed<Y, X>(Y u) => T.Apply<Y, X>(u);

    private BlockMap RequireBlocks() => this as BlockMap ?? throw NoTree();

    private TreeMismatchException NoTree() => new(
        $"LinearMap: the map from {InShape} to {OutShape} is between lone tensors and has no blocks; use the map itself.");
}
