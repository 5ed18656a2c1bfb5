namespace Covector.Compiler;

/// <summary>
/// The steps of a graph and where everything lies while they run. A run needs a frame: a table of addresses (the inputs, the outputs, then
/// what is between), for each step the list of those that it takes, and the arena with the intermediate values.
/// </summary>
internal sealed class StepProgram
{
    private readonly ProgramStep[] steps;
    private readonly Dictionary<Variable, int> numbers = [];
    /// <summary>For each step the places in the table of the addresses that it takes, and where their list begins behind the table.</summary>
    private readonly int[][] slots;
    private readonly int[] lists;
    /// <summary>The steps that are one call of a kernel, which takes the addresses of its buffers.</summary>
    private readonly KernelStep?[] kernelsAtOnce;
    private readonly (int Slot, nint Offset, nint Bytes)[] places;
    /// <summary>
    /// For each step the variables of which it writes the elements, but not the rest of the last vector: where its list has them, and their bytes.
    /// </summary>
    private readonly (int Listed, nint Bytes)[][] exactOutputs;

    private readonly nint arenaBytes;
    private readonly int slotCount;
    private readonly int listLength;
    private readonly InPlace inPlace;
    private readonly int constantCount;

    /// <param name="inputs">The inputs of the graph.</param>
    /// <param name="outputs">One variable for each output, defined by a step.</param>
    /// <param name="steps">The steps in order.</param>
    /// <param name="updates">The numbers of inputs that an output may be written over, and of these outputs.</param>
    public StepProgram(Variable[] inputs, Variable[] outputs, List<ProgramStep> steps, IReadOnlyList<(int Input, int Output)> updates)
    {
        var constants = ConstantSteps.MoveFirst(steps, outputs);
        constantCount = constants.Count == 0 ? 0 : steps.FindLastIndex(s => Array.Exists(s.Outputs, constants.Contains)) + 1;
        this.steps = [.. steps];
        Inputs = inputs;
        Outputs = outputs;
        inPlace = new InPlace([.. inputs, .. constants], outputs, steps, [.. updates.Select(u => (inputs[u.Input], outputs[u.Output]))]);
        UpdatedInputs = [.. updates.Where(u => inPlace.Updated.Contains(inputs[u.Input])).Select(u => u.Input)];
        foreach (var variable in inputs)
            numbers.Add(variable, numbers.Count);
        foreach (var variable in outputs)
            numbers.Add(variable, numbers.Count);
        int external = numbers.Count;
        foreach (var step in steps)
            foreach (var output in step.Outputs)
                if (inPlace.OwnerOf(output) == output)
                    numbers.TryAdd(output, numbers.Count);
        slotCount = numbers.Count;
        foreach (var step in steps)
            foreach (var output in step.Outputs)
                numbers.TryAdd(output, numbers[inPlace.OwnerOf(output)]);
        var lastUse = new int[slotCount];
        for (int s = 0; s < this.steps.Length; s++)
        {
            foreach (var variable in this.steps[s].Inputs)
                lastUse[numbers[variable]] = s;
            foreach (var variable in this.steps[s].Outputs)
                lastUse[numbers[variable]] = s;
        }

        var plan = new ArenaPlan();
        var placed = new List<(int, nint, nint)>();
        var offsets = new Dictionary<int, nint>();
        slots = new int[this.steps.Length][];
        exactOutputs = new (int, nint)[slots.Length][];
        (lists, kernelsAtOnce) = (new int[slots.Length], new KernelStep?[slots.Length]);
        for (int s = 0; s < slots.Length; s++)
        {
            var step = this.steps[s];
            var own = step.Inputs.Concat(step.Outputs).Select(v => numbers[v]).ToList();
            foreach (var output in step.Outputs)
            {
                // A step may write one part of a variable, and others the rest.
                int slot = numbers[output];
                if (slot < external || offsets.ContainsKey(slot))
                    continue;
                nint offset = plan.Take(ArenaPlan.Bytes(output.Type));
                offsets.Add(slot, offset);
                placed.Add((slot, offset, ArenaPlan.ElementBytes(output.Type)));
            }

            if (step.WorkspaceBytes > 0)
            {
                nint bytes = ArenaPlan.Bytes(step.WorkspaceBytes);
                nint offset = plan.Take(bytes);
                placed.Add((slotCount, offset, 0));
                own.Add(slotCount++);
                plan.Give(offset, bytes);
            }

            lists[s] = listLength;
            slots[s] = [.. own];
            if (step is KernelStep { BuffersAtOnce: { } buffers } kernel)
                (kernelsAtOnce[s], slots[s]) = (kernel, Array.ConvertAll(buffers, b => own[b]));
            listLength += slots[s].Length;
            exactOutputs[s] =
            [
                .. step.Outputs.Where(v => !step.WritesPadding && HasRest(v))
                    .Select(v => (Array.IndexOf(slots[s], numbers[v]), ArenaPlan.ElementBytes(v.Type))),
            ];
            foreach (var variable in step.Inputs.Concat(step.Outputs).DistinctBy(v => numbers[v]))
                if (offsets.TryGetValue(numbers[variable], out nint dead) && lastUse[numbers[variable]] == s
                    && !constants.Contains(variable))
                    plan.Give(dead, ArenaPlan.Bytes(variable.Type));
        }

        places = [.. placed];
        arenaBytes = plan.Size;
        Cost = steps.Skip(constantCount).Sum(s => s.Cost + 20);
    }

