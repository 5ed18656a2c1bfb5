namespace Covector.Primitives;

/// <summary>
/// The tile kernels of one elementwise primitive, one for each element type, found when first used. It takes no part in equality, so that
/// a primitive is equal to another with the same parameters whether or not it has run.
/// </summary>
internal struct KernelCache : IEquatable<KernelCache>
{
    private nint[]? kernels;

    /// <summary>The address of the kernel for an input type; <paramref name="find"/> looks it up the first time.</summary>
    /// <exception cref="InvalidOperationException">There is none: the primitive accepts a type that its kernels lack.</exception>
    public nint Get(DType dtype, Elementwise primitive, Func<Elementwise, DType, nint> find)
    {
        var table = kernels ??= new nint[5];
        nint kernel = table[(int)dtype];
        if (kernel != 0)
            return kernel;
        kernel = find(primitive, dtype);
        return kernel != 0 ? table[(int)dtype] = kernel : throw new InvalidOperationException($"'{primitive.Name}' has no kernel for {dtype}.");
    }

    public readonly bool Equals(KernelCache other) => true;

    public override readonly bool Equals(object? obj) => obj is KernelCache;

    public override readonly int GetHashCode() => 0;
}
