namespace Covector.Compiler;

/// <summary>Elementwise equations over one domain that become one kernel.</summary>
internal sealed class KernelGroup(Shape domain)
{
    /// <summary>A kernel beyond this size costs the JIT more than a second kernel costs at run time.</summary>
    private const int MostInstructions = 700;

    private readonly Dictionary<int, Expr> values = [];
    private readonly Dictionary<View, Expr> loads = [];
    private readonly List<View> views = [];
    private readonly List<Equation> equations = [];
    private int size;

    public Shape Domain { get; } = domain;

    /// <summary>The equations in order.</summary>
    public IReadOnlyList<Equation> Equations => equations;

    /// <summary>What the group reads of others.</summary>
    public IReadOnlyList<View> Views => views;

    /// <summary>Whether the group is large enough.</summary>
    public bool IsFull => size > MostInstructions;

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

    /// <summary>Adds an equation, whose operands are values of the group, constants or views of other variables.</summary>
    public void Add(Equation equation, Func<Variable, Fill?> constant, Func<Variable, View> viewOf)
    {
        var operands = new Expr[equation.Inputs.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            var input = equation.Inputs[i];
            operands[i] = constant(input) is { } fill ? Expr.ConstantBits(fill.DType, fill.Bits)
                : values.TryGetValue(input.Id, out var value) ? value
                : Load(viewOf(input));
        }

        var result = ((Elementwise)equation.Primitive).Lower(operands)!;
        size += VectorForm.Size(result, operands);
        values.Add(equation.Output.Id, result);
        equations.Add(equation);
    }

    /// <summary>The kernel that stores the results which are read.</summary>
    public KernelStep Build(Predicate<Variable> isRead)
    {
        var outputs = equations.ConvertAll(e => e.Output).FindAll(isRead);
        return new KernelStep(Domain, views, outputs.ConvertAll(View.Of), [.. outputs.Select(v => values[v.Id])]);
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
}
