using System.Linq.Expressions;

namespace Covector.Tests.Concurrency;

public class TemporaryLifetimeTests
{
    /// <summary>
    /// Nothing refers to a temporary once the copy of its elements runs: a collection for the memory of the copy must not give its memory away.
    /// Only optimized code lets go of it: that of a compiled expression at once, the library's after some calls.
    /// </summary>
    [Fact]
    public void A_temporary_lives_until_its_elements_are_copied()
    {
        Expression<Func<Tensor, double[]>> doubles = x => x.AsType(DType.Float64).ToArray<double>();
        var f = doubles.Compile();
        var values = new float[1 << 20];
        Array.Fill(values, 1.5f);
        var x = Tensor.From(values);
        for (int i = 0; i < 300; i++)
            Assert.Equal(-1, f(x).AsSpan().IndexOfAnyExcept(1.5));
    }
}
