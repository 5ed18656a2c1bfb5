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

    /// <summary>The entries of the blocks, side by side and one below the other.</summary>
    public override CsrMatrix ToSparse()
    {
        var blocks = Array.ConvertAll(Blocks, row => Array.ConvertAll(row, b => b.ToSparse()));
        var values = Array.ConvertAll(blocks, row => Array.ConvertAll(row, b => Factorization.Doubles(b.Values)));
        int rows = Count(Rows, "rows");
        var (starts, places, all) = (new int[rows + 1], new List<int>(), new List<double>());
        int at = 0;
        for (int i = 0; i < blocks.Length; i++)
            for (int r = 0; r < Output.Types[i].Shape.Size; r++)
            {
                int first = 0;
                for (int j = 0; j < blocks[i].Length; j++)
                {
                    var pattern = blocks[i][j].Pattern;
                    for (int p = pattern.RowStarts[r]; p < pattern.RowStarts[r + 1]; p++)
                    {
                        places.Add(first + pattern.ColumnIndices[p]);
                        all.Add(values[i][j][p]);
                    }

                    first += pattern.Columns;
                }

                starts[++at] = places.Count;
            }

        return new CsrMatrix(
            new SparsityPattern(rows, Count(Columns, "columns"), starts, [.. places]), CsrMatrix.FromValues([.. all], DType));
    }

    /// <summary>The diagonals of the blocks on the diagonal; null if those are not square.</summary>
    internal override Tensor? DiagonalOrNull()
    {
        if (!Input.Fits(Output))
            return null;
        var parts = new Tensor[Blocks.Length];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = Blocks[i][i].Diagonal;
        return Output.Join(parts);
    }

    /// <summary>Blocks on the diagonal alone are solved one by one.</summary>
    internal override Tensor SolveCore(Tensor b)
    {
        if (Blocks.Length != Input.Types.Length)
            return base.SolveCore(b);
        for (int i = 0; i < Blocks.Length; i++)
            for (int j = 0; j < Blocks[i].Length; j++)
                if (i != j && Blocks[i][j] is not ZeroMap || i == j && Blocks[i][j].Rows != Blocks[i][j].Columns)
                    return base.SolveCore(b);
        var parts = Output.Split(b);
        for (int i = 0; i < parts.Length; i++)
            parts[i] = Blocks[i][i].Solve(parts[i]);
        return Input.Join(parts);
    }

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

    public int Size => Types.Sum(t => t.Shape.Size) is var size && size <= int.MaxValue
        ? (int)size
        : throw Error.Shapes(
            "LinearMap",
            $"the tensors of {Root} have {size} elements together, too many for the vector of one map; "
            + $"differentiate with respect to fewer at a time.");

    public bool Fits(BlockSide other) =>
        Array.ConvertAll(Types, t => t.Shape).AsSpan().SequenceEqual(Array.ConvertAll(other.Types, t => t.Shape));

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
