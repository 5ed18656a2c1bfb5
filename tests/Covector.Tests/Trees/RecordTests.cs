using Covector.Trees;
using Xunit;

namespace Covector.Tests.Trees;

[Tree]
internal sealed partial record Linear(Tensor W, Tensor? B, int Units);

[Tree]
internal sealed partial record Network(IReadOnlyList<Linear> Layers, string Name, Func<Tensor, Tensor> Activation)
{
    public Tensor? Scale { get; init; }

    public int Depth => Layers.Count;
}

[Tree]
internal readonly partial record struct Pair<T>(T First, T Second);

[Tree]
internal sealed partial record Chain(Tensor Value, Chain? Next);

[Tree]
internal partial record struct Forest(Tensor Value, Forest[] Children);

internal abstract record Layer;

[Tree]
internal sealed partial record Dense(Tensor W) : Layer;

[Tree]
internal sealed partial record Scaled(Layer Inner, Tensor Factor) : Layer;

internal sealed record Unmarked(Tensor W) : Layer;

[Tree]
internal sealed partial class Settings
{
#pragma warning disable COV005 // a leaf of its own is what it is here
    private Tensor _state = null!;
#pragma warning restore COV005

    public Tensor Weight { get; set; } = null!;

    public required (Tensor Mean, Tensor Deviation) Moments { get; init; }

    [TreeStatic]
    public Version Format { get; set; } = new(1, 0);

    public Settings WithState(Tensor state)
    {
        _state = state;
        return this;
    }

    public Tensor State() => _state;
}

public sealed class RecordTests
{
    private static readonly Tensor[] s_t = Some.Tensors(8);

    [Fact]
    public void Positional_record()
    {
        var value = new Linear(s_t[0], s_t[1], 8);
        Same.Tensors([s_t[0], s_t[1]], Leaves(value));
        TreeStructure structure = Tree.StructureOf(value);
        Assert.Equal("Linear(W: Tensor, B: Tensor, Units: 8)", structure.ToString());
        Assert.Equal(["p.W", "p.B"], structure.LeafPaths("p"));
        Assert.Equal(new Linear(s_t[2], s_t[3], 8), Tree.Unflatten<Linear>(structure, s_t.AsSpan(2, 2)));
        Assert.NotEqual(structure, Tree.StructureOf(value with { Units = 9 }));
        Assert.NotEqual(structure, Tree.StructureOf(value with { B = null }));
        Assert.Equal(value with { B = null }, RoundTrip(value with { B = null }));
    }

    [Fact]
    public void Nested_records_with_init_property_and_delegate()
    {
        Func<Tensor, Tensor> same = x => x;
        var value = new Network([new(s_t[0], s_t[1], 4), new(s_t[2], null, 1)], "net", same) { Scale = s_t[3] };
        TreeStructure structure = Tree.StructureOf(value);
        Assert.Equal(["params.Layers[0].W", "params.Layers[0].B", "params.Layers[1].W", "params.Scale"], structure.LeafPaths("params"));
        Network back = RoundTrip(value);
        Assert.Equal(value.Layers, back.Layers);
        Assert.Equal(("net", same, s_t[3]), (back.Name, back.Activation, back.Scale));
        Assert.Same(structure, Tree.StructureOf(back));
    }

    [Fact]
    public void Generic_and_recursive_types()
    {
        Assert.Equal([".First.Item1", ".Second.Item1"], Tree.StructureOf(new Pair<(Tensor, int)>((s_t[0], 1), (s_t[1], 2))).LeafPaths());
        var pair = new Pair<Pair<Tensor>>(new(s_t[0], s_t[1]), new(s_t[2], s_t[3]));
        Assert.Equal(pair, RoundTrip(pair));
        Same.Tensors(s_t[..4], Leaves(pair));
        var chain = new Chain(s_t[0], new(s_t[1], null));
        Assert.Equal(chain, RoundTrip(chain));
        Assert.Equal([".Value", ".Next.Value"], Tree.StructureOf(chain).LeafPaths());
        var forest = new Forest(s_t[0], [new(s_t[1], []), new(s_t[2], [])]);
        Same.Tensors(s_t[..3], Leaves(RoundTrip(forest)));
        Assert.Equal([".Value", ".Children[0].Value", ".Children[1].Value"], Tree.StructureOf(forest).LeafPaths());
    }

    [Fact]
    public void The_value_decides_behind_a_base_class()
    {
        Layer[] layers = [new Dense(s_t[0]), new Scaled(new Dense(s_t[1]), s_t[2])];
        Assert.Equal(layers, RoundTrip(layers));
        Assert.Equal("[Dense(W: Tensor), Scaled(Inner: Dense(W: Tensor), Factor: Tensor)]", Tree.StructureOf(layers).ToString());
        var e = Assert.Throws<TreeTypeException>(() => Tree.StructureOf<Layer[]>([new Dense(s_t[0]), new Unmarked(s_t[1])], "layers"));
        Assert.Equal("layers[1] is of type Unmarked, which is no tree: mark Unmarked [Tree] and make it partial, or pass it as a closure variable.", e.Message);
    }

    [Fact]
    public void Class_with_fields_required_and_static_members()
    {
        Settings value = new Settings { Weight = s_t[1], Moments = (s_t[2], s_t[3]), Format = new(2, 1) }.WithState(s_t[0]);
        Same.Tensors(s_t[..4], Leaves(value));
        Settings back = RoundTrip(value);
        Assert.Equal((s_t[0], s_t[1], s_t[2], s_t[3]), (back.State(), back.Weight, back.Moments.Mean, back.Moments.Deviation));
        Assert.Equal(new Version(2, 1), back.Format);
        Assert.Equal("Settings(_state: Tensor, Weight: Tensor, Moments: (Tensor, Tensor), Format: 2.1)", Tree.StructureOf(value).ToString());
    }

    private static List<Tensor> Leaves<T>(T value)
    {
        var leaves = new List<Tensor>();
        Tree.Flatten(value, leaves);
        return leaves;
    }

    private static T RoundTrip<T>(T value) => Tree.Unflatten<T>(Tree.StructureOf(value), Leaves(value).ToArray());
}
