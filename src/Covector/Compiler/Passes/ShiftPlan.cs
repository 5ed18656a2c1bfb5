namespace Covector.Compiler;

/// <summary>Part of a value along the axis of a <see cref="ShiftPlan"/>.</summary>
internal readonly record struct Window(int Start, int Length);

/// <summary>
/// Which parts of which values are computed. A value that something needs as a whole is a root: it is computed piece by piece where an
/// operand changes its source along the axis. Everything else is computed where it is read, as often as it is read in different windows,
/// unless that costs more than to keep it; then it is a root, too.
/// </summary>
internal sealed class ShiftPlan
{
    /// <summary>What it costs to keep a value and to read it again, in operations.</summary>
    private const int Keeping = 12;

    /// <summary>A window costs at least as much as so many elements.</summary>
    private const int Shortest = 4;

    private readonly ShiftedEquations equations;
    private readonly int depth;
    private readonly bool[] takesPart;
    private readonly bool[] isPart;
    private readonly bool[] isElementwise;
    private readonly bool[] isNeeded;
    private readonly int[] levels;
    private readonly int[]?[] breaks;
    private readonly int[] component;
    private readonly Dictionary<(int Component, int Length), SortedSet<int>> shared = [];
    private readonly List<Window>?[] reads;
    private readonly HashSet<(int Variable, Window Window)> seen = [];

    /// <param name="equations">The equations that can be computed in parts.</param>
    /// <param name="depth">A value that is computed through more shifts than this from what is stored is stored itself.</param>
    public ShiftPlan(ShiftedEquations equations, int depth)
    {
        (this.equations, this.depth) = (equations, depth);
        var graph = equations.Graph;
        int count = graph.VariableCount;
        takesPart = new bool[graph.Equations.Length];
        (isPart, isElementwise, isNeeded) = (new bool[count], new bool[count], new bool[count]);
        (levels, breaks, component, reads) = (new int[count], new int[]?[count], new int[count], new List<Window>?[count]);
        Computed = new IReadOnlyList<Window>[graph.Equations.Length];
        for (int i = 0; i < count; i++)
            component[i] = i;
        for (int e = 0; e < takesPart.Length; e++)
            takesPart[e] = equations[e];
        MarkNeeded();
        for (int e = 0; e < takesPart.Length; e++)
            if (takesPart[e])
                FindBreaks(e);
        ShareBreaks();
        for (int e = takesPart.Length - 1; e >= 0; e--)
            FindWindows(e);
    }

    /// <summary>About how long all takes, in operations on elements.</summary>
    public double Cost { get; private set; }

    /// <summary>The number of windows that are computed.</summary>
    public int WindowCount { get; private set; }

    /// <summary>For each elementwise equation, concatenation and padding that takes part: the windows in which it is computed.</summary>
    public IReadOnlyList<Window>[] Computed { get; }

    /// <summary>Whether a value exists as a whole.</summary>
    public bool IsWhole(Variable variable) => !isPart[variable.Id] || isNeeded[variable.Id];

    /// <summary>The windows in which others read a value.</summary>
    public IReadOnlyList<Window> Reads(Variable variable) => reads[variable.Id] ?? [];

    /// <summary>Whether the equation is computed in parts.</summary>
    public bool TakesPart(int equation) => takesPart[equation];

    /// <summary>The operand that a window of a concatenation or padding shows, and the place in it; null for zeros.</summary>
    public (Variable Source, int Start)? Source(Equation equation, Window window)
    {
        int start = window.Start;
        if (equation.Primitive is Pad pad)
        {
            start -= pad.Low[equations.Axis];
            return start >= 0 && start < Length(equation.Inputs[0]) ? (equation.Inputs[0], start) : null;
        }

        foreach (var input in equation.Inputs)
        {
            if (start < Length(input))
                return (input, start);
            start -= Length(input);
        }

        throw new InvalidOperationException($"{equation.Primitive} has no element {window.Start}.");
    }

    private int Length(Variable variable) => variable.Type.Shape[equations.Axis];

    /// <summary>
    /// What exists as a whole in any case: outputs, and what other equations read. A slice of something is read in place.
    /// </summary>
    private void MarkNeeded()
    {
        var graph = equations.Graph;
        foreach (var output in graph.Outputs)
            isNeeded[output.Id] = true;
        for (int e = graph.Equations.Length - 1; e >= 0; e--)
        {
            var equation = graph.Equations[e];
            if (!takesPart[e] || (equation.Primitive is StridedSlice && isNeeded[equation.Output.Id]))
                foreach (var input in equation.Inputs)
                    isNeeded[input.Id] = true;
        }
    }

