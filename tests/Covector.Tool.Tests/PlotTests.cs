using System.Buffers.Binary;
using System.Xml.Linq;
using Covector.Tool.Plots;

namespace Covector.Tool.Tests;

public sealed class PlotTests
{
    [Theory]
    [InlineData("tanh(x)", "curve")]
    [InlineData("1/(x^2-1)", "curve")]
    [InlineData("sin(a)*cos(b)", "levels")]
    [InlineData("x'*A*x", "levels", "A=[[2,1],[1,3]]")]
    [InlineData("x.*(A*x)", "pattern", "A=[[2,1],[1,3]]", "x=[1,1]")]
    [InlineData("A*X", "pattern", "A=[[2,1],[0,3]]", "X=[[1,1],[1,2]]")]
    public void PicturesAreDrawn(string expression, string picture, params string[] values)
    {
        using var scratch = new Scratch();
        string wrt = values.Any(v => v[0] == 'X') ? "X" : "x";
        string[] given = [.. values.SelectMany(v => new[] { "--set", v }), "--wrt", wrt, "--width", "640", "--height", "480"];
        string png = scratch.PathOf("a.png"), svg = scratch.PathOf("a.svg");
        var json = ToolRun.Of(["plot", expression, "--out", png, "--json", .. given]).Json;
        Assert.Equal(picture, json.GetProperty("picture").GetString());
        Assert.Equal(ExitCode.Right, ToolRun.Of(["plot", expression, "--out", svg, .. given]).Code);

        byte[] image = File.ReadAllBytes(png);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10], image[..8]);
        Assert.Equal(640, BinaryPrimitives.ReadInt32BigEndian(image.AsSpan(16)));
        Assert.Equal(480, BinaryPrimitives.ReadInt32BigEndian(image.AsSpan(20)));
        var root = XDocument.Load(svg).Root!;
        Assert.Equal("svg", root.Name.LocalName);
        Assert.True(root.Descendants().Count() > 20);
    }

    [Theory]
    [InlineData("1/0*x", "denominator is zero")]
    [InlineData("a*b/0", "no finite value")]
    [InlineData("sqrt(-1-x^2)+0*x", "no finite value")]
    public void WhatHasNoValueIsRefused(string expression, string message)
    {
        using var scratch = new Scratch();
        var run = ToolRun.Of(["plot", expression, "--out", scratch.PathOf("a.png")]);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    /// <summary>x ⊙ (A x) with a tridiagonal A of ones has the tridiagonal Jacobian diag(A x) + diag(x) A.</summary>
    [Fact]
    public void ThePatternIsThatOfTheJacobian()
    {
        using var scratch = new Scratch();
        const string A = "A=[[1,1,0,0,0],[1,1,1,0,0],[0,1,1,1,0],[0,0,1,1,1],[0,0,0,1,1]]";
        var json = ToolRun.Of(
            "plot", "x.*(A*x)", "--wrt", "x", "--set", A, "--set", "x=[1,2,3,4,5]", "--out", scratch.PathOf("a.png"), "--json").Json;
        Assert.Equal(13, json.GetProperty("nonzeros").GetInt32());
        Assert.Equal(5, json.GetProperty("rows").GetInt32());
        Assert.Equal(5, json.GetProperty("columns").GetInt32());
    }

    /// <summary>The pattern of a Jacobian with 4·10⁸ entries: its diagonal is computed.</summary>
    [Fact]
    public void AThinPatternNeedsNoFullJacobian()
    {
        using var scratch = new Scratch();
        const int N = 20_000;
        string values = scratch.PathOf("values.json");
        File.WriteAllText(values, $"{{\"x\": [{string.Join(',', Enumerable.Range(1, N))}]}}");
        var json = ToolRun.Of("plot", "x.*tanh(x/20000)+2*x", "--wrt", "x", "--values", values, "--out", scratch.PathOf("a.png"), "--json").Json;
        Assert.Equal(N, json.GetProperty("nonzeros").GetInt32());
        Assert.Equal(N, json.GetProperty("rows").GetInt32());
    }

    /// <summary>1/x has values where log(x) has none; the picture of f and f′ has none there.</summary>
    [Fact]
    public void TheDerivativeIsDrawnWhereTheFunctionIs()
    {
        var plot = CurvePlot.Draw(MatrixFormula.Parse("x: scalar; log(x)"), "x", new PlotRange(-3, 3), new Dictionary<string, Tensor>());
        var curves = plot.GetPlottables<ScottPlot.Plottables.Scatter>().ToList();
        Assert.Equal(2, curves.Count);
        Assert.All(curves, c => Assert.True(c.Data.GetScatterPoints().Min(p => p.X) > 0));
    }

    [Fact]
    public void ArrowsStayInTheFrame()
    {
        foreach (var (across, up) in new[] { (new PlotRange(-1, 1), new PlotRange(-2, 3)), (new PlotRange(0, 60), new PlotRange(0, 1)) })
        {
            var plane = new LevelPlot.Plane(["a", "b"], across, up);
            var plot = LevelPlot.Draw(MatrixFormula.Parse("sin(5*a)*b^2"), plane, new Dictionary<string, Tensor>(), 12, (900, 700));
            var ends = plot.GetPlottables<ScottPlot.Plottables.Arrow>().SelectMany(a => new[] { a.Base, a.Tip }).ToList();
            Assert.NotEmpty(ends);
            Assert.All(ends, e => Assert.True(e.X >= across.From && e.X <= across.To && e.Y >= up.From && e.Y <= up.To));
        }
    }

    /// <summary>The numbers of 60 levels, 56 pixels wide and 20 high, do not lie over each other.</summary>
    [Fact]
    public void LabelsOfLevelsStandApart()
    {
        var range = new PlotRange(-3, 3);
        var plot = LevelPlot.Draw(
            MatrixFormula.Parse("a^4+b^4+a*b"), new LevelPlot.Plane(["a", "b"], range, range), new Dictionary<string, Tensor>(), 60, (900, 700));
        var places = plot.GetPlottables<ScottPlot.Plottables.Text>().Select(t => t.Location).ToList();
        Assert.InRange(places.Count, 8, 100);
        // The frame is (700 / 1.25 − 94) pixels wide and high.
        double pixels = (700 / 1.25 - 94) / 6;
        for (int i = 0; i < places.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double across = pixels * Math.Abs(places[i].X - places[j].X), up = pixels * Math.Abs(places[i].Y - places[j].Y);
                Assert.True(across >= 56 || up >= 20, $"{places[i]} {places[j]}");
            }
        }
    }

    [Theory]
    [InlineData("tanh(x)", "--range", "3:-3")]
    [InlineData("tanh(x)", "--range", "y=-3:3")]
    [InlineData("tanh(x)", "--out", "picture.gif")]
    [InlineData("tanh(x)", "--width", "1000000")]
    [InlineData("a*b", "--levels", "many")]
    [InlineData("log(-1-x^2)", "--range", "-1:1")]
    [InlineData("A*X", "--range", "-1:1")]
    [InlineData("a*b*c", "--range", "-1:1")]
    public void WhatCannotBeDrawnIsBadInput(string expression, string option, string value)
    {
        using var scratch = new Scratch();
        string[] file = option == "--out" ? [] : ["--out", scratch.PathOf("a.png")];
        var run = ToolRun.Of(["plot", expression, option, option == "--out" ? scratch.PathOf(value) : value, .. file]);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.NotEmpty(run.Errors);
        Assert.False(File.Exists(scratch.PathOf("a.png")));
    }
}
