using System.Text;

namespace Covector.Notation;

/// <summary>Writes a formula as a Julia function. Rows are transposed vectors.</summary>
internal sealed class JuliaPrinter(ShapedFormula shaped) : CodePrinter(shaped)
{
    private static readonly HashSet<string> _keywords =
    [
        "baremodule", "begin", "break", "catch", "const", "continue", "do", "else", "elseif", "end", "export", "false", "finally", "for",
        "function", "global", "if", "import", "let", "local", "macro", "module", "quote", "return", "struct", "true", "try", "using",
        "while", "I",
    ];

    private static readonly Dictionary<string, string> _helpers = new()
    {
        ["commutation"] = "commutation(m, n) = Matrix(I, m * n, m * n)[vec(permutedims(reshape(1:m*n, m, n))), :]",
        ["logsumexp"] = "logsumexp(x) = (m = maximum(x); m + log(sum(exp.(x .- m))))",
        ["sigmoid"] = "sigmoid(x) = (e = exp(-abs(x)); x >= 0 ? 1 / (1 + e) : e / (1 + e))",
        ["softmax"] = "softmax(x) = (e = exp.(x .- maximum(x)); e ./ sum(e))",
        ["softplus"] = "softplus(x) = max(x, zero(x)) + log1p(exp(-abs(x)))",
    };

    public static string Print(ShapedFormula shaped, string name = "f", IReadOnlyList<string>? order = null, int? stackedAt = null) =>
        new JuliaPrinter(shaped).WriteFunction(name, order, stackedAt);

    protected override string EntrywiseProduct => " .* ";

    protected override string EntrywiseQuotient => " ./ ";

    protected override bool StacksColumns => true;

    protected override string Reshaped(string tensor, string rows, string columns) => $"reshape({tensor}, {rows}, {columns})";

    protected override string Function(string name, string result)
    {
        var text = new StringBuilder("using LinearAlgebra\n\n");
        foreach (string helper in Helpers)
            text.Append(_helpers[helper]).Append("\n\n");
        text.Append("function ").Append(name).Append('(').AppendJoin(", ",
            Shaped.Unknowns.Select(unknown => Name(unknown.Name))).Append(")\n");
        foreach (string line in ShapeStatements(
            axes => axes, (x, i) => $"size({x}, {i + 1})", (x, shape) => $"@assert size({x}) == ({shape})"))
            text.Append("    ").Append(line).Append('\n');
        foreach (string statement in Statements)
            text.Append("    ").Append(statement).Append('\n');
        return text.Append("    return ").Append(result).Append("\nend\n").ToString();
    }

    protected override string Assignment(string name, string value) => $"{name} = {value}";

    protected override string Name(string name) => _keywords.Contains(name) ? name + "_" : name;

    protected override string Number(Rational value) => FormulaPrinter.TextOf(value).Replace("/", " / ", StringComparison.Ordinal);

    protected override Code Transposed(Code matrix) => new($"{matrix.At(Tightness.Atom)}'", Tightness.Postfix, matrix.Shape switch
    {
        CodeShape.Column => CodeShape.Row,
        CodeShape.Row => CodeShape.Column,
        _ => CodeShape.Matrix,
    });

    protected override Code Multiply(Code a, Code b)
    {
        var shape = (a.Shape, b.Shape) switch
        {
            (CodeShape.Row, CodeShape.Column) => CodeShape.Scalar,
            (CodeShape.Row, _) => CodeShape.Row,
            (_, CodeShape.Column) => CodeShape.Column,
            _ => CodeShape.Matrix,
        };
        // Read from left to right, (K \ b) * c needs no parentheses; the eye does.
        bool isSolution = a.Text.Contains('\\', StringComparison.Ordinal);
        return a.InverseOf is { } left ? new Code($"{left.At(Tightness.Postfix)} \\ {b.At(Tightness.Postfix)}", Tightness.Product, shape)
            : b.InverseOf is { } right ? new Code($"{a.At(Tightness.Postfix)} / {right.At(Tightness.Postfix)}", Tightness.Product, shape)
            : new Code($"{a.At(isSolution ? Tightness.Postfix : Tightness.Product)} * {b.At(Tightness.Postfix)}", Tightness.Product, shape);
    }

    protected override Code RaiseEntries(Code root, Code exponent)
    {
        var shape = root.Shape == CodeShape.Scalar ? exponent.Shape : root.Shape;
        string mark = shape == CodeShape.Scalar ? "^" : " .^ ";
        return new Code($"{root.At(Tightness.Atom)}{mark}{exponent.At(Tightness.Atom)}", Tightness.Postfix, shape);
    }

    protected override Code RaiseMatrix(Code root, int exponent) => exponent == -1 ? Inverse(root)
        : new Code($"{root.At(Tightness.Atom)}^{(exponent < 0 ? $"({exponent})" : exponent)}", Tightness.Postfix, CodeShape.Matrix);

    protected override Code Inverse(Code matrix) => new($"inv({matrix})", Tightness.Atom, CodeShape.Matrix) { InverseOf = matrix };

