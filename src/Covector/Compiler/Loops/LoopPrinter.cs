using System.Globalization;
using System.Text;

namespace Covector.Compiler;

/// <summary>Prints a kernel as C# that computes the same, one point after another: for reading.</summary>
internal static class LoopPrinter
{
    /// <param name="kernel">The kernel.</param>
    /// <param name="name">The name of the method.</param>
    /// <param name="nameOf">The name of what lies in a buffer, if it has one.</param>
    /// <param name="definitionOf">The definition of a value, if it has one: <c>c = exp b</c>.</param>
    public static string Print(
        LoopKernel kernel, string name = "Kernel", Func<Variable, string?>? nameOf = null, Func<Variable, string?>? definitionOf = null)
    {
        var text = new StringBuilder();
        var buffers = new SortedDictionary<int, (DType Type, bool Written)>();
        foreach (var access in kernel.Loads)
            buffers[access.Buffer] = (access.Type, false);
        foreach (var access in kernel.Stores)
            buffers[access.Buffer] = (access.Type, true);
        text.Append($"static unsafe void {name}(");
        text.AppendJoin(", ", buffers.Select(b => $"{TypeName(b.Value.Type)}* b{b.Key}")).Append(")\n{\n");
        var levels = Levels(kernel);
        string indent = "    ";
        for (int level = 0; level <= kernel.Domain.Length; level++)
        {
            if (level == kernel.Domain.Length)
                for (int f = 0; f < kernel.Stores.Length; f++)
                    if (kernel.Folds[f] is { } kind)
                        text.Append($"{indent}var f{f} = {Start(kind, kernel.Stores[f].Type)};\n");
            if (level > 0)
            {
                text.Append(
                    $"{indent}for (long i{level - 1} = 0; i{level - 1} < {kernel.Domain[level - 1]}; i{level - 1}++)\n{indent}{{\n");
                indent += "    ";
            }

            for (int id = 0; id < levels.Length; id++)
                if (levels[id] == level)
                    text.Append($"{indent}var v{id} = {Expression(kernel, id)};{Comment(id)}\n");
        }

        for (int s = 0; s < kernel.Stores.Length; s++)
        {
            string value = $"v{kernel.Program.Results[s]}";
            text.Append(indent)
                .Append(kernel.Folds[s] is { } kind
                    ? Fold(kind, kernel.Stores[s].Type, $"f{s}", value)
                    : $"{Element(kernel, kernel.Stores[s])} = {value}")
                .Append(';').Append(kernel.Folds[s] is null ? NameOf(kernel.Stores[s]) : "").Append('\n');
        }

        for (int level = kernel.Domain.Length; level > 0; level--)
        {
            indent = indent[4..];
            text.Append(indent).Append("}\n");
            if (level == kernel.Domain.Length)
                for (int f = 0; f < kernel.Stores.Length; f++)
                    if (kernel.Folds[f] is not null)
                        text.Append($"{indent}{Element(kernel, kernel.Stores[f])} = f{f};\n");
        }

        return text.Append("}\n").ToString();

        // The name of what is loaded or stored; behind an operation, the equation whose value it completes.
        string NameOf(Access access) =>
            access.Buffer < kernel.Variables.Length && nameOf?.Invoke(kernel.Variables[access.Buffer]) is { } found ? $" // {found}" : "";

        string Comment(int id)
        {
            if (Load(kernel, id) is { } load)
                return NameOf(load);
            return kernel.Values.TryGetValue(id, out var variable) && definitionOf?.Invoke(variable) is { } found ? $" // {found}" : "";
        }
    }

    /// <summary>For each instruction the number of loops that it stands in: no more than its operands need.</summary>
    public static int[] Levels(LoopKernel kernel)
    {
        var instructions = kernel.Program.Instructions;
        var levels = new int[instructions.Count];
        for (int id = 0; id < levels.Length; id++)
        {
            if (instructions[id].Op == Op.Input)
                levels[id] = kernel.Loads[instructions[id].Payload].Depth;
            foreach (int operand in instructions[id].Operands)
                levels[id] = Math.Max(levels[id], levels[operand]);
        }

        return levels;
    }

    private static string Expression(LoopKernel kernel, int id) =>
        Load(kernel, id) is { } load ? Element(kernel, load) : CSharpScalarBody.Expression(kernel.Program.Instructions[id]);

    /// <summary>What an instruction reads, if it is a load.</summary>
    private static Access? Load(LoopKernel kernel, int id) =>
        kernel.Program.Instructions[id] is { Op: Op.Input, Payload: var input } ? kernel.Loads[input] : null;

    private static string Element(LoopKernel kernel, Access access)
    {
        var terms = new List<string>();
        for (int k = 0; k < access.Strides.Count; k++)
            if (access.Strides[k] != 0)
                terms.Add(access.Strides[k] == 1 ? $"i{k}" : FormattableString.Invariant($"{access.Strides[k]} * i{k}"));
        if (access.IsGathered)
            terms.Add(FormattableString.Invariant($"{access.IndexStride} * {Element(kernel, kernel.Loads[access.Index])}"));
        if (access.Offset != 0 || terms.Count == 0)
            terms.Add(access.Offset.ToString(CultureInfo.InvariantCulture));
        return $"b{access.Buffer}[{string.Join(" + ", terms)}]";
    }

    private static string Start(FoldKind kind, DType type) => kind switch
    {
        FoldKind.Sum => $"({TypeName(type)})0",
        FoldKind.Product => $"({TypeName(type)})1",
        FoldKind.Max => $"{TypeName(type)}.{(type.IsFloating ? "NegativeInfinity" : "MinValue")}",
        _ => $"{TypeName(type)}.{(type.IsFloating ? "PositiveInfinity" : "MaxValue")}",
    };

    private static string Fold(FoldKind kind, DType type, string sum, string value) => kind switch
    {
        FoldKind.Sum => $"{sum} += {value}",
        FoldKind.Product => $"{sum} *= {value}",
        _ => $"{sum} = {(type == DType.Float32 ? "MathF" : "Math")}.{(kind == FoldKind.Max ? "Max" : "Min")}({sum}, {value})",
    };

    private static string TypeName(DType type) => CSharpScalarBody.TypeName(type);
}
