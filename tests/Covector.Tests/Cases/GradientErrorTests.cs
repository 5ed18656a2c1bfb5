using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>What Grad and its kin say of functions and arguments that have no gradient.</summary>
public sealed class GradientErrorTests
{
    [Fact]
    public void AnOutputThatIsNoScalar()
    {
        Holds.Throws<NonScalarOutputException>(
            "Grad: the function returned a tensor of shape [3]; a gradient needs a scalar, of shape []. "
            + "Reduce it to a scalar first, as with y.Sum(), or take all derivatives with Jacobian(f), or those of one entry with y[0].",
            () => Grad(x => x * x)(Tensor.Ones([3])));
        Holds.Throws<NonScalarOutputException>(
            "Grad: the function returned a tensor of shape [2, 3]; a gradient needs a scalar, of shape []. "
            + "Reduce it to a scalar first, as with y.Sum(), or take all derivatives with Jacobian(f).",
            () => Grad(x => x * x)(Tensor.Ones([2, 3])));
        Holds.Throws<NonScalarOutputException>(
            "ValueAndGrad: the function returned a tensor of shape [1]; a gradient needs a scalar, of shape []. "
            + "Return a scalar: y.Reshape() turns [1] into [], and so does y[0].",
            () => ValueAndGrad(x => x * x)(Tensor.Ones([1])));
        Holds.Throws<NonScalarOutputException>(
            "Grad: the function returned a tensor of shape [1, 1]; a gradient needs a scalar, of shape []. Return a scalar: y.Reshape() turns [1, 1] into [].",
            () => Jit(Grad(x => x * x))(Tensor.Ones([1, 1])));
        Holds.Throws<NonScalarOutputException>(
            "Grad: the function returned a tensor of shape [0]; a gradient needs a scalar, of shape []. "
            + "Reduce it to a scalar first, as with y.Sum(), or take all derivatives with Jacobian(f).",
            () => Grad(x => x)(Tensor.Zeros([0])));
        Assert.Throws<NonScalarOutputException>(() => Hessian(x => x * x)(Tensor.Ones([3])));
    }

    [Fact]
    public void AnArgumentOfWholeNumbers()
    {
        const string message = "Grad: the argument 'x' is i64[2]; a derivative needs Float32 or Float64. "
            + "Convert it with x.AsType(DType.Float64), or make it a further argument that is not differentiated.";
        Holds.Throws<DTypeMismatchException>(message, () => Grad(x => Sum(x))(Tensor.From([1L, 2])));
        Holds.Throws<DTypeMismatchException>(message, () => Jit(Grad(x => Sum(x)))(Tensor.From([1L, 2])));
        Holds.Throws<DTypeMismatchException>(message.Replace("i64[2]", "bool[2]"), () => Grad(x => Sum(x))(Tensor.From([true, false])));
        Holds.Throws<DTypeMismatchException>(message.Replace("i64[2]", "i32[]"), () => Grad(x => x * 1.5)(Tensor.From([1]).Reshape()));
        Holds.Throws<DTypeMismatchException>(message.Replace("Grad:", "JacFwd:"), () => JacFwd(x => x * 1.5)(Tensor.From([1L, 2])));
        Holds.Throws<DTypeMismatchException>(message.Replace("Grad:", "JacRev:"), () => JacRev(x => x * 1.5)(Tensor.From([1L, 2])));
        Holds.Throws<DTypeMismatchException>(
            message.Replace("'x'", "'w'").Replace("x.AsType", "w.AsType"), () => Grad((x, w) => Sum(x * w), Wrt.Second)(Tensor.Ones([2]), Tensor.From([1L, 2])));
        Holds.Throws<DTypeMismatchException>(
            message.Replace("'x'", "'p.Item2'").Replace("x.AsType", "p.Item2.AsType"),
            () => Grad(((Tensor A, Tensor B) p) => Sum(p.A * p.B))((Tensor.Ones([2]), Tensor.From([1L, 2]))));
        Holds.Throws<DTypeMismatchException>(
            message.Replace("'x'", "'w'").Replace("x.AsType", "w.AsType"), () => Grad((x, w) => Sum(x * w), Wrt.All)(Tensor.Ones([2]), Tensor.From([1L, 2])));
    }

