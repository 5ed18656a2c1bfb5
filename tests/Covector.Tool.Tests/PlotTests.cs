using System.Buffers.Binary;
using System.Xml.Linq;

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

    [Theory]
    [InlineData("tanh(x)", "--range", "3:-3")]
    [InlineData("tanh(x)", "--range", "y=-3:3")]
    [InlineData("tanh(x)", "--out", "picture.gif")]
    [InlineData("tanh(x)", "--width", "1000000")]
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
