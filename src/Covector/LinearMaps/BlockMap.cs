namespace Covector.LinearMaps;

/// <summary>
/// The derivative of a function on trees: a map from each tensor of the argument to each tensor of the result. As one map it takes and
/// returns vectors, in which the tensors follow one another.
/// </summary>
internal sealed class BlockMap : LinearMap
{
    private BlockMap(LinearMap[][] blocks, BlockSide output, BlockSide input)
        : base(output.DType, [output.Size], [input.Size])
    {
        Blocks = blocks;
        Output = output;
        Input = input;
    }

    /// <summary>By tensors of the result, then by tensors of the argument.</summary>
    public LinearMap[][] Blocks { get; }

    public BlockSide Output { get; }

    public BlockSide Input { get; }

    internal override int Parts => Blocks.Sum(row => row.Sum(b => b.Parts));

    internal override double Cost => Blocks.Sum(row => row.Sum(b => b.Cost));

    /// <summary>The blocks as one map; a lone block of lone tensors is itself.</summary>
    public static LinearMap Of(LinearMap[][] blocks, BlockSide output, BlockSide input) =>
        output.IsLeaf && input.IsLeaf ? blocks[0][0] : new BlockMap(blocks, output, input);

    internal override string Word(int within)
    {
        string Row(LinearMap[] row) => string.Join(", ", row.Select((b, j) => Label(Input, j) + b.Word(InSum)));
        string text = string.Join("; ", Blocks.Select((row, i) => Label(Output, i) + Row(row)));
        return $"[{text}]";
    }

    internal override string Latex(MapNames names, int within)
    {
        string rows = string.Join(" \\\\ ", Blocks.Select(row => string.Join(" & ", row.Select(b => b.Latex(names, InSum)))));
        return $"\\begin{{bmatrix}} {rows} \\end{{bmatrix}}";
    }

    internal override Tensor ApplyCore(Tensor v) => Output.Join(ApplyBlocks(Input.Split(v)));

    /// <summary>The tensors of the result for tensors of the argument.</summary>
    public Tensor[] ApplyBlocks(Tensor[] v)
    {
        var result = new Tensor[Blocks.Length];
        for (int i = 0; i < result.Length; i++)
        {
            Tensor? sum = null;
            for (int j = 0; j < v.Length; j++)
            {
                if (Blocks[i][j] is ZeroMap)
                    continue;
                var term = Blocks[i][j].ApplyCore(v[j]);
                sum = sum is null ? term : Add.Of(sum, term);
            }

            result[i] = sum ?? Fill.Of(Output.Types[i].Shape, Output.Types[i].DType, 0);
        }

        return result;
    }

    internal override LinearMap Transposed()
    {
        var blocks = new LinearMap[Input.Types.Length][];
        for (int j = 0; j < blocks.Length; j++)
            blocks[j] = Array.ConvertAll(Blocks, row => row[j].T);
        return new BlockMap(blocks, Input, Output);
    }

    internal override LinearMap Scaled(double factor) =>
        new BlockMap(Array.ConvertAll(Blocks, row => Array.ConvertAll(row, b => b.Scaled(factor))), Output, Input);

    internal override LinearMap Reshaped(Shape outShape, Shape inShape) => outShape == OutShape && inShape == InShape
        ? this
        : new ProductMap(
        [
            ContractionMap.OfIdentity(outShape, OutShape, DType), this, ContractionMap.OfIdentity(InShape, inShape, DType),
        ]);

    internal override Tensor Matrix() => Concatenate.Of(
        Array.ConvertAll(
            Blocks,
            row => Concatenate.Of(Array.ConvertAll(row, b => Primitives.Convert.Of(b.Matrix(), DType)), 1)),
        0);

    public BlockMap? Times(BlockMap right)
    {
        if (!Input.Fits(right.Output))
            return null;
        return new BlockMap(Array.ConvertAll(Blocks, row => Axes.Range(0, right.Input.Types.Length).AsSpan().ToArray().Select(j =>
        {
            LinearMap? sum = null;
            for (int k = 0; k < row.Length; k++)
            {
                var product = Composition.Of(row[k], right.Blocks[k][j]);
                sum = sum is null ? product : Addition.Of(sum, product);
            }

            return sum!;
        }).ToArray()), Output, right.Input);
    }

    public BlockMap? Plus(BlockMap other) => !Input.Fits(other.Input) || !Output.Fits(other.Output)
        ? null
        : new BlockMap([.. Blocks.Zip(other.Blocks, (a, b) => a.Zip(b, Addition.Of).ToArray())], Output, Input);

    private static string Label(BlockSide side, int i) => side.IsLeaf ? "" : $"{side.Paths[i]}: ";
}

/// <summary>The tensors of an argument or a result.</summary>
internal sealed class BlockSide(TreeStructure structure, TensorType[] types, string root)
{
    public TreeStructure Structure { get; } = structure;

    public TensorType[] Types { get; } = types;

    /// <summary>The path of each tensor, without the name of the argument.</summary>
    public string[] Paths { get; } = Array.ConvertAll(structure.LeafPaths(root), p => p[root.Length..].TrimStart('.'));

    public string Root { get; } = root;

    public bool IsLeaf => Structure.Kind == TreeKind.Leaf;

    public DType DType => Array.Find(Types, t => t.DType.IsFloating) is { DType: DType.Float32 } ? DType.Float32 : DType.Float64;

    public int Size => checked((int)Types.Sum(t => t.Shape.Size));

    public bool Fits(BlockSide other) => Array.ConvertAll(Types, t => t.Shape).AsSpan().SequenceEqual(Array.ConvertAll(other.Types, t => t.Shape));

    /// <summary>The place of a tensor, by its path with or without the name of the argument, or by the key of a dictionary.</summary>
    public int Find(string path)
    {
        for (int i = 0; i < Paths.Length; i++)
            if (path == Paths[i] || path == Root + Paths[i] || path == $"{Root}.{Paths[i]}" || $"[\"{path}\"]" == Paths[i])
                return i;
        throw new TreeMismatchException(
            $"LinearMap: there is no tensor '{path}'; the tensors are {string.Join(", ", Paths.Select(p => $"'{p}'"))}.");
    }

    public Tensor[] Split(Tensor v)
    {
        var result = new Tensor[Types.Length];
        int start = 0;
        for (int i = 0; i < result.Length; i++)
        {
            int length = (int)Types[i].Shape.Size;
            var part = Primitives.Reshape.Of(StridedSlice.Of(v, 0, start, length), Types[i].Shape);
            result[i] = Types[i].DType.IsFloating ? Primitives.Convert.Of(part, Types[i].DType) : part;
            start += length;
        }

        return result;
    }

    public Tensor Join(Tensor[] parts) => Concatenate.Of(
        Array.ConvertAll(parts, p => Primitives.Convert.Of(Primitives.Reshape.Of(p, [(int)p.Size]), DType)), 0);
}
