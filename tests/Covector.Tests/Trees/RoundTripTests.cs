using Covector.Trees;

namespace Covector.Tests.Trees;

public sealed class RoundTripTests
{
    private static readonly Tensor[] s_t = [.. Enumerable.Range(0, 12).Select(_ => Some.Tensor())];

    [Fact]
    public void A_tensor_is_its_own_leaf()
    {
        Check(s_t[0], [s_t[0]], "Tensor", [""]);
        Assert.Same(TreeStructure.Leaf, Tree.StructureOf(s_t[0]));
    }

    [Fact]
    public void Tuples_of_every_arity()
    {
        Check(ValueTuple.Create(s_t[0]), s_t[..1], "(Tensor)", [".Item1"]);
        Check((s_t[0], s_t[1]), s_t[..2], "(Tensor, Tensor)", [".Item1", ".Item2"]);
        Check((s_t[0], s_t[1], s_t[2]), s_t[..3], "(Tensor, Tensor, Tensor)", [".Item1", ".Item2", ".Item3"]);
        Check((s_t[0], s_t[1], s_t[2], s_t[3]), s_t[..4], null, [".Item1", ".Item2", ".Item3", ".Item4"]);
        Check((s_t[0], s_t[1], s_t[2], s_t[3], s_t[4]), s_t[..5], null, null);
        Check((s_t[0], s_t[1], s_t[2], s_t[3], s_t[4], s_t[5]), s_t[..6], null, null);
        Check((s_t[0], s_t[1], s_t[2], s_t[3], s_t[4], s_t[5], s_t[6]), s_t[..7], null, null);
        Check((s_t[0], s_t[1], s_t[2], s_t[3], s_t[4], s_t[5], s_t[6], s_t[7]), s_t[..8], null,
            [".Item1", ".Item2", ".Item3", ".Item4", ".Item5", ".Item6", ".Item7", ".Item8"]);
        Check((s_t[0], s_t[1], s_t[2], s_t[3], s_t[4], s_t[5], s_t[6], 7, s_t[8], s_t[9]), [.. s_t[..7], s_t[8], s_t[9]],
            "(Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, 7, Tensor, Tensor)",
            [".Item1", ".Item2", ".Item3", ".Item4", ".Item5", ".Item6", ".Item7", ".Item9", ".Item10"]);
    }

    [Fact]
    public void Collections()
    {
        Check<Tensor[]>([s_t[0], s_t[1]], s_t[..2], "[Tensor, Tensor]", ["[0]", "[1]"]);
        Check<Tensor[]>([], [], "[]", []);
        Check<List<Tensor>>([s_t[0], s_t[1]], s_t[..2], "List [Tensor, Tensor]", ["[0]", "[1]"]);
        Check<IReadOnlyList<Tensor>>([s_t[0], s_t[1]], s_t[..2], "IReadOnlyList [Tensor, Tensor]", ["[0]", "[1]"]);
        Check(new Dictionary<string, Tensor> { ["w"] = s_t[1], ["B"] = s_t[0] }, s_t[..2], "{\"B\": Tensor, \"w\": Tensor}", ["[\"B\"]", "[\"w\"]"]);
        Check(new Dictionary<int, Tensor> { [10] = s_t[1], [9] = s_t[0] }, s_t[..2], "{9: Tensor, 10: Tensor}", ["[9]", "[10]"]);
    }

    [Fact]
    public void Nestings()
    {
        Check(((s_t[0], s_t[1]), s_t[2]), s_t[..3], "((Tensor, Tensor), Tensor)", [".Item1.Item1", ".Item1.Item2", ".Item2"]);
        Check<(Tensor, Tensor[])[]>([(s_t[0], [s_t[1]]), (s_t[2], [])], s_t[..3], "[(Tensor, [Tensor]), (Tensor, [])]",
            ["[0].Item1", "[0].Item2[0]", "[1].Item1"]);
        Check(new Dictionary<string, List<(Tensor, int)>> { ["a"] = [(s_t[0], 3)] }, s_t[..1], "{\"a\": List [(Tensor, 3)]}", ["[\"a\"][0].Item1"]);
    }

