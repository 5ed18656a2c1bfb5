using Covector.Runtime;

namespace Covector.Benchmarks;

/// <summary>Random operands of a matrix product in both float types.</summary>
internal sealed unsafe class Operands
{
    private readonly NativeBlock block;

    public Operands(int m, int n, int k)
    {
        nint a = (nint)m * k, b = (nint)k * n, c = (nint)m * n;
        block = NativeBlock.Rent((nuint)((a + b + c + 64) * 12));
        A64 = (double*)block.Pointer;
        B64 = A64 + a;
        C64 = B64 + b;
        A32 = (float*)(C64 + c);
        B32 = A32 + a;
        C32 = B32 + b;
        Random random = new(1);
        for (nint i = 0; i < a; i++)
            A32[i] = (float)(A64[i] = random.NextDouble() - 0.5);
        for (nint i = 0; i < b; i++)
            B32[i] = (float)(B64[i] = random.NextDouble() - 0.5);
        new Span<double>(C64, (int)c).Clear();
        new Span<float>(C32, (int)c).Clear();
    }

    public double* A64 { get; }

    public double* B64 { get; }

    public double* C64 { get; }

    public float* A32 { get; }

    public float* B32 { get; }

    public float* C32 { get; }
}
