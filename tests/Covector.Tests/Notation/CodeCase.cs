using System.Globalization;
using Covector.Notation;

namespace Covector.Tests.Notation;

/// <summary>A function or derivative of the table as code, with arguments for it and the value that it must have.</summary>
internal sealed record CodeCase(string Name, ShapedFormula Shaped, IReadOnlyList<string>? Order, IReadOnlyList<DenseMatrix> Arguments,
    double[] Expected)
{
    /// <summary>The functions and the derivatives of the whole table.</summary>
    public static IEnumerable<CodeCase> All()
    {
        foreach (var one in AcceptanceTable.Cases)
        {
            string name = one.Id.Replace('-', '_');
            var inputs = one.Inputs;
            var arguments = one.Unknowns.Select(unknown => inputs[unknown.Name]).ToList();
            yield return new CodeCase("f_" + name, ShapeInference.Infer(Parser.Parse(one.Expression).Formula, one.Unknowns), null,
                arguments, one.FunctionValue);
            var wrt = one.Unknowns.Single(unknown => unknown.Name == one.Wrt);
            var derivative = Parser.Parse(one.Derivative).Formula;
            if (one.Kind == "lin")
            {
                var direction = new DenseMatrix(inputs[one.Wrt].Rows, inputs[one.Wrt].Columns);
                for (int i = 0; i < direction.Entries.Length; i++)
                    direction.Entries[i] = 1 + i / 8.0;
                yield return new CodeCase("d_" + name, ShapeInference.Infer(derivative, one.UnknownsOfDerivative), null,
                    [.. arguments, direction],
                    Contract(one.DerivativeValue, direction.Entries));
                continue;
            }

            // The axes of a tensor: those of the value and those of the variable, which of a Hessian are the variable's twice.
            var axes =
                (one.Kind == "hesst" ? wrt.Axes
                    : ShapeInference.Infer(Parser.Parse(one.Expression).Formula, one.Unknowns).Shape).Concat(wrt.Axes);
            var ranges = one.IndexOrder?.Zip(axes).ToDictionary(pair => pair.First, pair => pair.Second);
            yield return new CodeCase("d_" + name, ShapeInference.Infer(derivative, one.Unknowns, null, ranges), one.IndexOrder, arguments,
                one.DerivativeValue);
        }
    }

    /// <summary>The numbers of an argument, as all the languages write them.</summary>
    public static string Numbers(DenseMatrix value) =>
        string.Join(", ", value.Entries.Select(x => x.ToString("0.0###", CultureInfo.InvariantCulture)));

    public static double[] Parse(string line) => [.. line.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

    private static double[] Contract(double[] tensor, double[] direction)
    {
        double[] image = new double[tensor.Length / direction.Length];
        for (int i = 0; i < tensor.Length; i++)
            image[i / direction.Length] += tensor[i] * direction[i % direction.Length];
        return image;
    }
}
