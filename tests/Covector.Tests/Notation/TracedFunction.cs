using static Covector.Transforms;

namespace Covector.Tests.Notation;

/// <summary>A case of the table as a C# function: its parameters, or the members of its first one, are called as the variables.</summary>
/// <param name="Names">The names of the variables in the order of the arguments.</param>
/// <param name="Apply">The function.</param>
/// <param name="FormulaAt">The formula that it is traced to.</param>
/// <param name="ExplainAt">The derivation by a variable.</param>
internal sealed record TracedFunction(
    IReadOnlyList<string> Names, Func<Tensor[], Tensor> Apply, Func<Tensor[], MatrixFormula> FormulaAt, Func<Tensor[], string, Derivation> ExplainAt)
{
    public static TracedFunction Of(Func<Tensor, Tensor> f) => new(
        Parameters(f), t => f(t[0]), t => FormulaOf(f)(t[0]), (t, by) => Explain(f, by)(t[0]));

    public static TracedFunction Of(Func<Tensor, Tensor, Tensor> f) => new(
        Parameters(f), t => f(t[0], t[1]), t => FormulaOf(f)(t[0], t[1]), (t, by) => Explain(f, by)(t[0], t[1]));

    public static TracedFunction Of(Func<Tensor, Tensor, Tensor, Tensor> f) => new(
        Parameters(f), t => f(t[0], t[1], t[2]), t => FormulaOf(f)(t[0], t[1], t[2]), (t, by) => Explain(f, by)(t[0], t[1], t[2]));

    public static TracedFunction Of(Func<Tensor, Tensor, Tensor, Tensor, Tensor> f) => new(
        Parameters(f), t => f(t[0], t[1], t[2], t[3]), t => FormulaOf(f)(t[0], t[1], t[2], t[3]), (t, by) => Explain(f, by)(t[0], t[1], t[2], t[3]));

    /// <summary>A function of a record of tensors and another tensor.</summary>
    public static TracedFunction OfRecord<P>(Func<P, Tensor, Tensor> f)
    {
        string[] members = Members<P>();
        return new(
            [.. members, .. Parameters(f)[1..]], t => f(Record<P>(t), t[members.Length]), t => FormulaOf(f)(Record<P>(t), t[members.Length]),
            (t, by) => Explain(f, by)(Record<P>(t), t[members.Length]));
    }

    /// <inheritdoc cref="OfRecord{P}(Func{P, Tensor, Tensor})"/>
    public static TracedFunction OfRecord<P>(Func<P, Tensor, Tensor, Tensor> f)
    {
        string[] members = Members<P>();
        int next = members.Length;
        return new(
            [.. members, .. Parameters(f)[1..]], t => f(Record<P>(t), t[next], t[next + 1]), t => FormulaOf(f)(Record<P>(t), t[next], t[next + 1]),
            (t, by) => Explain(f, by)(Record<P>(t), t[next], t[next + 1]));
    }

    /// <summary>As a function of one variable, the others having the given values.</summary>
    public Func<Tensor, Tensor> By(string variable, IReadOnlyDictionary<string, Tensor> values) =>
        x => Apply([.. Names.Select(name => name == variable ? x : values[name])]);

    public Tensor[] Arguments(IReadOnlyDictionary<string, Tensor> values) => [.. Names.Select(name => values[name])];

    private static string[] Parameters(Delegate f) => [.. f.Method.GetParameters().Select(p => p.Name!)];

    private static string[] Members<P>() => [.. typeof(P).GetConstructors().Single().GetParameters().Select(p => p.Name!)];

    private static P Record<P>(Tensor[] values) => (P)Activator.CreateInstance(typeof(P), values[..Members<P>().Length])!;
}
