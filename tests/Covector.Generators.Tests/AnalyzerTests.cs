using Xunit;

namespace Covector.Generators.Tests;

public sealed class AnalyzerTests
{
    [Theory]
    [InlineData("Grad((Model p) => p.W)",
        "'Model', as P of Grad, is no tree: mark it [Tree] and make it partial, or pass it as a closure variable")]
    [InlineData("Grad((object p) => (Tensor)p)",
        "'object', as P of Grad, is no tree: write a Tensor, tuple, array, List, IReadOnlyList, Dictionary with sortable keys or [Tree] type, or pass it as a closure variable")]
    [InlineData("Grad((Tensor w, Func<Tensor, Tensor> f) => f(w))",
        "'Func<Tensor, Tensor>', as A of Grad, is no tree: pass the function as a closure variable, or make it a member of a [Tree] type")]
    [InlineData("Grad(((Tensor W, List<Model> Rest) p) => p.W)",
        "'Model', as P of Grad at '.Rest[]', is no tree: mark it [Tree] and make it partial, or pass it as a closure variable")]
    [InlineData("Grad((Tensor[,] p) => p[0, 0])",
        "'Tensor[,]', as P of Grad, is no tree: write an array of arrays or a single Tensor, or pass it as a closure variable")]
    public async Task Reports_what_is_no_tree(string call, string message)
    {
        string[] found = await Compiler.Analyze($"using static Covector.Transforms; class Model {{ public Tensor W = null!; }} class Use {{ object F() => {call}; }}");
        Assert.Equal("COV001: " + message, found[0]);
    }

    [Theory]
    [InlineData("Grad((Mlp p) => p.W)")]
    [InlineData("Grad(((Mlp, Tensor[], Dictionary<string, (Tensor, int?)>, IReadOnlyList<Layer>) p, DayOfWeek day) => p.Item1.W)")]
    [InlineData("Vjp((Tensor x) => (x, \"name\", 3.5, Guid.Empty, DType.Float32), Tensor.Eye(2))")]
    public async Task Is_silent_on_trees(string call) => Assert.Empty(await Compiler.Analyze(
        $"using static Covector.Transforms; [Tree] partial record Mlp(Tensor W); abstract record Layer; class Use {{ object F() => {call}; object G<T>(Func<T, Tensor> f) => Grad(f); }}"));

    [Theory]
    [InlineData("[Tree] record Mlp(Tensor W);", "COV002: 'Mlp' must be partial for [Tree] to write its conversion")]
    [InlineData("class Outer { [Tree] partial record Mlp(Tensor W); }", "COV002: 'Outer' must be partial for [Tree] to write its conversion")]
    [InlineData("[Tree] file partial record Mlp(Tensor W);", "COV002: 'Mlp' must be visible outside its file (drop 'file') for [Tree] to write its conversion")]
    [InlineData("[Tree] partial record Mlp { public Tensor W { get; } = null!; }",
        "COV003: 'Mlp.W' cannot be rebuilt: write '{ get; init; }', or take 'W' as a parameter of the constructor")]
    [InlineData("[Tree] partial class Mlp { private readonly Tensor w = null!; }",
        "COV003: 'Mlp.w' cannot be rebuilt: remove readonly, or take 'w' as a parameter of the constructor")]
    [InlineData("class Base { private Tensor _w = null!; } [Tree] partial class Mlp : Base;",
        "COV003: 'Mlp._w' cannot be rebuilt: it is private in the base class 'Base'; make it protected")]
    [InlineData("[Tree] partial class Mlp(Tensor w) { public Tensor Twice() => w; }",
        "COV003: 'Mlp' cannot be rebuilt: give it a constructor whose parameters all bear the name and type of a member, or one without parameters")]
    [InlineData("class Helper; [Tree] partial record Mlp(Tensor W, Helper H);",
        "COV001: 'Helper', the type of 'Mlp.H', is no tree: mark it [Tree] and make it partial, or mark the member [TreeStatic]")]
    [InlineData("[Tree] partial record Mlp(Tensor W, (int, Version V) X);",
        "COV001: 'Version', the type of 'Mlp.X.V', is no tree: write a Tensor, tuple, array, List, IReadOnlyList, Dictionary with sortable keys or [Tree] type, or mark the member [TreeStatic]")]
    public async Task Reports_what_the_generator_cannot_write(string source, string message) => Assert.Contains(message, await Compiler.Analyze(source));

    [Theory]
    [InlineData("[Tree] partial record Mlp(Tensor W) { public int N => 3; public Tensor V => W; static Tensor S { get; } = null!; }")]
    [InlineData("[Tree] partial class Mlp(Tensor w) { public Tensor W { get; } = w; }")]
    [InlineData("[Tree] interface ILayer; [Tree] abstract record Layer(Tensor W);")]
    [InlineData("class Helper; [Tree] partial record Mlp(Tensor W, [TreeStatic] Helper H, Func<Tensor, Tensor> F);")]
    public async Task Is_silent_on_what_it_can_write(string source) => Assert.Empty(await Compiler.Analyze(source));

