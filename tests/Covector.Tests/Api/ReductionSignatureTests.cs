using Covector.Tests.Cases;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Api;

/// <summary>
/// Every reduction in each of its three forms, against loops over the elements; and what orders or accumulates along an axis.
/// </summary>
public sealed class ReductionSignatureTests
{
    private static readonly double[] Numbers = [3, -1, 4, 1, -5, 9, 2, 6, -5, 3, 5, 8, 9, 7, 9, -3, 2, 3, 8, 4, 6, 2, 6, 4];

    private static Tensor X => Tensor.From(Numbers, 2, 3, 4);

    /// <summary>Name, the three forms, and the same of a list of numbers.</summary>
    private static (string Name, Func<Tensor, Tensor> All, Func<Tensor, int, Tensor> One, Func<Tensor, int[], bool, Tensor> Some,
        Func<double[], double> Of)[] Reductions =>
    [
        (nameof(Sum), Sum, Sum, Sum, v => v.Sum()),
        (nameof(Mean), Mean, Mean, Mean, v => v.Average()),
        (nameof(Max), Max, Max, Max, v => v.Max()),
        (nameof(Min), Min, Min, Min, v => v.Min()),
        (nameof(Prod), Prod, Prod, Prod, v => v.Aggregate(1.0, (a, b) => a * b)),
        (nameof(Var), Var, Var, Var, v => v.Average(e => (e - v.Average()) * (e - v.Average()))),
        (nameof(Std), Std, Std, Std, v => Math.Sqrt(v.Average(e => (e - v.Average()) * (e - v.Average())))),
        (nameof(LogSumExp), LogSumExp, LogSumExp, LogSumExp, v => Math.Log(v.Sum(Math.Exp))),
        (nameof(Norm), Norm, Norm, Norm, v => Math.Sqrt(v.Sum(e => e * e))),
    ];

    [Fact]
    public void NumbersOverAllOneAndSomeAxes()
    {
        foreach (var (name, all, one, some, of) in Reductions)
        {
            Holds.Equal(of(Numbers), all(X), 1e-12, name);
            Holds.Equal(of(Numbers), Jit(all)(X), 1e-12, name);
            for (int axis = -3; axis < 3; axis++)
            {
                var expected = ByHand(of, axis);
                Holds.Equal(expected, one(X, axis), 1e-12, name);
                Holds.Equal(expected, Jit(x => one(x, axis))(X), 1e-12, name);
                Holds.Equal(expected, some(X, [axis], false), 1e-12, name);
                Holds.Equal(ExpandDims(expected, axis < 0 ? axis + 3 : axis), some(X, [axis], true), 1e-12, name);

                // The derivative along an axis is that of each line.
                var (line, rest) = (X.Transpose(Order(axis)), X.Shape[axis < 0 ? axis + 3 : axis]);
                var lines = Vmap(Grad(all))(line.Reshape(24 / rest, rest)).Reshape(line.Shape.AsSpan());
                Holds.Equal(lines, Grad(x => Sum(one(x, axis)))(X).Transpose(Order(axis)), 1e-12, name);
                Holds.Equal(lines, Jit(Grad(x => Sum(some(x, [axis], true))))(X).Transpose(Order(axis)), 1e-12, name);
            }

            Holds.Equal(ByHand(of, 0, 2), some(X, [0, 2], false), 1e-12, name);
            Holds.Equal(ByHand(of, 0, 2), some(X, [-1, 0], false), 1e-12, name);
            Holds.Equal(ByHand(of, 0, 2).Reshape(1, 3, 1), some(X, [2, 0], true), 1e-12, name);
            Holds.Equal(of(Numbers), some(X, [0, 1, 2], false), 1e-12, name);
            Holds.Equal(Tensor.Full([1, 1, 1], of(Numbers)), some(X, [0, 1, 2], true), 1e-12, name);
            Holds.Equal(ByHand(of), some(X, [], false), 1e-12, name);
            Holds.Equal(ByHand(of, 1, 2), Vmap(all)(X), 1e-12, name);
            Holds.Equal(of([2.5]), all(2.5), 1e-12, name);
        }
    }

    [Fact]
    public void Methods()
    {
        Holds.Equal(Sum(X), X.Sum());
        Holds.Equal(Sum(X, 1), X.Sum(1));
        Holds.Equal(Sum(X, [0, 2], true), X.Sum([0, 2], keepDims: true));
        Holds.Equal(Mean(X), X.Mean());
        Holds.Equal(Mean(X, -1), X.Mean(-1));
        Holds.Equal(Max(X), X.Max());
        Holds.Equal(Min(X, [1, 2]), X.Min([1, 2]));
    }

    [Fact]
    public void TruthValues()
    {
        var x = X > 5;
        Assert.True((bool)Any(x));
        Assert.False((bool)All(x));
        Assert.Equal(new Shape(2, 4), Any(x, 1).Shape);
        Assert.Equal([false, true, true, true, true, true], Any(x, -1).ToArray<bool>());
        Assert.Equal([false, false, false, false, false, false], All(x, 2).ToArray<bool>());
        Assert.Equal(new Shape(1, 3, 1), All(x, [0, 2], keepDims: true).Shape);
        Assert.Equal([true, true], Any(x, [1, 2]).ToArray<bool>());
        Assert.False((bool)Any(Tensor.Zeros([0], DType.Bool)));
        Assert.True((bool)All(Tensor.Zeros([0], DType.Bool)));
        Holds.Equal(13, Sum(X > 3).AsType(DType.Float64));
    }

