namespace Covector.Compiler;

/// <summary>
/// Consecutive loops of the same steps, of which a later one reads nothing of an earlier one but the same place of its stacks. They run by
/// turns, some steps at a time, so that these stacks are in the cache when they are read; or at the same time on several threads.
/// </summary>
internal sealed class LoopStages : ProgramStep
{
    /// <summary>Loops that take less, in nanoseconds, are over before another thread has begun.</summary>
    public const double LeastCost = 100_000;

    /// <summary>What takes longer in a step shares its own work between threads.</summary>
    public const double MostOfStep = 100_000;

    /// <summary>Loops over more rows than this are shared by rows.</summary>
    public const int FewRows = 2 * RowStep.LeastBlock;

    /// <summary>Some steps of a stage take about this many nanoseconds: much more than to tell another thread that they are done.</summary>
    private const double ChunkCost = 15_000;

    /// <summary>The chunks of a loop, for each stage: those in which not all stages work are few among so many.</summary>
    private const int ChunksPerStage = 8;

    /// <summary>How far ahead a loop looks for others to join.</summary>
    private const int Horizon = 100;

    /// <summary>A loop that takes more than this part of the time leaves too little for the others.</summary>
    private const double LargestStage = 0.65;

    private readonly LoopStep[] stages;
    private readonly int[][] slots;
    private readonly nint[] workspaces;
    private readonly int length;
    private readonly int chunk;
    private readonly int addressCount;
    private Pipeline? idle;

    private LoopStages(LoopStep[] stages, Variable[] inputs) : base(inputs, [.. stages.SelectMany(s => s.Outputs)])
    {
        this.stages = stages;
        length = stages[0].Scan.Length;
        slots = new int[stages.Length][];
        workspaces = new nint[stages.Length];
        for (int s = 0; s < stages.Length; s++)
        {
            var stage = stages[s];
            slots[s] = [.. stage.Inputs.Concat(stage.Outputs).Select(NumberOf)];
            addressCount += slots[s].Length + 1;
            workspaces[s] = WorkspaceBytes;
            WorkspaceBytes += ArenaPlan.Bytes(stage.WorkspaceBytes);
            Cost += stage.Cost;
        }

        chunk = (int)Math.Clamp(ChunkCost * length / stages.Max(s => s.Cost), 1, Math.Max(1, length / (ChunksPerStage * stages.Length)));

        int NumberOf(Variable variable) =>
            Array.IndexOf(Inputs, variable) is >= 0 and var input ? input : Inputs.Length + Array.IndexOf(Outputs, variable);
    }

    public override double Cost { get; }

    public override nint WorkspaceBytes { get; }

    public override IEnumerable<LoopKernel> Kernels => stages.SelectMany(s => s.Kernels);

    /// <summary>
    /// The same steps, with loops that can be stages of one step joined, and one that most time is spent in divided. Steps between them
    /// move before or after where they can.
    /// </summary>
    public static List<ProgramStep> Join(List<ProgramStep> steps)
    {
        var result = new List<ProgramStep>(steps.Count);
        var pending = new LinkedList<ProgramStep>(steps);
        while (pending.First is { } node)
        {
            pending.RemoveFirst();
            if (node.Value is not LoopStep loop || !IsStage(loop))
            {
                result.Add(node.Value);
                continue;
            }

            var (loops, before) = (new List<LoopStep> { loop }, new List<ProgramStep>());
            var (made, delayed) = (new HashSet<Variable>(loop.Outputs), new HashSet<Variable>());
            int looked = 0;
            for (var next = pending.First; next is not null && looked < Horizon; next = next.Next, looked++)
            {
                var step = next.Value;
                if (!Array.Exists(step.Inputs, delayed.Contains) && step is LoopStep other && IsStage(other) && Follows(other, loops))
                {
                    loops.Add(other);
                    made.UnionWith(other.Outputs);
                }
                else if (Array.Exists(step.Inputs, v => delayed.Contains(v) || made.Contains(v)))
                {
                    delayed.UnionWith(step.Outputs);
                }
                else
                {
                    before.Add(step);
                }
            }

            var stages = Divided(loops);
            double cost = stages.Count == 1 ? 0 : stages.Sum(s => s.Cost);
            if (cost < LeastCost || cost > MostOfStep * loop.Scan.Length)
            {
                result.Add(loop);
                continue;
            }

            foreach (var step in loops.Skip(1).Concat(before))
                pending.Remove(step);
            result.AddRange(before);
            result.Add(Of(stages));
        }

        return result;
    }

