using System.CommandLine;

namespace Covector.Tool.Commands;

/// <summary>The variables that a command is about.</summary>
internal static class Variables
{
    /// <summary>The option for one.</summary>
    public static Option<string> SingleOption() => new("--wrt", "-w")
    {
        Description = "The variable; may be left out where there is only one.",
        HelpName = "variable",
    };

    /// <summary>The option for any number.</summary>
    public static Option<string[]> AllOption() => new("--wrt", "-w")
    {
        Description = "The variable; repeatable. Without it, each one.",
        HelpName = "variable",
    };

    /// <summary>The one that is named, or the only one.</summary>
    public static string Single(MatrixFormula formula, string? name)
    {
        if (name is not null)
            return name;
        return formula.Variables is [var only] ? only.Name
            : throw new InputException(
                $"By which variable? Add --wrt with one of {string.Join(", ", formula.Variables.Select(v => v.Name))}.");
    }

    /// <summary>Those that are named, or all.</summary>
    public static IReadOnlyList<string> All(MatrixFormula formula, string[]? names)
    {
        if (names is { Length: > 0 })
            return names;
        return formula.Variables.Count == 0
            ? throw new InputException("The formula has no variable.")
            : [.. formula.Variables.Select(v => v.Name)];
    }
}
