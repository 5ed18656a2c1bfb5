using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Graphs;

/// <summary>Graphs as text and in Graphviz's language.</summary>
public sealed class GraphPrintingTests
{
    private static readonly Tensor Weights = Tensor.From([1.0, 2, 3, 4, 5, 6], 2, 3);

    [Fact]
    public void TextHasOneEquationALine() => Assert.Equal(
        """
        graph(x: f64[3]) captures(a: f64[2, 3]) {
          b: f64[3] = tanh x
          c: f64[2, 3] = broadcast[axes=[1]] b
          d: f64[2, 3] = mul c a
          return d
        }
        """,
        MakeGraph(x => Tanh(x) * Weights)(Tensor.Zeros([3])).ToString());

    [Fact]
    public void DotHasANodeForEachVariableAndEquation() => Assert.Equal(
        """
        digraph {
          rankdir=TB; node [fontname="monospace"];
          v0 [label="x: f64[3]", shape=box];
          v3 [label="a: f64[2, 3]", shape=folder];
          e0 [label="tanh", shape=ellipse];
          v0 -> e0;
          v1 [label="b: f64[3]", shape=plaintext];
          e0 -> v1;
          e1 [label="broadcast[axes=[1]]", shape=ellipse];
          v1 -> e1;
          v2 [label="c: f64[2, 3]", shape=plaintext];
          e1 -> v2;
          e2 [label="mul", shape=ellipse];
          v2 -> e2;
          v3 -> e2;
          v4 [label="d: f64[2, 3]", shape=plaintext];
          e2 -> v4;
          out0 [label="output 0", shape=box];
          v4 -> out0;
        }
        """,
        MakeGraph(x => Tanh(x) * Weights)(Tensor.Zeros([3])).ToDot());

    /// <summary>Names may hold what means something in Graphviz's strings.</summary>
    [Fact]
    public void DotEscapesNames()
    {
        var argument = new Dictionary<string, Tensor> { ["a \"quoted\" \\ name\non two lines"] = 1.0 };
        string dot = MakeGraph((Dictionary<string, Tensor> x) => x.Values.Single() * 2)(argument).ToDot();
        Assert.Contains("""label="x[\"a \"quoted\" \\ name\non two lines\"]: f64[]", shape=box""", dot, StringComparison.Ordinal);
    }

    /// <summary>Every edge leads between nodes that are declared, and no node is declared twice.</summary>
    [Fact]
    public void DotOfALargerGraphIsConsistent()
    {
        string dot = MakeGraph(Grad(x => Sum(Softmax(Sin(x)) * Exp(x))))(Tensor.Ones([4])).ToDot();
        var nodes = new HashSet<string>();
        var edges = new List<(string From, string To)>();
        foreach (string line in dot.Split('\n').Select(l => l.Trim().TrimEnd(';')))
            if (line.Split(" -> ") is [var from, var to])
                edges.Add((from, to));
            else if (line.Contains(" [label=", StringComparison.Ordinal))
                Assert.True(nodes.Add(line[..line.IndexOf(' ')]), line);
        Assert.True(edges.Count > 10);
        Assert.All(edges, edge => Assert.True(nodes.Contains(edge.From) && nodes.Contains(edge.To), $"{edge.From} -> {edge.To}"));
    }
}
