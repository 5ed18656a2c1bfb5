namespace Covector.Compiler;

/// <summary>Elementwise equations over one domain that become one kernel, with reductions of their results along the last axis.</summary>
internal sealed class KernelGroup(Shape domain)
{
    /// <summary>A kernel beyond this size costs the JIT more than a second kernel costs at run time.</summary>
    private const int MostInstructions = 700;

    private readonly Dictionary<int, Expr> values = [];
    private readonly Dictionary<int, int> operations = [];
    private readonly Dictionary<View, Expr> loads = [];
    private readonly List<View> views = [];
    private readonly List<Equation> equations = [];
    private readonly List<Equation> folds = [];
    private readonly List<(Variable Value, View Place)> copies = [];
    private readonly ScalarAlgebra algebra = new();

    public Shape Domain { get; } = domain;

    /// <summary>What the group reads of others.</summary>
    public IReadOnlyList<View> Views => views;

    /// <summary>Whether the group is large enough.</summary>
    public bool IsFull => algebra.Count > MostInstructions;

    /// <summary>Whether vector code can compute the equation.</summary>
    public static bool Accepts(Equation equation)
    {
        if (equation.Primitive is not Elementwise primitive)
            return false;
        var inputs = new Expr[equation.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = Expr.Input(i, equation.Inputs[i].Type.DType);
        return primitive.Lower(inputs) is { } value && value.Type == equation.Output.Type.DType && VectorForm.Exists(value);
    }

    public bool Defines(Variable variable) => values.ContainsKey(variable.Id);

    /// <summary>A value as an expression of what the group reads; null if it takes more operations than <paramref name="most"/>.</summary>
    public ViewExpression? ExpressionOf(Variable variable, int most) =>
        operations[variable.Id] <= most ? new ViewExpression(values[variable.Id], views) : null;

    /// <summary>Adds an equation, whose operands are values of the group, constants or expressions of what others define.</summary>
    public void Add(Equation equation, Func<Variable, Fill?> constant, Func<Variable, ViewExpression> expressionOf)
    {
        var operands = new Expr[equation.Inputs.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            var input = equation.Inputs[i];
            operands[i] = constant(input) is { } fill ? Expr.ConstantBits(fill.DType, fill.Bits)
                : values.TryGetValue(input.Id, out var value) ? value
                : expressionOf(input).Map(Load);
        }

        int before = algebra.Count;
        var result = algebra.Simplify(((Elementwise)equation.Primitive).Lower(operands)!);
        int own = algebra.Count - before;
        operations.Add(equation.Output.Id, Math.Min(MostInstructions, own + equation.Inputs.Sum(v => operations.GetValueOrDefault(v.Id))));
        values.Add(equation.Output.Id, result);
        equations.Add(equation);
    }

    /// <summary>Whether the kernel may fold one of its values: a few vectors of elements at least, one block of them at the most.</summary>
    public bool AcceptsFold(Equation equation) =>
        equation.Primitive is Reduction { Kind: not null, Axes: [var axis] } && axis == Domain.Rank - 1
        && axis > 0 && Domain[axis] is > 8 and <= FoldLoops.RowBlock && Domain.Size > Domain[axis] && Defines(equation.Inputs[0]);

    /// <summary>Adds a reduction that <see cref="AcceptsFold"/> accepts.</summary>
    public void AddFold(Equation equation) => folds.Add(equation);

    /// <summary>Has a value of the group stored in part of another variable, too.</summary>
    public void StoreIn(View place, Variable value) => copies.Add((value, place));

    /// <summary>The kernel that stores the results which are read; reductions that it cannot fold are steps of their own.</summary>
    public IEnumerable<ProgramStep> Build(Predicate<Variable> isRead)
    {
        var outputs = equations.ConvertAll(e => e.Output).FindAll(isRead);
        var reductions = folds.FindAll(e => isRead(e.Output));
        copies.RemoveAll(c => !isRead(c.Place.Root));
        if (outputs.Count + reductions.Count + copies.Count == 0)
            return [];
        if (reductions.Count == 0)
            return [Kernel(outputs, [])];
        var folding = Kernel(outputs, reductions);
        if (folding.Kernel.CanFold)
            return [folding];
        outputs.AddRange(reductions.Select(e => e.Inputs[0]).Distinct().Where(v => !outputs.Contains(v)).ToArray());
        return [Kernel(outputs, []), .. reductions.Select(e => new ReductionStep((Reduction)e.Primitive, View.Of(e.Inputs[0]), e.Output))];
    }

    private KernelStep Kernel(List<Variable> outputs, List<Equation> reductions) => new(
        Domain,
        views,
        [.. outputs.Select(View.Of), .. copies.Select(c => c.Place), .. reductions.Select(e => FoldView(e.Output))],
        [.. outputs.Select(v => values[v.Id]), .. copies.Select(c => values[c.Value.Id]), .. reductions.Select(e => values[e.Inputs[0].Id])],
        [.. new FoldKind?[outputs.Count + copies.Count], .. reductions.Select(e => ((Reduction)e.Primitive).Kind)]);

    /// <summary>The result of a reduction, seen from the points that are folded into each element.</summary>
    private View FoldView(Variable output) => new(output, Domain, 0, new Strides([.. Tensor.ContiguousStrides(output.Type.Shape), 0]));

    private Expr Load(View view)
    {
        if (!loads.TryGetValue(view, out var load))
        {
            load = Expr.Input(views.Count, view.Root.Type.DType);
            loads.Add(view, load);
            views.Add(view);
        }

        return load;
    }
}
