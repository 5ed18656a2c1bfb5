using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>Numbers written in C#: the element type they take, the same in every transformation, and their exact values.</summary>
public sealed class LiteralTests
{
    private const long Odd = 9007199254740993; // 2⁵³ + 1, which no double is

    private static readonly Tensor Single = Tensor.From([1f, 2f]);

    [Fact]
    public void ArgumentsOfCompiledFunctionsStayLiterals()
    {
        Check((a, b) => a * b, Single, 0.1, DType.Float32);
        Check(Maximum, Single, 0.0, DType.Float32);
        Check((x, n) => x + n, Tensor.From([1, 2]), 3L, DType.Int32);
        Check((x, y) => x * y, Single, [0.1, 0.2], DType.Float32);
        Check((x, y) => x * y, Tensor.From([3, 4]), [2, 3], DType.Float64);
        Check((x, y) => x * y, Tensor.From([true, false]), [2, 3], DType.Float64);
        Check((x, y) => x * y, Tensor.From([0.1]), Tensor.From([2f]), DType.Float64);
        Tensor places = [1, 2];
        Check((x, i) => Take(x, i, 0), Tensor.Arange(5), places, DType.Int64);

        static void Check(Func<Tensor, Tensor, Tensor> f, Tensor x, Tensor y, DType expected)
        {
            var (eager, compiled) = (f(x, y), Jit(f)(x, y));
            Assert.Equal(expected, eager.DType);
            Assert.Equal(expected, compiled.DType);
            Assert.Equal(eager.AsType(DType.Float64).ToArray<double>(), compiled.AsType(DType.Float64).ToArray<double>());
            Assert.Equal(expected, MakeGraph(f)(x, y).OutputTypes[0].DType);
        }
    }

    /// <summary>A collection of whole numbers is one of real numbers also beside integers: nothing wraps, and derivatives are not lost.</summary>
    [Fact]
    public void CollectionsMeetIntegersAsRealNumbers()
    {
        Tensor literal = [100_000, 200_000];
        var labels = Tensor.From([100_000, 100_000]);
        Assert.Equal([1e10, 2e10], (literal * labels).ToArray<double>());
        Assert.Equal(3e10, (double)Dot(literal, labels));
        // d/dp of (p − label)² is 2(p − label), of sin(p·i) for i = 1, 2, 3 the sum of i·cos(p·i).
        var ids = Tensor.From([0, 1]);
        foreach (var grad in new[] { Grad((Tensor p) => Sum(Square(p - ids))), Jit(Grad((Tensor p) => Sum(Square(p - ids)))) })
            Assert.Equal([2, 2], grad([1, 2]).ToArray<double>());
        Assert.Equal([0, 4], Grad((Tensor p) => Sum(Square(p * (ids > 0))))([1, 2]).ToArray<double>());
        Assert.Equal([0.0, 2.0], Jvp((Tensor p) => p * ids, [1, 2], [3, 2]).Tangent.ToArray<double>());
        Assert.Equal(
            Math.Cos(2) + 2 * Math.Cos(4) + 3 * Math.Cos(6),
            (double)Grad((Tensor p) => ForLoop(1, 4, (i, s) => s + Sum(Sin(p * i)), 0.0))([2])[0], 1e-14);
    }

    /// <summary>Where the element type is that of the tensor, whole numbers are taken as such.</summary>
    [Fact]
    public void CollectionsOfWholeNumbersUpdateIntegers()
    {
        var x = Tensor.From([1, 2, 3]);
        Assert.Equal([7, 8, 3], x.At(0..2).Set([7, 8]).ToArray<int>());
        Assert.Equal([1, 9, 11], Jit((Tensor t) => t.At(1..3).Add([7, 8]))(x).ToArray<int>());
        Assert.Throws<DTypeMismatchException>(() => x.At(0..2).Set([7, 8.5]));
    }

    [Fact]
    public void OneCompiledFunctionTakesNumbersAndTensors()
    {
        var f = Jit((Tensor a, Tensor b) => a * b);
        Assert.Equal(DType.Float32, f(Single, 0.1).DType);
        Assert.Equal(DType.Float64, f(Single, Tensor.Full([], 0.1)).DType);
        Assert.Equal(DType.Float32, f(Single, 0.1).DType);
    }

    /// <summary>Where no value is known, a number that the other type may not hold is refused as it is where it is known.</summary>
    [Fact]
    public void LargeNumbersDoNotWrap()
    {
        var f = Jit((Tensor x, Tensor n) => x + n);
        var error = Assert.Throws<DTypeMismatchException>(() => f(Tensor.From([1]), 1L << 40));
        Assert.StartsWith("The number does not fit into Int32", error.Message, StringComparison.Ordinal);
        Tensor many = [1L, 1L << 40];
        Assert.Throws<DTypeMismatchException>(() => f(Tensor.From([1]), many));
        Assert.Equal([(1L << 40) + 1], f(Tensor.From([1L]), 1L << 40).ToArray<long>());
    }

