using System.Globalization;
using Covector.Tests.Cases;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Api;

/// <summary>The members of Tensor and Shape: making, reading, indexing, updating, converting.</summary>
public sealed class TensorMemberTests
{
    private static readonly Tensor M = [[1, 2, 3], [4, 5, 6]];

    [Fact]
    public void Properties()
    {
        Assert.Equal(DType.Float64, M.DType);
        Assert.Equal(new Shape(2, 3), M.Shape);
        Assert.Equal(2, M.Rank);
        Assert.Equal(6L, M.Size);
        Holds.Equal([[1, 4], [2, 5], [3, 6]], M.T);
        Assert.Equal(new Shape(4, 3, 2), Tensor.Ones([2, 3, 4]).T.Shape);
        Tensor scalar = 2.5;
        Assert.Equal((0, 1L, new Shape()), (scalar.Rank, scalar.Size, scalar.Shape));
    }

    [Fact]
    public void ShapesAreValues()
    {
        Shape a = [2, 3], b = new int[] { 2, 3 };
        var c = new Shape(2, 3);
        Assert.True(a == b && b == c && a.Equals((object)c) && a != new Shape(3, 2) && a.GetHashCode() == c.GetHashCode());
        Assert.Equal("[2, 3]", a.ToString());
        Assert.Equal("[]", new Shape().ToString());
        Assert.Equal((2, 6L, 2, 3, 3), (a.Rank, a.Size, a[0], a[1], a[^1]));
        Assert.Equal(0L, new Shape(0, 5).Size);
        Assert.Equal(default, new Shape());
        Assert.Equal(default, (Shape)[]);
        Assert.Equal([2, 3], a.ToArray());
        int sum = 0;
        foreach (int n in a)
            sum += n;
        Assert.Equal(5, sum);
        Assert.Equal(4_000_000_000_000_000_000L, new Shape(2_000_000_000, 2_000_000_000).Size);
        Assert.Throws<ShapeMismatchException>(() => a[(Index)2]);
        Assert.Throws<ShapeMismatchException>(() => a[^3]);
        Assert.Throws<ArgumentNullException>(() => (Shape)(int[])null!);
    }

    [Fact]
    public void FromCSharpValues()
    {
        double[] values = [1, 2, 3, 4, 5, 6];
        var copy = Tensor.From(values, 2, 3);
        values[0] = 99;
        Holds.Equal([[1, 2, 3], [4, 5, 6]], copy);
        Assert.Equal(new Shape(6), Tensor.From(values).Shape);
        Assert.Equal(new Shape(6), Tensor.From<double>(values.AsSpan()).Shape);
        Assert.Equal(new Shape(3, 2), Tensor.From((ReadOnlySpan<double>)values, 3, 2).Shape);
        Holds.Equal([[1, 2], [3, 4]], Tensor.From(new double[,] { { 1, 2 }, { 3, 4 } }));
        Assert.Equal((DType.Float32, DType.Int32), (Tensor.From(new[] { 1f, 2f }).DType, Tensor.From(new[,] { { 1, 2 } }).DType));
        Assert.Equal((DType.Int64, DType.Bool), (Tensor.From(new[] { 1L }).DType, Tensor.From(new[] { true }).DType));
        Assert.Equal(new Shape(0), Tensor.From<double>([]).Shape);
        Assert.Equal(new Shape(0, 3), Tensor.From<double>([], 0, 3).Shape);
        Assert.Equal(new Shape(0, 2), Tensor.From(new double[0, 2]).Shape);
        Assert.Throws<ShapeMismatchException>(() => Tensor.From(values, 4));
        Assert.Throws<DTypeMismatchException>(() => Tensor.From(new[] { 'a' }));
    }

