using System.Globalization;
using System.Text;

namespace Covector.Scalars;

/// <summary>
/// Prints a program as C# statements over 256-bit vectors. A step handles one or more blocks of elements; each value takes as many
/// vectors as its width needs, and each statement is printed for every vector in turn, so that independent work interleaves.
/// </summary>
internal sealed class CSharpVectorBody
{
    private readonly ScalarProgram _program;
    private readonly IReadOnlyList<string> _inputs;
    private readonly string[] _offsets;
    private readonly string _indent;
    private readonly int _lanes;
    private readonly int[] _widths;
    private readonly StringBuilder _text = new();

    private CSharpVectorBody(ScalarProgram program, IReadOnlyList<string> inputs, string[] offsets, string indent)
    {
        _program = program;
        _inputs = inputs;
        _offsets = offsets;
        _indent = indent;
        _lanes = 32 / MemoryWidth(program);
        _widths = new int[program.Instructions.Count];
    }

    /// <summary>
    /// The statements for the blocks of elements at <paramref name="offsets"/>, each a whole vector of the memory width.
    /// </summary>
    public static string Print(ScalarProgram program, IReadOnlyList<string> inputs, string[] offsets, string indent) =>
        new CSharpVectorBody(program, inputs, offsets, indent).Print();

    /// <summary>
    /// Whether the program can be printed: no operation without a vector form, and operands and result of one width, masks apart.
    /// </summary>
    public static bool CanPrint(ScalarProgram program)
    {
        var width = MemoryWidth(program);
        foreach (var instruction in program.Instructions)
        {
            var isInteger = instruction.Type is DType.Int32 or DType.Int64;
            if (instruction.Op is Op.Divide or Op.Remainder && isInteger) return false;
            if (instruction.Op == Op.ShiftRightArithmetic && instruction.Type == DType.Int64) return false;
            if (instruction.Op == Op.Input && instruction.Type != DType.Bool && ExprChecker.Width(instruction.Type) != width) return false;
            if (instruction.Op == Op.Convert && !IsVectorConversion(program.Instructions[instruction.Operands[0]].Type, instruction.Type)) return false;
        }
        return program.ResultType == DType.Bool || ExprChecker.Width(program.ResultType) == width;
    }

    /// <summary>Bytes of an element of the widest operand or result; masks count only among themselves.</summary>
    public static int MemoryWidth(ScalarProgram program)
    {
        var width = ExprChecker.Width(program.ResultType);
        foreach (var instruction in program.Instructions)
        {
            if (instruction.Op == Op.Input) width = Math.Max(width, ExprChecker.Width(instruction.Type));
        }
        return width;
    }

    private static bool IsVectorConversion(DType from, DType to) => (from, to) switch
    {
        (DType.Float32, DType.Float64) or (DType.Float64, DType.Float32) => true,
        (DType.Float32, DType.Int32) or (DType.Int32, DType.Float32) => true,
        _ => false,
    };

    private string Print()
    {
        var instructions = _program.Instructions;
        for (var id = 0; id < instructions.Count; id++) PrintInstruction(id, instructions[id]);
        for (var block = 0; block < _offsets.Length; block++) PrintStore(block);
        return _text.ToString();
    }

    private void PrintInstruction(int id, Instruction instruction)
    {
        // A mask is as wide as what was compared; one from memory as wide as the numbers in memory.
        var width = instruction.Type != DType.Bool ? ExprChecker.Width(instruction.Type)
            : instruction.Op is Op.Input or Op.Constant ? MemoryWidth(_program)
            : _widths[instruction.Operands[0]];
        _widths[id] = width;
        for (var k = 0; k < Vectors(width); k++)
        {
            if (instruction.Op == Op.Constant && k > 0) break;
            Line($"var {Name(id, k)} = {Expression(instruction, width, k)};");
        }
    }

    private void PrintStore(int block)
    {
        var result = _program.Result;
        if (_program.ResultType == DType.Bool)
        {
            if (_widths[result] != MemoryWidth(_program)) throw new ArgumentException("A mask result must be as wide as the operands.");
            Line($"VectorMask.Store{8 * _widths[result]}(y + {_offsets[block]}, {Name(result, block)});");
            return;
        }
        Line($"{Name(result, block)}.Store(({CSharpScalarBody.TypeName(_program.ResultType)}*)y + {_offsets[block]});");
    }