    /// <summary>Where the elements of a value begin to come from something else, and through how many shifts they do.</summary>
    private void FindBreaks(int e)
    {
        var equation = equations.Graph.Equations[e];
        int id = equation.Output.Id, axis = equations.Axis;
        var found = new SortedSet<int>();
        int start = equation.Primitive is StridedSlice slice ? -slice.Starts[axis] : equation.Primitive is Pad pad ? pad.Low[axis] : 0;
        if (equation.Primitive is Pad)
            found.UnionWith([start, start + Length(equation.Inputs[0])]);
        foreach (var input in equation.Inputs)
        {
            if (equation.Primitive is Concatenate)
                found.Add(start);
            bool isShift = equation.Primitive is not Elementwise && isElementwise[input.Id];
            if (isShift && levels[input.Id] == depth && !IsWhole(input))
            {
                isNeeded[input.Id] = true;
                Cost += (double)Keeping * input.Type.Shape.Size;
            }

            if (!IsWhole(input))
            {
                levels[id] = Math.Max(levels[id], levels[input.Id] + (isShift ? 1 : 0));
                foreach (int place in breaks[input.Id] ?? [])
                    found.Add(start + place);
                Join(id, input.Id);
            }

            if (equation.Primitive is Concatenate)
                start += Length(input);
        }

        found.RemoveWhere(place => place <= 0 || place >= Length(equation.Output));
        if (found.Count >= ShiftedEquations.MostPieces)
        {
            takesPart[e] = false;
            return;
        }

        isPart[id] = true;
        isElementwise[id] = equation.Primitive is Elementwise;
        breaks[id] = found.Count == 0 ? null : [.. found];
    }

    /// <summary>Roots that depend on the same values are cut at the same places, so that what they share is computed once.</summary>
    private void ShareBreaks()
    {
        foreach (var equation in equations.Graph.Equations)
            if (equation.Outputs is [var output] && isNeeded[output.Id] && isElementwise[output.Id] && breaks[output.Id] is { } own)
            {
                var key = (Representative(output.Id), Length(output));
                if (!shared.TryGetValue(key, out var all))
                    shared.Add(key, all = []);
                all.UnionWith(own);
            }
    }

    /// <summary>Decides in which windows the equation is computed, and hands on in which ones it reads its operands.</summary>
    private void FindWindows(int e)
    {
        var equation = equations.Graph.Equations[e];
        Computed[e] = [];
        if (!takesPart[e])
        {
            foreach (var input in equation.Inputs)
                isNeeded[input.Id] = true;
            return;
        }

        var output = equation.Output;
        if (equation.Primitive is Fill)
            return;
        if (equation.Primitive is StridedSlice slice)
        {
            isNeeded[equation.Inputs[0].Id] |= isNeeded[output.Id];
            foreach (var window in Reads(output))
                Read(equation.Inputs[0], window with { Start = window.Start + slice.Starts[equations.Axis] });
            return;
        }

        if (isElementwise[output.Id] && !isNeeded[output.Id] && CostsMoreThanKeeping(equation))
        {
            isNeeded[output.Id] = true;
            Cost += (double)Keeping * output.Type.Shape.Size;
        }

        Computed[e] = isNeeded[output.Id] ? Pieces(output) : Reads(output);
        foreach (var window in Computed[e])
        {
            WindowCount++;
            if (equation.Primitive is Elementwise)
            {
                Cost += CostOf(equation, window);
                foreach (var input in equation.Inputs)
                    Read(input, window);
            }
            else if (Source(equation, window) is var (source, start))
            {
                Read(source, window with { Start = start });
            }
        }
    }

    private void Read(Variable variable, Window window)
    {
        if (seen.Add((variable.Id, window)))
            (reads[variable.Id] ??= []).Add(window);
    }

    /// <summary>Whether to compute the value again in every window takes longer than to compute it once and to read it.</summary>
    private bool CostsMoreThanKeeping(Equation equation)
    {
        double cost = 0;
        foreach (var window in Reads(equation.Output))
            cost += CostOf(equation, window);
        return cost > CostOf(equation, new Window(0, Length(equation.Output))) + (double)Keeping * equation.Output.Type.Shape.Size;
    }

    private double CostOf(Equation equation, Window window) =>
        (double)ShiftedEquations.Operations(equation) * Math.Max(window.Length, Shortest) * equations.ElementsPerStep(equation.Output);

    private List<Window> Pieces(Variable variable)
    {
        IEnumerable<int> places = breaks[variable.Id] ?? [];
        if (breaks[variable.Id] is { } own && isElementwise[variable.Id]
            && shared.TryGetValue((Representative(variable.Id), Length(variable)), out var all)
            && all.Union(own).Count() < ShiftedEquations.MostPieces)
            places = all.Union(own).Order();
        var pieces = new List<Window>();
        int start = 0;
        foreach (int place in places.Append(Length(variable)))
        {
            pieces.Add(new Window(start, place - start));
            start = place;
        }

        return pieces;
    }

    private void Join(int a, int b)
    {
        (a, b) = (Representative(a), Representative(b));
        component[Math.Max(a, b)] = Math.Min(a, b);
    }

    private int Representative(int id)
    {
        while (component[id] != id)
            id = component[id] = component[component[id]];
        return id;
    }
}
