using System.Text.Json;

namespace Covector.Tool.Tests;

public sealed class DeriveTests
{
    [Theory]
    [InlineData("x'*A*x", "x", "natural", "(A+A')*x")]
    [InlineData("W*x+b", "x", "jacobian", "W")]
    [InlineData("W*x+b", "x", "denominator", "W'")]
    [InlineData("A*X*B", "X", "linear", "A*dX*B")]
    [InlineData("W*x+b", "W", "kron", "kron(x',eye(m))")]
    [InlineData("W*x+b", "W", "tensor", "delta(i,j)*x[k]")]
    [InlineData("x'*A*x", "x", "hess", "A+A'")]
    [InlineData("u'*v", "u", "row", "v'")]
    public void PlainTextIsTheFormulaAlone(string expression, string wrt, string form, string expected)
    {
        var run = ToolRun.Of("derive", expression, "--wrt", wrt, "--form", form, "--format", "plain");
        Assert.Equal(ExitCode.Right, run.Code);
        Assert.Equal([expected], run.Lines);
    }

    [Fact]
    public void AFormulaMayBeginWithAMinus() =>
        Assert.Equal(["-2*x"], ToolRun.Of("derive", "-x'*x", "--wrt", "x", "--format", "plain").Lines);

    [Fact]
    public void DeclarationsDecideWhatLettersAre()
    {
        var run = ToolRun.Of("derive", "a'*S*b", "--declare", "S: n×n symmetric", "-d", "a, b: n", "--wrt", "S", "--json");
        Assert.Equal("symgrad", run.Json.GetProperty("kind").GetString());
        var s = run.Json.GetProperty("variables").EnumerateArray().Single(v => v.GetProperty("name").GetString() == "S");
        Assert.Equal("matrix", s.GetProperty("type").GetString());
        Assert.Equal(["n", "n"], s.GetProperty("dims").EnumerateArray().Select(d => d.GetString()));
        Assert.Equal(["symmetric"], s.GetProperty("properties").EnumerateArray().Select(d => d.GetString()));
    }

    [Fact]
    public void JsonHasTheFieldsOfTheDocumentation()
    {
        string[] values = ["--set", "W=[[1,2],[3,4],[5,6]]", "--set", "x=[7,8]", "--set", "b=[0,0,1]"];
        var json = ToolRun.Of(["derive", "W*x+b", "--wrt", "W", "--json", .. values]).Json;
        Assert.Equal("W*x+b", json.GetProperty("expression").GetString());
        Assert.Equal("tensor", json.GetProperty("kind").GetString());
        Assert.Equal("delta(i,j)*x[k]", json.GetProperty("derivative").GetString());
        Assert.Equal("δ[i,j] x[k]", json.GetProperty("derivative_unicode").GetString());
        Assert.Equal("\\delta_{ij}\\, x_{k}", json.GetProperty("derivative_latex").GetString());
        Assert.Equal("""["i","j","k"]""", Compact(json, "index_order"));
        Assert.Equal("""["m","m","n"]""", Compact(json, "shape"));
        Assert.Equal("[23,53,84]", Compact(json, "function_value"));
        Assert.Equal("[3]", Compact(json, "function_shape"));
        Assert.Equal("[[[7,8],[0,0],[0,0]],[[0,0],[7,8],[0,0]],[[0,0],[0,0],[7,8]]]", Compact(json, "derivative_value"));
        Assert.Equal("[3,3,2]", Compact(json, "derivative_shape"));
    }

    [Fact]
    public void WithoutAVariableThereIsOneAnswerForEach()
    {
        var json = ToolRun.Of("derive", "u'*x", "--json").Json;
        Assert.Equal(["u", "x"], json.GetProperty("derivatives").EnumerateArray().Select(d => d.GetProperty("wrt").GetString()));
        Assert.Equal(["u: x", "x: u"], ToolRun.Of("derive", "u'*x", "--format", "plain").Lines);
    }