    private string Expression(Instruction instruction, int width, int k)
    {
        string V(int operand) => Operand(instruction.Operands[operand], width, k);
        var element = instruction.Type == DType.Bool ? MaskElement(width) : CSharpScalarBody.TypeName(instruction.Type);
        return instruction.Op switch
        {
            Op.Input when instruction.Type == DType.Bool => $"VectorMask.Load{8 * width}({Input(instruction)} + {_offsets[k]})",
            Op.Input => $"Vector256.Load(({element}*){Input(instruction)} + {_offsets[k]})",
            Op.Constant when instruction.Type == DType.Bool => $"Vector256.Create(({element}){(instruction.Payload != 0 ? -1 : 0)})",
            Op.Constant => $"Vector256.Create({CSharpScalarBody.Literal(instruction.Type, instruction.Payload)})",
            Op.Add => $"{V(0)} + {V(1)}",
            Op.Subtract => $"{V(0)} - {V(1)}",
            Op.Multiply => $"{V(0)} * {V(1)}",
            Op.Divide => $"{V(0)} / {V(1)}",
            Op.FusedMultiplyAdd => $"Vector256.FusedMultiplyAdd({V(0)}, {V(1)}, {V(2)})",
            Op.Negate => $"-{V(0)}",
            Op.Abs => $"Vector256.Abs({V(0)})",
            Op.Sqrt => $"Vector256.Sqrt({V(0)})",
            Op.Floor => $"Vector256.Floor({V(0)})",
            Op.Ceiling => $"Vector256.Ceiling({V(0)})",
            Op.Round => $"Vector256.Round({V(0)})",
            Op.Truncate => $"Vector256.Truncate({V(0)})",
            Op.Minimum => $"Vector256.Min({V(0)}, {V(1)})",
            Op.Maximum => $"Vector256.Max({V(0)}, {V(1)})",
            Op.MinimumNative => $"Vector256.MinNative({V(0)}, {V(1)})",
            Op.MaximumNative => $"Vector256.MaxNative({V(0)}, {V(1)})",
            Op.Less => $"{Compare(instruction, "LessThan", k)}",
            Op.LessOrEqual => $"{Compare(instruction, "LessThanOrEqual", k)}",
            Op.Equal => $"{Compare(instruction, "Equals", k)}",
            Op.NotEqual => $"~{Compare(instruction, "Equals", k)}",
            Op.And => $"{V(0)} & {V(1)}",
            Op.Or => $"{V(0)} | {V(1)}",
            Op.Xor => $"{V(0)} ^ {V(1)}",
            Op.Not => $"~{V(0)}",
            Op.ShiftLeft => $"Vector256.ShiftLeft({V(0)}, {instruction.Payload})",
            Op.ShiftRightArithmetic => $"Vector256.ShiftRightArithmetic({V(0)}, {instruction.Payload})",
            Op.ShiftRightLogical => $"Vector256.ShiftRightLogical({V(0)}, {instruction.Payload})",
            Op.BitCast => $"{V(0)}{As(element)}",
            Op.Convert => Conversion(instruction, k),
            Op.Select => $"Vector256.ConditionalSelect({V(0)}{As(element)}, {V(1)}, {V(2)})",
            Op.Rare => $"{V(0)} == Vector256<{MaskElement(width)}>.Zero ? {V(1)} : "
                + $"RareLanes.Recompute(ScalarFunction.{(ScalarFunction)instruction.Payload}, {V(0)}, {V(1)}"
                + string.Concat(Enumerable.Range(2, instruction.Operands.Length - 2).Select(i => ", " + V(i))) + ")",
            _ => throw new ArgumentException($"{instruction.Op} has no vector form."),
        };
    }

    private string Compare(Instruction instruction, string method, int k)
    {
        var width = _widths[instruction.Operands[0]];
        var mask = $"Vector256.{method}({Operand(instruction.Operands[0], width, k)}, {Operand(instruction.Operands[1], width, k)})";
        return _program.Instructions[instruction.Operands[0]].Type is DType.Float32 or DType.Float64 ? mask + As(MaskElement(width)) : mask;
    }

    private string Conversion(Instruction instruction, int k)
    {
        var source = instruction.Operands[0];
        return (_program.Instructions[source].Type, instruction.Type) switch
        {
            (DType.Float32, DType.Float64) => $"Vector256.Widen{(k % 2 == 0 ? "Lower" : "Upper")}({Name(source, k / 2)})",
            (DType.Float64, DType.Float32) => $"Vector256.Narrow({Name(source, 2 * k)}, {Name(source, 2 * k + 1)})",
            (DType.Float32, DType.Int32) => $"Vector256.ConvertToInt32({Name(source, k)})",
            _ => $"Vector256.ConvertToSingle({Name(source, k)})",
        };
    }

    /// <summary>Vector <paramref name="k"/> of a value; masks are widened or narrowed to where they are used.</summary>
    private string Operand(int id, int width, int k)
    {
        if (_widths[id] == width || _program.Instructions[id].Type != DType.Bool) return Name(id, k);
        return (_widths[id], width) switch
        {
            (4, 8) => $"Vector256.Widen{(k % 2 == 0 ? "Lower" : "Upper")}({Name(id, k / 2)})",
            (8, 4) => $"Vector256.Narrow({Name(id, 2 * k)}, {Name(id, 2 * k + 1)})",
            _ => throw new ArgumentException("Masks of bytes mix with no others."),
        };
    }

    private string Name(int id, int k) =>
        (_program.Instructions[id].Op == Op.Constant || Vectors(_widths[id]) == 1)
            ? "v" + id.ToString(CultureInfo.InvariantCulture)
            : $"v{id}_{k}";

    /// <summary>Vectors that a value of this width takes for all blocks of one step.</summary>
    private int Vectors(int width) => _offsets.Length * Math.Max(1, _lanes * width / 32);

    private string Input(Instruction instruction) => _inputs[(int)instruction.Payload];

    private static string MaskElement(int width) => width switch { 1 => "sbyte", 4 => "int", _ => "long" };

    private static string As(string element) => element switch
    {
        "sbyte" => ".AsSByte()",
        "int" => ".AsInt32()",
        "long" => ".AsInt64()",
        "float" => ".AsSingle()",
        _ => ".AsDouble()",
    };

    private void Line(string statement) => _text.Append(_indent).Append(statement).Append('\n');
}
