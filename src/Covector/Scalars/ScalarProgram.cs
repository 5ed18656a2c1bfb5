using System.Globalization;
using System.Text;

namespace Covector.Scalars;

/// <summary>One instruction of a <see cref="ScalarProgram"/>: operands are indices of earlier instructions.</summary>
internal readonly record struct Instruction(Op Op, DType Type, long Payload, int[] Operands)
{
    /// <summary>Whether both compute the same value by construction.</summary>
    public bool SameAs(Instruction other) =>
        Op == other.Op && Type == other.Type && Payload == other.Payload && Operands.AsSpan().SequenceEqual(other.Operands);
}

/// <summary>Expressions in single-assignment order: operands first, every distinct value once.</summary>
internal sealed class ScalarProgram
{
    private readonly List<Instruction> _instructions = [];
    private readonly Dictionary<Expr, int> _known = new(ReferenceEqualityComparer.Instance);

    private ScalarProgram(ReadOnlySpan<Expr> results)
    {
        Results = new int[results.Length];
        var values = new Dictionary<Instruction, int>(new ByStructure());
        for (var i = 0; i < results.Length; i++) Results[i] = Visit(results[i], values);
    }

    public IReadOnlyList<Instruction> Instructions => _instructions;

    /// <summary>The indices of the instructions whose values are the results.</summary>
    public int[] Results { get; }

    /// <summary>The index of the instruction whose value is the only result.</summary>
    public int Result => Results[0];

    /// <summary>The index of the instruction that computes an expression; null if no result needs it.</summary>
    public int? Find(Expr value) => _known.TryGetValue(value, out var index) ? index : null;

    /// <summary>Whether a value is computed from an input.</summary>
    public bool DependsOn(int value, int input)
    {
        var depends = new bool[value + 1];
        for (var i = 0; i <= value; i++)
            depends[i] = _instructions[i] is { Op: Op.Input } load ? load.Payload == input : Array.Exists(_instructions[i].Operands, o => depends[o]);
        return depends[value];
    }

    public DType ResultType => _instructions[Result].Type;

    public static ScalarProgram Of(params ReadOnlySpan<Expr> results) => new(results);

    /// <summary>One line per instruction, such as <c>v3 = Multiply v1 v2 : Float32</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i < _instructions.Count; i++)
        {
            var instruction = _instructions[i];
            text.Append('v').Append(i).Append(" = ").Append(instruction.Op);
            foreach (var operand in instruction.Operands) text.Append(" v").Append(operand);
            if (Describe(instruction) is { } payload) text.Append(' ').Append(payload);
            text.Append(" : ").Append(instruction.Type).Append('\n');
        }
        return text.Append("result v").AppendJoin(" v", Results).ToString();
    }

    private static string? Describe(Instruction instruction) => (instruction.Op, instruction.Type) switch
    {
        (Op.Constant, DType.Float32) => BitConverter.Int32BitsToSingle((int)instruction.Payload).ToString("R", CultureInfo.InvariantCulture),
        (Op.Constant, DType.Float64) => BitConverter.Int64BitsToDouble(instruction.Payload).ToString("R", CultureInfo.InvariantCulture),
        (Op.Rare, _) => ((ScalarFunction)instruction.Payload).ToString(),
        (Op.Constant or Op.Input or Op.ShiftLeft or Op.ShiftRightArithmetic or Op.ShiftRightLogical, _) =>
            instruction.Payload.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>Post-order with an explicit stack: programs that users build may be deeper than the call stack.</summary>
    private int Visit(Expr root, Dictionary<Instruction, int> values)
    {
        var pending = new Stack<(Expr Node, int Next)>();
        pending.Push((root, 0));
        while (pending.TryPop(out var top))
        {
            if (_known.ContainsKey(top.Node)) continue;
            if (top.Next < top.Node.Operands.Length)
            {
                pending.Push((top.Node, top.Next + 1));
                pending.Push((top.Node.Operands[top.Next], 0));
                continue;
            }
            _known.Add(top.Node, Number(top.Node, values));
        }
        return _known[root];
    }

    private int Number(Expr node, Dictionary<Instruction, int> values)
    {
        var operands = new int[node.Operands.Length];
        for (var i = 0; i < operands.Length; i++) operands[i] = _known[node.Operands[i]];
        var instruction = new Instruction(node.Op, node.Type, node.Payload, operands);
        if (values.TryGetValue(instruction, out var number)) return number;
        number = _instructions.Count;
        _instructions.Add(instruction);
        values.Add(instruction, number);
        return number;
    }

    private sealed class ByStructure : IEqualityComparer<Instruction>
    {
        public bool Equals(Instruction a, Instruction b) => a.SameAs(b);

        public int GetHashCode(Instruction instruction)
        {
            var hash = default(HashCode);
            hash.Add(instruction.Op);
            hash.Add(instruction.Type);
            hash.Add(instruction.Payload);
            foreach (var operand in instruction.Operands) hash.Add(operand);
            return hash.ToHashCode();
        }
    }
}
