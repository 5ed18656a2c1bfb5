using Covector.Notation;

namespace Covector;

public static partial class Transforms
{
    /// <summary>
    /// How the derivative of a function comes about, as one would write it by hand: <c>Explain(f)(x)</c> prints named intermediate values,
    /// their local derivatives, the chain rule and the result, every derivative compared with difference quotients on a sample.
    /// </summary>
    /// <remarks>
    /// <para>Only the shapes of the arguments matter. Variables are called as the parameters and members of the function are; tensors from
    /// outside as <see cref="Tensor.Named"/> says, else A1, v2, …; lengths are letters.</para>
    /// <para>What matrices and vectors cannot express (arrays of three axes, gathers, loops) is written as the equations of the function
    /// and those of its derivative as a linear map.</para>
    /// </remarks>
    /// <param name="f">The function; its result is one tensor.</param>
    /// <param name="variable">The variable by which it is differentiated; without it the first.</param>
    /// <exception cref="FormulaException">There is no such variable.</exception>
    public static Func<Tensor, Derivation> Explain(Func<Tensor, Tensor> f, string? variable = null) => Explain<Tensor>(f, variable);

    /// <inheritdoc cref="Explain(Func{Tensor, Tensor}, string?)"/>
    public static Func<Tensor, Tensor, Derivation> Explain(Func<Tensor, Tensor, Tensor> f, string? variable = null) =>
        Explain<Tensor, Tensor>(f, variable);

    /// <inheritdoc cref="Explain(Func{Tensor, Tensor}, string?)"/>
    public static Func<Tensor, Tensor, Tensor, Derivation> Explain(Func<Tensor, Tensor, Tensor, Tensor> f, string? variable = null) =>
        Explain<Tensor, Tensor, Tensor>(f, variable);

    /// <inheritdoc cref="Explain(Func{Tensor, Tensor}, string?)"/>
    public static Func<X, Derivation> Explain<X>(Func<X, Tensor> f, string? variable = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => Explained(Read(x, f, f, false), variable);
    }

    /// <inheritdoc cref="Explain(Func{Tensor, Tensor}, string?)"/>
    public static Func<A, B, Derivation> Explain<A, B>(Func<A, B, Tensor> f, string? variable = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (a, b) => Explained(Read((a, b), t => f(t.a, t.b), f, true), variable);
    }

    /// <inheritdoc cref="Explain(Func{Tensor, Tensor}, string?)"/>
    public static Func<A, B, C, Derivation> Explain<A, B, C>(Func<A, B, C, Tensor> f, string? variable = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (a, b, c) => Explained(Read((a, b, c), t => f(t.a, t.b, t.c), f, true), variable);
    }

    /// <inheritdoc cref="Explain(Func{Tensor, Tensor}, string?)"/>
    public static Func<A, B, C, D, Derivation> Explain<A, B, C, D>(Func<A, B, C, D, Tensor> f, string? variable = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (a, b, c, d) => Explained(Read((a, b, c, d), t => f(t.a, t.b, t.c, t.d), f, true), variable);
    }

    /// <summary>The formula that a function computes, <c>u'*tanh(W*x+b)</c>: to print, to differentiate, to compare.</summary>
    /// <param name="f">The function; its result is one tensor.</param>
    /// <exception cref="FormulaException">Matrices and vectors cannot express it.</exception>
    public static Func<Tensor, MatrixFormula> FormulaOf(Func<Tensor, Tensor> f) => FormulaOf<Tensor>(f);

    /// <inheritdoc cref="FormulaOf(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, MatrixFormula> FormulaOf(Func<Tensor, Tensor, Tensor> f) => FormulaOf<Tensor, Tensor>(f);

    /// <inheritdoc cref="FormulaOf(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, MatrixFormula> FormulaOf(Func<Tensor, Tensor, Tensor, Tensor> f) =>
        FormulaOf<Tensor, Tensor, Tensor>(f);

    /// <inheritdoc cref="FormulaOf(Func{Tensor, Tensor})"/>
    public static Func<X, MatrixFormula> FormulaOf<X>(Func<X, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => Formula(Read(x, f, f, false));
    }

    /// <inheritdoc cref="FormulaOf(Func{Tensor, Tensor})"/>
    public static Func<A, B, MatrixFormula> FormulaOf<A, B>(Func<A, B, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (a, b) => Formula(Read((a, b), t => f(t.a, t.b), f, true));
    }

    /// <inheritdoc cref="FormulaOf(Func{Tensor, Tensor})"/>
    public static Func<A, B, C, MatrixFormula> FormulaOf<A, B, C>(Func<A, B, C, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (a, b, c) => Formula(Read((a, b, c), t => f(t.a, t.b, t.c), f, true));
    }

    /// <inheritdoc cref="FormulaOf(Func{Tensor, Tensor})"/>
    public static Func<A, B, C, D, MatrixFormula> FormulaOf<A, B, C, D>(Func<A, B, C, D, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (a, b, c, d) => Formula(Read((a, b, c, d), t => f(t.a, t.b, t.c, t.d), f, true));
    }

    private static (Graph Graph, string[] Names) Read<X>(X x, Func<X, Tensor> f, Delegate named, bool isTuple)
    {
        var graph = Stage(x, f, named, isTuple);
        return (graph, [.. graph.Inputs.Select(i => i.Name ?? "x")]);
    }

    private static MatrixFormula Formula((Graph Graph, string[] Names) traced)
    {
        try
        {
            return new MatrixFormula(GraphReader.Read(traced.Graph, traced.Names), null);
        }
        catch (NotMatrixCalculusException problem)
        {
            throw new FormulaException(
                $"The function is no formula of matrices and vectors: it has {problem.Message}. Explain writes it as a linear map.", -1);
        }
    }

    private static Derivation Explained((Graph Graph, string[] Names) traced, string? variable)
    {
        MatrixFormula? formula = null;
        try
        {
            formula = new MatrixFormula(GraphReader.Read(traced.Graph, traced.Names), null);
            return formula.Explain(variable ?? formula.Variables[0].Name);
        }
        catch (Exception problem) when (problem is NotMatrixCalculusException
            || (problem is FormulaException && formula?.Variables.Any(v => variable is null || v.Name == variable) == true))
        {
            // Without a formula, of the function or of its derivative, there is the linear map.
            string[] names = traced.Names;
            int at = variable is null
                ? 0
                : Array.FindIndex(names, n => n == variable || n.EndsWith("." + variable, StringComparison.Ordinal));
            return at >= 0 ? GraphDerivation.Of(traced.Graph, names, at)
                : throw new FormulaException($"There is no variable {variable} in the function; it has {string.Join(", ", names)}.", -1);
        }
    }
}
