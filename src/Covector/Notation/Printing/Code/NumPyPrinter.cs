using System.Text;

namespace Covector.Notation;

/// <summary>Writes a formula as a Python function with NumPy. Vectors, and rows, are arrays of one axis.</summary>
internal sealed class NumPyPrinter(ShapedFormula shaped) : EinsumPrinter(shaped)
{
    private static readonly HashSet<string> _keywords =
    [
        "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for",
        "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
        "with", "yield", "np",
    ];

    private static readonly Dictionary<string, string> _helpers = new()
    {
        ["commutation"] = """
            def commutation(m, n):
                return np.eye(m * n).reshape(m, n, m, n).transpose(0, 1, 3, 2).reshape(m * n, m * n)
            """,
        ["logdet"] = """
            def logdet(a):
                sign, value = np.linalg.slogdet(a)
                return value if sign > 0 else np.nan
            """,
        ["softmax"] = """
            def softmax(x):
                e = np.exp(x - np.max(x))
                return e / np.sum(e)
            """,
    };

    public static string Print(ShapedFormula shaped, string name = "f", IReadOnlyList<string>? order = null, int? stackedAt = null) =>
        new NumPyPrinter(shaped).WriteFunction(name, order, stackedAt);

    protected override string Reshaped(string tensor, string rows, string columns) => $"np.reshape({tensor}, ({rows}, {columns}))";

    protected override string Function(string name, string result)
    {
        var text = new StringBuilder("import numpy as np\n\n\n");
        foreach (string helper in Helpers)
            text.Append(_helpers[helper]).Append("\n\n\n");
        text.Append("def ").Append(name).Append('(').AppendJoin(", ", Shaped.Unknowns.Select(unknown => Name(unknown.Name))).Append("):\n");
        foreach (string line in ShapeStatements(
            axes => axes.Where(axis => !axis.IsOne), (x, i) => $"{x}.shape[{i}]", (x, shape) => $"assert {x}.shape == ({shape})"))
            text.Append("    ").Append(line).Append('\n');
        foreach (string statement in Statements)
            text.Append("    ").Append(statement).Append('\n');
        return text.Append("    return ").Append(result).Append('\n').ToString();
    }

    protected override string Assignment(string name, string value) => $"{name} = {value}";

    protected override string Name(string name) => _keywords.Contains(name) ? name + "_" : name;

    protected override string Number(Rational value) =>
        value.IsInteger ? value.ToString() : FormulaPrinter.TextOf(value).Replace("/", " / ", StringComparison.Ordinal);

    protected override string FunctionNamed(string name) => "np." + name;

    protected override string AsColumn(Code vector) => vector.At(Tightness.Postfix) + "[:, None]";

    protected override string AsRow(Code vector) => vector.At(Tightness.Postfix) + "[None, :]";

    protected override Code Multiply(Code a, Code b)
    {
        if (a.InverseOf is { } left)
            return new Code($"np.linalg.solve({left}, {b})", Tightness.Atom, b.Shape);
        if (b.InverseOf is not { } right)
            return base.Multiply(a, b);
        string solution = $"np.linalg.solve({Transposed(right)}, {(a.IsVector ? a : Transposed(a))})";
        return new Code(a.IsVector ? solution : solution + ".T", Tightness.Atom, a.Shape);
    }

    protected override Code Product(Code a, Code b, CodeShape shape)
    {
        // a * b @ c would be (a * b) @ c.
        var place = a.Text.Contains(" * ", StringComparison.Ordinal) ? Tightness.Postfix : Tightness.Product;
        return new Code($"{a.At(place)} @ {b.At(Tightness.Postfix)}", Tightness.Product, shape);
    }

    protected override Code RaiseEntries(Code root, Code exponent) =>
        new($"{root.At(Tightness.Atom)} ** {exponent.At(Tightness.Atom)}", Tightness.Postfix, root.Shape == CodeShape.Scalar
            ? exponent.Shape : root.Shape);

    protected override Code RaiseMatrix(Code root, int exponent) =>
        exponent == -1 ? Inverse(root) : new Code($"np.linalg.matrix_power({root}, {exponent})", Tightness.Atom, CodeShape.Matrix);

    protected override Code Inverse(Code matrix) =>
        new($"np.linalg.inv({matrix})", Tightness.Atom, CodeShape.Matrix) { InverseOf = matrix };

    protected override string EmitRange(int start, int count) => $"{start}:{start + count}";

    protected override string WholeRange => ":";

    protected override Code Unit(string length, int place) => new($"np.eye({length})[{place}]", Tightness.Atom, CodeShape.Column);

    protected override Code Apply(Call call, IReadOnlyList<Code> arguments, CodeShape shape)
    {
        string x = arguments.Count > 0 ? arguments[0].Text : "";
        string lengths = arguments.Count > 0 ? "" : string.Join(", ", call.Arguments.Select(Length));
        string text = call.Function switch
        {
            "ones" or "zeros" => $"np.{call.Function}({(shape == CodeShape.Matrix ? $"({lengths})" : LengthOfVector(call))})",
            "eye" => $"np.eye({lengths})",
            "comm" => $"{Use("commutation")}({lengths})",
            "relu" => $"np.maximum({x}, 0)",
            "step" => $"np.heaviside({x}, 0.0)",
            "sigmoid" => $"np.exp(-np.logaddexp(0, -{arguments[0].At(Tightness.Postfix)}))",
            "softplus" => $"np.logaddexp(0, {x})",
            "softmax" => $"{Use("softmax")}({x})",
            "logsumexp" => arguments[0].IsVector ? $"np.logaddexp.reduce({x})" : $"np.logaddexp.reduce(np.ravel({x}))",
            "norm2" => $"np.linalg.norm({x})",
            "tr" => $"np.trace({x})",
            "det" => $"np.linalg.det({x})",
            "logdet" => $"{Use("logdet")}({x})",
            "vec" => arguments[0].Shape == CodeShape.Matrix ? $"np.ravel({x}, order=\"F\")" : x,
            "kron" => $"np.kron({TwoAxes(arguments[0])}, {TwoAxes(arguments[1])})",
            "sum" or "mean" when arguments.Count == 2 =>
                $"np.{call.Function}({TwoAxes(arguments[0])}, axis={(arguments[1].Text == "1" ? 0 : 1)})",
            _ => ApplyNamed(call, arguments),
        };
        return new Code(text, Tightness.Atom, shape);
    }

    protected override string Einsum(string subscripts, IEnumerable<string> operands) =>
        $"np.einsum(\"{subscripts}\", {string.Join(", ", operands)})";

    protected override string Identity(Dimension length) => $"np.eye({Length(length)})";

    protected override string OnesOf(Dimension length) => $"np.ones({Length(length)})";
}
