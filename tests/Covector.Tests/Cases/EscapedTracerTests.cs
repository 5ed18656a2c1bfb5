using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>A traced tensor is worth nothing outside of the function it was made in: every use says so, none returns a number.</summary>
public sealed class EscapedTracerTests
{
    private const string Advice = "Return it from the function (as an output or auxiliary output) instead of storing it in a variable outside. "
        + "A static field is initialized where it is first used: use it once before the function.";

    private Tensor kept = 0.0;

    [Fact]
    public void FromGrad()
    {
        Grad(x => Keep(x) * x)(2.0);
        var message = $"mul: a traced tensor f64[], an argument of Grad of a lambda in FromGrad, is used after that function has returned. {Advice}";
        Holds.Throws<EscapedTracerException>(message, () => kept * 2);
        Holds.Throws<EscapedTracerException>(message, () => Grad(y => y * kept)(1.0));
        Holds.Throws<EscapedTracerException>(message, () => Jit(y => y * kept)(1.0));
        Holds.Throws<EscapedTracerException>(message.Replace("mul:", "broadcast:"), () => Vmap(y => y * kept)(Tensor.Ones([3])));
        Holds.Throws<EscapedTracerException>(message, () => Jvp(y => y * kept, 1.0, 1.0));
        Holds.Throws<EscapedTracerException>(message, () => Linearize(y => y * kept, 1.0));
        Holds.Throws<EscapedTracerException>(message, () => Hessian(y => y * kept)(1.0));
        Holds.Throws<EscapedTracerException>(message, () => MakeGraph(y => y * kept)(1.0));
        Holds.Throws<EscapedTracerException>(message.Replace("mul:", "(double):"), () => (double)kept);
        Holds.Throws<EscapedTracerException>(message.Replace("mul:", "ToArray:"), () => kept.ToArray<double>());
        Holds.Throws<EscapedTracerException>(message.Replace("mul:", "tanh:"), () => Tanh(kept));
    }

    [Fact]
    public void AsTheResultOfAnotherFunction()
    {
        Grad(x => Keep(x) * x)(2.0);
        var message = $"Grad: a traced tensor f64[], an argument of Grad of a lambda in AsTheResultOfAnotherFunction, is used after that function has returned. {Advice}";
        Holds.Throws<EscapedTracerException>(message, () => Grad(_ => kept)(1.0));
        Holds.Throws<EscapedTracerException>(message.Replace("Grad: ", "Jvp: "), () => Jvp(_ => kept, 1.0, 1.0));
        Holds.Throws<EscapedTracerException>(message.Replace("Grad: ", "Vjp: "), () => Vjp(_ => kept, 1.0));
        Holds.Throws<EscapedTracerException>(message.Replace("Grad: ", "Vmap: "), () => Vmap(_ => kept)(Tensor.Ones([3])));
        Holds.Throws<EscapedTracerException>(message.Replace("Grad: ", "the result: "), () => Jit(_ => kept)(1.0));
    }

    [Fact]
    public void AsAnArgument()
    {
        Grad(x => Keep(x) * x)(2.0);
        foreach (var use in (Func<object?>[])
            [() => Grad(y => y * y)(kept), () => Jit(y => y * y)(kept), () => Vmap(y => y * y, 0, 0)(Keep(Stack([kept, kept], 0)))])
            Assert.Throws<EscapedTracerException>(use);
    }

    [Fact]
    public void AResultOfAnOperation()
    {
        Grad(x => Keep(Sin(x)) * x)(2.0);
        Holds.Throws<EscapedTracerException>(
            $"neg: a traced tensor f64[], a result of 'sin' of Grad of a lambda in AResultOfAnOperation, is used after that function has returned. {Advice}",
            () => -kept);
    }

    [Fact]
    public void FromJit()
    {
        Jit(x => Keep(x) * x)(Tensor.Ones([2, 3], DType.Float32));
        Holds.Throws<EscapedTracerException>(
            $"mul: a traced tensor f32[2, 3], argument 'x' of Jit of a lambda in FromJit, is used after that function has returned. {Advice}",
            () => kept * 2);
        Jit(x => Keep(Tanh(x)) * x)(1.0);
        Holds.Throws<EscapedTracerException>(
            $"add: a traced tensor f64[], a result of 'tanh' of Jit of a lambda in FromJit, is used after that function has returned. {Advice}",
            () => kept + kept);
    }

    [Fact]
    public void FromVmap()
    {
        Vmap(x => Keep(x) * x)(Tensor.Ones([5, 2]));
        Holds.Throws<EscapedTracerException>(
            $"sin: a traced tensor f64[2], argument 'x' of Vmap of a lambda in FromVmap, is used after that function has returned. {Advice}",
            () => Sin(kept));
        Vmap(x => Keep(Sin(x)) * x)(Tensor.Ones([5, 2]));
        Holds.Throws<EscapedTracerException>(
            $"sin: a traced tensor f64[2], a result of 'sin' of Vmap of a lambda in FromVmap, is used after that function has returned. {Advice}",
            () => Sin(kept));
    }