    /// <summary>A constructor that does more than store its parameters would do it again whenever the value is made again.</summary>
    [Theory]
    [InlineData("[Tree] partial class Scaled { public Scaled(Tensor w) => W = w * 2; public Tensor W { get; } }")]
    [InlineData("[Tree] partial class Scaled { public Scaled(Tensor w) { w = w * 2; W = w; } public Tensor W { get; } }")]
    [InlineData("[Tree] partial class Scaled { public Scaled(Tensor w) { W = w; W *= 2; } public Tensor W { get; private set; } }")]
    [InlineData("[Tree] partial class Scaled(Tensor w) { public Tensor W { get; } = w * 2; }")]
    [InlineData("[Tree] partial record Scaled(Tensor W) { public Tensor W { get; init; } = W * 2; }")]
    [InlineData("[Tree] partial class Scaled { public Scaled(Tensor w) : this(w * 2, 3) { } private Scaled(Tensor w, int n) => W = w; public Tensor W { get; } }")]
    public async Task Reports_constructors_that_compute(string source)
    {
        string[] found = await Compiler.Analyze(source);
        Assert.Contains(found, message => message.StartsWith("COV003: 'Scaled' cannot be rebuilt: its constructor does not store 'w' as it is in 'W'; write 'W = w' there", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("[Tree] partial class Mlp { public Mlp(Tensor w, Tensor b) => (W, B) = (w, b); public Tensor W { get; } public Tensor B { get; } }")]
    [InlineData("[Tree] partial class Mlp { readonly Tensor w; public Mlp(Tensor w) { ArgumentNullException.ThrowIfNull(w); this.w = w; } }")]
    [InlineData("[Tree] partial class Mlp { public Mlp(Tensor w) => W = w ?? throw new ArgumentNullException(nameof(w)); public Tensor W { get; } }")]
    [InlineData("[Tree] partial class Mlp { public Mlp(List<Tensor> layers) { Layers = [.. layers]; } public List<Tensor> Layers { get; } }")]
    [InlineData("[Tree] partial class Mlp { public Mlp(Tensor w) : this(w, 3) { } public Mlp(Tensor w, int n) { W = w; N = n; } public Tensor W { get; } public int N { get; } }")]
    [InlineData("record Base(Tensor A); [Tree] partial record Mlp(Tensor A, Tensor B) : Base(A);")]
    [InlineData("class Base { protected Base(Tensor a) => A = a; public Tensor A { get; } } [Tree] partial class Mlp : Base { public Mlp(Tensor a, Tensor b) : base(a) { B = b; } public Tensor B { get; } }")]
    [InlineData("[Tree] partial class Mlp { public Mlp(int size) => W = Tensor.Zeros([size]); Mlp(Tensor w) => W = w; public Tensor W { get; } }")]
    public async Task Is_silent_on_constructors_that_store(string source)
    {
        Assert.Empty(await Compiler.Analyze(source));
        Assert.Empty(Compiler.Generate(source).Messages);
    }

    [Theory]
    [InlineData("Tensor? twice; public Tensor Twice => twice ??= W * W;", 1)]
    [InlineData("List<(int, Tensor)>? all; public object? All => all;", 1)]
    [InlineData("[TreeStatic] Tensor? twice; public Tensor Twice => twice ??= W * W;", 0)]
    [InlineData("int count; public int Count => count++;", 0)]
    [InlineData("public Tensor? Other;", 0)]
    public async Task Warns_of_private_fields_that_are_leaves(string members, int count)
    {
        string[] found = await Compiler.Analyze($"[Tree] partial record Cached(Tensor W) {{ {members} }}");
        Assert.Equal(count, found.Length);
        Assert.All(found, message => Assert.StartsWith("COV005: 'Cached.", message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("(x * 2.0).AsSpan<double>()", 1)]
    [InlineData("Make().AsSpan<double>()", 1)]
    [InlineData("Make()[1..].AsSpan<double>()", 1)]
    [InlineData("Make().T.AsSpan<double>()", 1)]
    [InlineData("(x ?? Make()).AsSpan<double>()", 1)]
    [InlineData("Make()!.AsSpan<double>()", 1)]
    [InlineData("new Model(Make()).W.AsSpan<double>()", 1)]
    [InlineData("x.AsSpan<double>()", 0)]
    [InlineData("x[1..].AsSpan<double>()", 0)]
    [InlineData("x!.T.AsSpan<double>()", 0)]
    [InlineData("model.W.AsSpan<double>()", 0)]
    [InlineData("many[2].AsSpan<double>()", 0)]
    [InlineData("held.AsSpan<double>()", 0)]
    [InlineData("Make().ToArray<double>()", 0)]
    public async Task Warns_of_spans_of_temporaries(string expression, int count)
    {
        string[] found = await Compiler.Analyze(
            "record Model(Tensor W); class Use { readonly Tensor held = 1.0; Tensor Make() => held * 2.0; "
            + $"double F(Tensor x, Model model, Tensor[] many) {{ var span = {expression}; return span[0]; }} }}");
        Assert.Equal(count, found.Length);
        Assert.All(found, message => Assert.StartsWith("COV004: AsSpan of a tensor that nothing refers to afterwards", message, StringComparison.Ordinal));
    }
}
