
namespace Covector.Tests;

public sealed class DTypeTests
{
    [Fact]
    public void FiveElementTypes() => Assert.Equal(5, Enum.GetValues<DType>().Length);
}
