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
    [InlineData("u=2", "1 axes")]
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

    [Fact]
    public void WhatJsonHasNoNumberForIsAString()
    {
        var json = ToolRun.Of("eval", "log(x)", "-d", "x: scalar", "--set", "x=0", "--json").Json;
        Assert.Equal("-Infinity", json.GetProperty("function_value").GetString());
    }
}
