using Xunit;

namespace Covector.Generators.Tests;

public sealed class TensorAnalyzerTests
{
    private const string Elements = "compares the references of two tensors, not their elements; write";

    [Theory]
    [InlineData("Mean((Sigmoid(x) > 0.5) == (y > 0.5))", $"COV006: '==' {Elements} Equal(x, y), or ReferenceEquals(x, y)")]
    [InlineData("x != y", $"COV006: '!=' {Elements} NotEqual(x, y), or ReferenceEquals(x, y)")]
    [InlineData("z == x", $"COV006: '==' {Elements} Equal(x, y), or ReferenceEquals(x, y)")]
    public async Task Reports_comparisons_of_references(string expression, string message) => Assert.Equal([message], await Analyze(expression));

    [Theory]
    [InlineData("x == null")]
    [InlineData("null != z")]
    [InlineData("z is null")]
    [InlineData("(object)x == y")]
    [InlineData("ReferenceEquals(x, y)")]
    [InlineData("Equal(x, y)")]
    [InlineData("x.Shape == y.Shape && x.DType == y.DType")]
    public async Task Is_silent_on_other_comparisons(string expression) => Assert.Empty(await Analyze(expression));

    [Theory]
    [InlineData("Transforms.Grad(t => Math.Sin((double)t))", "Math.Sin", "Sin")]
    [InlineData("x * -Math.Max((double)x, 0)", "Math.Max", "Maximum")]
    [InlineData("(Tensor)MathF.Exp(2 * (float)x)", "MathF.Exp", "Exp")]
    [InlineData("x + ((bool)(x > 0) ? Math.Sqrt((double)x) : 0)", "Math.Sqrt", "Sqrt")]
    public async Task Reports_numbers_that_become_tensors_again(string expression, string function, string counterpart) => Assert.Equal(
        [$"COV007: '{function}' computes with the number of a tensor, which is a constant to every derivative; write {counterpart} of Functions"],
        await Analyze(expression));

    [Theory]
    [InlineData("Math.Sin((double)x)")]
    [InlineData("x * Math.Sqrt(2)")]
    [InlineData("x * (double)y")]
    [InlineData("Tensor.Zeros([(int)Math.Ceiling((double)x)])")]
    [InlineData("x * Math.BigMul((int)x, 3)")]
    public async Task Is_silent_on_numbers_that_stay_or_never_were_tensors(string expression) => Assert.Empty(await Analyze(expression));

    private static Task<string[]> Analyze(string expression) =>
        Compiler.Analyze($"using static Covector.Functions; class Use {{ object F(Tensor x, Tensor y, Tensor? z) => {expression}; }}");
}
