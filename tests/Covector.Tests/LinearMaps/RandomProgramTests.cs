using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.LinearMaps;

/// <summary>Random programs of all kinds of operations: the map has the entries of the Jacobian, applies as it and transposes.</summary>
public sealed class RandomProgramTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 50)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void DerivativeIsTheJacobian(int seed)
    {
        var f = Program(seed);
        var x = Maps.Random([3, 4], seed + 1000);
        var map = Derivative(f)(x);
        var jacobian = Jacobian(f)(x);
        Maps.RequireClose(jacobian, map.ToDense(), 1e-9, map.Structure);
        Maps.RequireClose(jacobian.Reshape((int)map.Rows, 12), map.ToSparse().ToDense(), 1e-9);
        var v = Maps.Random([3, 4], seed + 1);
        Maps.RequireClose(Jvp(f, x, v).Tangent, map * v, 1e-9);
        var u = Maps.Random(map.OutShape.ToArray(), seed + 2);
        Maps.RequireClose(Vjp(f, x).Pullback(u), map.T * u, 1e-9);
        if (seed % 5 == 0)
            Maps.RequireClose(Jacobian(f)(0.5 * x), Derivative(Jit(f))(0.5 * x).ToDense(), 1e-9);
    }

    /// <summary>A program that keeps some tensors and applies an operation to some of them in each step.</summary>
    internal static Func<Tensor, Tensor> Program(int seed) => x =>
    {
        var random = new Random(seed);
        var values = new List<Tensor> { x };
        int steps = 3 + random.Next(9);
        for (int i = 0; i < steps; i++)
            values.Add(Step(random, values[random.Next(values.Count)], values[random.Next(values.Count)]));
        return values[^1];
    };

    private static Tensor Step(Random random, Tensor a, Tensor b)
    {
        int n = a.Rank == 0 ? 0 : a.Shape[^1];
        switch (random.Next(24))
        {
            case 0: return Tanh(a);
            case 1: return Sin(a) * 1.5;
            case 2: return -a;
            case 3: return a * StopGradient(a);
            case 4 when a.Shape == b.Shape: return a + b;
            case 5 when a.Shape == b.Shape: return a * b;
            case 6 when a.Shape == b.Shape: return a - 0.5 * b;
            case 7 when a.Rank > 0: return Dot(a, Maps.Random([n, 3], n));
            case 8 when a.Rank == 2: return Dot(Maps.Random([2, a.Shape[0]], 7), a);
            case 9 when a.Rank == 2: return a.T;
            case 10 when a.Rank > 0: return Sum(a, a.Rank - 1);
            case 11 when a.Rank == 1: return BroadcastTo(a, [2, n]);
            case 12 when n > 1: return a[Slice.Ellipsis, 1..];
            case 13 when n > 1: return a[Slice.Ellipsis, 1..] - a[Slice.Ellipsis, ..^1];
            case 14 when a.Rank > 0: return Roll(a, 1, 0);
            case 15 when a.Rank > 0: return Softmax(a);
            case 16 when a.Rank == 2 && a.Size % 2 == 0: return a.Reshape(2, -1);
            case 17 when a.Rank == b.Rank && a.Rank == 1: return Outer(a, b);
            case 18 when a.Rank > 0: return CumSum(a, 0);
            case 19: return Where(a > 0.1, a, 0.3 * a);
            case 20 when a.Rank > 0 && a.Shape == b.Shape: return Concatenate([a, b], 0);
            case 21 when n > 0: return Take(a, Tensor.From<long>([0, n - 1, 0], 3), a.Rank - 1);
            case 22 when a.Rank > 0: return Max(a, 0);
            case 23 when n > 1: return a.At(0).Add(a[1 % a.Shape[0]]);
            default: return Sigmoid(a);
        }
    }
}