    public IReadOnlyList<ProgramStep> Steps => steps;

    /// <summary>The kernels of all steps.</summary>
    public IEnumerable<LoopKernel> Kernels => steps.SelectMany(s => s.Kernels);

    /// <summary>The variables of the inputs.</summary>
    public Variable[] Inputs { get; }

    /// <summary>The variables of the outputs.</summary>
    public Variable[] Outputs { get; }

    /// <summary>The numbers of inputs over which an output is written: a run has to find both at one address.</summary>
    public int[] UpdatedInputs { get; }

    /// <summary>About how long a run takes on one thread, in nanoseconds.</summary>
    public double Cost { get; }

    /// <summary>The size of the table and the arena together.</summary>
    public nint FrameBytes => TableBytes + arenaBytes;

    private nint TableBytes => ((slotCount + listLength) * sizeof(long) + 63) / 64 * 64;

    /// <param name="graph">A graph without captures.</param>
    /// <param name="updates">The numbers of inputs that an output may be written over, and of these outputs.</param>
    public static StepProgram Of(Graph graph, IReadOnlyList<(int Input, int Output)>? updates = null) =>
        ProgramScheduler.Run(ShiftFusion.Apply(graph), updates ?? []);

    /// <summary>The variable over which a step writes another, if any.</summary>
    public Variable? Under(Variable variable) => inPlace.Under(variable);

    /// <summary>Whether a step runs once for a frame, because no input changes what it computes.</summary>
    public bool IsConstant(ProgramStep step) => Array.IndexOf(steps, step, 0, constantCount) >= 0;

    /// <summary>The place of a variable in the table of a frame.</summary>
    public int SlotOf(Variable variable) => numbers[variable];

    /// <summary>Writes the addresses of what lies in the arena into the table of a frame.</summary>
    public unsafe void Place(byte* frame)
    {
        var table = (nint*)frame;
        byte* arena = frame + TableBytes;
        foreach (var (slot, offset, bytes) in places)
        {
            table[slot] = (nint)(arena + offset);
            if (bytes > 0)
                VectorRoom.Clear(arena + offset, bytes);
        }
    }

    /// <summary>Computes what no input changes: in each frame once, before the first run and only if there is one.</summary>
    public unsafe void RunConstants(nint* table)
    {
        Bind(table, 0, constantCount);
        Run(table, 0, constantCount);
    }

    /// <summary>Emits the code of all steps.</summary>
    public void Prepare()
    {
        foreach (var step in steps)
            step.Prepare();
    }

    /// <summary>Runs the steps in a frame whose table begins with the addresses of the inputs and outputs.</summary>
    public unsafe void Run(nint* table)
    {
        Bind(table);
        RunBound(table);
    }

    /// <summary>Takes the addresses of the table to the lists of the steps.</summary>
    public unsafe void Bind(nint* table) => Bind(table, constantCount, steps.Length);

    /// <summary>Runs the steps on the addresses in their lists.</summary>
    public unsafe void RunBound(nint* table) => Run(table, constantCount, steps.Length);

    /// <summary>Where the lists have the address of an input, or of an output by the number behind them: by words from the table on.</summary>
    public IEnumerable<int> ListedAt(int slot)
    {
        for (int s = constantCount; s < steps.Length; s++)
            for (int i = 0; i < slots[s].Length; i++)
                if (slots[s][i] == slot)
                    yield return slotCount + lists[s] + i;
    }

    private unsafe void Bind(nint* table, int start, int end)
    {
        for (int s = start; s < end; s++)
        {
            nint* list = table + slotCount + lists[s];
            int[] own = slots[s];
            for (int i = 0; i < own.Length; i++)
                list[i] = table[own[i]];
        }
    }

    private unsafe void Run(nint* table, int start, int end)
    {
        for (int s = start; s < end; s++)
        {
            nint* list = table + slotCount + lists[s];
            if (kernelsAtOnce[s] is { } kernel)
                kernel.RunAtOnce(list);
            else
                steps[s].Run(list);
            foreach (var (listed, bytes) in exactOutputs[s])
                VectorRoom.ClearRest((byte*)list[listed], bytes);
        }
    }

    public override string ToString() => string.Join("; ", steps.Select(s => s.ToString()));

    /// <summary>Whether a vector begins in a variable and ends behind it. What has one element is not read by vectors.</summary>
    private static bool HasRest(Variable variable) =>
        variable.Type is { DType.IsFloating: true, Shape.Size: > 1 } && ArenaPlan.ElementBytes(variable.Type) % Tensor.Padding != 0;
}
