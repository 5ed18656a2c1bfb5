using Covector.Trees;
using Xunit;

namespace Covector.Tests.Trees;

public sealed class StructureTests
{
    private static readonly Tensor[] s_t = Some.Tensors(4);

    [Fact]
    public void Equality_is_by_value_and_ignores_the_tensors()
    {
        TreeStructure first = Tree.StructureOf((s_t[0], new[] { s_t[1] }, "a"));
        // A structure of the same type in between, so that the second is not the first handed out again.
        Tree.StructureOf((s_t[0], Array.Empty<Tensor>(), "b"));
        TreeStructure second = Tree.StructureOf((s_t[2], new[] { s_t[3] }, "a"));
        Assert.NotSame(first, second);
        Assert.True(first == second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
    }

    [Fact]
    public void What_tells_structures_apart()
    {
        TreeStructure[] all =
        [
            Tree.StructureOf(s_t[0]),
            Tree.StructureOf(ValueTuple.Create(s_t[0])),
            Tree.StructureOf((s_t[0], s_t[1])),
            Tree.StructureOf<(Tensor, Tensor?)>((s_t[0], null)),
            Tree.StructureOf(((s_t[0], s_t[1]), s_t[2])),
            Tree.StructureOf((s_t[0], (s_t[1], s_t[2]))),
            Tree.StructureOf((s_t[0], 1)),
            Tree.StructureOf((s_t[0], 2)),
            Tree.StructureOf((s_t[0], 1L)),
            Tree.StructureOf<Tensor[]>([s_t[0], s_t[1]]),
            Tree.StructureOf<Tensor[]>([s_t[0]]),
            Tree.StructureOf<List<Tensor>>([s_t[0], s_t[1]]),
            Tree.StructureOf(new Dictionary<string, Tensor> { ["a"] = s_t[0], ["b"] = s_t[1] }),
            Tree.StructureOf(new Dictionary<string, Tensor> { ["a"] = s_t[0], ["c"] = s_t[1] }),
        ];
        for (int i = 0; i < all.Length; i++)
            for (int j = 0; j < all.Length; j++) Assert.Equal(i == j, all[i] == all[j]);
    }

    [Fact]
    public void A_structure_that_does_not_change_is_handed_out_again()
    {
        (Tensor, int, Dictionary<string, Tensor>) value = (s_t[0], 3, new() { ["b"] = s_t[1], ["a"] = s_t[2] });
        TreeStructure first = Tree.StructureOf(value);
        Assert.Same(first, Tree.StructureOf((s_t[3], 3, new Dictionary<string, Tensor> { ["a"] = s_t[2], ["b"] = s_t[1] })));
        Assert.NotSame(first, Tree.StructureOf((s_t[3], 4, value.Item3)));
    }

    [Fact]
    public void The_order_of_a_dictionary_is_ordinal_and_not_that_of_insertion()
    {
        // By the alphabet ä follows a, and capitals stand beside small letters; by code units they do not.
        var value = new Dictionary<string, Tensor> { ["ä"] = s_t[0], ["b"] = s_t[1], ["B"] = s_t[2], ["a"] = s_t[3] };
        var leaves = new List<Tensor>();
        Tree.Flatten(value, leaves);
        Same.Tensors([s_t[2], s_t[3], s_t[1], s_t[0]], leaves);
    }

    [Fact]
    public void Leaves_know_their_paths_one_by_one()
    {
        TreeStructure structure = Tree.StructureOf((new[] { s_t[0], s_t[1] }, 3, (s_t[2], s_t[3])));
        string[] expected = ["x.Item1[0]", "x.Item1[1]", "x.Item3.Item1", "x.Item3.Item2"];
        Assert.Equal(expected, structure.LeafPaths("x"));
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], structure.LeafPath(i, "x"));
        Assert.Throws<ArgumentOutOfRangeException>(() => structure.LeafPath(4));
        Assert.Equal("x", TreeStructure.Leaf.LeafPath(0, "x"));
    }

    [Fact]
    public void Maps_replace_tensors_and_keep_the_rest()
    {
        var replaced = new Dictionary<Tensor, Tensor> { [s_t[0]] = s_t[2], [s_t[1]] = s_t[3] };
        (Tensor[], int, Tensor?) mapped = Tree.Map<(Tensor[], int, Tensor?)>(([s_t[0], s_t[1]], 5, null), x => replaced[x]);
        Same.Tensors([s_t[2], s_t[3]], mapped.Item1);
        Assert.Equal((5, null), (mapped.Item2, mapped.Item3));
    }
}