    [Fact]
    public void ACaseIsAnswered()
    {
        using var scratch = new Scratch();
        string path = scratch.Write("case.json", """
            { "expression": "A*X*B", "wrt": "X", "kind": "lin",
              "variables": [{ "name": "A", "type": "matrix", "dims": ["m", "n"], "properties": [] },
                            { "name": "X", "type": "matrix", "dims": ["n", "p"], "properties": ["entries in {-1, +1}"] },
                            { "name": "B", "type": "matrix", "dims": ["p", "q"] }],
              "inputs": { "A": [[1, 2]], "X": [[3], [4]], "B": [[5, 6]] } }
            """);
        var json = ToolRun.Of("derive", "--case", path, "--json").Json;
        Assert.Equal("A*dX*B", json.GetProperty("derivative").GetString());
        Assert.Equal("[[55,66]]", Compact(json, "function_value"));
        // ∂(A X B)[i,j]/∂X[k,l] = A[i,k] B[l,j]
        Assert.Equal("[[[[5],[10]],[[6],[12]]]]", Compact(json, "derivative_value"));
        Assert.Equal("[1,2,2,1]", Compact(json, "derivative_shape"));
    }

    /// <summary>A misspelt property changes the answer, so that its reader has to know.</summary>
    [Fact]
    public void WhatIsPassedOverIsNoted()
    {
        using var scratch = new Scratch();
        string path = scratch.Write("batch.json", """
            [{ "expression": "x'*A*x", "wrt": "x", "variables": [{ "name": "A", "type": "matrix", "properties": ["symetric"] }] },
             { "expression": "x'*A*x", "wrt": "x", "variables": [{ "name": "A", "type": "matrix", "properties": "symmetric" }] },
             { "expression": "x'*A*x", "wrt": "x", "variables": [{ "name": "A", "type": "matrix", "properties": 7 }] },
             { "expression": "x'*A*x", "wrt": "x", "variables": "A: n×n symetric" },
             { "expression": "1+2" }]
            """);
        var answers = ToolRun.Of("derive", "--batch", path, "--json").Json.EnumerateArray().ToList();
        Assert.Contains("'symetric'", answers[0].GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("2*A*x", answers[1].GetProperty("derivative").GetString());
        Assert.False(answers[1].TryGetProperty("notes", out _));
        Assert.Contains("list of texts", answers[2].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("'symetric' is no property", answers[3].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("no variable", answers[4].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ABatchAnswersTheOtherCasesWhereOneIsWrong()
    {
        using var scratch = new Scratch();
        string path = scratch.Write("batch.json", """
            [{ "id": "good", "expression": "x'*x", "wrt": "x", "kind": "grad" }, { "id": "bad", "expression": "x'*(", "wrt": "x" }, 7]
            """);
        var answers = ToolRun.Of("derive", "--batch", path, "--json").Json.EnumerateArray().ToList();
        Assert.Equal(3, answers.Count);
        Assert.Equal("2*x", answers[0].GetProperty("derivative").GetString());
        Assert.Equal("bad", answers[1].GetProperty("id").GetString());
        Assert.Contains("^", answers[1].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("case", answers[2].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    /// <summary>The values of the table that came with the design, through files and JSON.</summary>
    [Fact]
    public void TheTableOfDerivativesIsReproduced()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "matrix_calculus_cases.json");
        var cases = JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("cases").EnumerateArray().ToList();
        var answers = ToolRun.Of("derive", "--batch", path, "--json").Json.EnumerateArray().ToList();
        Assert.Equal(176, answers.Count);
        for (int i = 0; i < cases.Count; i++)
        {
            string id = cases[i].GetProperty("id").GetString()!;
            Assert.False(answers[i].TryGetProperty("error", out var error), $"{id}: {error}");
            Assert.Equal(cases[i].GetProperty("kind").GetString(), answers[i].GetProperty("kind").GetString());
            foreach (string what in new[] { "function", "derivative" })
            {
                Assert.Equal(Compact(cases[i], $"{what}_shape"), Compact(answers[i], $"{what}_shape"));
                double[] expected = Numbers(cases[i].GetProperty($"{what}_value"));
                double[] actual = Numbers(answers[i].GetProperty($"{what}_value"));
                double scale = expected.Max(Math.Abs);
                Assert.All(expected.Zip(actual), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-9 * scale, $"{id}: {what}"));
            }
        }
    }

    [Theory]
    [InlineData("csharp", "Tensor")]
    [InlineData("numpy", "import numpy")]
    [InlineData("julia", "function")]
    public void CodeIsAFunction(string format, string part)
    {
        var run = ToolRun.Of("derive", "0.5*norm2(A*x-b)^2", "-d", "b: m", "--wrt", "x", "--format", format);
        Assert.Contains(part, run.Output, StringComparison.Ordinal);
    }

    private static string Compact(JsonElement json, string field) =>
        string.Concat(json.GetProperty(field).GetRawText().Where(c => !char.IsWhiteSpace(c)));

    private static double[] Numbers(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().SelectMany(Numbers)] : [value.GetDouble()];
}
