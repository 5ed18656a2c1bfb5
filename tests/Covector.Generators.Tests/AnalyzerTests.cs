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
}
