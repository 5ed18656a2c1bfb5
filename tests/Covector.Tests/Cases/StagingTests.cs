using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>When a compiled function is traced, and what it says where a value is wanted.</summary>
public sealed class StagingTests
{
    [Fact]
    public void AFunctionIsTracedOncePerSignature()
    {
        int traces = 0;
        var f = Jit(x =>
        {
            traces++;
            return x * 2;
        });
        f(Tensor.Ones([3]));
        Holds.Equal([4, 6, 8], f(Tensor.From([2.0, 3, 4])));
        Assert.Equal(1, traces);
        f(Tensor.Ones([4]));
        Assert.Equal(2, traces);
        f(Tensor.Ones([3], DType.Float32));
        Assert.Equal(3, traces);
        f(Tensor.Ones([3, 1]));
        Assert.Equal(4, traces);
        f(Tensor.Ones([3]));
        f(Tensor.Ones([4]));
        Assert.Equal(4, traces);
    }

    [Fact]
    public void StaticArgumentsArePartOfTheSignature()
    {
        int traces = 0;
        var f = Jit((Tensor x, int n) =>
        {
            traces++;
            var y = x;
            for (int i = 1; i < n; i++)
                y *= x;
            return y;
        });
        Holds.Equal(8, f(2.0, 3));
        Holds.Equal(27, f(3.0, 3));
        Assert.Equal(1, traces);
        Holds.Equal(16, f(2.0, 4));
        Assert.Equal(2, traces);
        Holds.Equal(8, f(2.0, 3));
        Assert.Equal(2, traces);
    }

    [Fact]
    public void ALimitOfTraces()
    {
        var f = Jit(x => x * 2, new JitOptions { MaxTraces = 1 });
        f(Tensor.Ones([3]));
        f(Tensor.Ones([3]));
        Holds.Throws<RetraceException>(
            "Jit of a lambda in ALimitOfTraces: traced 2 times, but MaxTraces is 1; the arguments are now Tensor with f64[4]. "
            + "Keep shapes, element types and static parts the same from call to call, or raise the limit.",
            () => f(Tensor.Ones([4])));
        Holds.Equal([2, 2, 2], f(Tensor.Ones([3])));
    }

    [Fact]
    public void AFunctionThatThrowsIsTracedAgain()
    {
        bool fails = true;
        var f = Jit(x => fails ? throw new InvalidOperationException("not yet") : x * 2);
        Assert.Throws<InvalidOperationException>(() => f(1.0));
        fails = false;
        Holds.Equal(2, f(1.0));
    }

    [Fact]
    public void ValuesUnderGradAreKnown()
    {
        // d|x|·x by cases: 2x for x > 0, −2x else.
        Func<Tensor, Tensor> f = x => (bool)(x > 0) ? x * x : -(x * x);
        Holds.Equal(6, Grad(f)(3.0));
        Holds.Equal(6, Grad(f)(-3.0));
        Holds.Equal(-2, Grad(Grad(f))(-3.0));
        Holds.Equal(6, Jvp(f, 3.0, 1.0).Tangent);
        Holds.Equal(6, Linearize(f, 3.0).Pushforward(1.0));
        Holds.Equal(6, Hvp(x => x * f(x))(1.0, 1.0));
        Holds.Equal(4, Grad(x => (double)x > 1 ? x * x : x)(2.0));
        Holds.Equal(12, Grad(x => Pow(x, (int)(double)x + 1))(2.0));

        // A batch whose elements are not concerned.
        Tensor limit = 1.0;
        Holds.Equal([2, 4], Vmap(x => (bool)(limit > 0) ? 2 * x : x)(Tensor.From([1.0, 2])));
    }

