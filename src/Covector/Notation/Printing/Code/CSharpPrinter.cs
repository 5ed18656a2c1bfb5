using System.Text;

namespace Covector.Notation;

/// <summary>Writes a formula as a C# function of tensors of this library. Vectors, and rows, are tensors of one axis.</summary>
internal sealed class CSharpPrinter(ShapedFormula shaped) : EinsumPrinter(shaped)
{
    private static readonly HashSet<string> _keywords =
    [
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal",
        "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for",
        "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null",
        "object", "operator", "out", "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte",
        "sealed", "short", "sizeof", "stackalloc", "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof",
        "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while",
    ];

    // What the library has no function for, on values.
    private static readonly Dictionary<string, string> _helpers = new()
    {
        ["Kron"] = """
            static Tensor Kron(Tensor a, Tensor b) =>
                Einsum("ij,kl->ikjl", a, b).Reshape(a.Shape[0] * b.Shape[0], a.Shape[1] * b.Shape[1]);
            """,
        ["Commutation"] = """
            static Tensor Commutation(int m, int n) =>
                Tensor.Eye(m * n).Reshape(m, n, m, n).Transpose(0, 1, 3, 2).Reshape(m * n, m * n);
            """,
        ["Inverse"] = """
            static Tensor Inverse(Tensor a) => Eliminate(a).Inverse;
            """,
        ["Det"] = """
            static Tensor Det(Tensor a) => Eliminate(a).Determinant;
            """,
        ["Eliminate"] = """
            // Gauss and Jordan's elimination with exchanged rows, on values.
            static (Tensor Inverse, double Determinant) Eliminate(Tensor a)
            {
                int n = a.Shape[0];
                double[] m = a.ToArray<double>(), inverse = Tensor.Eye(n).ToArray<double>();
                double determinant = 1;
                for (int k = 0; k < n; k++)
                {
                    int pivot = k;
                    for (int i = k + 1; i < n; i++)
                        pivot = Math.Abs(m[i * n + k]) > Math.Abs(m[pivot * n + k]) ? i : pivot;
                    determinant *= pivot == k ? m[pivot * n + k] : -m[pivot * n + k];
                    for (int j = 0; j < n; j++)
                    {
                        (m[k * n + j], m[pivot * n + j]) = (m[pivot * n + j], m[k * n + j]);
                        (inverse[k * n + j], inverse[pivot * n + j]) = (inverse[pivot * n + j], inverse[k * n + j]);
                    }

                    double scale = m[k * n + k];
                    for (int j = 0; j < n; j++)
                        (m[k * n + j], inverse[k * n + j]) = (m[k * n + j] / scale, inverse[k * n + j] / scale);
                    for (int i = 0; i < n; i++)
                    {
                        double factor = i == k ? 0 : m[i * n + k];
                        for (int j = 0; j < n; j++)
                        {
                            m[i * n + j] -= factor * m[k * n + j];
                            inverse[i * n + j] -= factor * inverse[k * n + j];
                        }
                    }
                }

                return (Tensor.From(inverse).Reshape(n, n), determinant);
            }
            """,
    };

    public static string Print(ShapedFormula shaped, string name = "F", IReadOnlyList<string>? order = null, int? stackedAt = null) =>
        new CSharpPrinter(shaped).WriteFunction(name, order, stackedAt);

    protected override string Reshaped(string tensor, string rows, string columns) => $"({tensor}).Reshape({rows}, {columns})";

    protected override string Function(string name, string result)
    {
        var text = new StringBuilder();
        string parameters = string.Join(", ", Shaped.Unknowns.Select(unknown => $"Tensor {Name(unknown.Name)}"));
        text.Append("static Tensor ").Append(name).Append('(').Append(parameters).Append(")\n{\n");
        var rest = new HashSet<string>(Lengths);
        foreach (var unknown in Shaped.Unknowns)
        {
            var axes = unknown.Axes.Where(axis => !axis.IsOne).ToList();
            for (int i = 0; i < axes.Count; i++)
            {
                if (rest.Remove(axes[i].Name))
                    text.Append($"    int {Name(axes[i].Name)} = {Name(unknown.Name)}.Shape[{i}];\n");
            }
        }

        foreach (string statement in Statements)
            text.Append("    ").Append(statement).Append('\n');
        text.Append("    return ").Append(result).Append(";\n");
        if (Helpers.Any(helper => helper is "Inverse" or "Det"))
            Use("Eliminate");
        foreach (string helper in Helpers)
            text.Append('\n').Append("    ").Append(_helpers[helper].Replace("\n", "\n    ", StringComparison.Ordinal).Replace("\n    \n",
                "\n\n", StringComparison.Ordinal)).Append('\n');
        return text.Append("}\n").ToString();
    }

