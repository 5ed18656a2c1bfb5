namespace Covector.Compiler;

/// <summary>
/// How many vectors of points a loop takes at once. One alone may wait on its own latencies, several run out of registers: it depends on
/// what the program asks of a processor that starts a few operations in every cycle.
/// </summary>
internal readonly struct Interleaving
{
    private const int MostVectors = 4;

    private const int VectorBytes = 32;

    /// <summary>With more vector instructions than this, a loop may be more than the JIT optimizes: 60,000 bytes of IL.</summary>
    private const int LargestBody = 1600;

    /// <summary>Values beyond the registers live in memory near by; of two vectors, so many of them cost less than waiting.</summary>
    private const int MostValues = 70;

    private const int Registers = 13;

    /// <summary>What it takes to write a value to memory and read it again.</summary>
    private const double CyclesInMemory = 1.3;

    /// <summary>A processor looks so far ahead that it begins the next turn of a loop which is shorter.</summary>
    private const int Window = 200;

    private Interleaving(LoopKernel kernel)
    {
        var instructions = kernel.Program.Instructions;
        var ready = new int[instructions.Count];
        int[] lastUse = LastUses(kernel.Program);
        int live = 0;
        for (int id = 0; id < ready.Length; id++)
        {
            var instruction = instructions[id];
            if (instruction.Op == Op.Constant)
                continue;
            int[] operands = instruction.Operands;
            for (int i = 0; i < operands.Length; i++)
            {
                ready[id] = Math.Max(ready[id], ready[operands[i]]);
                bool isFirst = Array.IndexOf(operands, operands[i]) == i;
                if (isFirst && lastUse[operands[i]] == id && instructions[operands[i]].Op != Op.Constant)
                    live--;
            }

            var (latency, cycles) = Cost(instruction, kernel);
            ready[id] += latency;
            Work += cycles;
            Size += instruction.Type == DType.Bool ? 1 : Math.Max(1, kernel.Lanes * ExprChecker.Width(instruction.Type) / VectorBytes);
            Latency = Math.Max(Latency, ready[id]);
            if (lastUse[id] > id)
                live++;
            Values = Math.Max(Values, live);
        }
    }

    /// <summary>The cycles from an input to a result along the slowest way.</summary>
    private int Latency { get; }

    /// <summary>The cycles of all operations if none waited for another.</summary>
    private double Work { get; }

    /// <summary>The vector instructions for one vector of points.</summary>
    private int Size { get; }

    /// <summary>The most values that are needed later at any place.</summary>
    private int Values { get; }

    /// <summary>1, 2 or 4.</summary>
    public static int Of(LoopKernel kernel)
    {
        int count = kernel.Program.Instructions.Count;
        if (2 * count > LargestBody)
            return 1;
        var program = new Interleaving(kernel);
        bool isShort = count < Window;
        int vectors = 1;
        while (2 * vectors <= MostVectors && 2 * vectors * kernel.Lanes <= kernel.Domain[^1] && 2 * vectors * program.Size <= LargestBody
            && 2 * vectors * program.Values <= (vectors == 1 ? MostValues : Registers)
            && program.Latency >= vectors * (isShort ? 1.4 * (program.Work + program.MemoryCycles(2 * vectors)) : program.Work))
            vectors *= 2;
        return vectors;
    }

    /// <summary>The cycles for each vector that values spend on the way to memory and back if so many vectors are taken at once.</summary>
    private double MemoryCycles(int vectors) => CyclesInMemory * Math.Max(0, Values - (double)Registers / vectors);

    private static int[] LastUses(ScalarProgram program)
    {
        var result = new int[program.Instructions.Count];
        for (int id = 0; id < result.Length; id++)
            foreach (int operand in program.Instructions[id].Operands)
                result[operand] = id;
        return result;
    }

    /// <summary>About the cycles until the value is there, and those in which nothing else of the kind starts.</summary>
    private static (int Latency, double Cycles) Cost(Instruction instruction, LoopKernel kernel)
    {
        switch (instruction.Op)
        {
            case Op.Input:
                var load = kernel.Loads[instruction.Payload];
                return !load.IsGathered && load.Strides[kernel.Domain.Length - 1] is 0 or 1 ? (7, 0.3) : (12, 1);
            case Op.Divide:
                return (13, 7);
            case Op.Sqrt:
                return (20, 10);
            case Op.BitCast:
                return (0, 0);
            case Op.Add or Op.Subtract or Op.Multiply or Op.FusedMultiplyAdd or Op.Convert or Op.Floor or Op.Ceiling or Op.Round
                or Op.Truncate:
                return (4, 0.5);
            default:
                return (1, 0.3);
        }
    }
}
