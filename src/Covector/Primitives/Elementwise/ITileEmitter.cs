namespace Covector.Primitives;

/// <summary>Appends kernels to a tile program. Values are numbered.</summary>
internal interface ITileEmitter
{
    /// <summary>A kernel applied to values; returns the number of its result.</summary>
    int Kernel(Elementwise primitive, ReadOnlySpan<int> operands);

    /// <summary>A constant of the element type that the primitive works on.</summary>
    int Constant(double value);
}