    protected override string Assignment(string name, string value) => $"Tensor {name} = {value};";

    protected override string Name(string name) => _keywords.Contains(name) ? "@" + name : name;

    // Whole numbers, too, are floating-point numbers: 1 / 2 would be 0.
    protected override string Number(Rational value)
    {
        string text = FormulaPrinter.TextOf(value);
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 ? $"{text[..slash]}.0 / {text[(slash + 1)..]}.0" : text.Contains('.', StringComparison.Ordinal)
            || text.Contains('e', StringComparison.Ordinal) ? text : text + ".0";
    }

    protected override string FunctionNamed(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    protected override string AsColumn(Code vector) => $"ExpandDims({vector}, 1)";

    protected override string AsRow(Code vector) => $"ExpandDims({vector}, 0)";

    protected override Code Product(Code a, Code b, CodeShape shape) => new($"Dot({a}, {b})", Tightness.Atom, shape);

    protected override Code RaiseEntries(Code root, Code exponent) => new(
        exponent.Text == "2.0" ? $"Square({root})" : exponent.Text == "0.5" ? $"Sqrt({root})" : $"Pow({root}, {exponent})", Tightness.Atom,
        root.Shape == CodeShape.Scalar ? exponent.Shape : root.Shape);

    protected override Code RaiseMatrix(Code root, int exponent)
    {
        if (Math.Abs(exponent) > 16)
            throw new FormulaException($"A matrix to the power {exponent}: C# code is written up to 16.", -1);
        var factor = exponent < 0 ? Inverse(root) : root;
        return exponent switch
        {
            0 => new Code($"Tensor.Eye({root.At(Tightness.Postfix)}.Shape[0])", Tightness.Atom, CodeShape.Matrix),
            -1 or 1 => factor,
            _ => Enumerable.Repeat(factor, Math.Abs(exponent)).Aggregate(Multiply),
        };
    }

    protected override Code Inverse(Code matrix) =>
        new($"{Use("Inverse")}({matrix})", Tightness.Atom, CodeShape.Matrix) { InverseOf = matrix };

    protected override string EmitRange(int start, int count) => $"{start}..{start + count}";

    protected override string WholeRange => "..";

    protected override Code Unit(string length, int place) => new($"Tensor.Eye({length})[{place}]", Tightness.Atom, CodeShape.Column);

    protected override Code Apply(Call call, IReadOnlyList<Code> arguments, CodeShape shape)
    {
        string x = arguments.Count > 0 ? arguments[0].Text : "";
        string lengths = arguments.Count > 0 ? "" : string.Join(", ", call.Arguments.Select(Length));
        string text = call.Function switch
        {
            "ones" or "zeros" => $"Tensor.{FunctionNamed(call.Function)}({(shape == CodeShape.Matrix ? lengths : LengthOfVector(call))})",
            "eye" => $"Tensor.Eye({lengths})",
            "comm" => $"{Use("Commutation")}({lengths})",
            "step" => $"Where({arguments[0].At(Tightness.Product)} > 0.0, 1.0, 0.0)",
            "arcsin" or "arccos" or "arctan" => $"A{call.Function[3..]}({x})",
            "logsumexp" => $"LogSumExp({x})",
            "norm2" => $"Norm({x})",
            "tr" => $"Trace({x})",
            "det" => $"{Use("Det")}({x})",
            "logdet" => $"Log({Use("Det")}({x}))",
            "vec" => arguments[0].Shape == CodeShape.Matrix ? $"{arguments[0].At(Tightness.Postfix)}.T.Reshape(-1)" : x,
            "kron" => $"{Use("Kron")}({TwoAxes(arguments[0])}, {TwoAxes(arguments[1])})",
            "sum" or "mean" when arguments.Count == 2 =>
                $"{FunctionNamed(call.Function)}({TwoAxes(arguments[0])}, {(arguments[1].Text == "1" ? 0 : 1)})",
            _ => ApplyNamed(call, arguments),
        };
        return new Code(text, Tightness.Atom, shape);
    }

    protected override string Einsum(string subscripts, IEnumerable<string> operands) =>
        $"Einsum(\"{subscripts}\", {string.Join(", ", operands)})";

    protected override string Identity(Dimension length) => $"Tensor.Eye({Length(length)})";

    protected override string OnesOf(Dimension length) => $"Tensor.Ones({Length(length)})";
}
