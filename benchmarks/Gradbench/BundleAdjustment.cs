using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Gradbench;

/// <summary>How far the images of points under cameras are from where they were seen.</summary>
internal static class BundleAdjustment
{
    /// <summary>The numbers of a camera: rotation 3, centre 3, focal length, principal point 2, radial distortion 2.</summary>
    public const int CameraSize = 11;

    /// <summary>The coordinates of a point.</summary>
    public const int PointSize = 3;

    /// <summary>The reprojection errors [p, 2] and the errors of the weights [p] of all observations.</summary>
    /// <param name="cameras">[n, 11].</param>
    /// <param name="points">[m, 3].</param>
    /// <param name="weights">[p].</param>
    /// <param name="features">Where the points were seen, [p, 2].</param>
    /// <param name="cameraOf">The camera of each observation, [p].</param>
    /// <param name="pointOf">The point of each observation, [p].</param>
    public static (Tensor Reprojection, Tensor Weight) Residuals(
        Tensor cameras, Tensor points, Tensor weights, Tensor features, Tensor cameraOf, Tensor pointOf) =>
        (Vmap(Reprojection)(Parameters(cameras, points, weights, cameraOf, pointOf), features), 1 - Square(weights));

    /// <summary>The same, and the derivatives by camera, point and weight of the observation [p, 2, 15], and by the weight [p].</summary>
    public static (Tensor Reprojection, Tensor Weight, Tensor Blocks, Tensor WeightBlocks) Jacobian(
        Tensor cameras, Tensor points, Tensor weights, Tensor features, Tensor cameraOf, Tensor pointOf)
    {
        var blocks = Vmap((p, feature) => JacRev(q => Reprojection(q, feature))(p));
        var parameters = Parameters(cameras, points, weights, cameraOf, pointOf);
        var (reprojection, weight) = (Vmap(Reprojection)(parameters, features), 1 - Square(weights));
        return (reprojection, weight, blocks(parameters, features), -2 * weights);
    }

    /// <summary>
    /// Where the derivatives are in the sparse matrix of all residuals, reprojection errors first, by all parameters: cameras, points,
    /// weights. Row pointers, and the column of every entry.
    /// </summary>
    public static (int[] Rows, int[] Columns) SparsityPattern(int cameras, int points, int[] cameraOf, int[] pointOf)
    {
        int count = cameraOf.Length, firstPoint = CameraSize * cameras, firstWeight = firstPoint + PointSize * points;
        const int Entries = CameraSize + PointSize + 1;
        var rows = new int[3 * count + 1];
        var columns = new int[(2 * Entries + 1) * count];
        int place = 0, row = 0;
        for (int i = 0; i < count; i++)
            for (int component = 0; component < 2; component++)
            {
                for (int j = 0; j < CameraSize; j++)
                    columns[place++] = CameraSize * cameraOf[i] + j;
                for (int j = 0; j < PointSize; j++)
                    columns[place++] = firstPoint + PointSize * pointOf[i] + j;
                columns[place++] = firstWeight + i;
                rows[++row] = place;
            }

        for (int i = 0; i < count; i++)
        {
            columns[place++] = firstWeight + i;
            rows[++row] = place;
        }

        return (rows, columns);
    }

    /// <summary>What each observation depends on: its camera, its point and its weight, [p, 15].</summary>
    private static Tensor Parameters(Tensor cameras, Tensor points, Tensor weights, Tensor cameraOf, Tensor pointOf) =>
        Concatenate([Take(cameras, cameraOf, 0), Take(points, pointOf, 0), weights[.., Slice.NewAxis]], 1);

    /// <summary>w (f e (1 + k₁s + k₂s²) + u − feature) with e the point in the frame of the camera over its depth and s = |e|².</summary>
    private static Tensor Reprojection(Tensor p, Tensor feature)
    {
        Tensor rotation = p[..3], centre = p[3..6], focal = p[6], principal = p[7..9], point = p[11..14], weight = p[14];
        var inCamera = Rotate(rotation, point - centre);
        var e = inCamera[..2] / inCamera[2];
        var s = Dot(e, e);
        return weight * (focal * (1 + s * (p[9] + s * p[10])) * e + principal - feature);
    }

    /// <summary>Rodrigues' formula: y turned around the axis r by the angle |r|; y + r × y in the limit of no rotation.</summary>
    public static Tensor Rotate(Tensor r, Tensor y)
    {
        var square = Dot(r, r);
        var isNone = Equal(square, 0);
        var angle = Sqrt(Where(isNone, 1, square));
        var axis = r / angle;
        var (cos, sin) = (Cos(angle), Sin(angle));
        var turned = y * cos + Cross(axis, y) * sin + axis * (Dot(axis, y) * (1 - cos));
        return Where(isNone, y + Cross(r, y), turned);
    }

    private static Tensor Cross(Tensor a, Tensor b) =>
        [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
