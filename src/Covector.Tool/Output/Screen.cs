using Spectre.Console;

namespace Covector.Tool.Output;

/// <summary>Text for a terminal: in colour where it has any, plain and unbroken elsewhere.</summary>
internal sealed class Screen
{
    private const int Unbroken = 1 << 20;

    private readonly IAnsiConsole _console;
    private readonly TextWriter _output;
    private readonly bool _isTerminal;

    public Screen(TextWriter output)
    {
        _output = output;
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        _isTerminal = _console.Profile.Out.IsTerminal;
        // A terminal breaks long lines without changing what is copied from it.
        _console.Profile.Width = Unbroken;
    }

    /// <summary>A line as it is.</summary>
    public void Line(string text = "") => _output.WriteLine(text);

    /// <summary>A line of parts in different colours; nothing is broken or cut.</summary>
    public void Line(params ReadOnlySpan<(string Text, string Style)> parts)
    {
        if (!_isTerminal)
        {
            foreach (var (text, _) in parts)
                _output.Write(text);
            _output.WriteLine();
            return;
        }

        foreach (var (text, style) in parts)
            _console.Markup(style.Length == 0 ? Markup.Escape(text) : $"[{style}]{Markup.Escape(text)}[/]");
        _console.WriteLine();
    }
}