    [Fact]
    public void Nulls_and_static_values_belong_to_the_structure()
    {
        Check<(Tensor?, Tensor)>((null, s_t[0]), s_t[..1], "(null, Tensor)", [".Item2"]);
        Check<(Tensor[]?, List<Tensor>?, Dictionary<string, Tensor>?)>((null, null, null), [], "(null, null, null)", []);
        Check<(Tensor, Tensor)?>((s_t[0], s_t[1]), s_t[..2], "(Tensor, Tensor)", [".Item1", ".Item2"]);
        Check<(Tensor, Tensor)?>(null, [], "null", []);
        Check((s_t[0], 3, "a", 2.5, true, DayOfWeek.Friday, (int?)4, (int?)null), s_t[..1],
            "(Tensor, 3, \"a\", 2.5, true, DayOfWeek.Friday, 4, null)", [".Item1"]);
    }

    /// <summary>A value must come back, through the compiled strategies and through those that ahead-of-time compiled programs use.</summary>
    private static void Check<T>(T value, Tensor[] leaves, string? printed, string[]? paths)
    {
        Round(value, leaves, printed, paths, TreeTypes.Of<T>());
        Round(value, leaves, printed, paths, new BoxedTree<T>(ErasedTrees.Of(typeof(T))));
        var found = new List<Tensor>();
        Tree.Flatten(value, found);
        Same.Tensors(leaves, found);
        Assert.Equivalent(value, Tree.Unflatten<T>(Tree.StructureOf(value), leaves));
    }

    private static void Round<T>(T value, Tensor[] leaves, string? printed, string[]? paths, TreeType<T> type)
    {
        var found = new List<Tensor>();
        type.Flatten(value, found);
        Same.Tensors(leaves, found);
        TreeStructure structure = type.StructureOf(value, null);
        Assert.Equal(leaves.Length, structure.LeafCount);
        Assert.Same(structure, type.StructureOf(value, structure));
        if (printed is not null) Assert.Equal(printed, structure.ToString());
        if (paths is not null) Assert.Equal(paths, structure.LeafPaths());
        var source = new TreeSource(structure, leaves);
        T back = type.Unflatten(ref source);
        Assert.Equal(structure, type.StructureOf(back, null));
        found.Clear();
        type.Flatten(back, found);
        Same.Tensors(leaves, found);
        if (value is not null) Assert.Equal(value is IReadOnlyList<Tensor> and not List<Tensor> ? typeof(Tensor[]) : value.GetType(), back!.GetType());
    }

    /// <summary>A dictionary that finds keys in its own way is rebuilt as one that does, with the typed strategies and the erased ones.</summary>
    [Fact]
    public void Dictionaries_keep_their_comparer()
    {
        var parameters = new Dictionary<string, Tensor>(StringComparer.OrdinalIgnoreCase) { ["W"] = 3.0, ["b"] = 2.0 };
        var gradient = Covector.Transforms.Grad((Dictionary<string, Tensor> p) => p["w"] * p["W"] * p["B"])(parameters);
        Assert.Equal((12, 9), ((double)gradient["w"], (double)gradient["B"]));
        var compiled = Covector.Transforms.Jit((Dictionary<string, Tensor> p) => p["w"] * p["B"]);
        Assert.Equal(6, (double)compiled(parameters));
        Assert.Throws<KeyNotFoundException>(() => (double)compiled(new() { ["W"] = 3.0, ["b"] = 2.0 }));

        object boxed = parameters;
        var erased = ErasedTrees.OfValue(boxed);
        var structure = erased.StructureOfObject(boxed, null);
        var source = new TreeSource(structure, [s_t[0], s_t[1]]);
        var rebuilt = (Dictionary<string, Tensor>)erased.UnflattenObject(ref source)!;
        Same.Tensors([s_t[0], s_t[1]], [rebuilt["w"], rebuilt["B"]]);
        object usual = new Dictionary<int, Tensor> { [1] = s_t[0] };
        Assert.Null(((DictionaryKeys<object>)ErasedTrees.OfValue(usual).StructureOfObject(usual, null).Data!).Comparer);

        // The usual comparer has several names.
        Assert.Equal(
            Tree.StructureOf(new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["W"] = s_t[0] }),
            Tree.StructureOf(new Dictionary<string, Tensor> { ["W"] = s_t[0] }));
        var error = Assert.Throws<TreeMismatchException>(() => Tree.RequireSame(
            Tree.StructureOf(parameters), Tree.StructureOf(new Dictionary<string, Tensor> { ["W"] = s_t[0], ["b"] = s_t[1] }), "The tangent", "p"));
        Assert.Contains("the keys \"W\", \"b\" (compared by ", error.Message, StringComparison.Ordinal);
    }
}
