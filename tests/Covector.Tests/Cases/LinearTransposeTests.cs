using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>Transposes of linear functions.</summary>
public sealed class LinearTransposeTests
{
    [Fact]
    public void OfAMultipleAndOfASelection()
    {
        Holds.Equal(6, LinearTranspose(x => 2 * x, 0.0)(3.0));
        Holds.Equal([3, 0], LinearTranspose(x => x[0], Tensor.Zeros([2]))(3.0));
        Holds.Equal([0, 3], LinearTranspose(x => x[^1], Tensor.Zeros([2]))(3.0));
        Holds.Equal(3, Jit(u => LinearTranspose(x => 3 * x, 0.0)(u))(1.0));
    }

    [Fact]
    public void OfStructure()
    {
        Holds.Equal([3, 3], LinearTranspose(x => Sum(x), Tensor.Zeros([2]))(3.0));
        Holds.Equal(6, LinearTranspose(x => BroadcastTo(x, [3]), 0.0)([1, 2, 3]));
        Holds.Equal([3, 2, 1], LinearTranspose(x => Flip(x, 0), Tensor.Zeros([3]))([1, 2, 3]));
        Holds.Equal([6, 5, 3], LinearTranspose(x => CumSum(x, 0), Tensor.Zeros([3]))([1, 2, 3]));
        Holds.Equal([11, 0, 100], LinearTranspose(x => x[[0, 0, 2]], Tensor.Zeros([3]))([1, 10, 100]));
        Holds.Equal([4, 6], LinearTranspose(x => Concatenate([x, x], 0), Tensor.Zeros([2]))([1, 2, 3, 4]));
    }

    [Fact]
    public void OfAMatrix()
    {
        Tensor a = [[1, 2, 3], [4, 5, 6]];
        Holds.Equal([9, 12, 15], LinearTranspose(x => Dot(a, x), Tensor.Zeros([3]))([1, 2]));
        Holds.Equal([9, 12, 15], LinearTranspose((x) => Dot(x, a.T), Tensor.Zeros([3]))([1, 2]));
    }

    [Fact]
    public void TheTransposeOfTheTransposeIsTheFunction()
    {
        Tensor a = [[1, 2, 3], [4, 5, 6]];
        foreach (var f in (Func<Tensor, Tensor>[])[x => Dot(a, x), x => x[[2, 0, 0, 1]] * 3, x => CumSum(x, 0)[..2]])
        {
            Tensor example = Tensor.Zeros([3]), v = [0.5, -2, 7];
            var transposed = LinearTranspose(f, example);
            Holds.Equal(f(v), LinearTranspose(transposed, f(example))(v));
        }
    }

    [Fact]
    public void OfATree()
    {
        var (a, b) = LinearTranspose(((Tensor A, Tensor B) p) => (2 * p.A) + (3 * p.B), ((Tensor)0.0, (Tensor)0.0))(1.0);
        Holds.Equal(2, a);
        Holds.Equal(3, b);
    }

    [Fact]
    public void OfAnotherFunction()
    {
        const string advice = "LinearTranspose needs a function that is linear in its argument; for any other function use Vjp.";
        foreach (var (name, f) in ((string, Func<Tensor, Tensor>)[])[("sin", Sin), ("mul", x => x * x), ("exp", Exp), ("integer_pow", x => Pow(x, 3)), ("div", x => 1 / x)])
            Holds.Throws<NotDifferentiableException>(
                $"Transpose: '{name}' is not linear in the operand whose cotangent is asked for. {advice}", () => LinearTranspose(f, 0.0)(1.0));
    }

    [Fact]
    public void OfAFunctionThatAddsAConstant()
    {
        const string message = "LinearTranspose: 'result' is not zero where the argument is zero, so the function is not linear: it adds a constant. "
            + "LinearTranspose needs a function that is linear in its argument; for any other function use Vjp.";
        foreach (var f in (Func<Tensor, Tensor>[])[x => x + 1, x => 2 * x - 3, _ => Tensor.Ones([2]), x => x.At(0).Set(5), x => Concatenate([x, [1.0]])[1..]])
            Holds.Throws<NotDifferentiableException>(message, () => LinearTranspose(f, Tensor.Zeros([2]))([3, 4]));
        Holds.Throws<NotDifferentiableException>(
            message.Replace("'result'", "'result.Item2'"), () => LinearTranspose((Tensor x) => (x, x - 1), Tensor.Zeros([2]))(([3, 4], [3, 4])));

        // Zeros may be added.
        Holds.Equal([3, 4], LinearTranspose(x => x + Tensor.Zeros([2]), Tensor.Zeros([2]))([3, 4]));
        Holds.Equal([0, 4], LinearTranspose(x => x.At(0).Set(0), Tensor.Zeros([2]))([3, 4]));
        Holds.Equal([3, 4], LinearTranspose(x => Concatenate([x, [0.0]]), Tensor.Zeros([2]))([3, 4, 5]));
    }

    [Fact]
    public void OfAFunctionThatOrdersItsArgument() => Holds.Throws<NotDifferentiableException>(
        "Transpose: 'gather' is not linear in the operand whose cotangent is asked for. "
        + "LinearTranspose needs a function that is linear in its argument; for any other function use Vjp.",
        () => LinearTranspose(x => Sort(x, 0), Tensor.Zeros([2]))([3, 4]));

    [Fact]
    public void WithACotangentThatDoesNotFit() => Holds.Throws<ShapeMismatchException>(
        "LinearTranspose: the cotangent of 'result' is f64[3]; expected f64[2], the shape of 'result'.",
        () => LinearTranspose(x => 2 * x, Tensor.Zeros([2]))(Tensor.Ones([3])));
}
