using System.Text.RegularExpressions;

namespace Covector.Tracing;

/// <summary>The transformation that made a trace and the function it runs, for messages: <c>Grad of Program.Loss</c>.</summary>
internal readonly partial record struct TraceOrigin(string Transformation, Delegate? Function)
{
    public override string ToString() => Function is null ? Transformation : $"{Transformation} of {FunctionName(Function)}";

    /// <summary>The names of a delegate's parameters; x₀, x₁, … where they are not known.</summary>
    public static string ParameterName(Delegate function, int index)
    {
        var parameters = function.Method.GetParameters();
        return index < parameters.Length && parameters[index].Name is { Length: > 0 } name ? name : $"x{index}";
    }

    private static string FunctionName(Delegate function)
    {
        var method = function.Method;
        var lambda = LambdaName().Match(method.Name);
        if (lambda.Success)
            return lambda.Groups[2].Value is { Length: > 0 } local ? $"{local} in {lambda.Groups[1].Value}" : $"a lambda in {lambda.Groups[1].Value}";
        return method.DeclaringType is { } type ? $"{type.Name}.{method.Name}" : method.Name;
    }

    /// <summary>How the C# compiler names lambdas and local functions: <c>&lt;Main&gt;b__0_1</c>, <c>&lt;Main&gt;g__Loss|0_2</c>.</summary>
    [GeneratedRegex(@"^<(.+)>(?:b__|g__(\w+)\|).*$")]
    private static partial Regex LambdaName();
}
