using Covector.Scalars;

namespace Covector.Runtime;

internal static unsafe partial class TileKernels
{
    /// <summary>The kernel of ψ⁽ᵒʳᵈᵉʳ⁾(x): called with the order, x, the result and n; null but for floating-point types.</summary>
    public static delegate*<int, byte*, byte*, nint, void> PolygammaKernel(DType type) => type switch
    {
        DType.Float32 => &PolygammaFloat32,
        DType.Float64 => &PolygammaFloat64,
        _ => null,
    };

    private static void PolygammaFloat32(int order, byte* x, byte* y, nint n)
    {
        for (nint i = 0; i < n; i++) ((float*)y)[i] = (float)PolygammaFunction.Value(order, ((float*)x)[i]);
    }

    private static void PolygammaFloat64(int order, byte* x, byte* y, nint n)
    {
        for (nint i = 0; i < n; i++) ((double*)y)[i] = PolygammaFunction.Value(order, ((double*)x)[i]);
    }
}
