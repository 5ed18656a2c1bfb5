using System.Globalization;
using System.Text;

namespace Covector.Trees;

/// <summary>Writes structures the way one would write the value: <c>(Tensor, [Tensor, 3])</c>, <c>Mlp(W: Tensor, Units: 8)</c>.</summary>
internal sealed class TreePrinter
{
    private readonly StringBuilder _text = new();

    public static string Print(TreeStructure structure)
    {
        var printer = new TreePrinter();
        printer.Write(structure);
        return printer._text.ToString();
    }

    /// <summary>A static value or a key: strings are quoted, numbers do not depend on the culture.</summary>
    public static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        Enum member => $"{TypeName.Of(member.GetType())}.{member}",
        Type type => $"typeof({TypeName.Of(type)})",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    public void Write(TreeStructure structure)
    {
        switch (structure.Kind)
        {
            case TreeKind.Leaf: _text.Append("Tensor"); break;
            case TreeKind.Null: _text.Append("null"); break;
            case TreeKind.Static: _text.Append(Literal(structure.Data)); break;
            case TreeKind.NoTree: _text.Append(TypeName.Of(structure.Type.Type)); break;
            default: structure.Type.Print(structure, this); break;
        }
    }

    /// <summary>An ordered collection: <c>List [Tensor, Tensor]</c>; an array has no prefix.</summary>
    public void Sequence(string prefix, TreeStructure structure)
    {
        _text.Append(prefix).Append(prefix.Length > 0 ? " [" : "[");
        Children(structure, static (_, _) => "");
        _text.Append(']');
    }

    public void Tuple(TreeStructure structure)
    {
        _text.Append('(');
        Children(structure, static (_, _) => "");
        _text.Append(')');
    }

    public void Record(string name, TreeStructure structure)
    {
        _text.Append(name).Append('(');
        Children(structure, static (s, i) => s.Type.Segment(s, i)[1..] + ": ");
        _text.Append(')');
    }

    /// <summary>A dictionary, from segments such as <c>["w"]</c>.</summary>
    public void Dictionary(TreeStructure structure)
    {
        _text.Append('{');
        Children(structure, static (s, i) => s.Type.Segment(s, i)[1..^1] + ": ");
        _text.Append('}');
    }

    private void Children(TreeStructure structure, Func<TreeStructure, int, string> label)
    {
        for (int i = 0; i < structure.Children.Length; i++)
        {
            if (i > 0) _text.Append(", ");
            _text.Append(label(structure, i));
            Write(structure.Children[i]);
        }
    }
}
