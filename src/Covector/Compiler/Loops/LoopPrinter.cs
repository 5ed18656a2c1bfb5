using System.Globalization;
using System.Text;

namespace Covector.Compiler;

/// <summary>Prints a kernel as C# that computes the same, one point after another: for reading.</summary>
internal static class LoopPrinter
{
    public static string Print(LoopKernel kernel, string name = "Kernel")
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
            if (level > 0)
            {
                text.Append($"{indent}for (long i{level - 1} = 0; i{level - 1} < {kernel.Domain[level - 1]}; i{level - 1}++)\n{indent}{{\n");
                indent += "    ";
            }

            for (int id = 0; id < levels.Length; id++)
                if (levels[id] == level)
                    text.Append($"{indent}var v{id} = {Expression(kernel, id)};\n");
        }

        for (int s = 0; s < kernel.Stores.Length; s++)
            text.Append($"{indent}{Element(kernel.Stores[s])} = v{kernel.Program.Results[s]};\n");
        for (int level = kernel.Domain.Length; level > 0; level--)
        {
            indent = indent[4..];
            text.Append(indent).Append("}\n");
        }

        return text.Append("}\n").ToString();
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

    private static string Expression(LoopKernel kernel, int id)
    {
        var instruction = kernel.Program.Instructions[id];
        return instruction.Op == Op.Input ? Element(kernel.Loads[instruction.Payload]) : CSharpScalarBody.Expression(instruction);
    }

    private static string Element(Access access)
    {
        var terms = new List<string>();
        for (int k = 0; k < access.Strides.Count; k++)
            if (access.Strides[k] != 0)
                terms.Add(access.Strides[k] == 1 ? $"i{k}" : FormattableString.Invariant($"{access.Strides[k]} * i{k}"));
        if (access.Offset != 0 || terms.Count == 0)
            terms.Add(access.Offset.ToString(CultureInfo.InvariantCulture));
        return $"b{access.Buffer}[{string.Join(" + ", terms)}]";
    }

    private static string TypeName(DType type) => CSharpScalarBody.TypeName(type);
}
