using Covector.Gradbench;
using Covector.Tests.Compiler;
using static Covector.Functions;
using static Covector.Transforms;
using Input = (Covector.Tensor Cameras, Covector.Tensor Points, Covector.Tensor Weights, Covector.Tensor Features, Covector.Tensor CameraOf, Covector.Tensor PointOf);

namespace Covector.Tests.Gradbench;

public class BundleAdjustmentTests
{
    [Fact]
    public void Agrees_with_known_residuals_and_blocks()
    {
        var file = GoldenFile.Read("ba_varied__n4_m12_p30");
        Input input = (
            file.Array("input.cams"), file.Array("input.x"), file.Array("input.w"), file.Array("input.feats"),
            file.Indices("input.cam_idx"), file.Indices("input.pt_idx"));
        Golden.EagerlyAndCompiled(Residuals, input, result =>
        {
            Golden.Close(file.Flat("output.reproj_err"), result.Reprojection);
            Golden.Close(file.Flat("output.w_err"), result.Weight);
        });
        Golden.EagerlyAndCompiled(Jacobian, input, result =>
        {
            Golden.Close(file.Flat("output.reproj_err"), result.Reprojection);
            Golden.Close(file.Flat("output.w_err"), result.Weight);
            Golden.Close(file.Flat("output.jac_blocks"), result.Blocks);
            Golden.Close(file.Flat("output.jac_w"), result.WeightBlocks);
        });
    }

    [Fact]
    public void Agrees_with_the_known_sparse_matrix_at_full_size()
    {
        var file = GoldenFile.Read("ba__ba1");
        int n = file.Count("input.n"), m = file.Count("input.m"), p = file.Count("input.p");
        Input input = (
            Repeated(file, "input.cam", n), Repeated(file, "input.x", m),
            Tensor.Full([p], file.Number("input.w")), Repeated(file, "input.feat", p),
            Tensor.Arange(p) % n, Tensor.Arange(p) % m);
        var (reprojection, weight, blocks, weightBlocks) = Jit<Input, (Tensor, Tensor, Tensor, Tensor)>(Jacobian)(input);
        Golden.Close(file.Flat("output.objective.reproj_error.elements"), reprojection[0]);
        Golden.Close(file.Flat("output.objective.reproj_error.elements"), reprojection[^1]);
        Golden.Close(file.Number("output.objective.w_err.element"), weight[^1]);

        // The file shows the first thirty entries and the last one of each array.
        Golden.Close([.. file.Flat("output.jacobian.vals")[..30]], blocks[0].Reshape(30));
        Golden.Close([.. file.Flat("output.jacobian.vals")[..30]], blocks[^1].Reshape(30));
        Golden.Close(file.Flat("output.jacobian.vals")[^1], weightBlocks[^1]);
        int[] cameraOf = [.. Enumerable.Range(0, p).Select(i => i % n)], pointOf = [.. Enumerable.Range(0, p).Select(i => i % m)];
        var (rows, columns) = BundleAdjustment.SparsityPattern(n, m, cameraOf, pointOf);
        Assert.Equal((3 * p + 1, 31 * p), (rows.Length, columns.Length));
        Assert.Equal(file.Flat("output.jacobian.rows"), (double[])[.. rows[..30], rows[^1]]);
        Assert.Equal(file.Flat("output.jacobian.cols"), (double[])[.. columns[..30], columns[^1]]);
    }

    [Fact]
    public void Without_rotation_the_derivative_is_that_of_the_limit()
    {
        double[] camera = [0, 0, 0, 0.1, -0.2, 0.3, 2, 0.5, -0.5, 0.01, 0.002];
        var blocks = Jacobian(One(camera)).Blocks.ToArray<double>();
        for (int axis = 0; axis < 3; axis++)
        {
            const double Step = 1e-5;
            var (up, down) = (Shifted(Step), Shifted(-Step));
            for (int row = 0; row < 2; row++)
                Assert.Equal((up[row] - down[row]) / (2 * Step), blocks[row * 15 + axis], 1e-8);

            double[] Shifted(double step)
            {
                double[] moved = [.. camera];
                moved[axis] += step;
                return Residuals(One(moved)).Reprojection.ToArray<double>();
            }
        }
    }

    /// <summary>Values and derivatives of an observation stay in registers: what only moves does not fill a kernel.</summary>
    [Fact]
    public void The_residuals_of_an_observation_and_their_blocks_are_one_kernel()
    {
        const int n = 7, m = 30, p = 500;
        Random random = new(5);
        Tensor[] input =
        [
            Uniform(n, 11), Uniform(m, 3), Uniform(p), Uniform(p, 2), Tensor.Arange(p) % n, Tensor.Arange(p) % m,
        ];
        var program = BothTiers.SameBits("blocks of bundle adjustment", x =>
        {
            var (reprojection, weight, blocks, weightBlocks) = Jacobian((x[0], x[1], x[2], x[3], x[4], x[5]));
            return [reprojection, weight, blocks, weightBlocks];
        }, input);
        Assert.Single(program.Kernels, kernel => kernel.Program.Instructions.Count > 100);

        Tensor Uniform(params int[] shape) =>
            Tensor.From(Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => 0.5 + random.NextDouble()).ToArray(), shape);
    }

    /// <summary>One observation.</summary>
    private static Input One(double[] camera) => (
        Tensor.From(camera, 1, 11), Tensor.From([0.4, 0.7, 3.0], 1, 3), Tensor.From([0.9]), Tensor.From([0.2, 0.1], 1, 2),
        Tensor.From([0L]), Tensor.From([0L]));

    private static Tensor Repeated(GoldenFile file, string path, int count)
    {
        var row = file.Flat(path);
        return BroadcastTo(Tensor.From(row), [count, row.Length]);
    }

    private static (Tensor Reprojection, Tensor Weight) Residuals(Input x) =>
        BundleAdjustment.Residuals(x.Cameras, x.Points, x.Weights, x.Features, x.CameraOf, x.PointOf);

    private static (Tensor Reprojection, Tensor Weight, Tensor Blocks, Tensor WeightBlocks) Jacobian(Input x) =>
        BundleAdjustment.Jacobian(x.Cameras, x.Points, x.Weights, x.Features, x.CameraOf, x.PointOf);
}
