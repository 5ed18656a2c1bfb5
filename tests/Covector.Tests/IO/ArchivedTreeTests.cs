namespace Covector.Tests.IO;

/// <summary>Trees in archives.</summary>
public sealed class ArchivedTreeTests
{
    [Fact]
    public void TensorsStandUnderTheirPaths()
    {
        using var folder = new TemporaryFolder();
        var tree = (Example(1), new Dictionary<string, Tensor> { ["bias"] = 3.5 });
        Npz.SaveTree(folder["x.npz"], tree);
        Assert.Equal(["Item1[0].Item1", "Item1[0].Item2", "Item1[1].Item1", "Item1[1].Item2", "Item2[\"bias\"]"], Npz.Load(folder["x.npz"]).Keys);
        var (layers, named) = Npz.LoadTree(folder["x.npz"], (Example(0), new Dictionary<string, Tensor> { ["bias"] = 0.0 }));
        Assert.Equal("[1. 2.]", layers[0].W.ToString());
        Assert.Equal("[3. 4.]", layers[1].W.ToString());
        Assert.Equal(2, layers[1].Units);
        Assert.Equal("3.5", named["bias"].ToString());
    }

    [Fact]
    public void ALoneTensorIsATree()
    {
        using var folder = new TemporaryFolder();
        Npz.SaveTree(folder["x.npz"], Tensor.From([1.0, 2]));
        Assert.Equal(["value"], Npz.Load(folder["x.npz"]).Keys);
        Assert.Equal("[1. 2.]", Npz.LoadTree(folder["x.npz"], Tensor.Zeros([2])).ToString());
    }

    [Fact]
    public void TheFileMustHoldTheTensorsOfTheExample()
    {
        using var folder = new TemporaryFolder();
        string path = folder["x.npz"];
        Npz.SaveTree(path, new[] { Tensor.From([1.0, 2]), 3.0 });
        Expect($"Npz.LoadTree: '{path}': there is no entry '[2]', which the example has as f64[].", new Tensor[] { Tensor.Zeros([2]), 0.0, 0.0 });
        Expect($"Npz.LoadTree: '{path}': the example has no tensor '[1]', which the file holds.", new[] { Tensor.Zeros([2]) });
        Expect($"Npz.LoadTree: '{path}', entry '[0]': it is f64[2]; the example has f64[3].", new[] { Tensor.Zeros([3]), 0.0 });
        Expect($"Npz.LoadTree: '{path}', entry '[1]': it is f64[]; the example has i32[].", new[] { Tensor.Zeros([2]), (Tensor)0 });

        void Expect<T>(string message, T example)
        {
            var error = Assert.Throws<TensorFileException>(() => Npz.LoadTree(path, example));
            Assert.Equal(message, error.Message);
        }
    }

    /// <summary>Two layers with a number beside their tensors, which an archive does not hold.</summary>
    private static (Tensor W, Tensor B, int Units)[] Example(double scale) =>
    [
        (Tensor.From([1 * scale, 2 * scale]), 0.5 * scale, 1),
        (Tensor.From([3 * scale, 4 * scale]), 1.5 * scale, 2),
    ];
}
