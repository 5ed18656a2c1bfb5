using Covector.Trees;
using Xunit;

namespace Covector.Tests.Trees;

public sealed class TreeErrorTests
{
    private const string Trees = "trees are Tensor, value tuples, T[], List<T>, IReadOnlyList<T>, Dictionary<K, T> with sortable keys, and [Tree] types. "
        + "Write one of these, or pass it as a closure variable.";

    private static readonly Tensor[] s_t = Some.Tensors(4);

    [Fact]
    public void A_type_that_is_no_tree()
    {
        Message("Model is no tree: mark Model [Tree] and make it partial, or pass it as a closure variable.", new Model());
        Message("params is of type Model, which is no tree: mark Model [Tree] and make it partial, or pass it as a closure variable.", new Model(), "params");
        Message("params.Item2[0] is of type Model, which is no tree: mark Model [Tree] and make it partial, or pass it as a closure variable.",
            (s_t[0], new List<Model> { new(), new() }), "params");
        Message("p[\"a\"].Item2 is of type Func<Tensor, Tensor>, which is no tree: pass the function as a closure variable, or make it a member of a [Tree] type.",
            new Dictionary<string, (Tensor, Func<Tensor, Tensor>)> { ["a"] = (s_t[0], x => x) }, "p");
        Message($"StringBuilder is no tree: {Trees}", new System.Text.StringBuilder());
        Message($"p.Item2 is of type object, which is no tree: {Trees}", (s_t[0], new object()), "p");
        Message("Tensor[,] is no tree: write an array of arrays, or a single Tensor.", new Tensor[1, 1]);
        Message("p[0].Item8 is of type Hidden, which is no tree: mark Hidden [Tree] and make it partial, or pass it as a closure variable.",
            new[] { (s_t[0], s_t[0], s_t[0], s_t[0], s_t[0], s_t[0], s_t[0], new Hidden(s_t[0])) }, "p");
        Message($"Dictionary<Hidden, Tensor> is no tree: {Trees}", new Dictionary<Hidden, Tensor>());
        Message("Unconverted is no tree: it is marked [Tree], but its conversion was not written. Reference Covector.Generators as an analyzer: the package "
            + "and src/Covector/Covector.csproj bring it along, Covector.dll alone does not.", new Unconverted());
    }

    [Fact]
    public void Structures_that_differ()
    {
        Differ("Jvp: the tangent differs at x.Item2: expected Tensor, found null.",
            Tree.StructureOf<(Tensor, Tensor?)>((s_t[0], s_t[1])), Tree.StructureOf<(Tensor, Tensor?)>((s_t[0], null)));
        Differ("Jvp: the tangent differs at x[1]: expected 2 elements, found 1 element.",
            Tree.StructureOf<Tensor[][]>([[s_t[0]], [s_t[1], s_t[2]]]), Tree.StructureOf<Tensor[][]>([[s_t[0]], [s_t[1]]]));
        Differ("Jvp: the tangent differs at x: expected the keys \"b\", \"w\", found the keys \"v\", \"w\".",
            Tree.StructureOf(new Dictionary<string, Tensor> { ["w"] = s_t[0], ["b"] = s_t[1] }),
            Tree.StructureOf(new Dictionary<string, Tensor> { ["w"] = s_t[0], ["v"] = s_t[1] }));
        Differ("Jvp: the tangent differs at x: expected the keys \"b\", \"w\", found the keys \"w\".",
            Tree.StructureOf(new Dictionary<string, Tensor> { ["w"] = s_t[0], ["b"] = s_t[1] }),
            Tree.StructureOf(new Dictionary<string, Tensor> { ["w"] = s_t[0] }));
        Differ("Jvp: the tangent differs at x.Units: expected the static int 3, found the static int 4.",
            Tree.StructureOf(new Linear(s_t[0], null, 3)), Tree.StructureOf(new Linear(s_t[0], null, 4)));
        Differ("Jvp: the tangent differs at x: expected Tensor, found (Tensor, Tensor).", TreeStructure.Leaf, Tree.StructureOf((s_t[0], s_t[1])));
        Differ("Jvp: the tangent differs at x: expected [Tensor], found List [Tensor].",
            Tree.StructureOf<Tensor[]>([s_t[0]]), Tree.StructureOf<List<Tensor>>([s_t[0]]));
        Differ("Jvp: the tangent differs at x: expected (Tensor, int) (Tensor, 1), found (Tensor, long) (Tensor, 1).",
            Tree.StructureOf((s_t[0], 1)), Tree.StructureOf((s_t[0], 1L)));
        Differ("Jvp: the tangent has another structure: expected Tensor, found [].", TreeStructure.Leaf, Tree.StructureOf<Tensor[]>([]), "");
    }

    [Fact]
    public void Leaves_that_do_not_fit_the_structure()
    {
        TreeStructure pair = Tree.StructureOf((s_t[0], s_t[1]));
        var few = Assert.Throws<TreeMismatchException>(() => Tree.Unflatten<(Tensor, Tensor)>(pair, s_t.AsSpan(0, 1)));
        Assert.Equal("(Tensor, Tensor) has 2 tensors, but 1 was given.", few.Message);
        var other = Assert.Throws<TreeMismatchException>(() => Tree.Unflatten<Tensor[]>(pair, s_t.AsSpan(0, 2)));
        Assert.Equal("(Tensor, Tensor) is the structure of a (Tensor, Tensor), not of a Tensor[].", other.Message);
    }

    private static void Differ(string message, TreeStructure expected, TreeStructure actual, string root = "x")
    {
        Tree.RequireSame(expected, expected, "Jvp: the tangent", root);
        Assert.Equal(message, Assert.Throws<TreeMismatchException>(() => Tree.RequireSame(expected, actual, "Jvp: the tangent", root)).Message);
    }

    /// <summary>The value fails with the message, in every function and by both kinds of strategy.</summary>
    private static void Message<T>(string message, T value, string root = "")
    {
        Assert.Equal(message, Assert.Throws<TreeTypeException>(() => Tree.StructureOf(value, root)).Message);
        Assert.Equal(message, Assert.Throws<TreeTypeException>(() => Tree.Flatten(value, [], root)).Message);
        TreeStructure erased = ErasedTrees.Of(typeof(T)).StructureOfObject(value, null);
        (string path, Type type) = TreePath.OfNoTree(erased, root);
        Assert.Equal(message, NoTree.Error(type, path).Message);
    }
}

internal sealed class Model;

/// <summary>What a marked type is in a program that is compiled without the generator, which leaves out what is not partial.</summary>
#pragma warning disable COV002
[Tree]
internal sealed class Unconverted;
#pragma warning restore COV002

internal readonly record struct Hidden(Tensor W);
