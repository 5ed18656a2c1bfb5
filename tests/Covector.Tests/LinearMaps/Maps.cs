using static Covector.Transforms;

namespace Covector.Tests.LinearMaps;

/// <summary>What tests of linear maps have in common.</summary>
internal static class Maps
{
    /// <summary>Numbers between −1 and 1 that are not small, the same on each run.</summary>
    public static Tensor Random(int[] shape, int seed)
    {
        var random = new Random(seed);
        var values = new double[new Shape(shape).Size];
        for (int i = 0; i < values.Length; i++)
            values[i] = Math.Round(random.NextDouble() * 2 - 1, 3) + 0.0005;
        return Tensor.From(values, values.Length).Reshape(shape);
    }

    public static void RequireClose(Tensor expected, Tensor actual, double tolerance = 1e-12, string what = "")
    {
        Assert.Equal(expected.Shape, actual.Shape);
        double[] a = expected.AsType(DType.Float64).ToArray<double>(), b = actual.AsType(DType.Float64).ToArray<double>();
        for (int i = 0; i < a.Length; i++)
            Assert.True(
                Math.Abs(a[i] - b[i]) <= tolerance * (1 + Math.Abs(a[i])) || double.IsNaN(a[i]) && double.IsNaN(b[i]),
                $"{what} element {i}: expected {a[i]}, got {b[i]}\nexpected {expected}\nactual {actual}");
    }

    /// <summary>The map is the derivative of a function in all the ways in which it can be used.</summary>
    public static void RequireDerivative(LinearMap map, Func<Tensor, Tensor> f, Tensor x)
    {
        var jacobian = Jacobian(f)(x);
        Assert.Equal(jacobian.Shape, map.Shape);
        RequireEntries(map, jacobian);
        var v = Random(map.InShape.ToArray(), 21);
        RequireClose(Jvp(f, x, v).Tangent, map * v);
        var u = Random(map.OutShape.ToArray(), 22);
        RequireClose(Vjp(f, x).Pullback(u), map.T * u);
    }

    /// <summary>All views of a map have the entries of an array of shape out + in.</summary>
    public static void RequireEntries(LinearMap map, Tensor entries)
    {
        RequireClose(entries, map.ToDense());
        int rows = (int)map.Rows, columns = (int)map.Columns;
        var matrix = entries.Reshape(rows, columns);
        RequireClose(matrix, map.ToSparse().ToDense());
        RequireClose(matrix.T, map.T.ToDense().Reshape(columns, rows));
        RequireClose(matrix, map.T.T.ToDense().Reshape(rows, columns));
        RequireClose(matrix.T, map.T.ToSparse().ToDense());
        RequireClose(-2.5 * matrix, (-2.5 * map).ToDense().Reshape(rows, columns));
        var v = Random(map.InShape.ToArray(), 31);
        RequireClose(Covector.Functions.Dot(matrix, v.Reshape(columns)), (map * v).Reshape(rows));
        var u = Random(map.OutShape.ToArray(), 32);
        RequireClose(Covector.Functions.Dot(u.Reshape(rows), matrix), (map.T * u).Reshape(columns));
        if (rows == columns)
            RequireClose(Covector.Functions.Diag(matrix), map.Diagonal.Reshape(rows));
        Assert.NotEmpty(map.ToLatex());
        Assert.Contains(map.Structure, map.ToString(), StringComparison.Ordinal);
    }
}
