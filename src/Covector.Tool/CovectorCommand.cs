using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json;
using Covector.Tool.Commands;
using Covector.Tool.Output;

namespace Covector.Tool;

/// <summary>The command line of the tool.</summary>
internal static class CovectorCommand
{
    /// <summary>Runs the command in <paramref name="args"/>; returns the exit code.</summary>
    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        var parsed = Root().Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        // Who asks for help need not know how the command is written.
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
        {
            foreach (var error in parsed.Errors)
                errors.WriteLine(error.Message);
            string command = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
            errors.WriteLine($"See: covector{command} --help");
            return ExitCode.BadInput;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false });
        }
        catch (Exception problem) when (IsBadInput(problem))
        {
            errors.WriteLine(problem.Message);
            return ExitCode.BadInput;
        }
        catch (Exception defect)
        {
            errors.WriteLine($"covector failed, which it should not: {defect.GetType().Name}: {defect.Message}");
            return ExitCode.Failure;
        }
    }

    /// <summary>Does the message tell a user what to change?</summary>
    public static bool IsBadInput(Exception problem) =>
        problem is InputException or CovectorException or IOException or UnauthorizedAccessException or JsonException;

    private static RootCommand Root()
    {
        var root = new RootCommand("Derivatives of matrix calculus: formulas, derivations, values, checks and plots.")
        {
            ExplainCommand.Build(),
            DeriveCommand.Build(),
            EvalCommand.Build(),
            GradCommand.Build(),
            CheckCommand.Build(),
            PlotCommand.Build(),
        };
        foreach (var option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction action })
                option.Action = new HelpWithExamples(action);
        }

        return root;
    }
}
