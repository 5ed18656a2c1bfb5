namespace Covector.Tool.Tests;

public sealed class ValueTests
{
    [Fact]
    public void EvalPrintsTheValue() =>
        Assert.Equal(["-2.5"], ToolRun.Of("eval", "u'*v", "--set", "u=[1,2,3]", "--set", "v=[0.5,0,-1]").Lines);

    [Fact]
    public void GradPrintsTheDerivative()
    {
        // 1 − tanh²(2)
        Assert.Equal(["0.07065082485316443"], ToolRun.Of("grad", "tanh(x)", "--declare", "x: scalar", "--set", "x=2").Lines);
        var both = ToolRun.Of("grad", "u'*x", "--set", "u=[1,2]", "--set", "x=[3,4]");
        Assert.Equal(["∂f/∂u =", "[3. 4.]", "∂f/∂x =", "[1. 2.]"], both.Lines);
    }

    [Fact]
    public void ValuesComeFromFiles()
    {
        using var scratch = new Scratch();
        Npy.Save(scratch.PathOf("A.npy"), Tensor.From<double>([1, 2, 3, 4], 2, 2));
        string b = scratch.Write("b.csv", "value\n1\n-2\n");
        string x = scratch.Write("values.json", """{ "x": [10, 100] }""");
        string[] values = ["--set", $"A={scratch.PathOf("A.npy")}", "--set", $"b={b}", "--values", x];
        var run = ToolRun.Of(["eval", "A*x+b", "-d", "b: m", "--json", .. values]);
        Assert.Equal([211.0, 428.0], run.Json.GetProperty("function_value").EnumerateArray().Select(v => v.GetDouble()));
    }

    [Fact]
    public void ATableOfOneRowIsAVectorToo()
    {
        using var scratch = new Scratch();
        Assert.Equal(["14.0"], ToolRun.Of("eval", "x'*x", "--set", $"x={scratch.Write("x.csv", "1;2;3\n")}").Lines);
    }

    [Theory]
    [InlineData("u=[1,[2]]", "a number is expected")]
    [InlineData("u=[[1,2],[3]]", "no box of numbers")]
    [InlineData("u=what", "expected a number")]
    [InlineData("u", "expected a name")]
    [InlineData("w=1", "no such variable")]
    [InlineData("u=missing.npy", "missing.npy")]
    [InlineData("u=[1,2,3]", "no value for x")]
    [InlineData("u=2", "no value for x")]
    public void BadValuesAreNamed(string assignment, string message)
    {
        var run = ToolRun.Of("eval", "u'*x", "--set", assignment);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Empty(run.Output);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void ATableWithAWordInItIsRefusedWithItsLine()
    {
        using var scratch = new Scratch();
        var run = ToolRun.Of("eval", "x'*x", "--set", $"x={scratch.Write("x.csv", "1\ntwo\n")}");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("x.csv:2: 'two' is no number.", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,5;2,5\n", "x.csv:1: '1,5' is no number. Decimals stand behind a point: 1.5.")]
    [InlineData("1\t2\n3,5\t4\n", "x.csv:2: '3,5' is no number.")]
    [InlineData("1 2\n", "no numbers in it")]
    public void ATableHasOneSeparator(string text, string message)
    {
        using var scratch = new Scratch();
        var run = ToolRun.Of("eval", "x'*x", "--set", $"x={scratch.Write("x.csv", text)}");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    /// <summary>What is not declared is what its value is: x a number, a a vector.</summary>
    [Theory]
    [InlineData("3.0", "x*c", "x=1.5", "c=2")]
    [InlineData("11.0", "a'*g", "a=[1,2]", "g=[3,4]")]
    [InlineData("5.0", "x+y", "x=2", "y=3")]
    [InlineData("5.0", "tr(t*t')", "t=[1,2]")]
    [InlineData("30.0", "tr(t*t')", "t=[[1,2],[3,4]]")]
    [InlineData("12.0", "x: scalar; x*c", "x=4", "c=3")]
    public void ValuesSayWhatLettersAre(string value, string formula, params string[] values) =>
        Assert.Equal([value], ToolRun.Of(["eval", formula, .. values.SelectMany(v => new[] { "--set", v })]).Lines);

    [Fact]
    public void ADeclarationCountsMoreThanAValue()
    {
        var run = ToolRun.Of("eval", "x'*x", "-d", "x: vector", "--set", "x=2");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("x", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x=[1,NaN]", "NaN")]
    [InlineData("x=[1,-Infinity]", "Infinity")]
    [InlineData("x=[1,\"Infinity\"]", "Infinity")]
    public void NestedArraysHaveWhatJsonHasNoNumberFor(string assignment, string square)
    {
        var json = ToolRun.Of("eval", "x'*x", "--set", assignment, "--json").Json;
        Assert.Equal(square, json.GetProperty("function_value").GetString());
    }

    [Fact]
    public void AFileOfOneValueNeedsAName() =>
        Assert.Contains("--set A=m.csv", ToolRun.Of("eval", "tr(A)", "--values", "m.csv").Errors, StringComparison.Ordinal);

    [Fact]
    public void DeriveShowsTheValueToo()
    {
        var run = ToolRun.Of("derive", "u'*x", "--wrt", "x", "--set", "u=[1,2]", "--set", "x=[3,4]");
        Assert.Equal("∂f/∂x = u", run.Lines[0]);
        Assert.Equal("    [1. 2.]", run.Lines[^1]);
    }

    [Fact]
    public void WhatJsonHasNoNumberForIsAString()
    {
        var json = ToolRun.Of("eval", "log(x)", "-d", "x: scalar", "--set", "x=0", "--json").Json;
        Assert.Equal("-Infinity", json.GetProperty("function_value").GetString());
    }
}