    [Fact]
    public void FromForwardModeAndLinearization()
    {
        Func<Tensor, Tensor> f = x => Keep(x) * x;
        foreach (var (name, run) in ((string, Action)[])
            [("Jvp", () => Jvp(f, 2.0, 1.0)), ("Vjp", () => Vjp(f, 2.0)), ("Linearize", () => Linearize(f, 2.0)), ("ValueAndGrad", () => ValueAndGrad(f)(2.0))])
        {
            run();
            Holds.Throws<EscapedTracerException>(
                $"sub: a traced tensor f64[], an argument of {name} of a lambda in FromForwardModeAndLinearization, is used after that function has returned. {Advice}",
                () => kept - 1);
        }
    }

    [Fact]
    public void AFunctionThatThrowsEndsItsTraceToo()
    {
        Assert.Throws<InvalidOperationException>(() => Grad(x => (Keep(x) * x).Rank == 0 ? throw new InvalidOperationException() : x)(2.0));
        Assert.Throws<EscapedTracerException>(() => kept * 2);
        Assert.Throws<InvalidOperationException>(() => Jit(x => (Keep(x) * x).Rank == 0 ? throw new InvalidOperationException() : x)(2.0));
        Assert.Throws<EscapedTracerException>(() => kept * 2);

        // Nothing stays behind: the thread computes as before.
        Holds.Equal(4, Grad(x => x * x)(2.0));
        Holds.Equal(4, (Tensor)2.0 * 2.0);
    }

    [Fact]
    public void AStaticFieldInitializedWhileAFunctionIsTraced()
    {
        Jit(x => MatMul(Late.Identity, x))(Tensor.Ones([2]));
        Holds.Throws<EscapedTracerException>(
            "dot: a traced tensor f64[2, 2], a result of 'convert' of Jit of a lambda in AStaticFieldInitializedWhileAFunctionIsTraced, "
            + $"is used after that function has returned. {Advice}",
            () => MatMul(Late.Identity, Tensor.Ones([2])));

        Holds.Equal(2, Sum(Early.Identity));
        for (int i = 0; i < 2; i++)
            Holds.Equal(2, Jit(x => Sum(MatMul(Early.Identity, x)))(Tensor.Ones([2])));
    }

    [Fact]
    public void AMutatedCapture()
    {
        // The inner tracer that the first inner derivative leaves in x must not enter the second.
        Func<Tensor, Tensor> wrong = x =>
        {
            Tensor F(Tensor y) => x = x * y;
            Grad(F)(1.0);
            return Grad(F)(1.0);
        };
        foreach (var f in (Func<Tensor, Tensor>[])[Grad(wrong), Jit(Grad(wrong)), Jit(wrong), x => Jvp(wrong, x, 1.0).Tangent, Vmap(wrong)])
            Assert.Throws<EscapedTracerException>(() => f(f.Method.Name.Contains("Vmap", StringComparison.Ordinal) ? Tensor.Ones([2]) : Tensor.From([1.0]).Reshape()));
        var error = Assert.Throws<EscapedTracerException>(() => Grad(wrong)(1.0));
        Assert.Equal(
            $"mul: a traced tensor f64[], a result of 'mul' of Grad of F in AMutatedCapture, is used after that function has returned. {Advice}", error.Message);
    }

    [Fact]
    public void ACompiledFunctionThatCapturesADeadTracer()
    {
        Func<Tensor, Tensor> compiled = x => x;
        var derivative = Grad(x =>
        {
            compiled = Jit(y => y * x);
            return compiled(3.0);
        });
        Holds.Equal(3, derivative(5.0));
        Assert.Throws<EscapedTracerException>(() => compiled(3.0));
    }

    [Fact]
    public void OnAnotherThread()
    {
        Exception? error = null;
        int other = 0, own = Environment.CurrentManagedThreadId;
        Grad(x =>
        {
            var thread = new Thread(() =>
            {
                other = Environment.CurrentManagedThreadId;
                error = Record.Exception(() => x * 2);
            });
            thread.Start();
            thread.Join();
            return x * x;
        })(2.0);
        Assert.Equal(
            $"mul: a traced tensor f64[], an argument of Grad of a lambda in OnAnotherThread, is used on thread {other} but belongs to thread {own}. "
            + "A function is traced on one thread; start threads outside of it, each with its own call of the transformation.",
            Assert.IsType<EscapedTracerException>(error).Message);
    }

    private Tensor Keep(Tensor x) => kept = x;

    private static class Late
    {
        public static readonly Tensor Identity = Tensor.Eye(2);
    }

    private static class Early
    {
        public static readonly Tensor Identity = Tensor.Eye(2);
    }
}