    [Fact]
    public void Constants()
    {
        Holds.Equal([[0, 0]], Tensor.Zeros([1, 2]));
        Holds.Equal([[1, 1]], Tensor.Ones([1, 2]));
        Holds.Equal([[2.5, 2.5]], Tensor.Full([1, 2], 2.5));
        Assert.Equal(
            (DType.Float32, DType.Int32, DType.Bool),
            (Tensor.Zeros([2], DType.Float32).DType, Tensor.Ones([2], DType.Int32).DType, Tensor.Full([2], 1, DType.Bool).DType));
        Holds.Equal(0, Tensor.Zeros([]));
        var single = Tensor.From([1f, 2]);
        Holds.Equal(Tensor.From([0f, 0]), Tensor.ZerosLike(single));
        Holds.Equal(Tensor.From([1f, 1]), Tensor.OnesLike(single));
        Holds.Equal([[1, 0], [0, 1]], Tensor.Eye(2));
        Assert.Equal(DType.Int32, Tensor.Eye(2, DType.Int32).DType);
        Assert.Equal(new Shape(0, 0), Tensor.Eye(0).Shape);
        Holds.Equal([0, 0.5, 1, 1.5], Tensor.Arange(0.0, 2.0, 0.5));
        Holds.Equal([0, 1, 2], Tensor.Arange(0.0, 3.0));
        Assert.Equal([2L, 4, 6], Tensor.Arange(2, 8, 2).ToArray<long>());
        Assert.Equal([5L, 3, 1], Tensor.Arange(5, 0, -2).ToArray<long>());
        Assert.Equal([0L, 1, 2], Tensor.Arange(0, 3).ToArray<long>());
        Assert.Equal([0L, 1, 2], Tensor.Arange(3).ToArray<long>());
        Holds.Equal([0, 0.25, 0.5, 0.75, 1], Tensor.Linspace(0, 1, 5));
        Holds.Equal([3], Tensor.Linspace(3, 9, 1));
        Assert.Equal(new Shape(0), Tensor.Linspace(0, 1, 0).Shape);
    }

    [Fact]
    public void Reading()
    {
        Assert.Equal([1.0, 2, 3, 4, 5, 6], M.ToArray<double>());
        Assert.Equal([1.0, 4, 2, 5, 3, 6], M.T.ToArray<double>());
        Assert.Equal([1.0, 2, 3, 4, 5, 6], M.AsSpan<double>().ToArray());
        Assert.Equal([3.0, 6], M[.., 2].AsSpan<double>().ToArray());
        Assert.Equal(
            (2.5, 2.5f, 2, 2L, true), ((double)(Tensor)2.5, (float)(Tensor)2.5, (int)(Tensor)2, (long)(Tensor)2, (bool)(Tensor)true));
        Assert.Equal(9007199254740993L, (long)Tensor.From([9007199254740993L]));
        Assert.Throws<DTypeMismatchException>(() => M.ToArray<float>());
        Assert.Throws<ShapeMismatchException>(() => (double)M);
        Assert.Throws<DTypeMismatchException>(() => (bool)M[0, 0]);
        var rows = new List<Tensor>();
        foreach (Tensor row in M)
            rows.Add(row);
        Assert.Equal(2, rows.Count);
        Holds.Equal([4, 5, 6], rows[1]);
        Assert.Equal([1.0, 2, 3], M[0].Select(x => (double)x));
        Assert.Equal("1.5", ((IFormattable)(Tensor)1.5).ToString(null, CultureInfo.InvariantCulture));
        Assert.Equal("[1.50 2.25]", $"{Tensor.From([1.5, 2.25]):F2}");
    }