    [Fact]
    public void ArgumentsOfBranchesStayLiterals()
    {
        Func<Tensor, Tensor, Tensor> f = (w, b) => Cond(Sum(w) > 0, t => t * w, t => t + w, b);
        Assert.Equal(DType.Float32, f(Single, 0.5).DType);
        Assert.Equal(DType.Float32, Jit((Tensor w) => f(w, 0.5))(Single).DType);
        Assert.Equal(DType.Float32, Jit(f)(Single, 0.5).DType);
    }

    /// <summary>f(x) and the value that comes with its gradient have one type; the gradient has that of x.</summary>
    [Fact]
    public void ArgumentsOfDerivativesStayLiterals()
    {
        Func<Tensor, Tensor> f = x => Sum(x * Single);
        Assert.Equal(DType.Float32, f(0.5).DType);
        foreach (var g in new[] { f, Jit(f) })
        {
            var (value, gradient) = ValueAndGrad(g)(0.5);
            Assert.Equal((DType.Float32, 1.5), (value.DType, (double)value));
            Assert.Equal((DType.Float64, 3.0), (gradient.DType, (double)gradient));
            var (output, tangent) = Jvp(g, 0.5, 2.0);
            Assert.Equal((DType.Float32, DType.Float32, 6.0), (output.DType, tangent.DType, (double)tangent));
            Assert.Equal(DType.Float32, Vjp(g, 0.5).Value.DType);
            Assert.Equal(DType.Float32, Linearize(g, 0.5).Value.DType);
        }

        CheckGradients(f, 0.5);
    }

    [Fact]
    public void NegativesAreExact()
    {
        Tensor odd = Odd, largest = long.MaxValue, least = long.MinValue, small = int.MinValue;
        Assert.Equal(-Odd, (long)-odd);
        Assert.Equal(-long.MaxValue, (long)-largest);
        Assert.Equal(unchecked(-long.MinValue), (long)-least);
        Assert.Equal((int)-Tensor.From([int.MinValue])[0], (int)-small);
        Assert.Equal([-Odd + 1], (Tensor.From([1L]) + -odd).ToArray<long>());
        Assert.Equal(double.NegativeInfinity, (double)(1 / -(Tensor)0.0));
        Tensor truth = true;
        Assert.Equal(
            Assert.Throws<DTypeMismatchException>(() => -Tensor.From([true])).Message, Assert.Throws<DTypeMismatchException>(() => -truth).Message);
    }

    [Fact]
    public void CollectionsOfLongNumbersAreExact()
    {
        Tensor flat = [Odd, 1L], mixed = [Odd, 1], nested = [[Odd, 1L], [2, 3]], real = [1L, 0.5];
        Assert.Equal([Odd, 1], flat.ToArray<long>());
        Assert.Equal([Odd, 1], mixed.ToArray<long>());
        Assert.Equal([Odd, 1, 2, 3], nested.ToArray<long>());
        Assert.Equal([1, 0.5], real.ToArray<double>());
        Assert.Equal([Odd + 1, 3], (Tensor.From([1L, 2L]) + flat).ToArray<long>());
        Tensor small = [1L, 2L];
        Assert.Equal([2, 4], (Tensor.From([1, 2]) + small).ToArray<int>());
        Assert.Equal([1.5, 2.5], (Tensor.From([0.5, 0.5]) + small).ToArray<double>());
    }

    [Fact]
    public void FilledWithLongNumbersIsExact()
    {
        Assert.Equal([Odd, Odd], Tensor.Full([2], Odd, DType.Int64).ToArray<long>());
        Assert.Equal([int.MinValue], Tensor.Full([1], int.MinValue, DType.Int32).ToArray<int>());
        Assert.Equal((float)((1L << 62) + (1L << 38) + 1), (float)Tensor.Full([], (1L << 62) + (1L << 38) + 1, DType.Float32));
        Assert.Equal([true], Tensor.Full([1], 2L, DType.Bool).ToArray<bool>());
        Assert.Equal(DType.Float64, Tensor.Full([1], 2).DType);
        Holds.Throws<DTypeMismatchException>(
            "Tensor.Full: the value 2147483648 is no Int32; expected a whole number in its range, or DType.Int64.",
            () => Tensor.Full([1], 1L << 31, DType.Int32));
        Assert.Contains("fill[9007199254740993]", MakeGraph(x => x + Odd)(Tensor.From([1L])).ToString(), StringComparison.Ordinal);
    }

    /// <summary>One rounding, not one to double and another to float.</summary>
    [Fact]
    public void LongNumbersRoundOnce()
    {
        // Halfway between floats after rounding to double, a little above it before.
        const long value = (1L << 60) + (1L << 36) + 1;
        Assert.Equal((float)value, (Tensor.From([0f]) + value).ToArray<float>()[0]);
        Assert.NotEqual((float)(double)value, (float)value);
    }

    [Fact]
    public void WholeNumbersAreReadTowardZero()
    {
        Assert.Equal(2, (long)(Tensor)2.7);
        Assert.Equal(-2, (int)(Tensor)(-2.7));
        Assert.Throws<OverflowException>(() => (long)(Tensor)double.NaN);
        Assert.Throws<OverflowException>(() => (int)(Tensor)3e9);
        Assert.Equal(Odd, (long)(Tensor)Odd);
    }
}
