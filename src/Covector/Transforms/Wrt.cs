namespace Covector;

/// <summary>With respect to which argument a function is differentiated: <c>Grad(f, Wrt.Second)</c>.</summary>
public static class Wrt
{
    /// <summary>The second argument.</summary>
    public static SecondArgument Second => default;

    /// <summary>The third argument.</summary>
    public static ThirdArgument Third => default;

    /// <summary>All arguments; the gradient is a tuple.</summary>
    public static AllArguments All => default;

    /// <summary>The type of <see cref="Second"/>.</summary>
    public readonly record struct SecondArgument;

    /// <summary>The type of <see cref="Third"/>.</summary>
    public readonly record struct ThirdArgument;

    /// <summary>The type of <see cref="All"/>.</summary>
    public readonly record struct AllArguments;
}
