using Covector.Gradbench;
using static Covector.Transforms;
using Function = System.Func<Covector.Tensor, Covector.Tensor, Covector.Tensor, Covector.Tensor, Covector.Tensor, Covector.Tensor, (Covector.Tensor, Covector.Tensor)>;
using Jacobian = System.Func<Covector.Tensor, Covector.Tensor, Covector.Tensor, Covector.Tensor, Covector.Tensor, Covector.Tensor, (Covector.Tensor, Covector.Tensor, Covector.Tensor, Covector.Tensor)>;
using unsafe NativeGradient = delegate* unmanaged<
    int, double*, double*, double*, double*, long*, long*, double*, double*, double*, double*, void>;
using unsafe NativeValue = delegate* unmanaged<int, double*, double*, double*, double*, long*, long*, double*, double*, void>;

namespace Covector.Benchmarks.Workloads;

/// <summary>The residuals of a bundle adjustment and the blocks of their Jacobian; cameras and points all differ.</summary>
internal static unsafe class BundleWorkload
{
    private static readonly double[] Camera =
        [-0.758453, -1.109613, -0.845551, 34.556073, 39.676747, 53.881673, 419.194514, 5.864426, -8.51887, 0.087812, 0.002739];

    private static readonly double[] Point = [7.203245, 0.001144, 3.023326];

    public static IEnumerable<Workload> All() => [Of(1000, 20_000, 100_000)];

    private static Workload Of(int n, int m, int p) =>
        new("gradbench", "ba", $"{n:N0} cameras, {p:N0} observations", [new(Quantity.Gradient, "C++", 0.5)], false, () =>
        {
            Draw draw = new(6);
            Block<double> cameras = new(Near(draw, Camera, n)), points = new(Near(draw, Point, m));
            Block<double> weights = new(draw.Uniform(p, 0.5, 1)), features = new(draw.Uniform(2 * p, 200, 900));
            Block<long> cameraOf = new(Places(draw, p, n)), pointOf = new(Places(draw, p, m));

            Tensor c = Tensor.From(cameras.Span, n, 11), x = Tensor.From(points.Span, m, 3), w = Tensor.From(weights.Span);
            Tensor f = Tensor.From(features.Span, p, 2), ci = Tensor.From(cameraOf.Span), pi = Tensor.From(pointOf.Span);
            Function residuals = Jit((Function)BundleAdjustment.Residuals);
            Jacobian jacobian = Jit((Jacobian)BundleAdjustment.Jacobian);
            var ours = Contestant.Covector(() => residuals(c, x, w, f, ci, pi), () => jacobian(c, x, w, f, ci, pi));
            return [ours, .. NativeProgram.Contestants(Native)];

            Contestant Native(NativeProgram program)
            {
                var value = (NativeValue)program["ba_value"];
                var gradient = (NativeGradient)program["ba_gradient"];
                Block<double> reprojection = new(2 * p), weight = new(p), blocks = new(30 * p), weightBlocks = new(p);
                return new(
                    program.Name,
                    () => value(p, cameras, points, weights, features, cameraOf, pointOf, reprojection, weight),
                    () => gradient(p, cameras, points, weights, features, cameraOf, pointOf, reprojection, weight, blocks, weightBlocks),
                    () => [reprojection.ToDoubles(), weight.ToDoubles(), blocks.ToDoubles(), weightBlocks.ToDoubles()]);
            }
        });

    private static long[] Places(Draw draw, int count, int below) => Array.ConvertAll(draw.Uniform(count, 0, below), v => (long)v);

    /// <summary>So many variations of a vector.</summary>
    private static double[] Near(Draw draw, double[] center, int count)
    {
        var values = draw.Uniform(center.Length * count, 0.95, 1.05);
        for (int i = 0; i < values.Length; i++)
            values[i] *= center[i % center.Length];
        return values;
    }
}