    protected override Code Diagonal(Code value) => value.IsVector
        ? new Code($"Diagonal({(value.Shape == CodeShape.Row ? Transposed(value) : value)})", Tightness.Atom,
            CodeShape.Matrix)
        { DiagonalOf = value }
        : new Code($"diag({value})", Tightness.Atom, CodeShape.Column);

    protected override Code SumOfProducts(Code a, Code b) => new($"dot({a}, {b})", Tightness.Atom, CodeShape.Scalar);

    protected override string EmitRange(int start, int count) => $"{start + 1}:{start + count}";

    protected override string WholeRange => ":";

    protected override Code Unit(string length, int place) =>
        new($"Matrix(I, {length}, {length})[:, {place + 1}]", Tightness.Atom, CodeShape.Column);

    protected override Code EmitEntry(Code operand, int[] places) => base.EmitEntry(operand, Array.ConvertAll(places, place => place + 1));

    protected override Code Apply(Call call, IReadOnlyList<Code> arguments, CodeShape shape)
    {
        string x = arguments.Count > 0 ? arguments[0].Text : "";
        string lengths = arguments.Count > 0 ? "" : string.Join(", ", call.Arguments.Select(Length));
        string dot = shape == CodeShape.Scalar ? "" : ".";
        string text = call.Function switch
        {
            "ones" or "zeros" => $"{call.Function}({lengths})",
            "eye" => $"Matrix(I, {lengths}, {lengths})",
            "comm" => $"{Use("commutation")}({lengths})",
            "relu" => $"max{dot}({x}, 0)",
            "step" => $"float{dot}({arguments[0].At(Tightness.Postfix)} {dot}> 0)",
            "sigmoid" or "softplus" => $"{Use(call.Function)}{dot}({x})",
            "softmax" or "logsumexp" => $"{Use(call.Function)}({x})",
            "square" => $"abs2{dot}({x})",
            "arcsin" or "arccos" or "arctan" => $"a{call.Function[3..]}{dot}({x})",
            "norm1" => arguments[0].Shape == CodeShape.Row ? $"norm({Transposed(arguments[0])}, 1)" : $"norm({x}, 1)",
            "norm2" => $"norm({x})",
            "tr" or "det" or "vec" or "inv" => $"{call.Function}({x})",
            "logdet" => $"logdet({x})",
            "kron" => $"kron({x}, {arguments[1]})",
            "sum" when arguments.Count == 1 => $"sum({x})",
            "mean" when arguments.Count == 1 => $"(sum({x}) / length({x}))",
            "sum" => arguments[1].Text == "1" ? $"vec(sum({x}, dims=1))'" : $"vec(sum({x}, dims=2))",
            "mean" => arguments[1].Text == "1" ? $"(vec(sum({x}, dims=1))' / size({x}, 1))" : $"(vec(sum({x}, dims=2)) / size({x}, 2))",
            "max" or "min" when arguments.Count == 1 => $"{call.Function}imum({x})",
            "max" or "min" => $"{call.Function}{dot}({x}, {arguments[1]})",
            _ => $"{call.Function}{dot}({x})",
        };
        return new Code(text, text.EndsWith('\'') ? Tightness.Postfix : Tightness.Atom, shape);
    }

    protected override string EmitIndexed(IReadOnlyList<string> order)
    {
        var text = new StringBuilder();
        foreach (var term in EinsumTerm.Of(Shaped.Formula.Body))
        {
            text.Append(term.IsNegative ? text.Length == 0 ? "-" : " - " : text.Length == 0 ? "" : " + ");
            text.Append(Term(term, order));
        }

        return $"[{text} for {string.Join(", ", order.Select(Range))}]";
    }

    private string Term(EinsumTerm term, IReadOnlyList<string> order)
    {
        var factors = term.Scalars.Select(scalar => Emit(scalar).At(Tightness.Postfix)).ToList();
        foreach (var tensor in term.Tensors)
        {
            string indices = string.Join(", ", EinsumTerm.Indices(tensor).Select(Name));
            factors.Add(tensor is Entry entry ? $"{Stored(entry.Operand)}[{indices}]"
                : $"({indices.Replace(", ", " == ", StringComparison.Ordinal)})");
        }

        string product = string.Join(" * ", factors)
            + string.Concat(term.Divisors.Select(divisor => " / " + Emit(divisor).At(Tightness.Postfix)));
        string[] bound = [.. term.Tensors.SelectMany(EinsumTerm.Indices).Distinct().Except(order)];
        return bound.Length == 0 ? product : $"sum({product} for {string.Join(", ", bound.Select(Range))})";
    }

    private string Range(string index) => $"{Name(index)} in 1:{Length(Shaped.Indices[index])}";

    // Computed once, before the loop over the entries.
    private string Stored(Expression operand)
    {
        var code = Emit(operand);
        if (operand is Symbol)
            return code.Text;
        string value = code.Text;
        string? known = Statements.Find(statement => statement.EndsWith(" = " + value, StringComparison.Ordinal));
        if (known != null)
            return known[..known.IndexOf(' ', StringComparison.Ordinal)];
        string name = $"entries{Statements.Count + 1}";
        Statements.Add(Assignment(name, value));
        return name;
    }
}
