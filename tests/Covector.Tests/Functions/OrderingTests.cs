using static Covector.Functions;
using static Covector.Tests.Functions.Everywhere;

namespace Covector.Tests.Functions;

public sealed class OrderingTests
{
    private static readonly Tensor X = Tensor.From([3.0, 1, 2, 6, 6, 5], 2, 3);

    [Fact]
    public void PlacesOfExtrema()
    {
        Value(Tensor.From([0L, 0]), x => ArgMax(x, 1), X);
        Value(Tensor.From([1L, 1, 1]), x => ArgMax(x, 0), X);
        Value(Tensor.From([1L, 2]), x => ArgMin(x, -1), X);
        Assert.Equal(DType.Int64, ArgMax(X, 0).DType);
        Message<ShapeMismatchException>("ArgMax: the shape [0] has no elements along axis 0; ArgMax of nothing is not defined.", () => ArgMax(Tensor.Zeros([0]), 0));
    }

    [Fact]
    public void Sorting()
    {
        Value(Tensor.From([1.0, 2, 3, 5, 6, 6], 2, 3), x => Sort(x, 1), X);
        Value(Tensor.From([1L, 2, 0, 2, 0, 1], 2, 3), x => ArgSort(x, 1), X);
        Value(Tensor.From([3.0, 1, 2, 6, 6, 5], 2, 3), x => Sort(x, 0), X);
        Value(Tensor.Zeros([0, 2]), x => Sort(x, 0), Tensor.Zeros([0, 2]));
        Gradient(Tensor.From([100.0, 1, 10]), x => Sum(Sort(x, 0) * Tensor.From([1.0, 10, 100])), Tensor.From([3.0, 1, 2]));
        Consistent(x => Sort(x, 0) * Count(3, 2), Mixed(3, 2));
    }

    [Fact]
    public void LargestK()
    {
        Value(Tensor.From([3.0, 2, 6, 6], 2, 2), x => TopK(x, 2).Values, X);
        Value(Tensor.From([0L, 2, 0, 1], 2, 2), x => TopK(x, 2).Indices, X);
        Value(Tensor.Zeros([2, 0]), x => TopK(x, 0).Values, X);
        Gradient(Tensor.From([1.0, 0, 10]), x => Sum(TopK(x, 2).Values * Tensor.From([1.0, 10])), Tensor.From([3.0, 1, 2]));
        Message<ShapeMismatchException>("TopK: k is 4; the last axis of [2, 3] has 3 elements, so that k is from 0 to 3.", () => TopK(X, 4).Values);
    }

    [Fact]
    public void RunningSumsProductsMaxima()
    {
        var x = Tensor.From([2.0, 0, 3, -1], 4);
        Value(Tensor.From([2.0, 2, 5, 4]), v => CumSum(v, 0), x);
        Value(Tensor.From([2.0, 0, 0, 0]), v => CumProd(v, 0), x);
        Value(Tensor.From([2.0, 2, 3, 3]), v => CumMax(v, -1), x);
        Value(Tensor.From([1.0, 2, 4, 6], 2, 2), v => CumSum(v, 0), Count(2, 2));
        Assert.Equal([1L, 1, 2], CumSum(Tensor.From([true, false, true]), 0).ToArray<long>());

        // d(Σ cumprod) of (2, 0, 3, −1): 1 + 0 + 0 + 0, 2 + 6 − 6, 0, 0.
        Gradient(Tensor.From([4.0, 3, 2, 1]), v => Sum(CumSum(v, 0)), x);
        Gradient(Tensor.From([1.0, 2, 0, 0]), v => Sum(CumProd(v, 0)), x);
        Gradient(Tensor.From([2.0, 0, 2, 0]), v => Sum(CumMax(v, 0)), x);
        Consistent(v => CumProd(v, 1), Mixed(2, 3));
    }
}
