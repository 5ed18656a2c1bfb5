using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Covector.Tool.Output;

/// <summary>The help text of a command, followed by its examples.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private const string Syntax = """
        Formulas:
          '  transpose    *  matrix product    .* ./ .^  entry by entry    ^  power of a scalar or a square matrix
          exp log sqrt square sin cos tan arcsin arccos arctan sinh cosh tanh abs sign relu step sigmoid softplus log1p expm1
          max min sum mean norm1 norm2 logsumexp softmax tr det logdet inv diag vec kron ones zeros eye;  Unicode as well: uᵀ*(x ⊙ y)
          Capitals are matrices, b and p to z vectors, other letters scalars, unless the use, a value or a declaration says otherwise.
          A scalar is added to a vector as c*ones(n)+x.
        """;

    public override int Invoke(ParseResult parseResult)
    {
        var configuration = parseResult.InvocationConfiguration;
        var output = configuration.Output;
        var text = new StringWriter();
        configuration.Output = text;
        int code = help.Invoke(parseResult);
        configuration.Output = output;
        // The command is called otherwise than its assembly, whose name would not differ from the library's on some file systems.
        output.Write(text.ToString().Replace($"  {RootCommand.ExecutableName} ", "  covector ", StringComparison.Ordinal));
        if (parseResult.CommandResult.Command is ExampleCommand { Examples: var examples })
        {
            output.WriteLine(Syntax);
            output.WriteLine();
            output.WriteLine("Examples:");
            foreach (string example in examples)
                output.WriteLine($"  covector {example}");
            output.WriteLine();
        }

        output.WriteLine("Exit codes: 0 done, 1 the proposal of check is wrong, 2 bad input, 3 a defect of the tool.");
        return code;
    }
}

/// <summary>A command whose help text ends with examples.</summary>
internal sealed class ExampleCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;
}