    [Fact]
    public void WholeNumbersAsFurtherArguments()
    {
        Func<Tensor, Tensor, Tensor> f = (x, i) => x[i];
        Holds.Equal([0, 1], Grad(f)(Tensor.From([10.0, 20]), Tensor.From([1L]).Reshape()));
        Holds.Equal([0, 1], Jit(Grad(f))(Tensor.From([10.0, 20]), Tensor.From([1L]).Reshape()));
    }

    [Fact]
    public void AnOutputOfWholeNumbers()
    {
        const string message = "Grad: the function returned i64[], which has no derivative; expected Float32 or Float64. "
            + "Do not round or compare the result before returning it.";
        Holds.Throws<DTypeMismatchException>(message, () => Grad(x => x.AsType(DType.Int64))(2.0));
        Holds.Throws<DTypeMismatchException>(message.Replace("i64[]", "bool[]"), () => Grad(x => x > 0)(2.0));
        Holds.Throws<DTypeMismatchException>(message.Replace("Grad:", "JacRev:"), () => JacRev(x => x.AsType(DType.Int64))(2.0));
        Holds.Throws<DTypeMismatchException>(message.Replace("Grad:", "JacFwd:").Replace("i64[]", "bool[2]"), () => JacFwd(x => x > 0)(Tensor.Ones([2])));
        Holds.Throws<DTypeMismatchException>(
            message.Replace("Grad:", "Jacobian:"), () => Jacobian((Tensor x) => (x, ArgMax(x, 0)))(Tensor.Ones([2])));
    }

    [Fact]
    public void WithRespectToWhichArgument()
    {
        Func<Tensor, Tensor, Tensor, Tensor> f = (x, y, z) => (1 * x) + (2 * y) + (3 * z);
        Holds.Equal(1, Grad(f)(1.0, 1.0, 1.0));
        Holds.Equal(2, Grad(f, Wrt.Second)(1.0, 1.0, 1.0));
        Holds.Equal(3, Grad(f, Wrt.Third)(1.0, 1.0, 1.0));
        var (x, y, z) = Grad(f, Wrt.All)(1.0, 1.0, 1.0);
        Assert.Equal((1.0, 2.0, 3.0), ((double)x, (double)y, (double)z));
        (x, y, z) = Jit(Grad(f, Wrt.All))(1.0, 1.0, 1.0);
        Assert.Equal((1.0, 2.0, 3.0), ((double)x, (double)y, (double)z));
    }

    [Fact]
    public void ValuesAndAuxiliaryResults()
    {
        var (value, gradient) = ValueAndGrad(x => Sum(x * x))(Tensor.From([1.0, 2]));
        Holds.Equal(5, value);
        Holds.Equal([2, 4], gradient);
        var (grad, aux) = Grad((Tensor x) => (Sum(x * x), (x + 1, "note")))(Tensor.From([1.0, 2]));
        Holds.Equal([2, 4], grad);
        Holds.Equal([2, 3], aux.Item1);
        Assert.Equal("note", aux.Item2);
    }

    [Fact]
    public void ScalarsKeepTheirShapes()
    {
        foreach (Shape shape in (Shape[])[new(), new(1), new(1, 1), new(2, 1, 3)])
            foreach (var dtype in (DType[])[DType.Float32, DType.Float64])
            {
                var x = Tensor.Full(shape, 2, dtype);
                foreach (var gradient in (Tensor[])[Grad(v => Sum(v * v))(x), Jit(Grad(v => Sum(v * v)))(x), Grad(v => Sum(v * v * Tensor.Ones([4, 1, 1, 1], dtype)))(x) / 4])
                    Holds.Equal(Tensor.Full(shape, 4, dtype), gradient);
            }
    }
}
