using System.Globalization;
using System.Text;

namespace Covector.Graphs;

/// <summary>Graphs as text and in Graphviz's language.</summary>
internal static class GraphPrinter
{
    public static string Print(Graph graph)
    {
        var text = new StringBuilder();
        Print(graph, "graph", "", text);
        return text.ToString();
    }

    public static string PrintDot(Graph graph)
    {
        var names = Names(graph);
        var text = new StringBuilder("digraph {\n  rankdir=TB; node [fontname=\"monospace\"];\n");
        foreach (var input in graph.Inputs)
            Node(text, input, $"{names[input.Id]}: {input.Type}", "box");
        foreach (var (variable, _) in graph.Captures)
            Node(text, variable, $"{names[variable.Id]}: {variable.Type}", "folder");
        for (int e = 0; e < graph.Equations.Length; e++)
        {
            var equation = graph.Equations[e];
            text.Append(CultureInfo.InvariantCulture, $"  e{e} [label=\"{Escape(equation.Primitive.ToString())}\", shape=ellipse];\n");
            foreach (var input in equation.Inputs)
                text.Append(CultureInfo.InvariantCulture, $"  v{input.Id} -> e{e};\n");
            foreach (var output in equation.Outputs)
            {
                Node(text, output, $"{names[output.Id]}: {output.Type}", "plaintext");
                text.Append(CultureInfo.InvariantCulture, $"  e{e} -> v{output.Id};\n");
            }
        }

        for (int i = 0; i < graph.Outputs.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"  out{i} [label=\"output {i}\", shape=box];\n  v{graph.Outputs[i].Id} -> out{i};\n");
        return text.Append('}').ToString();
    }

    /// <summary>Appends a graph; the graphs that an equation runs follow it, further to the right.</summary>
    private static void Print(Graph graph, string label, string indent, StringBuilder text)
    {
        var names = Names(graph);
        text.Append(label).Append('(').AppendJoin(", ", graph.Inputs.Select(v => $"{names[v.Id]}: {v.Type}")).Append(')');
        if (graph.Captures.Length > 0)
            text.Append(" captures(").AppendJoin(", ", graph.Captures.Select(c => $"{names[c.Variable.Id]}: {c.Variable.Type}")).Append(')');
        text.Append(" {\n");
        foreach (var equation in graph.Equations)
        {
            text.Append(indent).Append("  ").AppendJoin(", ", equation.Outputs.Select(v => $"{names[v.Id]}: {v.Type}"));
            text.Append(" = ").Append(equation.Primitive);
            foreach (var input in equation.Inputs)
                text.Append(' ').Append(names[input.Id]);
            text.Append('\n');
            foreach (var (bodyLabel, body) in equation.Primitive.Bodies)
            {
                text.Append(indent).Append("    ");
                Print(body, bodyLabel, indent + "    ", text);
                text.Append('\n');
            }
        }

        text.Append(indent).Append("  return ").AppendJoin(", ", graph.Outputs.Select(v => names[v.Id])).Append('\n');
        text.Append(indent).Append('}');
    }

    private static void Node(StringBuilder text, Variable variable, string label, string shape) =>
        text.Append(CultureInfo.InvariantCulture, $"  v{variable.Id} [label=\"{Escape(label)}\", shape={shape}];\n");

    private static string Escape(string label) => label.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    /// <summary>Inputs keep their names; everything else is a, b, … z, aa, ab, … in order of definition.</summary>
    private static Dictionary<int, string> Names(Graph graph)
    {
        var names = new Dictionary<int, string>();
        var taken = new HashSet<string>();
        foreach (var input in graph.Inputs)
            if (input.Name is { } name && taken.Add(name))
                names[input.Id] = name;
        int next = 0;
        var variables = graph.Inputs.Concat(graph.Captures.Select(c => c.Variable)).Concat(graph.Equations.SelectMany(e => e.Outputs));
        foreach (var variable in variables)
            while (!names.ContainsKey(variable.Id))
            {
                string name = variable.Name is { } given && taken.Add(given) ? given : Letters(next++);
                if (name == variable.Name || taken.Add(name))
                    names[variable.Id] = name;
            }

        return names;
    }

    private static string Letters(int number)
    {
        string result = "";
        for (int n = number; n >= 0; n = n / 26 - 1)
            result = (char)('a' + n % 26) + result;
        return result;
    }
}
