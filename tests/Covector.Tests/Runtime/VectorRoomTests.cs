using Covector.Compiler;
using Covector.Graphs;
using Covector.Runtime;
using Covector.Tests.Battery;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Runtime;

/// <summary>
/// What whole vectors reach behind arrays are no leftovers: subnormal ones took a recurrent network twice its time in nine processes of ten.
/// Memory is filled with such numbers, and what a kernel computed from the room behind its operands lies in the room behind its result.
/// </summary>
public sealed unsafe class VectorRoomTests
{
    private const double Leftover = double.Epsilon;

    /// <summary>Too many for scalars; the last vector has room for three more.</summary>
    private const int N = 37;

    private static readonly Tensor X = Sin(Tensor.Arange(N).AsType(DType.Float64));

    /// <summary>Functions in which a step writes the elements of something and no more, which a kernel then reads.</summary>
    public static TheoryData<string, Func<Tensor, Tensor>> Programs
    {
        get
        {
            Tensor w = Cos(Tensor.Arange(N).AsType(DType.Float64)), m = Tensor.Ones(N, N) / N;
            return new()
            {
                { "a product", x => Dot(m, x) + w },
                { "a product as carry", x => ForLoop(0, 5, (_, s) => Dot(m, s), x) + w },
                { "a product that is stacked", x => Scan((Tensor s, Tensor z) => { var h = Dot(m, s); return (h * z + w, h); }, x, m).Carry },
                { "a copy", x => Concatenate([x[2..], CumSum(w[..2], 0)]) + w },
                { "sums", x => Sin(Sum(x * m, 1)) + w },
            };
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(1000)]
    [InlineData(3584)]
    public void A_block_ends_with_zeros(int bytes)
    {
        Litter();
        var block = NativeBlock.Rent((nuint)bytes);
        // A vector that begins before the end, at a multiple of an element, ends there.
        for (int start = Math.Max(0, bytes - 8); start < bytes; start++)
            Assert.True(new ReadOnlySpan<byte>(block.Pointer + bytes, start + 32 - bytes).IndexOfAnyExcept((byte)0) < 0);
        Assert.True(block.Capacity >= (nuint)bytes);
        GC.KeepAlive(block);
    }

    /// <summary>The frame of a program is full of leftovers when it runs, but for the room that it has cleared.</summary>
    [Theory]
    [MemberData(nameof(Programs))]
    public void Steps_leave_none(string what, Func<Tensor, Tensor> function)
    {
        Tensor[] inputs = [X];
        var traced = DeadCode.Remove(Staging.Trace(t => [function(t[0])], [X.Type], default));
        Tensor[] operands = [.. inputs, .. traced.Captures.Select(c => c.Value)];
        var program = StepProgram.Of(GraphChecker.Check(Pipeline.Simplify(traced.WithCapturesAsInputs())));
        var memory = NativeBlock.Rent((nuint)program.FrameBytes);
        var result = NativeBlock.Rent((nuint)Tensor.PaddedBytes(DType.Float64, N));
        var blocks = new List<NativeBlock>();
        Fill(memory, program.FrameBytes);
        Fill(result, (nint)Tensor.PaddedBytes(DType.Float64, N));
        var table = (nint*)memory.Pointer;
        for (int i = 0; i < operands.Length; i++)
        {
            blocks.Add(NativeBlock.Rent((nuint)Tensor.PaddedBytes(DType.Float64, operands[i].Size)));
            new Span<byte>(blocks[i].Pointer, (int)blocks[i].Capacity).Clear();
            operands[i].ToArray<double>().CopyTo(new Span<double>(blocks[i].Pointer, (int)operands[i].Size));
            table[i] = (nint)blocks[i].Pointer;
        }

        table[operands.Length] = (nint)result.Pointer;
        program.Place(memory.Pointer);
        program.RunConstants(table);
        var constants = program.Steps.Where(program.IsConstant).SelectMany(s => s.Outputs).ToHashSet();
        foreach (var variable in program.Steps.SelectMany(s => s.Outputs).Where(v => !constants.Contains(v)))
            if (program.SlotOf(variable) > operands.Length && variable.Type.DType == DType.Float64)
                new Span<double>((void*)table[program.SlotOf(variable)], (int)Tensor.PaddedBytes(DType.Float64, variable.Type.Shape.Size) / 8).Fill(Leftover);
        program.Run(table);
        var values = new ReadOnlySpan<double>(result.Pointer, N + 3);
        Same.Close(function(X), Tensor.From(values[..N]), what);
        foreach (double behind in values[N..])
            Assert.False(double.IsSubnormal(behind), $"{what}: {behind} behind the result");
        GC.KeepAlive(memory);
        GC.KeepAlive(blocks);
    }

    /// <summary>What lies between steps is followed by a vector of zeros: one from the last row of an array may end there.</summary>
    [Fact]
    public void A_frame_begins_without()
    {
        Tensor[] inputs = [Tensor.Ones(2, N)];
        var graph = Staging.Trace(
            t => [ForLoop(0, 5, (_, s) => s + CumSum(s, 0) + CumSum(t[0], 1)[1], t[0][0])], [inputs[0].Type], default);
        var program = StepProgram.Of(Pipeline.Simplify(graph));
        var memory = NativeBlock.Rent((nuint)program.FrameBytes);
        Fill(memory, program.FrameBytes);
        program.Place(memory.Pointer);
        int seen = 0;
        foreach (var variable in program.Steps.SelectMany(s => s.Outputs).Where(v => program.SlotOf(v) > 1))
        {
            long bytes = 8 * variable.Type.Shape.Size;
            var behind = (double*)((nint*)memory.Pointer)[program.SlotOf(variable)] + variable.Type.Shape.Size;
            for (int i = 0; i < (Tensor.PaddedBytes(DType.Float64, variable.Type.Shape.Size) - bytes + 32) / 8; i++)
                Assert.Equal(0, behind[i]);
            seen++;
        }

        Assert.True(seen > 0);
        GC.KeepAlive(memory);
    }

    /// <summary>A loop copies what it begins with to where it ends.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_loop_begins_without(bool isOpen)
    {
        var graph = Pipeline.Simplify(Staging.Trace(
            t => [isOpen ? While(s => Sum(s) < 100, s => s + CumSum(s * s, 0), t[0]) : ForLoop(0, 5, (_, s) => s + CumSum(s, 0) / 8, t[0])],
            [X.Type],
            default));
        var program = StepProgram.Of(graph);
        var loop = program.Steps.Single(s => s is LoopStep or WhileStep);
        var operands = loop.Inputs.Select(v => NativeBlock.Rent((nuint)Tensor.PaddedBytes(v.Type.DType, v.Type.Shape.Size))).ToList();
        var results = loop.Outputs.Select(v => NativeBlock.Rent((nuint)Tensor.PaddedBytes(v.Type.DType, v.Type.Shape.Size))).ToList();
        var workspace = NativeBlock.Rent((nuint)loop.WorkspaceBytes);
        foreach (var block in operands)
            new Span<double>(block.Pointer, (int)block.Capacity / 8).Clear();
        foreach (var block in results)
            Fill(block, (nint)block.Capacity);
        Fill(workspace, loop.WorkspaceBytes);
        X.ToArray<double>().CopyTo(new Span<double>(operands[^1].Pointer, N));
        nint[] addresses = [.. operands.Concat(results).Append(workspace).Select(b => (nint)b.Pointer)];
        fixed (nint* list = addresses)
            loop.Run(list);
        foreach (double behind in new ReadOnlySpan<double>(results[0].Pointer, N + 3)[N..])
            Assert.False(double.IsSubnormal(behind), $"{behind} behind the result");
        GC.KeepAlive((operands, results, workspace));
    }

    /// <summary>Gives the pool blocks of all small sizes with subnormal numbers in them.</summary>
    private static void Litter()
    {
        var blocks = new List<NativeBlock>();
        for (int bytes = 64; bytes <= 1 << 16; bytes = (int)blocks[^1].Capacity + 1)
            for (int i = 0; i < 4; i++)
            {
                blocks.Add(NativeBlock.Rent((nuint)bytes));
                Fill(blocks[^1], (nint)blocks[^1].Capacity + 64);
            }

        foreach (var block in blocks)
            block.Release();
    }

    private static void Fill(NativeBlock block, nint bytes) => new Span<double>(block.Pointer, (int)bytes / 8).Fill(Leftover);
}
