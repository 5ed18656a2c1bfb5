using System.CommandLine;
using System.Text.Json.Nodes;
using Covector.Tool.Output;
using Covector.Tool.Plots;

namespace Covector.Tool.Commands;

/// <summary><c>covector plot</c>: pictures of functions and their derivatives.</summary>
internal static class PlotCommand
{
    private const int Smallest = 100, Largest = 8000;

    public static Command Build()
    {
        var options = new FormulaOptions();
        var path = new Option<string>("--out", "-o")
        {
            Description = "The file to write, .png or .svg.",
            HelpName = "file",
            DefaultValueFactory = _ => "plot.png",
        };
        var wrt = new Option<string>("--wrt", "-w")
        {
            Description = "The variable of the Jacobian whose pattern is drawn.",
            HelpName = "variable",
        };
        var range = new Option<string[]>("--range", "-r")
        {
            Description = "-3:3 for all axes, x=-3:3 or x1=0:1 for one; repeatable. Without it -3:3.",
            HelpName = "from:to",
        };
        var levels = new Option<int>("--levels") { Description = "How many level sets are drawn.", DefaultValueFactory = _ => 12 };
        var width = new Option<int>("--width") { Description = "Pixels from left to right.", DefaultValueFactory = _ => 900 };
        var height = new Option<int>("--height") { Description = "Pixels from top to bottom.", DefaultValueFactory = _ => 700 };
        Limit(levels, 1, 100);
        Limit(width, Smallest, Largest);
        Limit(height, Smallest, Largest);
        var command = new ExampleCommand(
            "plot",
            "Draws f and f′ of a scalar function of a scalar; level sets and gradients of one of two scalars or of a vector with two entries; or, "
            + "where all variables have values, which entries of a Jacobian are not zero. Other variables with values are constants.",
            "plot \"tanh(x)\" --range -4:4 --out tanh.svg",
            "plot \"x'*A*x\" --set A=[[2,1],[1,3]] --out levels.png",
            "plot \"sin(a)*cos(b)\" --range a=0:6 --range b=-2:2",
            "plot \"x.*(A*x)\" --wrt x --values values.json --out pattern.png") { path, wrt, range, levels, width, height };
        options.AddTo(command, hasValues: true);
        command.SetAction(parsed =>
        {
            var formula = Scalars(parsed, options);
            var values = options.Values(parsed, formula) ?? [];
            var size = (parsed.GetValue(width), parsed.GetValue(height));
            var ranges = new Ranges(parsed.GetValue(range) ?? []);
            var free = formula.Variables.Where(v => !values.ContainsKey(v.Name)).ToList();
            var json = DerivativeJson.Of(formula);
            string said;
            ScottPlot.Plot plot;
            switch (free)
            {
                case [{ Axes: [] } x] when formula.Shape.Count == 0:
                    plot = CurvePlot.Draw(formula, x.Name, ranges.Of(x.Name), values);
                    said = Note(json, "curve");
                    break;
                case [{ Axes: [] } x, { Axes: [] } y] when formula.Shape.Count == 0:
                    var plane = new LevelPlot.Plane([x.Name, y.Name], ranges.Of(x.Name), ranges.Of(y.Name));
                    plot = LevelPlot.Draw(formula, plane, values, parsed.GetValue(levels), size);
                    said = Note(json, "levels");
                    break;
                case [{ Axes: [_] } x] when formula.Shape.Count == 0:
                    plane = new LevelPlot.Plane([x.Name], ranges.Of($"{x.Name}1"), ranges.Of($"{x.Name}2"));
                    plot = LevelPlot.Draw(formula, plane, values, parsed.GetValue(levels), size);
                    said = Note(json, "levels");
                    break;
                case [] when formula.Shape.Count > 0:
                    string by = Variables.Single(formula, parsed.GetValue(wrt));
                    (plot, int nonzeros, int rows, int columns) = SpyPlot.Draw(formula, by, values, size);
                    said = $"{Note(json, "pattern")}: {nonzeros} of {rows}×{columns} entries are not zero";
                    (json["nonzeros"], json["rows"], json["columns"]) = (nonzeros, rows, columns);
                    break;
                default:
                    throw NoPicture(formula, free);
            }

            ranges.RequireUsed();
            string file = parsed.GetValue(path)!;
            PlotStyle.Save(plot, file, size);
            json["file"] = file;
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine(parsed.GetValue(options.Json) ? DerivativeJson.Text(json) : $"{file}: {said}");
            return ExitCode.Right;
        });
        return command;
    }

    private static string Note(JsonObject json, string picture)
    {
        json["picture"] = picture;
        return picture;
    }

    /// <summary>The formula; a letter that would be a vector is a number where that makes the formula one, as in sin(x).</summary>
    private static MatrixFormula Scalars(ParseResult parsed, FormulaOptions options)
    {
        var formula = options.Formula(parsed);
        var values = options.Values(parsed, formula);
        var free = formula.Variables.Where(v => values?.ContainsKey(v.Name) != true).ToList();
        if (formula.Shape.Count == 0 || free.Count is 0 or > 2 || free.Any(v => v.Axes.Count > 1))
            return formula;
        try
        {
            string scalars = string.Join("; ", free.Select(v => $"{v.Name}: scalar"));
            var scalar = options.Parse(parsed, $"{scalars}; {parsed.GetRequiredValue(options.Expression)}");
            return scalar.Shape.Count == 0 ? scalar : formula;
        }
        catch (FormulaException)
        {
            // It is declared as something else, or has to be.
            return formula;
        }
    }

    private static InputException NoPicture(MatrixFormula formula, List<FormulaVariable> free)
    {
        string shape = formula.Shape.Count == 0 ? "a scalar" : string.Join("×", formula.Shape);
        string without = free.Count == 0 ? "all variables have values" : $"without values are {string.Join(", ", free)}";
        return new InputException(
            $"There is no picture of this: the formula is {shape}, and {without}. A scalar can be drawn over one scalar, two scalars or one vector of "
            + "two entries that have no value (--set gives values to the others), the pattern of a Jacobian where all variables have values.");
    }

    private static void Limit(Option<int> option, int from, int to) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out int value) || value < from || value > to))
            result.AddError($"{option.Name} {result.Tokens[0].Value}: expected a number from {from} to {to}.");
    });

    /// <summary>The ranges that were given, by the names of the axes.</summary>
    private sealed class Ranges(string[] texts)
    {
        private readonly List<(string? Name, PlotRange Range)> _given = [.. texts.Select(PlotRange.Parse)];
        private readonly HashSet<string> _asked = [];

        public PlotRange Of(string name)
        {
            _asked.Add(name);
            foreach (var (given, range) in _given.OrderByDescending(g => g.Name == name))
            {
                if (given == name || given is null)
                    return range;
            }

            return PlotRange.Default;
        }

        public void RequireUsed()
        {
            foreach (var (name, _) in _given)
            {
                if (name is not null && !_asked.Contains(name))
                    throw new InputException($"--range {name}: the picture has no such axis; it has {string.Join(", ", _asked)}.");
            }
        }
    }
}