    [Fact]
    public void ValuesUnderJitAreNot()
    {
        const string rest = " only its shape and element type are known. Use Where(condition, a, b) to choose between values, "
            + "Cond, While or Scan for branches and loops, DynamicSlice for a part that begins at it, Functions instead of Math, "
            + "or pass the value as a plain C# number or bool, which is a static part of the arguments.";
        Holds.Throws<ConcretizationException>(
            "(bool): a result of 'gt' bool[], computed from 'x', has no value while Jit of a lambda in ValuesUnderJitAreNot is traced;" + rest,
            () => Jit(x => (bool)(x > 0) ? x : -x)(1.0));
        Holds.Throws<ConcretizationException>(
            "(double): argument 'speed' f64[] has no value while Jit of a lambda in ValuesUnderJitAreNot is traced;" + rest,
            () => Jit((mass, speed) => mass * (double)speed)(1.0, 2.0));
        Holds.Throws<ConcretizationException>(
            "(double): a result of 'sum' f64[], computed from 'a', 'b', has no value while Jit of a lambda in ValuesUnderJitAreNot is traced;" + rest,
            () => Jit((a, b, c) => c * (double)Sum(a * b))(Tensor.Ones([2]), Tensor.Ones([2]), 1.0));
        Holds.Throws<ConcretizationException>(
            "ToArray: argument 'x' f64[2] has no value while Jit of a lambda in ValuesUnderJitAreNot is traced;" + rest,
            () => Jit(x => x * x.ToArray<double>()[0])(Tensor.Ones([2])));
        Holds.Throws<ConcretizationException>(
            "(bool): a result of 'gt' bool[], computed from 'x', has no value while Jit of a lambda in Grad is traced;" + rest,
            () => Jit(Grad(x => (bool)(x > 0) ? x : -x))(1.0));
        Assert.Contains(
            "computed from 'x'", Assert.Throws<ConcretizationException>(() => Grad(Jit(x => (bool)(x > 0) ? x : -x))(1.0)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "argument 'p.Item2'", Assert.Throws<ConcretizationException>(() => Jit(((Tensor, Tensor) p) => p.Item1 * (double)p.Item2)((1.0, 2.0))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ValuesOfABatchAreMany()
    {
        const string rest = " stands for 3 values, one for each element of the batch. Use Where(condition, a, b) to choose between values, "
            + "Cond, While or Scan for branches and loops, Functions instead of Math.";
        Holds.Throws<ConcretizationException>(
            "(double): argument 'x' of Vmap of a lambda in ValuesOfABatchAreMany" + rest, () => Vmap(x => x * (double)x)(Tensor.Ones([3])));
        Holds.Throws<ConcretizationException>(
            "(bool): a result of 'gt' of Vmap of a lambda in ValuesOfABatchAreMany" + rest, () => Vmap(x => (bool)(x > 0) ? x : -x)(Tensor.Ones([3])));
    }

    [Fact]
    public void ShapesWithoutValues()
    {
        // 10¹² elements: nothing of that size is made.
        var huge = Tensor.Zeros([1_000_000, 1_000_000]);
        var type = ShapeOf(x => Sin(x) * 2 + Sum(x, 0))(huge);
        Assert.Equal(new TensorType(DType.Float64, new Shape(1_000_000, 1_000_000)), type);
        Assert.Equal(new TensorType(DType.Float64, new Shape(1_000_000)), ShapeOf(x => Sum(Exp(x), 1))(huge));
        Assert.Equal(new TensorType(DType.Bool, new Shape(1_000_000, 1_000_000)), ShapeOf(x => Dot(x, x) > 0)(huge));
        Assert.Equal(new TensorType(DType.Float64, new Shape(1_000_000, 1_000_000)), ShapeOf(Grad(x => Sum(Tanh(x))))(huge));
    }

    [Fact]
    public void CompiledDerivativesInEveryOrder()
    {
        Func<Tensor, Tensor> f = x => Sum(Exp(-x * x) * Sin(3 * x));
        Tensor x = [0.3, -0.8, 1.1], expected = Grad(f)(x);
        Holds.Equal(expected, Jit(Grad(f))(x));
        Holds.Equal(expected, Grad(Jit(f))(x));
        Holds.Equal(expected, Jit(Grad(Jit(f)))(x));
        Holds.Equal(Hessian(f)(x), Hessian(Jit(f))(x));
        Holds.Equal(Hessian(f)(x), Jit(Hessian(f))(x));
        Holds.Equal(Hessian(f)(x), JacFwd(Jit(Grad(f)))(x));
        Holds.Equal(Hessian(f)(x), JacRev(Jit(Grad(Jit(f))))(x));
    }
}
