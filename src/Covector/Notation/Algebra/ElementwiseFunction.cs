namespace Covector.Notation;

/// <summary>A scalar function that is applied entry by entry: its name in formulas, its value on samples and its derivative.</summary>
internal sealed class ElementwiseFunction(string name, Func<double, double> value, Func<AtomTable, FunctionAtom, Index[], Term> derivative)
{
    public string Name { get; } = name;

    public Func<double, double> Value { get; } = value;

    /// <summary>f′ at the argument of an atom, as a term over its indices: in the value of the atom where that is shorter.</summary>
    public Func<AtomTable, FunctionAtom, Index[], Term> Derivative { get; } = derivative;

    public override string ToString() => Name;

    public static ElementwiseFunction? Find(string name) => All.GetValueOrDefault(name);

    public static ElementwiseFunction Get(string name) => All[name];

    /// <summary>
    /// Functions with jumps take other values here, which tell apart where they are applied: two steps that happen to agree on a sample are
    /// not the same. relu(x) = x·step(x) and |x| = x·sign(x) hold for them, too. Those with branches take values of <see cref="OtherBranch"/>.
    /// </summary>
    private static double Step(double x) => 1.5 + Math.Sin(3.7 * x + 0.4);

    private static double Sign(double x) => 1.25 + Math.Cos(2.9 * x + 0.7);

    private static readonly Dictionary<string, ElementwiseFunction> All = new ElementwiseFunction[]
    {
        new("exp", OtherBranch.Exp, (_, y, i) => new(1, new Factor(y, i))),
        new("log", OtherBranch.Log, (t, y, i) => t.Power(y.Argument, i, -1)),
        new("sin", Math.Sin, (t, y, i) => t.Apply("cos", y.Argument, i)),
        new("cos", Math.Cos, (t, y, i) => t.Apply("sin", y.Argument, i).Times(-1)),
        new("tan", Math.Tan, (t, y, i) => t.OnePlus(1, new Factor(y, i, 2))),
        new("tanh", OtherBranch.Tanh, (t, y, i) => t.OnePlus(-1, new Factor(y, i, 2))),
        new("sinh", OtherBranch.Sinh, (t, y, i) => t.Apply("cosh", y.Argument, i)),
        new("cosh", OtherBranch.Cosh, (t, y, i) => t.Apply("sinh", y.Argument, i)),
        new("sigmoid", OtherBranch.Sigmoid, (t, y, i) => t.OnePlus(-1, new Factor(y, i)).Times(new Factor(y, i))),
        new("softplus", OtherBranch.Softplus, (t, y, i) => t.Apply("sigmoid", y.Argument, i)),
        new("relu", x => x * Step(x), (t, y, i) => t.Apply("step", y.Argument, i)),
        new("step", Step, (_, _, _) => new(0)),
        new("abs", x => x * Sign(x), (t, y, i) => t.Apply("sign", y.Argument, i)),
        new("sign", Sign, (_, _, _) => new(0)),
        new("arctan", OtherBranch.ArcTan, (t, y, i) => t.OnePlusSquare(1, y.Argument, i, -1)),
        new("arcsin", OtherBranch.ArcSin, (t, y, i) => t.OnePlusSquare(-1, y.Argument, i, -Rational.Half)),
        new("arccos", OtherBranch.ArcCos, (t, y, i) => t.OnePlusSquare(-1, y.Argument, i, -Rational.Half).Times(-1)),
        new("log1p", x => OtherBranch.Log(1 + x), (t, y, i) => t.Power(AtomTable.Plus(y.Argument, 1), i, -1)),
        new("expm1", x => OtherBranch.Exp(x) - 1, (t, y, i) => t.Apply("exp", y.Argument, i)),
    }.ToDictionary(f => f.Name);
}
