using System.Diagnostics;
using System.Text;
using Covector.Notation;

namespace Covector.Tests.Notation;

/// <summary>The table as NumPy code, run by Python where it and NumPy are installed.</summary>
public sealed class NumPyTests
{
    [Fact]
    public async Task Every_function_and_derivative_has_its_value()
    {
        var cases = CodeCase.All().ToList();
        var program = new StringBuilder();
        foreach (var one in cases)
        {
            program.Append(NumPyPrinter.Print(one.Shaped, one.Name, one.Order));
            var arguments = one.Arguments.Select(value => value.IsScalar ? CodeCase.Numbers(value)
                : $"np.array([{CodeCase.Numbers(value)}]){(value.Columns > 1 ? $".reshape({value.Rows}, {value.Columns})" : "")}");
            program.Append($"print(','.join(repr(float(x)) for x in np.ravel({one.Name}({string.Join(", ", arguments)}))))\n");
        }

        string[]? lines = await RunPython(program.ToString());
        Assert.SkipWhen(lines == null, "Python with NumPy is not installed.");
        Assert.Equal(cases.Count, lines!.Length);
        for (int i = 0; i < lines.Length; i++)
            AcceptanceTable.Close(cases[i].Expected, CodeCase.Parse(lines[i]));
    }

    private static async Task<string[]?> RunPython(string program)
    {
        foreach (string python in (string[])["python3", "/usr/bin/python3", "python"])
        {
            try
            {
                var (code, _, _) = await Run(python, "import numpy");
                if (code != 0)
                    continue;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                continue;
            }

            var (result, output, errors) = await Run(python, program);
            Assert.True(result == 0, errors);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }

        return null;
    }

    private static async Task<(int Code, string Output, string Errors)> Run(string python, string program)
    {
        var start =
            new ProcessStartInfo(python, "-") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.StandardInput.WriteAsync(program.AsMemory(), cancellation);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output, await errors);
    }
}
