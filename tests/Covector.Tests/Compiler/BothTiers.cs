using Covector.Compiler;
using Covector.Graphs;
using Covector.Tests.Battery;

namespace Covector.Tests.Compiler;

/// <summary>Runs a function on tiles and compiled.</summary>
internal static class BothTiers
{
    /// <summary>Asserts that both give the same bits; returns the compiled program for a look at its steps.</summary>
    public static StepProgram SameBits(string what, Func<Tensor[], Tensor[]> function, params Tensor[] inputs)
    {
        var (program, expected, actual) = Run(function, inputs);
        Same.Bits(expected, actual, what);
        return program;
    }

    /// <summary>Asserts that both agree up to rounding: where matrix products are involved.</summary>
    public static StepProgram Close(string what, Func<Tensor[], Tensor[]> function, params Tensor[] inputs)
    {
        var (program, expected, actual) = Run(function, inputs);
        Same.Close(expected, actual, what);
        return program;
    }

    private static (StepProgram Program, Tensor[] Expected, Tensor[] Actual) Run(Func<Tensor[], Tensor[]> function, Tensor[] inputs)
    {
        var traced = DeadCode.Remove(Staging.Trace(function, Array.ConvertAll(inputs, x => x.Type), default));
        Tensor[] operands = [.. inputs, .. traced.Captures.Select(c => c.Value)];
        var graph = GraphChecker.Check(Pipeline.Simplify(traced.WithCapturesAsInputs()));
        IExecutable tiles = new Executable(Scheduler.Run(graph));
        var compiled = new CompiledProgram(graph);
        var expected = tiles.Run(operands);
        var actual = ((IExecutable)compiled).Run(operands);
        // A second run finds the arena as the first left it.
        Same.Bits(actual, ((IExecutable)compiled).Run(operands), "the second run");
        return (compiled.Program, expected, actual);
    }
}
