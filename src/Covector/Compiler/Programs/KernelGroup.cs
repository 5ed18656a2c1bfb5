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
    private readonly List<Fold> folds = [];
    private readonly List<(Variable Value, View Place)> copies = [];
    /// <summary>What it remembers is several times what the group keeps: null once the group is large enough.</summary>
    private ScalarAlgebra? algebra = new();

    public Shape Domain { get; } = domain;

    /// <summary>What the group reads of others.</summary>
    public IReadOnlyList<View> Views => views;

    /// <summary>Whether the group is large enough.</summary>
    public bool IsFull => algebra is null;

    /// <summary>Whether vector code can compute the equation.</summary>
    public static bool Accepts(Equation equation) => ElementRule.Of(equation) is { HasVectorForm: true };

    public bool Defines(Variable variable) => values.ContainsKey(variable.Id);

    /// <summary>A value as an expression of what the group reads; null if it takes more operations than <paramref name="most"/>.</summary>
    public ViewExpression? ExpressionOf(Variable variable, int most) =>
        operations[variable.Id] <= most ? new ViewExpression(values[variable.Id], views) : null;

    /// <summary>Adds an equation, whose operands are values of the group, constants or expressions of what others define.</summary>
    public void Add(Equation equation, Func<Variable, Fill?> constant, Func<Variable, ViewExpression> expressionOf)
    {
        int before = algebra!.Count;
        var operands = new Expr[equation.Inputs.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            var input = equation.Inputs[i];
            operands[i] = values.TryGetValue(input.Id, out var value) ? value
                : algebra.Simplify(
                    constant(input) is { } fill ? Expr.ConstantBits(fill.DType, fill.Bits) : expressionOf(input).Map(Load));
        }

        var result = algebra.Apply(ElementRule.Of(equation)!.Program!, operands);
        int own = algebra.Count - before;
        operations.Add(equation.Output.Id, Math.Min(MostInstructions, own + equation.Inputs.Sum(v => operations.GetValueOrDefault(v.Id))));
        values.Add(equation.Output.Id, result);
        equations.Add(equation);
        if (algebra.Count > MostInstructions)
            algebra = null;
    }

    /// <summary>
    /// Whether a kernel may fold the operand: lines of a few vectors of elements at least, one block of them at the most, or all.
    /// </summary>
    public static bool AcceptsFold(Equation equation)
    {
        if (equation.Primitive is not Reduction { Kind: not null } reduction)
            return false;
        var shape = equation.Inputs[0].Type.Shape;
        return shape.Size > 0
            && (reduction.Axes.Count == shape.Rank
                || (reduction.Axes is [var axis] && axis == shape.Rank - 1 && shape[axis] is > 8 and <= FoldLoops.RowBlock
                && shape.Size > shape[axis]));
    }

    /// <summary>Adds a reduction that <see cref="AcceptsFold"/> accepts, of a value of the group or else of a view.</summary>
    public void AddFold(Equation equation, View operand) => folds.Add(
        values.TryGetValue(equation.Inputs[0].Id, out var value)
            ? new Fold(equation, value, View.Of(equation.Inputs[0]), true)
            : new Fold(equation, Load(operand), operand, false));

    /// <summary>Has a value of the group stored in part of another variable, too.</summary>
    public void StoreIn(View place, Variable value) => copies.Add((value, place));

    /// <summary>The kernel that stores the results which are read; reductions that it cannot fold are steps of their own.</summary>
    public IEnumerable<ProgramStep> Build(Predicate<Variable> isRead)
    {
        var outputs = equations.ConvertAll(e => e.Output).FindAll(isRead);
        var read = folds.FindAll(f => isRead(f.Equation.Output));
        copies.RemoveAll(c => !isRead(c.Place.Root));
        if (outputs.Count + copies.Count == 0 && !read.Exists(f => f.IsComputed))
            return read.Select(Reduction);
        if (read.Count == 0)
            return [Kernel(outputs, [])];
        var whole = Folded(outputs, read, []);
        if (whole.Kernel.CanFold)
            return [whole];
        // Lines can be folded where all cannot, because some operand repeats.
        var lines = read.FindAll(f => f.Equation.Output.Type.Shape.Rank > 0);
        var others = read.FindAll(f => f.Equation.Output.Type.Shape.Rank == 0);
        if (lines.Count > 0 && others.Count > 0 && Folded(outputs, lines, others) is { Kernel.CanFold: true } partly)
            return [partly, .. others.Select(Reduction)];
        return whole.Apart!;
    }

    /// <summary>A kernel that folds what it can, and stores what others fold.</summary>
    private KernelStep Folded(List<Variable> outputs, List<Fold> read, List<Fold> others)
    {
        var stored = new List<Variable>(outputs);
        Store(others);
        List<Variable> results = [.. stored];
        Store(read);
        List<ProgramStep> apart = [.. read.Select(Reduction)];
        if (stored.Count + copies.Count > 0)
            apart.Insert(0, Kernel(stored, []));
        return Kernel(results, read, apart);

        void Store(List<Fold> folds)
        {
            foreach (var fold in folds)
                if (fold.IsComputed && !stored.Contains(fold.Operand.Root))
                    stored.Add(fold.Operand.Root);
        }
    }

    private static ReductionStep Reduction(Fold fold) => new((Reduction)fold.Equation.Primitive, fold.Operand, fold.Equation.Output);

    private KernelStep Kernel(List<Variable> outputs, List<Fold> read, List<ProgramStep>? apart = null)
    {
        IReadOnlyList<View> used = views;
        Expr[] results = [.. outputs.Select(v => values[v.Id]), .. copies.Select(c => values[c.Value.Id]), .. read.Select(f => f.Value)];
        List<(Expr, Variable)> names = equations.ConvertAll(e => (values[e.Output.Id], e.Output));
        // What only folds of other kernels read need not be there when this one runs.
        if (read.Count < folds.Count)
        {
            (used, results) = ViewExpression.Used(results, views);
            names = [];
        }

        return new KernelStep(
            Domain,
            used,
            [.. outputs.Select(View.Of), .. copies.Select(c => c.Place), .. read.Select(f => FoldView(f.Equation.Output))],
            results,
            [.. new FoldKind?[outputs.Count + copies.Count], .. read.Select(f => ((Reduction)f.Equation.Primitive).Kind)])
        {
            Apart = apart,
            Names = names,
        };
    }

    /// <summary>The result of a reduction, seen from the points that are folded into each element.</summary>
    private View FoldView(Variable output)
    {
        var strides = new nint[Domain.Rank];
        Tensor.ContiguousStrides(output.Type.Shape).CopyTo(strides, 0);
        return new View(output, Domain, 0, new Strides(strides));
    }

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

    /// <param name="Equation">The reduction.</param>
    /// <param name="Value">What it folds.</param>
    /// <param name="Operand">The same as a tensor, in row-major order.</param>
    /// <param name="IsComputed">Whether the group computes it.</param>
    private sealed record Fold(Equation Equation, Expr Value, View Operand, bool IsComputed);
}