    [Fact]
    public void LiteralsAndConversions()
    {
        Tensor number = 1, real = 1.5, single = 1.5f, whole = 5L, truth = true, vector = new[] { 1.0, 2 }, singles = new[] { 1f, 2 };
        Assert.Equal(
            (DType.Int32, DType.Float64, DType.Float32, DType.Int64, DType.Bool, DType.Float64, DType.Float32),
            (number.DType, real.DType, single.DType, whole.DType, truth.DType, vector.DType, singles.DType));
        Tensor a = [[1, 2], [3, 4]], cube = [[[1, 2]], [[3, 4]]], empty = [];
        Assert.Equal((new Shape(2, 2), new Shape(2, 1, 2), new Shape(0)), (a.Shape, cube.Shape, empty.Shape));
        Assert.Equal(DType.Float64, a.DType);
        Tensor x = 3.0;
        Tensor powers = [x, x * x];
        Holds.Equal([3, 9], powers);
        static Tensor Powers(Tensor v) => [v, v * v];
        Holds.Equal([1, 6], Jacobian(Powers)(3.0));
        Assert.Equal(DType.Int32, M.AsType(DType.Int32).DType);
        Assert.Equal([1, -1, 0], Tensor.From([1.9, -1.9, 0.5]).AsType(DType.Int32).ToArray<int>());
        Assert.Equal([true, false], Tensor.From([2.0, 0]).AsType(DType.Bool).ToArray<bool>());
        Assert.Equal([1f, 0], Tensor.From([true, false]).AsType(DType.Float32).ToArray<float>());
        Assert.Same(M, M.Named("m"));
        Assert.Contains("hidden", MakeGraph(v => Tanh(v).Named("hidden") * 2)(1.0).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Operators()
    {
        Tensor x = [7, -7], y = [2, 2];
        Holds.Equal([9, -5], x + y);
        Holds.Equal([5, -9], x - y);
        Holds.Equal([14, -14], x * y);
        Holds.Equal([3.5, -3.5], x / y);
        Holds.Equal([1, -1], x % y);
        Holds.Equal([-7, 7], -x);
        Holds.Equal([8, -6], 1 + x);
        Holds.Equal([2.0 / 7, -2.0 / 7], 2 / x);
        Assert.Equal([true, false], (x > 0).ToArray<bool>());
        Assert.Equal([true, true], (x < 8).ToArray<bool>());
        Assert.Equal([false, true], !(x > 0) is var not ? not.ToArray<bool>() : []);
        Assert.Equal([true, true], ((x > 0) | (x < 0)).ToArray<bool>());
        Assert.Equal([false, false], ((x > 0) & (x < 0)).ToArray<bool>());
        Assert.True(ReferenceEquals(x, x) && x != y);
    }

    [Fact]
    public void Indexing()
    {
        var x = Tensor.Arange(0.0, 24).Reshape(2, 3, 4);
        Holds.Equal(23, x[1, 2, 3]);
        Holds.Equal(23, x[^1, ^1, ^1]);
        Holds.Equal(23, x[-1, -1, -1]);
        Holds.Equal([20, 21, 22, 23], x[1, 2]);
        Holds.Equal([20, 21, 22, 23], x[1][2]);
        Holds.Equal([[4, 5, 6, 7], [8, 9, 10, 11]], x[0, 1..3]);
        Holds.Equal([[5, 6], [9, 10]], x[0, 1.., 1..^1]);
        Holds.Equal([1, 5, 9], x[0, .., 1]);
        Holds.Equal([[3, 7, 11], [15, 19, 23]], x[Slice.Ellipsis, ^1]);
        Holds.Equal([[3, 7, 11], [15, 19, 23]], x[.., .., ^1]);
        Assert.Equal(new Shape(2, 1, 3, 4), x[.., Slice.NewAxis].Shape);
        Assert.Equal(new Shape(1, 2, 3, 4), x[Slice.NewAxis].Shape);
        Assert.Equal(new Shape(2, 3, 4, 1), x[Slice.Ellipsis, Slice.NewAxis].Shape);
        Holds.Equal([0, 2], x[0, 0, Slice.Step(.., 2)]);
        Holds.Equal([3, 2, 1, 0], x[0, 0, Slice.Step(.., -1)]);
        Holds.Equal([1, 3], x[0, 0, Slice.Step(1.., 2)]);
        Holds.Equal([[8, 9, 10, 11], [0, 1, 2, 3]], x[0, Tensor.From([2, 0])]);
        Holds.Equal([[8, 9, 10, 11], [0, 1, 2, 3]], x[0, [2, 0]]);
        Holds.Equal([[8, 9, 10, 11], [0, 1, 2, 3]], x[0][Tensor.From([2L, 0])]);
        Holds.Equal([1, 11], x[0, Tensor.From([0, 2]), Tensor.From([1, 3])]);
        Holds.Equal([22, 23], x[x > 21]);
        Holds.Equal([[0, 1, 2, 3], [8, 9, 10, 11]], x[0, Tensor.From([true, false, true])]);
        int[] ids = [0, 2];
        Holds.Equal([[0, 1, 2, 3], [8, 9, 10, 11]], x[0, ids]);
        Holds.Equal([[1, 0, 0], [2, 0, 0]], Grad(v => Dot(v[.., 0], [1.0, 2]))(M));
    }

    [Fact]
    public void Updating()
    {
        Tensor x = [1, 2, 3, 4];
        Holds.Equal([1, 9, 3, 4], x.At(1).Set(9));
        Holds.Equal([1, 2, 3, 9], x.At(^1).Set(9));
        Holds.Equal([1, 9, 8, 4], x.At(1..3).Set([9, 8]));
        Holds.Equal([1, 9, 9, 4], x.At(1..3).Set(9));
        Holds.Equal([11, 2, 3, 4], x.At(0).Add(10));
        Holds.Equal([11, 2, 23, 4], x.At([0, 2]).Add([10, 20]));
        Holds.Equal([31, 2, 3, 4], x.At(Tensor.From([0, 0])).Add([10, 20]));
        Holds.Equal([1, 2, 30, 4], x.At(2).Multiply(10));
        Holds.Equal([1, 2, 2.5, 2.5], x.At(2..).Minimum(2.5));
        Holds.Equal([2.5, 2.5, 3, 4], x.At(..2).Maximum(2.5));
        Holds.Equal([1, 0, 3, 0], x.At(Slice.Step(1.., 2)).Set(0));
        Holds.Equal([0, 2, 0, 4], x.At(Tensor.From([true, false, true, false])).Set(0));
        Holds.Equal([1, 2, 3, 4], x);
        Holds.Equal([[1, 2, 0], [4, 5, 0]], M.At(.., 2).Set(0));
        Holds.Equal([[1, 2, 3], [0, 0, 0]], M.At(1).Set(0));
        Holds.Equal([[1, 2, 3], [4, 50, 6]], M.At(1, 1).Multiply(10));
        var (dx, du) = Grad((v, u) => Dot(v.At([0, 2]).Set(u), [1.0, 2, 3, 4]), Wrt.All)(x, [7.0, 8]);
        Holds.Equal([0, 2, 0, 4], dx);
        Holds.Equal([1, 3], du);
        Holds.Equal([2, 2, 2, 2], Grad(v => Sum(v.At(0).Add(v[0] * 0 + 1)) * 2)(x));
    }

    [Fact]
    public void ElementTypesThatMeet()
    {
        var types = Enum.GetValues<DType>();
        foreach (var a in types)
            foreach (var b in types)
            {
                var later = a > b ? a : b;
                Tensor x = Tensor.Ones([2], a), y = Tensor.Ones([2], b);
                Assert.Equal(later, Where(Tensor.From([true, false]), x, y).DType);
                Assert.Equal(later, Concatenate([x, y]).DType);
                Assert.Equal(later == DType.Bool ? DType.Int64 : later, Dot(x, y).DType);
                if (later != DType.Bool)
                {
                    foreach (var f in (Func<Tensor, Tensor, Tensor>[])
                        [
                            (u, v) => u + v, (u, v) => u - v, (u, v) => u * v, (u, v) => u % v, Maximum, Minimum,
                        ])
                    {
                        Assert.Equal(later, f(x, y).DType);
                        Assert.Equal(later, Jit(f)(x, y).DType);
                    }
                }

                Assert.Equal(later is DType.Float32 or DType.Float64 ? later : DType.Float64, (x / y).DType);
                Assert.Equal(DType.Bool, (x < y).DType);
            }

        // Literals take the type of the tensor they meet unless they are of a wider kind.
        var single = Tensor.From([1f, 2]);
        Assert.Equal(DType.Float32, (single * 1.5).DType);
        Assert.Equal(DType.Float32, (1.5 * single + 1).DType);
        Assert.Equal(DType.Float32, Pow(single, 2.5).DType);
        Assert.Equal(DType.Float32, (single + 5L).DType);
        Assert.Equal(DType.Float64, (Tensor.From([1, 2]) * 1.5).DType);
        Assert.Equal(DType.Int32, (Tensor.From([1, 2]) * 3).DType);
        Assert.Equal(DType.Int32, (Tensor.From([1, 2]) * 3L).DType);
        Assert.Equal(DType.Int64, (Tensor.From([1L, 2]) * 3).DType);
        Assert.Equal(DType.Int32, (Tensor.From([true]) + 1).DType);
        Assert.Equal(DType.Float64, (Tensor.From([true]) * 1.5).DType);
        Tensor literal = [1.5, 2];
        Assert.Equal(DType.Float32, (single * literal).DType);
        Assert.Equal(DType.Float32, Jit(x => x * 1.5)(single).DType);
        Assert.Equal(DType.Float32, Grad(x => Sum(x * 1.5))(single).DType);
    }
}
