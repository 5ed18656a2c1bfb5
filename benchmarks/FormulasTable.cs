using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Covector.Benchmarks;

/// <summary>
/// What deriving a formula takes, from the text to the printed derivative that agrees with difference quotients, for every case of the table of
/// derivatives that the tests have.
/// </summary>
internal static class FormulasTable
{
    private const int Rounds = 15;
    private const double Bar = 2;

    // The runtime counts calls, then compiles hot code on a thread of its own: it is given time for that.
    private const int WarmUpRounds = 60;
    private const int WarmUpPause = 50;

    private sealed record Case(string Id, string Expression, string Declarations, string Variable, DerivativeForm Form)
    {
        /// <summary>Parse, differentiate, simplify, compare with difference quotients, print.</summary>
        public string Derive() => MatrixFormula.Parse(Expression, Declarations).Derivative(Variable, Form).ToString(FormulaFormat.Unicode);
    }

    /// <summary>Prints the table, with as many of the slowest cases as a number says.</summary>
    public static void Print(ReadOnlySpan<string> slowest)
    {
        Case[] cases = Read();
        for (int round = 0; round < WarmUpRounds; round++)
        {
            foreach (var one in cases)
                one.Derive();
            Thread.Sleep(WarmUpPause);
        }

        double[][] times = Array.ConvertAll(cases, _ => new double[Rounds]);
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < cases.Length; i++)
            {
                double start = ThreadClock.Milliseconds;
                cases[i].Derive();
                times[i][round] = ThreadClock.Milliseconds - start;
            }
        }

        double[] medians = Array.ConvertAll(times, Median);
        int[] order = [.. Enumerable.Range(0, cases.Length).OrderBy(i => medians[i])];
        var table = new BarTable();
        table.Time($"a formula derived: median of {cases.Length}", medians[order[cases.Length / 2]]);
        table.Time("90th percentile", medians[order[(int)Math.Ceiling(0.9 * cases.Length) - 1]]);
        int last = order[^1];
        table.Time($"maximum: {cases[last].Id}, {cases[last].Expression} by {cases[last].Variable}", medians[last], Bar);
        int shown = slowest is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 1;
        foreach (int i in order.Reverse().Take(shown).Skip(1))
            table.Time($"{cases[i].Id}, {cases[i].Expression} by {cases[i].Variable}, {cases[i].Form}", medians[i]);
        table.Print($"From the text to the printed derivative, compared with difference quotients. Each case: the median of {Rounds} rounds.");
    }

    private static double Median(double[] times)
    {
        double[] sorted = [.. times.Order()];
        return sorted[sorted.Length / 2];
    }

    private static Case[] Read()
    {
        using var stream = typeof(FormulasTable).Assembly.GetManifestResourceStream("matrix_calculus_cases.json")!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(one => new Case(
            Text(one, "id"), Text(one, "expression"), Declarations(one.GetProperty("variables")), Text(one, "wrt"), Form(Text(one, "kind"))))];
    }

    private static string Declarations(JsonElement variables)
    {
        var text = new StringBuilder();
        foreach (var variable in variables.EnumerateArray())
        {
            string[] dims = [.. variable.GetProperty("dims").EnumerateArray().Select(d => d.GetString()!)];
            text.Append(text.Length > 0 ? ", " : "").Append(Text(variable, "name")).Append(": ");
            text.Append(dims.Length == 0 ? "scalar" : string.Join('×', dims));
            foreach (var property in variable.GetProperty("properties").EnumerateArray())
                text.Append(Word(property.GetString()!));
        }

        return text.ToString();
    }

    private static string Word(string property) => property switch
    {
        "positive" => " positive",
        "invertible" or "invertible, det > 0" => " invertible",
        "symmetric positive definite" => " spd",
        "symmetric" => " symmetric",
        "entries in {-1, +1}" => " signs",
        // What makes the numbers of one case benign.
        _ => "",
    };

    private static DerivativeForm Form(string kind) => kind switch
    {
        "grad" => DerivativeForm.Gradient,
        "jac" => DerivativeForm.Jacobian,
        "tensor" => DerivativeForm.Tensor,
        "scalar" => DerivativeForm.Scalar,
        "hess" => DerivativeForm.Hessian,
        "lin" => DerivativeForm.LinearMap,
        "kron" => DerivativeForm.Kronecker,
        "row" => DerivativeForm.Row,
        "hessk" => DerivativeForm.HessianKronecker,
        "hesst" => DerivativeForm.HessianTensor,
        "symgrad" => DerivativeForm.SymmetricGradient,
        _ => throw new InvalidDataException($"{kind} is no kind of derivative."),
    };

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;
}
