namespace Covector;

/// <summary>An array of numbers.</summary>
public sealed partial class Tensor;
