using Xunit;

namespace Covector.Generators.Tests;

public sealed class OverloadTests
{
    private const string Head = """
        using static Covector.Transforms;
        [Tree] public partial record Mlp(Tensor W, Tensor B);
        [Tree] public partial record Rnn(Tensor W);

        """;

    [Theory]
    [InlineData("static Tensor Loss(Mlp p) => p.W;", "Func<Mlp, Mlp>", "Grad(Loss)")]
    [InlineData("static Tensor Loss(Mlp p) => p.W;", "Func<Mlp, Mlp>", "Transforms.Grad(Loss)")]
    [InlineData("static Tensor Loss(Mlp p) => p.W;", "Func<Mlp, (Tensor Value, Mlp Grad)>", "ValueAndGrad(Loss)")]
    [InlineData("static Tensor Loss(Mlp p, Tensor x) => p.W;", "Func<Mlp, Tensor, Mlp>", "Grad(Loss)")]
    [InlineData("static Tensor Loss(Mlp p, Tensor x) => p.W;", "Func<Mlp, Tensor, Tensor>", "Grad(Loss, Wrt.Second)")]
    [InlineData("static Tensor Loss(Mlp p, Rnn q) => p.W;", "Func<Mlp, Rnn, (Mlp, Rnn)>", "Grad(Loss, Wrt.All)")]
    [InlineData("static (Mlp, Tensor) Step(Mlp p) => (p, p.W);", "(( Mlp, Tensor) Value, Func<(Mlp, Tensor), Mlp> Pullback)", "Vjp(Step, new Mlp(0.0, 0.0))")]
    [InlineData("static Tensor Loss(Mlp p, (Tensor X, Tensor Y) batch) => p.W;", "Func<Mlp, (Tensor X, Tensor Y), Mlp>", "Grad(Loss)")]
    [InlineData("static Tensor Loss(Mlp p, Tensor x, int n) => p.W;", "Func<Mlp, Tensor, int, Mlp>", "Grad(Loss)")]
    [InlineData("static Tensor Loss((Tensor W, Tensor B) p) => p.W;", "Func<(Tensor W, Tensor B), (Tensor W, Tensor B)>", "Grad(Loss)")]
    [InlineData("static Tensor Loss(List<Rnn> p) => p[0].W;", "Func<List<Rnn>, List<Rnn>>", "Grad(Loss)")]
    [InlineData("static (Tensor Value, int Steps) Loss(Mlp p) => (p.W, 1);", "Func<Mlp, (Mlp Grad, int Aux)>", "Grad(Loss)")]
    [InlineData("static Tensor Loss(Mlp p) => p.W; static Tensor Loss2(Rnn p) => p.W;", "Func<Rnn, Rnn>", "Grad(Loss2)")]
    [InlineData("static Tensor Loss(Mlp p) => p.W;", "Func<Tensor, Tensor>", "Grad((Tensor x) => x)")]
    [InlineData("static Tensor Loss(Mlp p) => p.W; static Tensor Loss2(Rnn p) => p.W;", "Func<Tensor, Tensor>", "Grad(_ => (Tensor)7.0)")]
    [InlineData("static Tensor Loss(Tensor[] p) => p[0]; static Tensor Count(int[] p) => p[0];", "Func<Tensor, Tensor>", "Grad(x => x[0] * x[1])")]
    [InlineData("static Tensor Loss(Mlp p) => p.W; static Tensor Id(Tensor x) => x;", "Func<Tensor, Tensor>", "Grad(Grad(Id))")]
    [InlineData("static Tensor Loss(Mlp p) => p.W;", "Func<Mlp, int, Mlp>", "Grad((Mlp p, int n) => p.W)")]
    [InlineData("static Tensor Loss(Tensor p, int n) => p;", "Func<Tensor, Tensor, Tensor>", "Vmap(Functions.Dot, (null, 0))")]
    public void The_name_of_a_function_is_enough(string function, string type, string call) =>
        Assert.Empty(Compiler.Generate($"{Head} static class Use {{ {function} public static {type} F() => {call}; }}").Messages);

    [Fact]
    public void Two_functions_that_name_their_tuples_differently_leave_them_unnamed() => Assert.Empty(Compiler.Generate(Head + """
        static class Use
        {
            static Tensor Loss((Tensor W, Tensor B) p) => p.W;
            static Tensor Other((Tensor X, Tensor Y) p) => p.X;
            static Tensor F((Tensor W, Tensor B) p) => Grad(Loss)(p).Item1 + Grad(Other)(p).Item2;
        }
        """).Messages);

    [Fact]
    public void An_axis_is_never_taken_for_the_parameter_without_a_meaning() => Assert.Empty(Compiler.Generate(Head + """
        static class Use
        {
            static Tensor Loss((Tensor W, Tensor B) p) => p.W;
            static Tensor Scaled(Tensor x, string name) => x;
            static Func<(Tensor, Tensor), Tensor> F() => Vmap(Loss, 1);
            static Func<Tensor, string, Tensor> G() => Vmap(Scaled, (1, null));
            static Func<Tensor, Tensor, Tensor, Tensor> H() => Vmap((x, y, z) => x * y * z, (0, null, 1), 0);
        }
        """).Messages);

    [Fact]
    public void Local_and_instance_functions() => Assert.Empty(Compiler.Generate(Head + """
        class Use
        {
            Tensor Loss(Rnn p) => p.W;
            public Func<Mlp, Mlp> F() { return Grad(Local); static Tensor Local(Mlp p) => p.W; }
            public Func<Rnn, Rnn> G() => Grad(Loss);
        }
        """).Messages);

    [Fact]
    public void Without_the_overloads_it_would_not_compile() =>
        // The overload comes from the declaration of a function; a delegate that no declaration matches has none.
        Assert.NotEmpty(Compiler.Generate(Head + "static class Use { static Tensor Loss<T>(Mlp p) => p.W; static Func<Mlp, Mlp> F() => Grad(Loss<int>); }").Messages);

    [Fact]
    public void What_cannot_be_named_gets_none() => Assert.Empty(Compiler.Generate("""
        using static Covector.Transforms;
        static partial class Use
        {
            [Tree] private partial record Hidden(Tensor W);
            static Tensor Loss(Hidden p) => p.W;
            static Tensor Ref(ref Hidden p) => p.W;
            static Tensor Generic<T>(T p) => null!;
            static Func<Hidden, Hidden> F() => Grad((Hidden p) => p.W);
        }
        """).Messages);
}