    public override string ToString() => $"stages by {chunk} steps: {string.Join(" | ", stages.Select(s => s.ToString()))}";

    /// <summary>One stage may write over what no other reads.</summary>
    public override bool CanWriteOver(Variable operand, Variable output)
    {
        bool can = false;
        foreach (var stage in stages)
        {
            bool owns = Array.IndexOf(stage.Outputs, output) >= 0;
            if (!owns && Array.IndexOf(stage.Inputs, operand) >= 0)
                return false;
            can |= owns && stage.CanWriteOver(operand, output);
        }

        return can;
    }

    public override void Prepare()
    {
        foreach (var stage in stages)
            stage.Prepare();
    }

    public override unsafe void Run(nint* addresses)
    {
        nint* own = stackalloc nint[addressCount];
        nint* next = own;
        for (int s = 0; s < stages.Length; s++)
        {
            nint* start = next;
            foreach (int slot in slots[s])
                *next++ = addresses[slot];
            *next++ = addresses[Inputs.Length + Outputs.Length] + workspaces[s];
            stages[s].Begin(start);
        }

        // What an exception leaves behind goes to the collector.
        var pipeline = Interlocked.Exchange(ref idle, null) ?? new Pipeline(this);
        pipeline.Run(own);
        idle = pipeline;
    }

    /// <summary>The loops, of which one that takes most of the time becomes several, if it can.</summary>
    private static List<LoopStep> Divided(List<LoopStep> loops)
    {
        if (loops.Count == 1)
            return [.. LoopFission.Apply(loops[0])];
        double cost = loops.Sum(l => l.Cost);
        return [.. loops.SelectMany(l => l.Cost > LargestStage * cost ? LoopFission.Apply(l) : [l])];
    }

    private static LoopStages Of(List<LoopStep> loops)
    {
        LoopStep[] stages = [.. loops.Select(l => l.Rows is null ? l : new LoopStep(l.Scan, l.Operands, l.Outputs, hasRows: false))];
        var made = stages.SelectMany(s => s.Outputs).ToHashSet();
        return new LoopStages(stages, [.. stages.SelectMany(s => s.Inputs).Where(v => !made.Contains(v)).Distinct()]);
    }

    private static bool IsStage(LoopStep loop) =>
        loop.Scan.Length > 1 && (loop.Rows is null ? loop.Blocks is null : loop.Rows.Rows < FewRows);

    /// <summary>Whether a step of the loop needs no more of the others than that they have done this step.</summary>
    private static bool Follows(LoopStep loop, List<LoopStep> others)
    {
        foreach (var other in others)
        {
            if (other.Scan.Length != loop.Scan.Length || other.Scan.Reverse != loop.Scan.Reverse)
                return false;
            for (int i = 0; i < loop.Operands.Length; i++)
                if (Array.IndexOf(other.Outputs, loop.Operands[i].Root) is >= 0 and var output
                    && (output < other.Scan.CarryCount || i < loop.Scan.CarryEnd
                        || !loop.Operands[i].Equals(View.Of(other.Outputs[output]))))
                    return false;
        }

        return true;
    }

    /// <summary>The stages by turns.</summary>
    private sealed unsafe class Pipeline(LoopStages step) : OrderedWork
    {
        /// <summary>So many turns a stage may be ahead of the next, which finds in the cache what it reads.</summary>
        private const int Lead = 8;

        private nint* addresses;

        public void Run(nint* table)
        {
            addresses = table;
            int stages = step.stages.Length;
            Run(stages, (step.length + step.chunk - 1) / step.chunk, Math.Min(ParallelCost.Parts(step.Cost, stages), Workers.Limit));
        }

        protected override bool MayTake(int line, int turn) =>
            (line == 0 || Done(line - 1) > turn) && (line == Lines - 1 || turn - Done(line + 1) < Lead);

        protected override void RunTurn(int line, int turn)
        {
            nint* own = addresses;
            for (int s = 0; s < line; s++)
                own += step.slots[s].Length + 1;
            int start = turn * step.chunk;
            step.stages[line].Advance(own, start, Math.Min(start + step.chunk, step.length));
        }
    }
}