    [Fact]
    public void PlacesAndOrder()
    {
        Tensor v = [3, 1, 2, 3, -1];
        Assert.Equal(0, (long)ArgMax(v, 0));
        Assert.Equal(4, (long)ArgMin(v, -1));
        Assert.Equal(DType.Int64, ArgMax(v, 0).DType);
        Tensor table = [[3, -1, 4, 1], [9, 2, 5, 2], [7, 3, 1, 8]];
        Assert.Equal([1L, 2, 1, 2], ArgMax(table, 0).ToArray<long>());
        Assert.Equal([2L, 0, 3], ArgMax(table, -1).ToArray<long>());
        Assert.Equal([0L, 0, 2, 0], ArgMin(table, 0).ToArray<long>());
        Assert.Equal([1L, 1, 2], ArgMin(table, 1).ToArray<long>());
        Holds.Equal([-1, 1, 2, 3, 3], Sort(v, 0));
        Assert.Equal([4L, 1, 2, 0, 3], ArgSort(v, -1).ToArray<long>());
        var (values, indices) = TopK(v, 3);
        Holds.Equal([3, 3, 2], values);
        Assert.Equal([0L, 3, 2], indices.ToArray<long>());
        Holds.Equal([1, 0, 1, 1, 0], Grad(x => Sum(TopK(x, 3).Values))(v));
        Holds.Equal([100, 10, 1000, 10000, 1], Grad(x => Dot(Sort(x, 0), [1, 10, 100, 1000, 10000]))(Tensor.From([2.0, 1, 3, 4, 0])));
        for (int axis = -3; axis < 3; axis++)
        {
            Holds.Equal(Lines(axis, line => line.Order().ToArray()), Sort(X, axis));
            Holds.Equal(Lines(axis, Running((a, b) => a + b)), CumSum(X, axis));
            Holds.Equal(Lines(axis, Running((a, b) => a * b)), CumProd(X, axis));
            Holds.Equal(Lines(axis, Running(Math.Max)), CumMax(X, axis));
        }
    }

    [Fact]
    public void Softmaxes()
    {
        double[] Of(double[] v) => Array.ConvertAll(v, e => Math.Exp(e) / v.Sum(Math.Exp));
        Holds.Equal(Lines(-1, Of), Softmax(X));
        Holds.Equal(Lines(-1, v => Array.ConvertAll(Of(v), Math.Log)), LogSoftmax(X));
        for (int axis = -3; axis < 3; axis++)
        {
            Holds.Equal(Lines(axis, Of), Softmax(X, axis));
            Holds.Equal(Lines(axis, v => Array.ConvertAll(Of(v), Math.Log)), LogSoftmax(X, axis));
        }
    }

    private static Func<double[], double[]> Running(Func<double, double, double> of) => line =>
    {
        var result = (double[])line.Clone();
        for (int i = 1; i < result.Length; i++)
            result[i] = of(result[i - 1], result[i]);
        return result;
    };

    /// <summary>The axes with one of them last.</summary>
    private static int[] Order(int axis)
    {
        int last = axis < 0 ? axis + 3 : axis;
        return [.. Enumerable.Range(0, 3).Where(a => a != last), last];
    }

    /// <summary>What a function makes of each line along an axis.</summary>
    private static Tensor Lines(int axis, Func<double[], double[]> of)
    {
        int place = axis < 0 ? axis + 3 : axis, n = X.Shape[place];
        int step = new[] { 12, 4, 1 }[place];
        var result = new double[Numbers.Length];
        for (int start = 0; start < Numbers.Length; start++)
        {
            if (start / step % n != 0)
                continue;
            var line = of(Enumerable.Range(0, n).Select(i => Numbers[start + (i * step)]).ToArray());
            for (int i = 0; i < n; i++)
                result[start + (i * step)] = line[i];
        }

        return Tensor.From(result, 2, 3, 4);
    }

    /// <summary>A reduction by a loop over the elements of [2, 3, 4].</summary>
    private static Tensor ByHand(Func<double[], double> of, params int[] axes)
    {
        int[] reduced = Array.ConvertAll(axes, a => a < 0 ? a + 3 : a);
        var groups = new Dictionary<(int, int, int), List<double>>();
        for (int i = 0; i < Numbers.Length; i++)
        {
            int[] at = [i / 12, i / 4 % 3, i % 4];
            foreach (int axis in reduced)
                at[axis] = 0;
            var key = (at[0], at[1], at[2]);
            if (!groups.TryGetValue(key, out var list))
                groups.Add(key, list = []);
            list.Add(Numbers[i]);
        }

        int[] shape = [.. Enumerable.Range(0, 3).Where(a => !reduced.Contains(a)).Select(a => X.Shape[a])];
        return Tensor.From(groups.OrderBy(g => g.Key).Select(g => of([.. g.Value])).ToArray()).Reshape(shape);
    }
}
