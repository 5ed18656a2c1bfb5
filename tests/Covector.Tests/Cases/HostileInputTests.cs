using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>Arguments that make no sense: an exception that says why, never a crash or a number that is silently wrong.</summary>
public sealed class HostileInputTests
{
    private static readonly Tensor X = Tensor.From([1.0, 2, 3]);
    private static readonly Tensor M = Tensor.Ones([2, 3]);

    [Fact]
    public void LengthsBeyondAnAxis()
    {
        const string limit = " elements; an axis has at most 2147483647.";
        Holds.Throws<ShapeMismatchException>(
            "Tile: the result for the shape [3] would need an axis of 6442450941" + limit, () => Tile(X, int.MaxValue));
        Holds.Throws<ShapeMismatchException>(
            "Repeat: the result for the shape [3] would need an axis of 6442450941" + limit, () => Repeat(X, int.MaxValue, 0));
        Holds.Throws<ShapeMismatchException>(
            "Pad: the result for the shape [3] would need an axis of 4294967297" + limit, () => Pad(X, int.MaxValue));
        Holds.Throws<ShapeMismatchException>(
            "Diag: the result for the shape [3] would need an axis of 2147483651" + limit, () => Diag(X, int.MinValue));
        Holds.Throws<ShapeMismatchException>(
            "Concatenate: the result for the shape [2000000000] would need an axis of 4000000000" + limit,
            () => Concatenate([Tensor.Zeros([2_000_000_000]), Tensor.Zeros([2_000_000_000])]));
        Holds.Throws<ShapeMismatchException>(
            "Reshape: the result for the shape [100000, 100000] would need an axis of 10000000000" + limit,
            () => Tensor.Zeros([100_000, 100_000]).Reshape(-1));
        Holds.Throws<ShapeMismatchException>(
            "At(index).Set: the result for the shape [100000, 100000] would need an axis of 10000000000" + limit,
            () => ShapeOf(x => x.At(0, 0).Set(1))(Tensor.Zeros([100_000, 100_000])));
        Holds.Throws<ShapeMismatchException>(
            "Shape: [2147483647, 2147483647, 2147483647] has more than 2^63 - 1 elements.",
            () => Tensor.Zeros([int.MaxValue, int.MaxValue, int.MaxValue]));
        Holds.Throws<ShapeMismatchException>("Shape: an axis has the length -1; lengths are 0 or more.", () => Tensor.Zeros([2, -1]));
        Assert.Equal(
            "Arange(0, 10000000000, 1): there would be more than 2147483647 numbers, the longest that an axis can be.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Arange(0, 1e10)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Arange(int.MinValue, int.MaxValue));

        // What takes no memory of its own may be huge.
        var huge = Tensor.Zeros([1_000_000, 1_000_000]);
        Assert.Equal(1_000_000_000_000, (huge + 1).Size);
        Assert.Equal(0, (double)Max(huge[0]));
        Assert.Equal(1_000_000, (double)Sum((huge + 1)[0]));
        Assert.Throws<InsufficientMemoryException>(() => huge + Tensor.Arange(0, 1e6));
    }

    [Fact]
    public void NegativeCounts()
    {
        Holds.Throws<ShapeMismatchException>("Tile: the count is -1; expected 0 or more.", () => Tile(X, -1));
        Holds.Throws<ShapeMismatchException>("Repeat: the count is -2; expected 0 or more.", () => Repeat(X, -2, 0));
        Holds.Throws<ShapeMismatchException>("OneHot: the count is -1; expected 0 or more.", () => OneHot(Tensor.From([0]), -1));
        Holds.Throws<ShapeMismatchException>(
            "SegmentSum: the count is -1; expected 0 or more.",
            () => SegmentSum(X, Tensor.From([0, 0, 0]), -1));
        Holds.Throws<ShapeMismatchException>("Tensor.Eye: the size is -1; expected 0 or more.", () => Tensor.Eye(-1));
        Holds.Throws<ShapeMismatchException>(
            "Reshape: the length -2 in [-2, 3] is negative; expected 0 or more, or -1 once for what remains.", () => M.Reshape(-2, 3));
        Holds.Throws<ShapeMismatchException>(
            "Split: axis 0 of [3] has 3 elements, which cannot be divided into -1 equal parts. Give the starts of the parts "
            + "instead: Split(x, [2, 5], axis).",
            () => Split(X, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Linspace(0, 1, -1));
    }

    [Fact]
    public void NumbersThatDoNotFit()
    {
        Holds.Throws<DTypeMismatchException>(
            "The number 1099511627776 does not fit into Int32, the element type of the tensor that it meets. Convert the tensor "
            + "first, with AsType(DType.Int64).",
            () => Tensor.From([1]) + (1L << 40));
        Holds.Throws<DTypeMismatchException>(
            "The number 3000000000 does not fit into Int32, the element type of the tensor that it meets. Convert the tensor "
            + "first, with AsType(DType.Int64).",
            () => Jit(x => x * 3000000000L)(Tensor.From([1, 2])));
        Assert.Throws<DTypeMismatchException>(() => Maximum(Tensor.From([1, 2]), [1, 5_000_000_000L]));
        Assert.Equal(DType.Float64, Maximum(Tensor.From([1, 2]), [1, 5e9 + 0.5]).DType);
        Assert.Equal([int.MaxValue], (Tensor.From([0]) + int.MaxValue).ToArray<int>());
        Assert.Equal([(1L << 40) + 1], (Tensor.From([1L]) + (1L << 40)).ToArray<long>());

        Holds.Throws<DTypeMismatchException>(
            "Tensor.Full: the value 2.5 is no Int32; expected a whole number in its range, or DType.Float64.",
            () => Tensor.Full([2], 2.5, DType.Int32));
        Holds.Throws<DTypeMismatchException>(
            "Tensor.Full: the value NaN is no Int64; expected a whole number in its range, or DType.Float64.",
            () => Tensor.Full([2], double.NaN, DType.Int64));
        Assert.Throws<DTypeMismatchException>(() => Tensor.Full([2], 2147483648.0, DType.Int32));
        Assert.Equal([-2147483648], Tensor.Full([1], -2147483648.0, DType.Int32).ToArray<int>());

        Assert.Equal(
            "(int): 10000000000.0 is outside of the range from -2147483648 to 2147483647. Read it as (double).",
            Assert.Throws<OverflowException>(() => (int)(Tensor)1e10).Message);
        Assert.Equal(int.MinValue, (int)(Tensor)(-2147483648.9));
        Assert.Throws<OverflowException>(() => (int)(Tensor)(-2147483649.0));
        Assert.Throws<OverflowException>(() => (long)(Tensor)9223372036854775808.0);
        Assert.Throws<OverflowException>(() => (long)(Tensor)double.NaN);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Arange(0, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Arange(0, 1, 0.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Linspace(0, double.PositiveInfinity, 3));
    }

    /// <summary>What a transformation finds, it says under its own name, whatever it is made of.</summary>
    [Fact]
    public void TransformationsMadeOfOthersNameThemselves()
    {
        Assert.StartsWith("Hessian: the function returned", Assert.Throws<NonScalarOutputException>(() => Hessian(Tanh)([1, 2])).Message);
        Assert.StartsWith("Hvp: the function returned", Assert.Throws<NonScalarOutputException>(() => Hvp(Tanh)([1, 2], [1, 2])).Message);
        Assert.StartsWith(
            "Hvp: the vector of 'v' is f64[3]; expected f64[2]",
            Assert.Throws<ShapeMismatchException>(() => Hvp((Tensor v) => Sum(v))([1, 2], [1, 2, 3])).Message);
        Assert.StartsWith("Hessian: the argument 'v' is Int32[2]", Assert.Throws<DTypeMismatchException>(() => Hessian((Tensor v) => Sum(v))(Tensor.From([1, 2]))).Message);
        Assert.StartsWith(
            "Hessian: the argument 'p.Item2' is",
            Assert.Throws<DTypeMismatchException>(() => Hessian(((Tensor, Tensor) p) => Sum(p.Item1))((X, Tensor.From([1, 2])))).Message);
        Assert.StartsWith("The function returned null", Assert.Throws<InvalidOperationException>(() => Jit((Tensor v) => (Tensor)null!)(X)).Message);
        Assert.StartsWith(
            "Scan: the length is negative; expected the number of steps, 0 or more. (Parameter 'length')",
            Assert.Throws<ArgumentOutOfRangeException>(() => Scan((Tensor c) => (c, c), X, -1)).Message);
    }

    [Fact]
    public void UnknownElementTypes()
    {
        foreach (var call in (Func<object?>[])
            [
                () => X.AsType((DType)77), () => Tensor.Zeros([2], (DType)77), () => Tensor.Ones([2], (DType)(-1)),
                () => Tensor.Full([2], 1, (DType)77), () => Tensor.Eye(2, (DType)77), () => OneHot(Tensor.From([0]), 2, (DType)77),
            ])
            Assert.StartsWith(
                "This is no element type; expected Bool, Int32, Int64, Float32 or Float64.",
                Assert.Throws<ArgumentOutOfRangeException>(call).Message, StringComparison.Ordinal);
        Holds.Throws<DTypeMismatchException>(
            "Tensor: elements of type Char are not supported; use bool, int, long, float or double.", () => Tensor.From(new[] { 'a' }));
    }

    [Fact]
    public void TypesThatAnOperationDoesNotTake()
    {
        Tensor truth = Tensor.From([true, false]), whole = Tensor.From([1, 2]);
        const string numbers = " the operand is Bool; expected numbers; truth values convert with x.AsType(DType.Int64).";
        Holds.Throws<DTypeMismatchException>("+:" + numbers, () => truth + truth);
        Holds.Throws<DTypeMismatchException>("-:" + numbers, () => truth - truth);
        Holds.Throws<DTypeMismatchException>("*:" + numbers, () => Jit(x => x * x)(truth));
        Holds.Throws<DTypeMismatchException>("%:" + numbers, () => truth % truth);
        Holds.Throws<DTypeMismatchException>("-:" + numbers, () => -truth);
        Holds.Throws<DTypeMismatchException>(
            "Maximum: the operand is Bool; expected numbers; for truth values write a | b.",
            () => Maximum(truth, truth));
        Holds.Throws<DTypeMismatchException>(
            "Minimum: the operand is Bool; expected numbers; for truth values write a & b.",
            () => Minimum(truth, truth));
        const string logic = " expected a Bool tensor, such as the result of a comparison.";
        Holds.Throws<DTypeMismatchException>("&: the operand is Int32;" + logic, () => whole & whole);
        Holds.Throws<DTypeMismatchException>("|: the operand is Float64;" + logic, () => X | X);
        Holds.Throws<DTypeMismatchException>("^: the operand is Float64;" + logic, () => Jit(x => x ^ x)(X));
        Holds.Throws<DTypeMismatchException>("!: the operand is Float64;" + logic, () => !X);
        Holds.Throws<DTypeMismatchException>(
            "Where: the operand is Float64; expected a Bool condition, such as x > 0.",
            () => Where(X, X, X));
        Holds.Throws<DTypeMismatchException>("Any: the operand is Float64; expected a Bool tensor, such as x > 0.", () => Any(X));
        Holds.Throws<DTypeMismatchException>("(bool): the operand is Float64; expected a Bool tensor, such as x > 0.", () => (bool)X[0]);
        Holds.Throws<DTypeMismatchException>(
            "ToArray<Single>: the operand is Float64; expected Float32; convert with x.AsType(DType.Float32).",
            () => X.ToArray<float>());
    }

    [Fact]
    public void Nothing()
    {
        Tensor none = null!;
        foreach (var call in (Func<object?>[])
            [
                () => X + none, () => none * X, () => -none, () => !none, () => none < X, () => (double)none, () => (bool)none,
                () => Sin(none), () => Sum(none), () => Sum(none, 0),
                () => Sum(X, (int[])null!), () => Max(none, [0], true), () => Dot(none, X), () => MatMul(X, none),
                () => Einsum("i,i", X, none), () => Einsum(null!, X), () => Where(none, X, X),
                () => Where(X > 0, none, X), () => Clip(X, none, 1), () => Concatenate([X, none]), () => Stack([none]),
                () => Split(none, 1), () => Reshape(none, 3), () => Transpose(none),
                () => BroadcastTo(none, [3]), () => Squeeze(none), () => ExpandDims(none, 0), () => Flip(none), () => Roll(none, 1, 0),
                () => Pad(none, 1), () => Tile(none, 2), () => Repeat(none, 2, 0),
                () => Tril(none), () => Diag(none), () => Trace(none), () => Take(none, Tensor.From([0]), 0), () => Take(X, none, 0),
                () => OneHot(none, 2), () => SegmentSum(X, none, 2),
                () => Sort(none, 0), () => ArgMax(none, 0), () => TopK(none, 1), () => CumSum(none, 0), () => Softmax(none),
                () => Outer(none, X), () => TensorDot(X, none, 1), () => Convolve(none, X),
                () => Pow(none, 2), () => Pow(2.0, none), () => Atan2(none, X), () => Tensor.ZerosLike(none),
                () => Tensor.From<double>((double[])null!), () => Tensor.From((double[,])null!),
                () => (Tensor)(double[])null!, () => (Shape)(int[])null!, () => X[(Tensor)null!], () => X.At(0).Set(none),
                () => X.Named(null!), () => Tensor.Zeros((int[])null!),
            ])
            Assert.Throws<ArgumentNullException>(call);
        Assert.Equal(
            "Set: this updater is of no tensor; write x.At(index).Set(updates).",
            Assert.Throws<InvalidOperationException>(() => default(Updater).Set(1)).Message);
        Assert.Equal(
            "Grad: the function returned null; expected a scalar tensor.",
            Assert.Throws<InvalidOperationException>(() => Grad(_ => null!)(X)).Message);
    }

    [Fact]
    public void StaticValuesHaveNoDerivative()
    {
        Holds.Throws<DTypeMismatchException>(
            "Grad: the argument 'n' is a C# value of type int, which has no derivative; pass a tensor, or differentiate with "
            + "respect to another argument, as with Wrt.Second.",
            () => Grad((int n, Tensor x) => x * n)(3, 2.0));
        Holds.Equal(3, Grad((int n, Tensor x) => x * n, Wrt.Second)(3, 2.0));
        const string message = ": the argument 'x' is Int64[2]; a derivative needs Float32 or Float64. "
            + "Convert it before the call, with AsType(DType.Float64), or make it a further argument that is not differentiated.";
        var whole = Tensor.From([1L, 2]);
        Holds.Throws<DTypeMismatchException>("Jvp" + message, () => Jvp(x => x * 2.5, whole, whole));
        Holds.Throws<DTypeMismatchException>("Vjp" + message, () => Vjp(x => x * 2.5, whole));
        Holds.Throws<DTypeMismatchException>("Linearize" + message, () => Linearize(x => x * 2.5, whole));

        // Beside real numbers they may stand; their tangents and gradients count for nothing.
        var (_, tangent) = Jvp(((Tensor X, Tensor N) p) => p.X * p.N, (Tensor.From([1.0, 2]), whole), (Tensor.From([1.0, 1]), whole));
        Holds.Equal([1, 2], tangent);
        var (dx, dn) = Vjp(((Tensor X, Tensor N) p) => p.X * p.N, (Tensor.From([1.0, 2]), whole)).Pullback([1.0, 1.0]);
        Holds.Equal([1, 2], dx);
        Assert.Equal([0L, 0], dn.ToArray<long>());
    }

    [Fact]
    public void RowsOfDifferentLengths()
    {
        Holds.Throws<ShapeMismatchException>(
            "A collection literal: element 1 has the shape [1] and element 0 has [2]; all must have one shape.",
            () =>
            {
                Tensor ragged = [[1, 2], [3]];
                return ragged;
            });
        Holds.Throws<ShapeMismatchException>(
            "Stack: tensor 1 has the shape [2, 3] and tensor 0 has [3]; they must be equal.",
            () => Stack([X, M]));
        Holds.Throws<ShapeMismatchException>("Concatenate: there are no tensors; expected at least one.", () => Concatenate([]));
    }

    [Fact]
    public void IndicesOfCompiledFunctions()
    {
        // Known only when the function runs, and named as they were given.
        var read = Jit((x, i) => x[i]);
        var write = Jit((x, i) => x.At(i).Set(0));
        const string clamp = " Indices run from 0 to 2 (or from the end, -1 to -3); to use the nearest valid one instead, pass "
            + "IndexMode.Clamp to Take.";
        Holds.Throws<IndexOutOfBoundsException>(
            "Gather: the index 7 is outside of an axis of length 3." + clamp, () => read(X, Tensor.From([7])));
        Holds.Throws<IndexOutOfBoundsException>(
            "Gather: the index -4 is outside of an axis of length 3." + clamp, () => read(X, Tensor.From([-4L])));
        Holds.Throws<IndexOutOfBoundsException>(
            "At(index).Set: the index -4 is outside of an axis of length 3. Indices run from 0 to 2.",
            () => write(X, Tensor.From([-4])));
        Holds.Equal([1, 0, 3], write(X, Tensor.From([-2])));
        var pair = Jit((Tensor x, Tensor i, Tensor j) => x[i, j]);
        const string several = " one of several indices is outside of its axis. Index one axis at a time to see which, as with "
            + "x[i][.., j].";
        Holds.Throws<IndexOutOfBoundsException>("Gather:" + several, () => pair(M, Tensor.From([0]), Tensor.From([3])));
        Holds.Throws<IndexOutOfBoundsException>("Gather:" + several, () => pair(M, Tensor.From([-3]), Tensor.From([0])));
        var writePair = Jit((Tensor x, Tensor i, Tensor j) => x.At(i, j).Add(1));
        Holds.Throws<IndexOutOfBoundsException>(
            "At(index).Add or SegmentSum:" + several, () => writePair(M, Tensor.From([1]), Tensor.From([5])));
        Holds.Throws<IndexOutOfBoundsException>(
            "SegmentSum: the id 5 is outside of 0 to 1, the numbers of the 2 sums.",
            () => SegmentSum(X, Tensor.From([0, 1, 5]), 2));
        Holds.Throws<IndexOutOfBoundsException>(
            "At(index).Add or SegmentSum: the index -1 is outside of an axis of length 2. Indices run from 0 to 1.",
            () => Jit((x, i) => SegmentSum(x, i, 2))(X, Tensor.From([0, 1, -1])));
    }

    [Fact]
    public void LiteralsBesideTensorsOfSinglePrecision()
    {
        Tensor x = Tensor.From([2f]).Reshape(), joined = [x, 1.0, 3];
        Assert.Equal(DType.Float32, joined.DType);
        Assert.Equal(DType.Float32, Stack([x, 1.0]).DType);
        Assert.Equal(DType.Float32, Concatenate([x.Reshape(1), [1.0, 2.0]]).DType);
        Assert.Equal(DType.Float64, Concatenate([Tensor.From([1]), [1.5]]).DType);
        Assert.Equal(DType.Int32, Stack([Tensor.From([1]).Reshape(), 2L]).DType);
        Assert.Equal(DType.Float64, Stack([1, 2.5]).DType);
        static Tensor Pair(Tensor v) => [v * v, 1.0];
        Assert.Equal(DType.Float32, Jacobian(Pair)(x).DType);
        Assert.Equal(DType.Float32, Jit(Pair)(x).DType);
    }

    [Fact]
    public void EndlessAndEmptyTensorsGoThroughEverything()
    {
        Tensor[] tensors =
        [
            Tensor.Zeros([0]), Tensor.Zeros([0, 3]), Tensor.Zeros([3, 0]), double.MaxValue,
            Tensor.From([double.NaN, double.PositiveInfinity, -0.0, 5e-324]),
        ];
        foreach (var x in tensors)
            foreach (var f in (Func<Tensor, Tensor>[])
                [
                    Exp, Log, Tanh, Sigmoid, Relu, Softplus, Gelu, Erf, LogGamma, Round, Sign, Square, Reciprocal, v => v + 1, v => v * v,
                    v => v % 2, v => Maximum(v, 0), Sum, Prod, Mean, Var, Std,
                    Norm, LogSumExp, v => v.T, v => v.Reshape(-1), v => Flip(v), v => Pad(v, 1), v => Tile(v, 2), v => Outer(v, v),
                    v => Where(v > 0, v, -v), v => Clip(v, 0, 1),
                    v => v[Slice.Ellipsis, Slice.NewAxis], v => v.At(Slice.Ellipsis).Set(2), v => Einsum("...->...", v),
                    v => Concatenate([v.Reshape(-1), v.Reshape(-1)]),
                ])
            {
                var expected = f(x);
                Holds.Equal(expected, Jit(f)(x), 0);
                Holds.Equal(Stack([expected, expected]), Vmap(f)(Stack([x, x])), 0);
                var gradient = Grad(v => Sum(f(v)))(x);
                Assert.Equal((x.DType, x.Shape), (gradient.DType, gradient.Shape));
                Holds.Equal(gradient, Jit(Grad(v => Sum(f(v))))(x), 0);
                Assert.Equal(expected.Shape, Jvp(f, x, Tensor.OnesLike(x)).Tangent.Shape);
            }
    }

    [Fact]
    public void DiagonalsAndStridesAtTheEndsOfTheirRange()
    {
        var ones = Tensor.Ones([2, 2]);
        Assert.Equal(new Shape(0), Diag(ones, int.MinValue).Shape);
        Assert.Equal(new Shape(0), Diag(ones, int.MaxValue).Shape);
        Holds.Equal([1, 1, 1, 1], Triu(ones, int.MinValue));
        Holds.Equal([0, 0, 0, 0], Triu(ones, int.MaxValue));
        Holds.Equal([0, 0, 0, 0], Tril(ones, int.MinValue));
        Holds.Equal([1, 1, 1, 1], Tril(ones, int.MaxValue));
        Assert.Throws<ShapeMismatchException>(() => Diag(Tensor.Ones([2]), int.MinValue));
        foreach (int stride in (int[])[int.MaxValue, int.MaxValue - 3])
            Holds.Equal([2], Convolve(Tensor.Ones([1, 1, 5]), Tensor.Ones([1, 1, 2]), stride, Padding.Same).Reshape(1));
    }
}
